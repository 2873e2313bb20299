// walk.h - walks through one tree of a data file, and trusts no page number, offset or size before it
// was checked. Each page is marked as it is met, and may be met once.
#ifndef HALLQ_STORE_WALK_H
#define HALLQ_STORE_WALK_H

#include "broker/store/report/fault.h"
#include "broker/store/report/report.h"
#include "broker/store/rot/page.h"

// A leaf of the journal that was noted and not opened.
struct leaf {
    uint64_t page;
    uint32_t hall; // of the first key it may hold
};

// A data file that is looked through.
struct look {
    int fd;
    struct store_report *report;
    uint64_t file_pages;
    struct meta_page meta;
    uint8_t *marks; // a bit a page
    uint64_t mark_count;
    uint64_t unseen_count; // overflow pages of rows that were not looked at
    uint8_t *levels;       // a page for each level of a tree
    uint8_t *big;          // a value on overflow pages
    struct tree trees[TABLE_COUNT];
    bool tree_found[TABLE_COUNT];
    struct leaf *leaves; // of the journal, when only its last day is looked at
    size_t leaf_count;
    size_t leaf_room;
};

// A walk through one tree: its name, what it met, what to do with each entry.
struct walk {
    struct look *look;
    const struct tree *tree;
    const char *name;
    int (*entry_cb)(struct walk *w, const struct node *node, struct bytes value);
    enum table table;
    bool gather_leaves; // do not open leaves, note them
    struct tree met;
    uint8_t last_key[TABLE_KEY_MAX]; // keys must grow from leaf to leaf
    size_t last_key_size;
    bool last_key_set;
};

// Keys of a page: low <= key < high; a NULL high is no bound.
struct span {
    struct bytes low;
    struct bytes high;
};

// walk_tree: meets every entry of w->tree, in order, and compares what the tree says of itself with what
// was met. ERR_CORRUPT, having said what is wrong; ERR_IO; ERR_NO_MEMORY; what the callback returns.
int walk_tree(struct walk *w);

// walk_leaf: the entries of one leaf that lies in memory and holds together.
int walk_leaf(struct walk *w, const uint8_t *page, unsigned level, const struct span *span);

// walk_read_bytes, walk_read_page: from the file. walk_level_page: room for the page of a level.
int walk_read_bytes(struct look *l, uint64_t at, void *to, size_t size);
int walk_read_page(struct look *l, const char *name, uint64_t page, uint8_t *to);
uint8_t *walk_level_page(struct look *l, unsigned level);

// walk_mark: a page that was met in the tree of this name. ERR_CORRUPT: for the second time.
int walk_mark(struct look *l, const char *name, uint64_t page);

// walk_wrong: says what is wrong with a page, if nothing was said before. ERR_CORRUPT.
int walk_wrong(struct look *l, const char *name, uint64_t page, enum reason what);

#endif
