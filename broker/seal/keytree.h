// keytree.h - many keys grown from one, of which each can be destroyed by itself.
//
// The key of a day is the root of a binary tree; the key of a node gives those of the two below it,
// and no way leads back up. What is kept is a set of nodes: at first the root alone. To destroy a
// leaf, the node above it is replaced by the nodes beside the way down to it:
//
//     root ─┬─ 0 ─┬─ 00        destroyed: 10        kept: 0, 11
//           │     └─ 01
//           └─ 1 ─┬─ 10        so a day's file stays 32 bytes until somebody is forgotten, then grows
//                 └─ 11        by at most KEYTREE_BITS nodes for each
//
// The first bit says what for: 0 sealed texts, by their number; 1 the codes of tickets.
#ifndef HALLQ_SEAL_KEYTREE_H
#define HALLQ_SEAL_KEYTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEY_SIZE 32
#define KEYTREE_BITS 33         // one for the kind, 32 for a sealed number
#define KEYTREE_NODES_MAX 16384 // of one day: five hundred people forgotten who lie far apart
#define KEYTREE_CODES_DEPTH 1
#define KEYTREE_CODES_PATH 1

struct key_node {
    unsigned char key[KEY_SIZE];
    uint64_t path;  // from the root, the last step lowest
    uint32_t depth; // steps of it
};

// What is kept of a day's tree. Lies in locked memory.
struct keytree {
    uint64_t id; // names the root, and tells nothing of it
    size_t count;
    struct key_node one;   // as a rule all there is
    struct key_node *many; // where count is more than 1, in locked memory; else NULL
};

// keytree_plant: the tree of a root.
void keytree_plant(struct keytree *ret, const unsigned char root[KEY_SIZE]);

// keytree_need: room for `count` nodes, none set. false: no memory.
bool keytree_need(struct keytree *ret, uint64_t id, size_t count);

// keytree_nodes: those that are kept.
struct key_node *keytree_nodes(struct keytree *t);

// keytree_fell: wipes and frees. Safe on a zeroed tree.
void keytree_fell(struct keytree *t);

// keytree_key: the key of a node; false: it was destroyed.
bool keytree_key(const struct keytree *t, uint64_t path, uint32_t depth,
                 unsigned char ret_key[KEY_SIZE]);

// keytree_root: the root's own key, with which an earlier version sealed; false once anything of the
// tree was destroyed.
bool keytree_root(const struct keytree *t, unsigned char ret_key[KEY_SIZE]);

// keytree_without: what is kept of the tree without a leaf. ERR_CLOSED: it is destroyed already;
// ERR_TOO_LARGE, ERR_NO_MEMORY.
int keytree_without(const struct keytree *t, uint64_t leaf, struct keytree *ret);

#endif
