#include "broker/store/rot/page.h"

#include <endian.h>
#include <string.h>

#define MAGIC 0xBEEFC0DEu
#define VERSION 1
#define NODE_HEAD_SIZE 8

uint16_t read_u16(const uint8_t *p) {
    uint16_t v;
    memcpy(&v, p, sizeof v);
    return le16toh(v);
}

uint32_t read_u32(const uint8_t *p) {
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return le32toh(v);
}

uint64_t read_u64(const uint8_t *p) {
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return le64toh(v);
}

void tree_read(const uint8_t *p, struct tree *ret) {
    *ret = (struct tree){
        .pad = read_u32(p),
        .flags = read_u16(p + 4),
        .depth = read_u16(p + 6),
        .branch_pages = read_u64(p + 8),
        .leaf_pages = read_u64(p + 16),
        .overflow_pages = read_u64(p + 24),
        .rows = read_u64(p + 32),
        .root = read_u64(p + 40),
    };
}

static bool page_size_ok(uint32_t size) {
    return size >= 512 && size <= PAGE_MAX_SIZE && (size & (size - 1)) == 0;
}

bool meta_page_read(const uint8_t *p, unsigned index, struct meta_page *ret) {
    const uint8_t *m = p + PAGE_HEAD_SIZE;
    if (read_u64(p) != index || read_u16(p + 10) != PAGE_META)
        return false;
    if (read_u32(m) != MAGIC || read_u32(m + 4) != VERSION)
        return false;
    tree_read(m + 24, &ret->free_pages);
    tree_read(m + 72, &ret->tables);
    ret->page_size = ret->free_pages.pad;
    ret->last_page = read_u64(m + 120);
    ret->transaction = read_u64(m + 128);
    return page_size_ok(ret->page_size) &&
           ret->free_pages.flags == (TREE_INTEGER_KEYS | TREE_ENV_NO_FOLDER) &&
           ret->tables.flags == 0;
}

bool page_is_meta(const uint8_t *p) {
    return read_u32(p + PAGE_HEAD_SIZE) == MAGIC || read_u16(p + 10) == PAGE_META;
}

static size_t node_at(const uint8_t *page, size_t index) {
    return read_u16(page + PAGE_HEAD_SIZE + 2 * index);
}

size_t page_node_count(const uint8_t *page) {
    return (read_u16(page + 12) - PAGE_HEAD_SIZE) / 2;
}

struct node page_node(const uint8_t *page, size_t index) {
    const uint8_t *n = page + node_at(page, index);
    uint64_t low = read_u16(n), high = read_u16(n + 2);
    struct node node = {.flags = read_u16(n + 4)};
    node.key = (struct bytes){n + NODE_HEAD_SIZE, read_u16(n + 6)};
    node.at = n + NODE_HEAD_SIZE + node.key.size;
    if (read_u16(page + 10) & PAGE_BRANCH)
        node.below = low | high << 16 | (uint64_t)node.flags << 32;
    else
        node.size = low | high << 16;
    return node;
}

// Bytes that the node takes in its page, rounded up to even as LMDB does.
static uint64_t node_taken(const uint8_t *page, const struct node *n) {
    uint64_t taken = NODE_HEAD_SIZE + n->key.size;
    if (read_u16(page + 10) & PAGE_LEAF)
        taken += n->flags & NODE_BIG ? sizeof(uint64_t) : n->size;
    return taken + taken % 2;
}

bool page_nodes_ok(const uint8_t *page, size_t page_size) {
    size_t lower = read_u16(page + 12), upper = read_u16(page + 14);
    if (lower < PAGE_HEAD_SIZE || lower > upper || upper > page_size || lower % 2)
        return false;
    uint64_t taken = 0;
    for (size_t i = 0; i < page_node_count(page); i++) {
        size_t at = node_at(page, i);
        if (at < upper || at + NODE_HEAD_SIZE > page_size)
            return false;
        struct node n = page_node(page, i);
        if (at + node_taken(page, &n) > page_size)
            return false;
        taken += node_taken(page, &n);
    }
    return taken == page_size - upper;
}
