// The look through a data file. One walk:
//
//     meta pages ──▶ free pages ──▶ table of tables ──▶ each table's tree ──▶ its rows' sums
//                                               └──▶ journal: leaves, newest first, one day
//
// Every page that the walk meets is marked; at the end the marks must cover the file. A fault in
// the shape of the file ends the look; a wrong sum of a row is counted, and the look goes on.
#include "broker/store/rot/pages.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/wire/wire.h"
#include "broker/store/folder/folder.h"
#include "broker/store/rot/walk.h"
#include "broker/store/tables/meta.h"
#include "broker/store/tables/row.h"

#define DAY_MS (24 * 60 * 60 * 1000ll)
#define LOOSE_PAGES_MAX                                                                            \
    (1u << 20) // a transaction may take and free this many behind the file's end
#define FREE_PAGES "free pages"
#define TABLES_OF_TABLES "tables"

// --- the entries of the trees

static void wrong_row(struct walk *w, struct bytes key) {
    char hex[FAULT_HEX_SIZE];
    struct store_report *r = w->inspection->report;
    if (!r->first.text[0])
        fault_say(&r->first, ERR_CORRUPT, ROW, SAME(w->name), SAME(fault_hex(key, hex, sizeof hex)),
                  bilingual_err(ERR_CORRUPT));
    r->bad_row_count++;
}

