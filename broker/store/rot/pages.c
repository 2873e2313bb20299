// The look through a data file. One walk:
//
//     meta pages ──▶ list of free pages ──▶ table of tables ──▶ each table's tree ──▶ its rows'
//     sums
//                                                       └──▶ journal: leaves, newest first, one day
//
// Every page met is marked; at the end the marks must cover the file. What is wrong with the shape
// of the file ends the look, a wrong sum of a row is counted and the look goes on.
#include "broker/store/rot/pages.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/wire/wire.h"
#include "broker/store/folder/folder.h"
#include "broker/store/report/fault.h"
#include "broker/store/rot/page.h"
#include "broker/store/tables/meta.h"
#include "broker/store/tables/row.h"

#define DAY_MS (24 * 60 * 60 * 1000ll)
#define LOOSE_PAGES_MAX                                                                            \
    (1u << 20) // a transaction may take and free this many behind the file's end
#define FREE_PAGES "free pages"
#define TABLES_OF_TABLES "tables"

struct leaf {
    uint64_t page;
    uint32_t hall; // of the first key it may hold
};

struct look {
    int fd;
    enum pages_depth depth;
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

// --- saying what is wrong

static int wrong(struct look *l, const char *name, uint64_t page, enum reason what) {
    if (!l->report->first.text[0])
        fault_say(&l->report->first, ERR_CORRUPT, PAGE, SAME(name), NUMBER(page),
                  fault_reason(what));
    return ERR_CORRUPT;
}

static void wrong_row(struct walk *w, struct bytes key) {
    char hex[FAULT_HEX_SIZE];
    struct store_report *r = w->look->report;
    if (!r->first.text[0])
        fault_say(&r->first, ERR_CORRUPT, ROW, SAME(w->name), SAME(fault_hex(key, hex, sizeof hex)),
                  bilingual_err(ERR_CORRUPT));
    r->bad_row_count++;
}

// --- pages

static int read_bytes(struct look *l, uint64_t at, void *to, size_t size) {
    size_t done = 0;
    while (done < size) {
        ssize_t got = pread(l->fd, (char *)to + done, size - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fault_say(&l->report->first, ERR_IO, READ_AT, NUMBER(at),
                             bilingual_errno(errno));
        if (got == 0)
            return wrong(l, "file", at / (l->meta.page_size ? l->meta.page_size : 4096),
                         REASON_CUT_OFF);
        done += (size_t)got;
    }
    return ERR_OK;
}

// Each page may be met once.
static int mark(struct look *l, const char *name, uint64_t page) {
    if (page > l->meta.last_page)
        return wrong(l, name, page, REASON_BEYOND_LAST);
    if (l->marks[page / 8] & 1 << page % 8)
        return wrong(l, name, page, REASON_USED_TWICE);
    l->marks[page / 8] |= (uint8_t)(1 << page % 8);
    l->mark_count++;
    return ERR_OK;
}

static int read_page(struct look *l, const char *name, uint64_t page, uint8_t *to) {
    if (page >= l->file_pages)
        return wrong(l, name, page, REASON_BEYOND_END);
    int err = read_bytes(l, page * l->meta.page_size, to, l->meta.page_size);
    if (!err && read_u64(to) != page)
        err = wrong(l, name, page, REASON_OTHER_NUMBER);
    l->report->page_count++;
    return err;
}

static int mark_run(struct look *l, const char *name, uint64_t page, uint64_t count) {
    int err = ERR_OK;
    for (uint64_t i = 0; i < count && !err; i++)
        err = mark(l, name, page + i);
    return err;
}

// A value on overflow pages. `scratch` has room for one page.
static int read_big(struct walk *w, const struct node *n, uint8_t *scratch, struct bytes *ret) {
    struct look *l = w->look;
    uint64_t page = read_u64(n->at), page_size = l->meta.page_size;
    uint64_t need = (PAGE_HEAD_SIZE - 1 + n->size) / page_size + 1;
    int err = read_page(l, w->name, page, scratch);
    if (err)
        return err;
    uint64_t count = read_u32(scratch + 12);
    if (read_u16(scratch + 10) != PAGE_OVERFLOW || count < need || count > l->file_pages)
        return wrong(l, w->name, page, REASON_NOT_THE_VALUES);
    err = mark_run(l, w->name, page, count);
    if (err)
        return err;
    w->met.overflow_pages += count;
    uint8_t *big = realloc(l->big, n->size + 1);
    if (!big)
        return ERR_NO_MEMORY;
    l->big = big;
    *ret = (struct bytes){big, n->size};
    return read_bytes(l, page * page_size + PAGE_HEAD_SIZE, big, n->size);
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

static uint8_t *level_page(struct look *l, unsigned level) {
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

static int walk_leaf(struct walk *w, const uint8_t *page, unsigned level, const struct span *span) {
    int err = ERR_OK;
    w->met.leaf_pages++;
    for (size_t i = 0; i < page_node_count(page) && !err; i++) {
        struct node n = page_node(page, i);
        if (!key_ok(w, n.key, span) || !key_grows(w, n.key))
            return wrong(w->look, w->name, read_u64(page), REASON_DISORDER);
        err = walk_entry(w, &n, level_page(w->look, level + 1));
    }
    return err;
}

// The hall of a key of the journal, whose keys begin with it; 0: a key is not that long.
static uint32_t hall_of(struct bytes key) {
    uint32_t hall = 0;
    if (key.size >= sizeof hall)
        memcpy(&hall, key.data, sizeof hall);
    return be32toh(hall);
}

static int note_leaf(struct walk *w, uint64_t page, const struct span *span) {
    struct look *l = w->look;
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
    return mark(l, w->name, page);
}

static int walk_page(struct walk *w, uint64_t page, unsigned level, struct span span);

static int walk_branch(struct walk *w, const uint8_t *page, unsigned level, struct span span) {
    size_t count = page_node_count(page);
    struct span below = span;
    int err = ERR_OK;
    w->met.branch_pages++;
    if (count == 0)
        return wrong(w->look, w->name, read_u64(page), REASON_EMPTY);
    for (size_t i = 0; i < count && !err; i++) {
        struct node n = page_node(page, i);
        if (i > 0 && !key_ok(w, n.key, &(struct span){below.low, span.high}))
            return wrong(w->look, w->name, read_u64(page), REASON_DISORDER);
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
    uint8_t *bytes = level_page(w->look, level);
    int err = mark(w->look, w->name, page);
    if (!err)
        err = read_page(w->look, w->name, page, bytes);
    if (err)
        return err;
    if (read_u16(bytes + 10) != (is_leaf ? PAGE_LEAF : PAGE_BRANCH) ||
        !page_nodes_ok(bytes, w->look->meta.page_size))
        return wrong(w->look, w->name, page, REASON_NOT_WHOLE);
    return is_leaf ? walk_leaf(w, bytes, level, &span) : walk_branch(w, bytes, level, span);
}

// What the tree says of itself must be what was met.
static int compare_tree(struct walk *w) {
    const struct tree *said = w->tree, *met = &w->met;
    bool same = said->branch_pages == met->branch_pages && said->leaf_pages == met->leaf_pages;
    if (w->gather_leaves)
        w->look->unseen_count += said->overflow_pages;
    else
        same = same && said->overflow_pages == met->overflow_pages && said->rows == met->rows;
    return same ? ERR_OK : wrong(w->look, w->name, said->root, REASON_ROWS_MISSING);
}

static int walk_tree(struct walk *w) {
    const struct tree *t = w->tree;
    if (t->root == PAGE_NONE && t->depth == 0)
        return compare_tree(w);
    if (t->depth == 0 || t->depth > PAGE_DEPTH_MAX)
        return wrong(w->look, w->name, t->root, REASON_NO_DEPTH);
    int err = walk_page(w, t->root, 0, (struct span){{NULL, 0}, {NULL, 0}});
    return err ? err : compare_tree(w);
}

// --- what the trees hold

// Transaction number -> count of page numbers, the page numbers.
static int free_entry(struct walk *w, const struct node *n, struct bytes value) {
    const uint8_t *p = value.data;
    uint64_t count = value.size >= 8 ? read_u64(p) : PAGE_NONE;
    int err = ERR_OK;
    if (value.size % 8 || count > value.size / 8 - 1 || (n->flags & ~NODE_BIG))
        return wrong(w->look, w->name, w->tree->root, REASON_LIST_NOT_WHOLE);
    for (uint64_t i = 1; i <= count && !err; i++)
        err = mark(w->look, w->name, read_u64(p + 8 * i));
    return err;
}

static int find_table(struct bytes name) {
    for (int i = 0; i < TABLE_COUNT; i++) {
        const char *text = table_name((enum table)i);
        if (strlen(text) == name.size && memcmp(text, name.data, name.size) == 0)
            return i;
    }
    return -1;
}

// Name -> tree.
static int table_entry(struct walk *w, const struct node *n, struct bytes value) {
    int table = find_table(n->key);
    if (n->flags != NODE_TABLE || value.size != TREE_SIZE || table < 0)
        return wrong(w->look, w->name, w->tree->root, REASON_NO_TABLE);
    tree_read(value.data, &w->look->trees[table]);
    w->look->tree_found[table] = true;
    return w->look->trees[table].flags == 0
               ? ERR_OK
               : wrong(w->look, table_name((enum table)table), w->tree->root, REASON_FLAGS);
}

static int row_entry(struct walk *w, const struct node *n, struct bytes stored) {
    struct store_report *r = w->look->report;
    struct bytes value;
    r->rows[w->table]++;
    r->row_count++;
    if ((n->flags & ~NODE_BIG) || row_open(w->table, n->key, stored, &value) != ERR_OK)
        wrong_row(w, n->key);
    else if (w->table == TABLE_META && meta_unpack(value, &r->meta) != ERR_OK)
        wrong_row(w, n->key);
    return ERR_OK;
}

static int walk_table(struct look *l, enum table table, bool gather_leaves) {
    struct walk w = {
        .look = l,
        .tree = &l->trees[table],
        .name = table_name(table),
        .entry_cb = row_entry,
        .table = table,
        .gather_leaves = gather_leaves,
    };
    return walk_tree(&w);
}

static int walk_free_pages(struct look *l) {
    struct walk w = {
        .look = l, .tree = &l->meta.free_pages, .name = FREE_PAGES, .entry_cb = free_entry};
    return walk_tree(&w);
}

static int walk_tables(struct look *l) {
    struct walk w = {
        .look = l, .tree = &l->meta.tables, .name = TABLES_OF_TABLES, .entry_cb = table_entry};
    return walk_tree(&w);
}

// --- the journal's last day

struct tail {
    struct walk walk;
    int64_t from_ms;
    bool leaf_is_older; // the leaf's first record is from before the day
    bool leaf_is_new;   // its first record has not been met yet
};

static int tail_entry(struct walk *w, const struct node *n, struct bytes stored) {
    struct tail *t = (struct tail *)w;
    struct arena a;
    bool first = t->leaf_is_new;
    t->leaf_is_new = false;
    int err = row_entry(w, n, stored);
    if (err || !first || stored.size < ROW_SUM_SIZE)
        return err;
    arena_init(&a, 0);
    const Hallq__JournalRecord *record =
        wire_unpack_stored(&hallq__journal_record__descriptor, &a,
                           (const char *)stored.data + ROW_SUM_SIZE, stored.size - ROW_SUM_SIZE);
    t->leaf_is_older = record && record->at_ms < t->from_ms;
    arena_fini(&a);
    return ERR_OK;
}

static int tail_leaf(struct tail *t, uint64_t page) {
    struct look *l = t->walk.look;
    uint8_t *bytes = level_page(l, 0);
    int err = read_page(l, t->walk.name, page, bytes);
    if (err)
        return err;
    if (read_u16(bytes + 10) != PAGE_LEAF || !page_nodes_ok(bytes, l->meta.page_size))
        return wrong(l, t->walk.name, page, REASON_NOT_WHOLE);
    t->leaf_is_new = true;
    t->leaf_is_older = false;
    t->walk.last_key_set = false; // leaves come newest first
    uint64_t seen_before = t->walk.met.overflow_pages;
    err = walk_leaf(&t->walk, bytes, 0, &(struct span){{NULL, 0}, {NULL, 0}});
    l->unseen_count -= t->walk.met.overflow_pages - seen_before;
    return err;
}

// From each hall's newest leaf back to the first that begins before its last day.
static int walk_journal_tail(struct look *l) {
    struct tail t = {.walk = {.look = l,
                              .tree = &l->trees[TABLE_JOURNAL],
                              .name = table_name(TABLE_JOURNAL),
                              .entry_cb = tail_entry,
                              .table = TABLE_JOURNAL},
                     .from_ms = l->report->meta.at_ms - DAY_MS};
    int err = ERR_OK;
    bool skip = false;
    uint32_t skip_hall = 0;
    for (size_t i = l->leaf_count; i-- > 0 && !err;) {
        bool same_hall = i + 1 < l->leaf_count && l->leaves[i].hall == l->leaves[i + 1].hall;
        if (skip && same_hall && l->leaves[i].hall == skip_hall)
            continue;
        err = tail_leaf(&t, l->leaves[i].page);
        skip = t.leaf_is_older;
        skip_hall = l->leaves[i].hall;
    }
    return err;
}

// --- the file

// The two meta pages are written in turns, so they are neighbours: a newer one that lost its place
// would let an older state pass for the last.
static int pick_meta(struct look *l, const uint8_t *first_bytes, const uint8_t *second_bytes) {
    struct meta_page a, b;
    if (!meta_page_read(first_bytes, 0, &a) || !meta_page_read(second_bytes, 1, &b))
        return wrong(l, "meta", 0, REASON_NOT_WHOLE);
    bool second_is_newer = b.transaction == a.transaction + 1;
    bool first_is_newer = a.transaction == b.transaction + 1;
    if (a.transaction % 2 || (!second_is_newer && !first_is_newer) || a.page_size != b.page_size)
        return wrong(l, "meta", 0, REASON_NO_NEIGHBOURS);
    l->meta = second_is_newer ? b : a;
    return ERR_OK;
}

static int read_meta(struct look *l) {
    uint8_t first[PAGE_META_END], second[PAGE_META_END];
    int err = read_bytes(l, 0, first, sizeof first);
    if (err)
        return err;
    uint32_t page_size = read_u32(first + PAGE_HEAD_SIZE + 24);
    if (page_size > PAGE_MAX_SIZE)
        return wrong(l, "meta", 0, REASON_NOT_WHOLE);
    err = read_bytes(l, page_size, second, sizeof second);
    return err ? err : pick_meta(l, first, second);
}

static int look_open(struct look *l, const char *file) {
    struct stat st;
    int err = folder_open_file(file, O_RDONLY, &l->fd, &l->report->first);
    if (err)
        return err;
    if (fstat(l->fd, &st) != 0)
        return fault_say(&l->report->first, err_of_errno(errno), ABOUT, SAME(file),
                         bilingual_errno(errno));
    if (!st.st_size)
        return fault_say(&l->report->first, ERR_CORRUPT, FILE_EMPTY, SAME(file));
    err = read_meta(l);
    if (err)
        return err;
    l->file_pages = (uint64_t)st.st_size / l->meta.page_size;
    if (l->meta.last_page > l->file_pages + LOOSE_PAGES_MAX)
        return wrong(l, "meta", l->meta.transaction % 2, REASON_FILE_CUT);
    l->marks = calloc(1, l->meta.last_page / 8 + 1);
    l->levels = malloc((size_t)(PAGE_DEPTH_MAX + 1) * l->meta.page_size);
    if (!l->marks || !l->levels)
        return ERR_NO_MEMORY;
    err = mark(l, "meta", 0);
    return err ? err : mark(l, "meta", 1);
}

static void look_close(struct look *l) {
    if (l->fd >= 0)
        close(l->fd);
    free(l->marks);
    free(l->levels);
    free(l->big);
    free(l->leaves);
}

static int check_meta_row(struct look *l) {
    struct store_report *r = l->report;
    if (r->bad_row_count)
        return ERR_CORRUPT;
    if (r->rows[TABLE_META] != 1)
        return wrong(l, table_name(TABLE_META), l->trees[TABLE_META].root, REASON_NOT_ONE_ROW);
    if (r->meta.format == STORE_FORMAT)
        return ERR_OK;
    return fault_say(&r->first, ERR_FORMAT, FORMAT, NUMBER(r->meta.format), NUMBER(STORE_FORMAT));
}

static int check_tables_found(struct look *l) {
    for (int i = 0; i < TABLE_COUNT; i++) {
        if (!l->tree_found[i])
            return fault_say(&l->report->first, ERR_CORRUPT, TABLE_MISSING,
                             SAME(table_name((enum table)i)));
    }
    return ERR_OK;
}

static int look_at_meta(struct look *l) {
    int err = walk_tables(l);
    if (err)
        return err;
    if (!l->tree_found[TABLE_META])
        return wrong(l, TABLES_OF_TABLES, l->meta.tables.root, REASON_META_MISSING);
    err = walk_table(l, TABLE_META, false);
    return err ? err : check_meta_row(l);
}

static int look_at_rest(struct look *l) {
    bool tail_only = l->depth == PAGES_START;
    int err = check_tables_found(l);
    if (!err)
        err = walk_free_pages(l);
    for (int i = 0; i < TABLE_COUNT && !err; i++) {
        if (i != TABLE_META)
            err = walk_table(l, (enum table)i, tail_only && i == TABLE_JOURNAL);
    }
    if (!err && tail_only)
        err = walk_journal_tail(l);
    if (!err && l->mark_count + l->unseen_count != l->meta.last_page + 1)
        err = wrong(l, "file", l->meta.last_page, REASON_PAGES_LOST);
    return err ? err : l->report->bad_row_count ? ERR_CORRUPT : ERR_OK;
}

int pages_look(const char *file, enum pages_depth depth, struct store_report *ret_report) {
    struct look l = {.fd = -1, .depth = depth, .report = ret_report};
    *ret_report = (struct store_report){0};
    int err = look_open(&l, file);
    ret_report->checkpoint = l.meta.transaction;
    if (!err)
        err = look_at_meta(&l);
    if (!err && depth != PAGES_META)
        err = look_at_rest(&l);
    look_close(&l);
    return err;
}

#define PAGE_SIZE_MIN 512u // LMDB's own bound

bool pages_is_ours(const char *file) {
    uint8_t page[PAGE_META_END];
    struct store_why why;
    struct stat st;
    int fd;
    if (folder_open_file(file, O_RDONLY, &fd, &why) != ERR_OK)
        return true;
    bool is_ours = fstat(fd, &st) != 0 || !st.st_size;
    for (uint32_t at = 0; at <= PAGE_MAX_SIZE && !is_ours; at = at ? at * 2 : PAGE_SIZE_MIN)
        is_ours = pread(fd, page, sizeof page, at) == sizeof page && page_is_meta(page);
    close(fd);
    return is_ours;
}
