// memtable.c - rows of a table are an array sorted by key: quick to look at, to copy and to
// compare. Each value read, each key and value of a scan, is a copy of its own in the list of what
// is borrowed; the next write overwrites and frees them all, so that a rule which holds one too
// long is caught, by its result or by the address sanitizer.
#include "tests/rules/memtable.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

struct row {
    size_t key_size;
    size_t value_size;
    unsigned char key[TABLE_KEY_MAX];
    unsigned char *value;
};

struct rows {
    struct row *at;
    size_t count;
    size_t capacity;
};

struct loan {
    struct loan *next;
    size_t size;
    unsigned char data[];
};

struct memtable {
    struct tables tables; // first, so that `self` is the whole
    struct rows rows[TABLE_COUNT];
    struct loan *loans;
    int scans; // running now
    size_t reads;
    size_t fail_at;
    int fail_err;
};

static const char *const table_names[] = {
#define TABLE_NAME(name, text) text,
    TABLES(TABLE_NAME)
#undef TABLE_NAME
};

static void must(bool right) {
    if (!right)
        abort();
}

static void *need(void *p) {
    must(p != NULL);
    return p;
}

static struct bytes lend(struct memtable *m, const void *data, size_t size) {
    struct loan *loan = need(malloc(sizeof *loan + size));
    loan->next = m->loans;
    loan->size = size;
    if (size)
        memcpy(loan->data, data, size);
    m->loans = loan;
    return (struct bytes){loan->data, size};
}

static void loans_spoil(struct memtable *m) {
    while (m->loans) {
        struct loan *loan = m->loans;
        m->loans = loan->next;
        memset(loan->data, 0xdb, loan->size);
        free(loan);
    }
}