// An entry of the free pages: transaction number -> count of page numbers, the page numbers.
static int free_entry(struct walk *w, const struct node *n, struct bytes value) {
    const uint8_t *p = value.data;
    uint64_t count = value.size >= 8 ? read_u64(p) : PAGE_NONE;
    int err = ERR_OK;
    if (value.size % 8 || count > value.size / 8 - 1 || (n->flags & ~NODE_BIG))
        return walk_wrong(w->inspection, w->name, w->tree->root, REASON_LIST_NOT_WHOLE);
    for (uint64_t i = 1; i <= count && !err; i++)
        err = walk_mark(w->inspection, w->name, read_u64(p + 8 * i));
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

// An entry of the table of tables: name -> tree.
static int table_entry(struct walk *w, const struct node *n, struct bytes value) {
    int table = find_table(n->key);
    if (n->flags != NODE_TABLE || value.size != TREE_SIZE || table < 0)
        return walk_wrong(w->inspection, w->name, w->tree->root, REASON_NO_TABLE);
    tree_read(value.data, &w->inspection->trees[table]);
    w->inspection->tree_found[table] = true;
    return w->inspection->trees[table].flags == 0
               ? ERR_OK
               : walk_wrong(w->inspection, table_name((enum table)table), w->tree->root,
                            REASON_FLAGS);
}

static int row_entry(struct walk *w, const struct node *n, struct bytes stored) {
    struct store_report *r = w->inspection->report;
    struct bytes value;
    r->rows[w->table]++;
    r->row_count++;
    if ((n->flags & ~NODE_BIG) || row_open(w->table, n->key, stored, &value) != ERR_OK)
        wrong_row(w, n->key);
    else if (w->table == TABLE_META && meta_unpack(value, &r->meta) != ERR_OK)
        wrong_row(w, n->key);
    return ERR_OK;
}

static int walk_table(struct inspection *l, enum table table, bool gather_leaves) {
    struct walk w = {
        .inspection = l,
        .tree = &l->trees[table],
        .name = table_name(table),
        .entry_cb = row_entry,
        .table = table,
        .gather_leaves = gather_leaves,
    };
    return walk_tree(&w);
}

static int walk_free_pages(struct inspection *l) {
    struct walk w = {
        .inspection = l, .tree = &l->meta.free_pages, .name = FREE_PAGES, .entry_cb = free_entry};
    return walk_tree(&w);
}

static int walk_tables(struct inspection *l) {
    struct walk w = {.inspection = l,
                     .tree = &l->meta.tables,
                     .name = TABLES_OF_TABLES,
                     .entry_cb = table_entry};
    return walk_tree(&w);
}

// --- the journal's last day

struct tail {
    struct walk walk;
    int64_t from_ms;
    bool leaf_is_older; // the leaf's first record is from before the day
    bool leaf_is_new;   // the leaf's first record has not been met yet
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
    struct inspection *l = t->walk.inspection;
    uint8_t *bytes = walk_level_page(l, 0);
    int err = walk_read_page(l, t->walk.name, page, bytes);
    if (err)
        return err;
    if (read_u16(bytes + 10) != PAGE_LEAF || !page_nodes_ok(bytes, l->meta.page_size))
        return walk_wrong(l, t->walk.name, page, REASON_NOT_WHOLE);
    t->leaf_is_new = true;
    t->leaf_is_older = false;
    t->walk.last_key_set = false; // leaves come newest first
    uint64_t seen_before = t->walk.met.overflow_pages;
    err = walk_leaf(&t->walk, bytes, 0, &(struct span){{NULL, 0}, {NULL, 0}});
    l->unseen_count -= t->walk.met.overflow_pages - seen_before;
    return err;
}

// Walks from each hall's newest leaf back to the first leaf that begins before the hall's last day.
static int walk_journal_tail(struct inspection *l) {
    struct tail t = {.walk = {.inspection = l,
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

// The two meta pages are written in turns, so their transactions must be neighbours: if the newer
// page were lost, an older state would pass for the last.
static int pick_meta(struct inspection *l, const uint8_t *first_bytes,
                     const uint8_t *second_bytes) {
    struct meta_page a, b;
    if (!meta_page_read(first_bytes, 0, &a) || !meta_page_read(second_bytes, 1, &b))
        return walk_wrong(l, "meta", 0, REASON_NOT_WHOLE);
    bool second_is_newer = b.transaction == a.transaction + 1;
    bool first_is_newer = a.transaction == b.transaction + 1;
    if (a.transaction % 2 || (!second_is_newer && !first_is_newer) || a.page_size != b.page_size)
        return walk_wrong(l, "meta", 0, REASON_NO_NEIGHBOURS);
    l->meta = second_is_newer ? b : a;
    return ERR_OK;
}

static int read_meta(struct inspection *l) {
    uint8_t first[PAGE_META_END], second[PAGE_META_END];
    int err = walk_read_bytes(l, 0, first, sizeof first);
    if (err)
        return err;
    uint32_t page_size = read_u32(first + PAGE_HEAD_SIZE + 24);
    if (page_size > PAGE_MAX_SIZE)
        return walk_wrong(l, "meta", 0, REASON_NOT_WHOLE);
    err = walk_read_bytes(l, page_size, second, sizeof second);
    return err ? err : pick_meta(l, first, second);
}

static int inspection_open(struct inspection *l, const char *file) {
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
        return walk_wrong(l, "meta", l->meta.transaction % 2, REASON_FILE_CUT);
    l->marks = calloc(1, l->meta.last_page / 8 + 1);
    l->levels = malloc((size_t)(PAGE_DEPTH_MAX + 1) * l->meta.page_size);
    if (!l->marks || !l->levels)
        return ERR_NO_MEMORY;
    err = walk_mark(l, "meta", 0);
    return err ? err : walk_mark(l, "meta", 1);
}

static void inspection_close(struct inspection *l) {
    if (l->fd >= 0)
        close(l->fd);
    free(l->marks);
    free(l->levels);
    free(l->big);
    free(l->leaves);
}

static int check_meta_row(struct inspection *l) {
    struct store_report *r = l->report;
    if (r->bad_row_count)
        return ERR_CORRUPT;
    if (r->rows[TABLE_META] != 1)
        return walk_wrong(l, table_name(TABLE_META), l->trees[TABLE_META].root, REASON_NOT_ONE_ROW);
    if (r->meta.format == STORE_FORMAT)
        return ERR_OK;
    return fault_say(&r->first, ERR_FORMAT, FORMAT, NUMBER(r->meta.format), NUMBER(STORE_FORMAT));
}

static int check_tables_found(struct inspection *l) {
    for (int i = 0; i < TABLE_FIRST_LATER; i++) {
        if (!l->tree_found[i])
            return fault_say(&l->report->first, ERR_CORRUPT, TABLE_MISSING,
                             SAME(table_name((enum table)i)));
    }
    return ERR_OK;
}

static int look_at_meta(struct inspection *l) {
    int err = walk_tables(l);
    if (err)
        return err;
    if (!l->tree_found[TABLE_META])
        return walk_wrong(l, TABLES_OF_TABLES, l->meta.tables.root, REASON_META_MISSING);
    err = walk_table(l, TABLE_META, false);
    return err ? err : check_meta_row(l);
}

static int look_at_rest(struct inspection *l, bool tail_only) {
    int err = check_tables_found(l);
    if (!err)
        err = walk_free_pages(l);
    for (int i = 0; i < TABLE_COUNT && !err; i++) {
        if (i != TABLE_META && l->tree_found[i])
            err = walk_table(l, (enum table)i, tail_only && i == TABLE_JOURNAL);
    }
    if (!err && tail_only)
        err = walk_journal_tail(l);
    if (!err && l->mark_count + l->unseen_count != l->meta.last_page + 1)
        err = walk_wrong(l, "file", l->meta.last_page, REASON_PAGES_LOST);
    return err ? err : l->report->bad_row_count ? ERR_CORRUPT : ERR_OK;
}

int pages_look(const char *file, enum pages_depth depth, struct store_report *ret_report) {
    struct inspection l = {.fd = -1, .report = ret_report};
    *ret_report = (struct store_report){0};
    int err = inspection_open(&l, file);
    ret_report->checkpoint = l.meta.transaction;
    if (!err)
        err = look_at_meta(&l);
    if (!err && depth != PAGES_META)
        err = look_at_rest(&l, depth == PAGES_START);
    inspection_close(&l);
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
