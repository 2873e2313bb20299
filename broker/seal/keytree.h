// keytree.h - many keys grown from one key, each of which can be destroyed alone.
//
// The key of a day is the root of a binary tree; the key of a node gives the keys of the two nodes
// below, and no way leads back up. A set of nodes is kept: at first the root alone. To destroy a
// leaf, the node above it is replaced by the nodes beside the way down to it:
//
//     root ─┬─ 0 ─┬─ 00        destroyed: 10        kept: 0, 11
//           │     └─ 01
//           └─ 1 ─┬─ 10        so a day's key stays 32 bytes until a text is forgotten, then grows
//                 └─ 11        by at most KEYTREE_BITS nodes for each text
//
// The first bit of a path is the kind: 0 for sealed texts, by their number; 1 for the codes of
// tickets.
#ifndef HALLQ_SEAL_KEYTREE_H
#define HALLQ_SEAL_KEYTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEY_SIZE 32
#define KEYTREE_BITS 33         // one bit for the kind, 32 for a sealed number
#define KEYTREE_NODES_MAX 16384 // of one day: five hundred forgotten texts that lie far apart
#define KEYTREE_CODES_DEPTH 1
#define KEYTREE_CODES_PATH 1

struct key_node {
    unsigned char key[KEY_SIZE];
    uint64_t path;  // from the root, the last step lowest
    uint32_t depth; // steps of the path
};

// The kept nodes of a day's tree. Lies in locked memory.
struct keytree {
    uint64_t id; // names the root, and tells nothing of its key
    size_t count;
    struct key_node one;   // as a rule the only node
    struct key_node *many; // all nodes if count is more than 1, in locked memory; else NULL
};

// keytree_plant: makes the tree of a root.
void keytree_plant(struct keytree *ret, const unsigned char root[KEY_SIZE]);

// keytree_need: makes a tree with room for `count` nodes, which are not set. false: no memory.
bool keytree_need(struct keytree *ret, uint64_t id, size_t count);

// keytree_nodes: the kept nodes, borrowed.
struct key_node *keytree_nodes(struct keytree *t);

// keytree_fell: wipes and frees the nodes. Safe on a zeroed tree.
void keytree_fell(struct keytree *t);

// keytree_key: derives the key of a node; false: the key was destroyed.
bool keytree_key(const struct keytree *t, uint64_t path, uint32_t depth,
                 unsigned char ret_key[KEY_SIZE]);

// keytree_root: the root's own key, with which an earlier version sealed; false once any leaf of
// the tree was destroyed.
bool keytree_root(const struct keytree *t, unsigned char ret_key[KEY_SIZE]);

// keytree_without: makes the tree that is kept when a leaf is destroyed. ERR_CLOSED: the leaf is
// destroyed already; ERR_TOO_LARGE, ERR_NO_MEMORY.
int keytree_without(const struct keytree *t, uint64_t leaf, struct keytree *ret);

#endif