static int compare(struct bytes a, struct bytes b) {
    int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

static struct bytes row_key(const struct row *row) {
    return (struct bytes){row->key, row->key_size};
}

// The first row whose key is not before `key`.
static size_t seek(const struct rows *rows, struct bytes key) {
    size_t low = 0;
    size_t high = rows->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(row_key(&rows->at[middle]), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool found(const struct rows *rows, size_t i, struct bytes key) {
    return i < rows->count && !compare(row_key(&rows->at[i]), key);
}

static int fails(struct memtable *m) {
    return m->fail_at && !--m->fail_at ? m->fail_err : ERR_OK;
}

static int get_cb(struct tables *self, enum table table, struct bytes key, struct bytes *ret) {
    struct memtable *m = (struct memtable *)self;
    struct rows *rows = &m->rows[table];
    int err = fails(m);
    if (err)
        return err;
    m->reads++;
    size_t i = seek(rows, key);
    if (!found(rows, i, key))
        return ERR_NOT_FOUND;
    *ret = lend(m, rows->at[i].value, rows->at[i].value_size);
    return ERR_OK;
}

static void row_insert(struct rows *rows, size_t i, struct bytes key) {
    must(key.size <= TABLE_KEY_MAX);
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity ? 2 * rows->capacity : 16;
        rows->at = need(realloc(rows->at, rows->capacity * sizeof *rows->at));
    }
    memmove(&rows->at[i + 1], &rows->at[i], (rows->count - i) * sizeof *rows->at);
    rows->count++;
    rows->at[i] = (struct row){.key_size = key.size};
    memcpy(rows->at[i].key, key.data, key.size);
}

static void row_set(struct row *row, struct bytes value) {
    unsigned char *copy = need(malloc(value.size ? value.size : 1));
    if (value.size)
        memcpy(copy, value.data, value.size);
    free(row->value);
    row->value = copy;
    row->value_size = value.size;
}

static int put_cb(struct tables *self, enum table table, struct bytes key, struct bytes value) {
    struct memtable *m = (struct memtable *)self;
    struct rows *rows = &m->rows[table];
    must(!m->scans);
    int err = fails(m);
    if (err)
        return err;
    size_t i = seek(rows, key);
    if (!found(rows, i, key))
        row_insert(rows, i, key);
    row_set(&rows->at[i], value);
    loans_spoil(m);
    return ERR_OK;
}

static int del_cb(struct tables *self, enum table table, struct bytes key) {
    struct memtable *m = (struct memtable *)self;
    struct rows *rows = &m->rows[table];
    must(!m->scans);
    int err = fails(m);
    if (err)
        return err;
    size_t i = seek(rows, key);
    bool there = found(rows, i, key);
    loans_spoil(m);
    if (!there)
        return ERR_NOT_FOUND;
    free(rows->at[i].value);
    rows->count--;
    memmove(&rows->at[i], &rows->at[i + 1], (rows->count - i) * sizeof *rows->at);
    return ERR_OK;
}

// Whether to go on after row i.
static bool scan_row(struct memtable *m, const struct row *row, struct bytes prefix,
                     table_row_cb row_cb, void *arg) {
    if (row->key_size < prefix.size || memcmp(row->key, prefix.data, prefix.size) != 0)
        return false;
    m->reads++;
    struct bytes key = lend(m, row->key, row->key_size);
    struct bytes value = lend(m, row->value, row->value_size);
    m->scans++;
    int stop = row_cb(arg, key, value);
    m->scans--;
    return !stop;
}

static int scan_cb(struct tables *self, enum table table, struct bytes from, size_t prefix_size,
                   int down, table_row_cb row_cb, void *arg) {
    struct memtable *m = (struct memtable *)self;
    struct rows *rows = &m->rows[table];
    struct bytes prefix = {from.data, prefix_size};
    int err = fails(m);
    if (err)
        return err;
    size_t i = seek(rows, from);
    if (!down) {
        while (i < rows->count && scan_row(m, &rows->at[i], prefix, row_cb, arg))
            i++;
        return ERR_OK;
    }
    if (found(rows, i, from))
        i++;
    while (i > 0 && scan_row(m, &rows->at[i - 1], prefix, row_cb, arg))
        i--;
    return ERR_OK;
}

struct memtable *memtable_create(void) {
    struct memtable *m = need(calloc(1, sizeof *m));
    m->tables = (struct tables){.get = get_cb, .put = put_cb, .del = del_cb, .scan = scan_cb};
    return m;
}

void memtable_destroy(struct memtable *m) {
    if (!m)
        return;
    loans_spoil(m);
    for (size_t t = 0; t < TABLE_COUNT; t++) {
        for (size_t i = 0; i < m->rows[t].count; i++)
            free(m->rows[t].at[i].value);
        free(m->rows[t].at);
    }
    free(m);
}

struct tables *memtable_tables(struct memtable *m) {
    return &m->tables;
}

struct memtable *memtable_copy(const struct memtable *m) {
    struct memtable *copy = memtable_create();
    for (size_t t = 0; t < TABLE_COUNT; t++)
        for (size_t i = 0; i < m->rows[t].count; i++) {
            const struct row *row = &m->rows[t].at[i];
            row_insert(&copy->rows[t], i, row_key(row));
            row_set(&copy->rows[t].at[i], (struct bytes){row->value, row->value_size});
        }
    return copy;
}

static bool row_same(const struct row *a, const struct row *b) {
    return !compare(row_key(a), row_key(b)) && !compare((struct bytes){a->value, a->value_size},
                                                        (struct bytes){b->value, b->value_size});
}

const char *memtable_difference(const struct memtable *a, const struct memtable *b) {
    for (size_t t = 0; t < TABLE_COUNT; t++) {
        if (a->rows[t].count != b->rows[t].count)
            return table_names[t];
        for (size_t i = 0; i < a->rows[t].count; i++)
            if (!row_same(&a->rows[t].at[i], &b->rows[t].at[i]))
                return table_names[t];
    }
    return NULL;
}

size_t memtable_count(const struct memtable *m, enum table table) {
    return m->rows[table].count;
}

size_t memtable_reads(struct memtable *m) {
    size_t reads = m->reads;
    m->reads = 0;
    return reads;
}

bool memtable_fail_at(struct memtable *m, size_t n, int err) {
    bool to_come = m->fail_at;
    m->fail_at = n;
    m->fail_err = err;
    return to_come;
}
