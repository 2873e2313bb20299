#include "broker/seal/keytree.h"

#include <sodium.h>
#include <string.h>

#include "base/err.h"

// Replaces a node's key by the key of the node below; way: 0 or 1.
static void step_down(unsigned char key[KEY_SIZE], unsigned char way) {
    unsigned char below[KEY_SIZE];
    crypto_generichash(below, sizeof below, &way, 1, key, KEY_SIZE);
    memcpy(key, below, KEY_SIZE);
    sodium_memzero(below, sizeof below);
}

static bool is_above(const struct key_node *n, uint64_t path, uint32_t depth) {
    return n->depth <= depth && path >> (depth - n->depth) == n->path;
}

static const struct key_node *node_above(const struct keytree *t, uint64_t path, uint32_t depth) {
    const struct key_node *nodes = t->many ? t->many : &t->one;
    for (size_t i = 0; i < t->count; i++)
        if (is_above(&nodes[i], path, depth))
            return &nodes[i];
    return NULL;
}

struct key_node *keytree_nodes(struct keytree *t) {
    return t->many ? t->many : &t->one;
}

bool keytree_need(struct keytree *ret, uint64_t id, size_t count) {
    *ret = (struct keytree){.id = id, .count = count};
    if (count > 1)
        ret->many = sodium_allocarray(count, sizeof *ret->many);
    return count <= 1 || ret->many;
}

void keytree_plant(struct keytree *ret, const unsigned char root[KEY_SIZE]) {
    static const char what[] = "which key";
    unsigned char name[crypto_generichash_BYTES_MIN];
    keytree_need(ret, 0, 1);
    memcpy(ret->one.key, root, KEY_SIZE);
    crypto_generichash(name, sizeof name, (const unsigned char *)what, sizeof what, root, KEY_SIZE);
    memcpy(&ret->id, name, sizeof ret->id);
    ret->id |= 1; // 0 names no key
}

void keytree_fell(struct keytree *t) {
    sodium_free(t->many); // the memory is wiped too
    sodium_memzero(t, sizeof *t);
}

bool keytree_key(const struct keytree *t, uint64_t path, uint32_t depth,
                 unsigned char ret_key[KEY_SIZE]) {
    const struct key_node *n = node_above(t, path, depth);
    if (!n)
        return false;
    memcpy(ret_key, n->key, KEY_SIZE);
    for (uint32_t left = depth - n->depth; left > 0; left--)
        step_down(ret_key, path >> (left - 1) & 1);
    return true;
}

bool keytree_root(const struct keytree *t, unsigned char ret_key[KEY_SIZE]) {
    return keytree_key(t, 0, 0, ret_key);
}

int keytree_without(const struct keytree *t, uint64_t leaf, struct keytree *ret) {
    const struct key_node *above = node_above(t, leaf, KEYTREE_BITS);
    size_t kept = 0;
    if (!above)
        return ERR_CLOSED;
    const struct key_node *nodes = t->many ? t->many : &t->one;
    size_t beside = KEYTREE_BITS - above->depth, count = t->count - 1 + beside;
    if (count > KEYTREE_NODES_MAX)
        return ERR_TOO_LARGE;
    if (!keytree_need(ret, t->id, count))
        return ERR_NO_MEMORY;
    struct key_node *to = keytree_nodes(ret);
    for (size_t i = 0; i < t->count; i++)
        if (&nodes[i] != above)
            to[kept++] = nodes[i];
    for (uint32_t depth = above->depth + 1; depth <= KEYTREE_BITS; depth++) {
        struct key_node *n = &to[kept++];
        n->depth = depth;
        n->path = leaf >> (KEYTREE_BITS - depth) ^ 1;
        keytree_key(t, n->path, depth, n->key);
    }
    return ERR_OK;
}
