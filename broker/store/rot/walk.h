// walk.h - walks through one tree of a data file, and checks every page number, offset and size
// before it is used. Each page that the walk meets is marked, and may be met once.
#ifndef HALLQ_STORE_WALK_H
#define HALLQ_STORE_WALK_H

#include "broker/store/report/fault.h"
#include "broker/store/report/report.h"
#include "broker/store/rot/page.h"

// A leaf page of the journal that was noted and not opened.
struct leaf {
    uint64_t page;
    uint32_t hall; // hall of the first key that the leaf may hold
};

// A data file that is looked through.
struct inspection {
    int fd;
    struct store_report *report;
    uint64_t file_pages;
    struct meta_page meta;
    uint8_t *marks; // one bit for each page
    uint64_t mark_count;
    uint64_t unseen_count; // overflow pages of rows that were skipped
    uint8_t *levels;       // memory: a page for each level of a tree
    uint8_t *big;          // memory for a value on overflow pages
    struct tree trees[TABLE_COUNT];
    bool tree_found[TABLE_COUNT];
    struct leaf *leaves; // leaves of the journal, if only its last day is looked at
    size_t leaf_count;
    size_t leaf_room;
};

// A walk through one tree: its name, the counts of the walk, the callback for each entry.
struct walk {
    struct inspection *inspection;
    const struct tree *tree;
    const char *name;
    int (*entry_cb)(struct walk *w, const struct node *node, struct bytes value);
    enum table table;
    bool gather_leaves; // leaves are noted and not opened
    struct tree met;
    uint8_t last_key[TABLE_KEY_MAX]; // keys must grow from leaf to leaf
    size_t last_key_size;
    bool last_key_set;
};

// The bounds of a page's keys: low <= key < high; a NULL high is no bound.
struct span {
    struct bytes low;
    struct bytes high;
};

// walk_tree: calls back for every entry of w->tree, in order, and compares the tree's counts with
// the pages and rows it met. ERR_CORRUPT: the report names the fault; ERR_IO; ERR_NO_MEMORY; the
// callback's error.
int walk_tree(struct walk *w);

// walk_leaf: calls back for the entries of a leaf page in memory, for which page_nodes_ok is true.
int walk_leaf(struct walk *w, const uint8_t *page, unsigned level, const struct span *span);

// walk_read_bytes, walk_read_page: read from the file. walk_level_page: memory for the page of a
// level.
int walk_read_bytes(struct inspection *l, uint64_t at, void *to, size_t size);
int walk_read_page(struct inspection *l, const char *name, uint64_t page, uint8_t *to);
uint8_t *walk_level_page(struct inspection *l, unsigned level);

// walk_mark: marks a page that was met in the tree `name`. ERR_CORRUPT: the page was met before.
int walk_mark(struct inspection *l, const char *name, uint64_t page);

// walk_wrong: writes the fault of a page into the report, if no fault is there yet. Returns
// ERR_CORRUPT.
int walk_wrong(struct inspection *l, const char *name, uint64_t page, enum reason what);

#endif
