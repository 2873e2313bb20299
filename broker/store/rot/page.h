// page.h - pages of an LMDB 0.9 file, 64-bit little-endian, read byte by byte. (LMDB's format 1 has
// not changed since 2012; its header does not describe the pages, so this file does.)
//
//     page    0 number 8 | 8 pad 2 | 10 flags 2 | 12 lower 2 | 14 upper 2 |
//             16 offsets of nodes, 2 each
//             overflow pages: 12 count of pages 4, then the value, over page ends
//     node    0 low 2 | 2 high 2 | 4 flags 2 | 6 key size 2 | 8 key | value
//             branch: the page below is low | high << 16 | flags << 32; the first node's key means
//             nothing; leaf: the value's size is low | high << 16; flags BIG: the value is the
//             number of its first overflow page; flags TABLE: a tree
//     tree    0 pad 4 | 4 flags 2 | 6 depth 2 | 8 branch pages 8 | 16 leaf pages 8 |
//             24 overflow pages 8 | 32 rows 8 | 40 root 8 (all ones: empty)
//     meta    page 0 and 1, from byte 16: magic 4 | version 4 | 8 address 8 | 16 map size 8 |
//             24 tree of free pages 48 (its pad: page size) | 72 tree of tables 48 |
//             120 last page 8 | 128 transaction 8
#ifndef HALLQ_STORE_PAGE_H
#define HALLQ_STORE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/table.h"

#define PAGE_HEAD_SIZE 16
#define PAGE_META_END 152 // bytes of a meta page that have a meaning
#define PAGE_MAX_SIZE 65536
#define PAGE_NONE UINT64_MAX
#define PAGE_DEPTH_MAX 32 // LMDB's own bound of a tree's depth

enum page_flags { PAGE_BRANCH = 1, PAGE_LEAF = 2, PAGE_OVERFLOW = 4, PAGE_META = 8 };
enum node_flags { NODE_BIG = 1, NODE_TABLE = 2 };
enum tree_flags {
    TREE_INTEGER_KEYS = 8,
    TREE_ENV_NO_FOLDER = 0x4000, // in the tree of free pages: the file was made with MDB_NOSUBDIR
};

struct tree {
    uint32_t pad;
    uint16_t flags;
    uint16_t depth;
    uint64_t branch_pages;
    uint64_t leaf_pages;
    uint64_t overflow_pages;
    uint64_t rows;
    uint64_t root;
};
#define TREE_SIZE 48

struct meta_page {
    uint32_t page_size;
    uint64_t last_page;
    uint64_t transaction;
    struct tree free_pages;
    struct tree tables;
};

struct node {
    struct bytes key;
    uint16_t flags;
    uint64_t below;    // branch: number of the page below
    uint64_t size;     // leaf: size of the value
    const uint8_t *at; // leaf: the value, or the overflow page's number
};

uint16_t read_u16(const uint8_t *p);
uint32_t read_u32(const uint8_t *p);
uint64_t read_u64(const uint8_t *p);

void tree_read(const uint8_t *p, struct tree *ret);

// meta_page_read: false unless page `index` (0 or 1) is a meta page of LMDB's format 1. `p` has
// PAGE_META_END bytes.
bool meta_page_read(const uint8_t *p, unsigned index, struct meta_page *ret);

// page_is_meta: whether the bytes look like a meta page, sound or not. `p` has PAGE_META_END bytes.
bool page_is_meta(const uint8_t *p);

// page_nodes_ok: whether the head of a branch or leaf page holds together, no node reaches out of
// the page, and the nodes fill the page's used part without a gap.
bool page_nodes_ok(const uint8_t *page, size_t page_size);

// page_node_count, page_node: the nodes of a page for which page_nodes_ok is true.
size_t page_node_count(const uint8_t *page);
struct node page_node(const uint8_t *page, size_t index);

#endif
