#include "broker/store/rot/walk.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int walk_wrong(struct inspection *l, const char *name, uint64_t page, enum reason what) {
    if (!l->report->first.text[0])
        fault_say(&l->report->first, ERR_CORRUPT, PAGE, SAME(name), NUMBER(page),
                  fault_reason(what));
    return ERR_CORRUPT;
}

// --- pages

int walk_read_bytes(struct inspection *l, uint64_t at, void *to, size_t size) {
    size_t done = 0;
    while (done < size) {
        ssize_t got = pread(l->fd, (char *)to + done, size - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fault_say(&l->report->first, ERR_IO, READ_AT, NUMBER(at),
                             bilingual_errno(errno));
        if (got == 0)
            return walk_wrong(l, "file", at / (l->meta.page_size ? l->meta.page_size : 4096),
                              REASON_CUT_OFF);
        done += (size_t)got;
    }
    return ERR_OK;
}

int walk_mark(struct inspection *l, const char *name, uint64_t page) {
    if (page > l->meta.last_page)
        return walk_wrong(l, name, page, REASON_BEYOND_LAST);
    if (l->marks[page / 8] & 1 << page % 8)
        return walk_wrong(l, name, page, REASON_USED_TWICE);
    l->marks[page / 8] |= (uint8_t)(1 << page % 8);
    l->mark_count++;
    return ERR_OK;
}

int walk_read_page(struct inspection *l, const char *name, uint64_t page, uint8_t *to) {
    if (page >= l->file_pages)
        return walk_wrong(l, name, page, REASON_BEYOND_END);
    int err = walk_read_bytes(l, page * l->meta.page_size, to, l->meta.page_size);
    if (!err && read_u64(to) != page)
        err = walk_wrong(l, name, page, REASON_OTHER_NUMBER);
    l->report->page_count++;
    return err;
}

static int mark_run(struct inspection *l, const char *name, uint64_t page, uint64_t count) {
    int err = ERR_OK;
    for (uint64_t i = 0; i < count && !err; i++)
        err = walk_mark(l, name, page + i);
    return err;
}

// Reads a value on overflow pages. `scratch` has room for one page.
static int read_big(struct walk *w, const struct node *n, uint8_t *scratch, struct bytes *ret) {
    struct inspection *l = w->inspection;
    uint64_t page = read_u64(n->at), page_size = l->meta.page_size;
    uint64_t need = (PAGE_HEAD_SIZE - 1 + n->size) / page_size + 1;
    int err = walk_read_page(l, w->name, page, scratch);
    if (err)
        return err;
    uint64_t count = read_u32(scratch + 12);
    if (read_u16(scratch + 10) != PAGE_OVERFLOW || count < need || count > l->file_pages)
        return walk_wrong(l, w->name, page, REASON_NOT_THE_VALUES);
    err = mark_run(l, w->name, page, count);
    if (err)
        return err;
    w->met.overflow_pages += count;
    uint8_t *big = realloc(l->big, n->size + 1);
    if (!big)
        return ERR_NO_MEMORY;
    l->big = big;
    *ret = (struct bytes){big, n->size};
    return walk_read_bytes(l, page * page_size + PAGE_HEAD_SIZE, big, n->size);
}

// --- trees

static int compare(const struct walk *w, struct bytes a, struct bytes b) {
    if (w->tree->flags & TREE_INTEGER_KEYS) {
        uint64_t x = read_u64(a.data), y = read_u64(b.data);
        return (x > y) - (x < y);
    }
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size ? memcmp(a.data, b.data, size) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

static bool key_ok(const struct walk *w, struct bytes key, const struct span *span) {
    if (key.size == 0 || key.size > TABLE_KEY_MAX)
        return false;
    if ((w->tree->flags & TREE_INTEGER_KEYS) && key.size != sizeof(uint64_t))
        return false;
    return (!span->low.size || compare(w, key, span->low) >= 0) &&
           (!span->high.size || compare(w, key, span->high) < 0);
}

static bool key_grows(struct walk *w, struct bytes key) {
    bool grows =
        !w->last_key_set || compare(w, (struct bytes){w->last_key, w->last_key_size}, key) < 0;
    memcpy(w->last_key, key.data, key.size);
    w->last_key_size = key.size;
    w->last_key_set = true;
    return grows;
}

uint8_t *walk_level_page(struct inspection *l, unsigned level) {
    return l->levels + (size_t)level * l->meta.page_size;
}

static int walk_entry(struct walk *w, const struct node *n, uint8_t *scratch) {
    struct bytes value = {n->at, n->size};
    if (n->flags & NODE_BIG) {
        int err = read_big(w, n, scratch, &value);
        if (err)
            return err;
    }
    w->met.rows++;
    return w->entry_cb(w, n, value);
}

int walk_leaf(struct walk *w, const uint8_t *page, unsigned level, const struct span *span) {
    int err = ERR_OK;
    w->met.leaf_pages++;
    for (size_t i = 0; i < page_node_count(page) && !err; i++) {
        struct node n = page_node(page, i);
        if (!key_ok(w, n.key, span) || !key_grows(w, n.key))
            return walk_wrong(w->inspection, w->name, read_u64(page), REASON_DISORDER);
        err = walk_entry(w, &n, walk_level_page(w->inspection, level + 1));
    }
    return err;
}

// The hall in the first bytes of a journal key; 0: the key is too short.
static uint32_t hall_of(struct bytes key) {
    uint32_t hall = 0;
    if (key.size >= sizeof hall)
        memcpy(&hall, key.data, sizeof hall);
    return be32toh(hall);
}

static int note_leaf(struct walk *w, uint64_t page, const struct span *span) {
    struct inspection *l = w->inspection;
    if (l->leaf_count == l->leaf_room) {
        size_t room = l->leaf_room ? 2 * l->leaf_room : 64;
        struct leaf *grown = realloc(l->leaves, room * sizeof *grown);
        if (!grown)
            return ERR_NO_MEMORY;
        l->leaves = grown;
        l->leaf_room = room;
    }
    l->leaves[l->leaf_count++] = (struct leaf){page, hall_of(span->low)};
    w->met.leaf_pages++;
    return walk_mark(l, w->name, page);
}

static int walk_page(struct walk *w, uint64_t page, unsigned level, struct span span);

static int walk_branch(struct walk *w, const uint8_t *page, unsigned level, struct span span) {
    size_t count = page_node_count(page);
    struct span below = span;
    int err = ERR_OK;
    w->met.branch_pages++;
    if (count == 0)
        return walk_wrong(w->inspection, w->name, read_u64(page), REASON_EMPTY);
    for (size_t i = 0; i < count && !err; i++) {
        struct node n = page_node(page, i);
        if (i > 0 && !key_ok(w, n.key, &(struct span){below.low, span.high}))
            return walk_wrong(w->inspection, w->name, read_u64(page), REASON_DISORDER);
        below.low = i > 0 ? n.key : span.low;
        below.high = i + 1 < count ? page_node(page, i + 1).key : span.high;
        err = walk_page(w, n.below, level + 1, below);
    }
    return err;
}

static int walk_page(struct walk *w, uint64_t page, unsigned level, struct span span) {
    bool is_leaf = level + 1 == w->tree->depth;
    if (is_leaf && w->gather_leaves)
        return note_leaf(w, page, &span);
    uint8_t *bytes = walk_level_page(w->inspection, level);
    int err = walk_mark(w->inspection, w->name, page);
    if (!err)
        err = walk_read_page(w->inspection, w->name, page, bytes);
    if (err)
        return err;
    if (read_u16(bytes + 10) != (is_leaf ? PAGE_LEAF : PAGE_BRANCH) ||
        !page_nodes_ok(bytes, w->inspection->meta.page_size))
        return walk_wrong(w->inspection, w->name, page, REASON_NOT_WHOLE);
    return is_leaf ? walk_leaf(w, bytes, level, &span) : walk_branch(w, bytes, level, span);
}

// The tree's counts must equal the counts of the walk.
static int compare_tree(struct walk *w) {
    const struct tree *said = w->tree, *met = &w->met;
    bool same = said->branch_pages == met->branch_pages && said->leaf_pages == met->leaf_pages;
    if (w->gather_leaves)
        w->inspection->unseen_count += said->overflow_pages;
    else
        same = same && said->overflow_pages == met->overflow_pages && said->rows == met->rows;
    return same ? ERR_OK : walk_wrong(w->inspection, w->name, said->root, REASON_ROWS_MISSING);
}

int walk_tree(struct walk *w) {
    const struct tree *t = w->tree;
    if (t->root == PAGE_NONE && t->depth == 0)
        return compare_tree(w);
    if (t->depth == 0 || t->depth > PAGE_DEPTH_MAX)
        return walk_wrong(w->inspection, w->name, t->root, REASON_NO_DEPTH);
    int err = walk_page(w, t->root, 0, (struct span){{NULL, 0}, {NULL, 0}});
    return err ? err : compare_tree(w);
}
