#include "broker/hall/core/row_cache.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"
#include "broker/hall/core/row_places.h"

#define BUCKET_BITS 13 // about twice the rows that MEMORY_MAX holds
#define BUCKETS (1u << BUCKET_BITS)
#define GOLDEN 0x9e3779b97f4a7c15u   // 2^64 by the golden ratio
#define MEMORY_MAX (8 * 1024 * 1024) // above this the cache begins anew, between turns

#define PLACES_BUCKETS 256
#define LINES_BUCKETS 1024

struct places {
    struct places *next;
    enum table table;
    uint32_t hall, version;
    size_t count;
    struct cached_row **rows;
};

struct row_cache {
    struct arena arena; // rows, their keys and texts, places, lines
    struct places *places[PLACES_BUCKETS];
    struct line_ends *lines[LINES_BUCKETS];
    struct cached_row *buckets[BUCKETS];
    struct cached_row *changed, *last_changed;
    struct cached_row *found; // last, and asked for again as a rule: a row is put after it was read
    struct key free_number;   // that was found last; of size 0: none
    bool looks;
};

struct row_cache *row_cache_create(void) {
    struct row_cache *c = calloc(1, sizeof *c);
    if (c)
        arena_init(&c->arena, 0);
    return c;
}

void row_cache_destroy(struct row_cache *c) {
    if (c)
        arena_fini(&c->arena);
    free(c);
}

void row_cache_clear(struct row_cache *c) {
    memset(c->buckets, 0, sizeof c->buckets);
    memset(c->places, 0, sizeof c->places);
    memset(c->lines, 0, sizeof c->lines);
    c->changed = c->last_changed = c->found = NULL;
    c->free_number.size = 0;
    arena_reset(&c->arena);
}

void row_cache_trim(struct row_cache *c) {
    assert(!c->changed);
    if (c->arena.used_size > MEMORY_MAX)
        row_cache_clear(c);
}

const ProtobufCMessageDescriptor *row_cache_type(enum table table) {
    static const ProtobufCMessageDescriptor *const types[TABLE_COUNT] = {
        [TABLE_HALL] = &hallq__hall_row__descriptor,
        [TABLE_LINE] = &hallq__line_row__descriptor,
        [TABLE_COUNTER] = &hallq__counter_row__descriptor,
        [TABLE_SIGN_ON] = &hallq__sign_on_row__descriptor,
        [TABLE_TICKET] = &hallq__ticket_row__descriptor,
        [TABLE_FORECAST] = &hallq__forecast_row__descriptor,
        [TABLE_STREAM] = &hallq__stream_row__descriptor,
        [TABLE_SERVED] = &hallq__served_row__descriptor,
        [TABLE_SCORE] = &hallq__score_row__descriptor,
    };
    return types[table];
}

// Multiplicative (Knuth, The Art of Computer Programming 3, 6.4), eight bytes at a time. Keys
// differ at their end, in the highest bits of a part: these are folded down, then multiplied once
// more.
static uint64_t hash_of(enum table table, const struct key *key) {
    uint64_t hash = table;
    for (size_t i = 0; i < key->size; i += 8) {
        uint64_t part = 0;
        memcpy(&part, key->data + i, key->size - i < 8 ? key->size - i : 8);
        hash = (hash ^ part) * GOLDEN;
        hash ^= hash >> 29;
    }
    return hash * GOLDEN;
}

static struct cached_row **bucket_of(struct row_cache *c, uint64_t hash) {
    return &c->buckets[hash >> (64 - BUCKET_BITS)];
}

static bool is_row(const struct cached_row *row, enum table table, const struct key *key) {
    return row->table == table && row->key.size == key->size &&
           memcmp(row->key.data, key->data, key->size) == 0;
}

struct cached_row *row_cache_find(struct row_cache *c, enum table table, const struct key *key) {
    if (c->found && is_row(c->found, table, key))
        return c->found;
    uint64_t hash = hash_of(table, key);
    struct cached_row *row = *bucket_of(c, hash);
    while (row && (row->hash != hash || !is_row(row, table, key)))
        row = row->next;
    if (row)
        c->found = row;
    return row;
}

struct cached_row *row_cache_add(struct row_cache *c, enum table table, const struct key *key) {
    uint64_t hash = hash_of(table, key);
    struct cached_row **bucket = bucket_of(c, hash);
    struct cached_row *row = arena_need(&c->arena, sizeof *row);
    row->hash = hash;
    row->table = table;
    row->key = *key;
    row->next = *bucket;
    return c->found = *bucket = row;
}

void row_cache_look(struct row_cache *c, bool looks) {
    c->looks = looks;
}

bool row_cache_looks(const struct row_cache *c) {
    return c && c->looks;
}

struct cached_row **row_cache_places(struct row_cache *c, enum table table, uint32_t hall,
                                     uint32_t version, size_t count) {
    struct places **bucket = &c->places[hall % PLACES_BUCKETS], *p = *bucket;
    while (p && (p->table != table || p->hall != hall))
        p = p->next;
    if (p && p->version == version && p->count == count)
        return p->rows;
    if (!p) {
        p = arena_need(&c->arena, sizeof *p);
        *p = (struct places){.next = *bucket, .table = table, .hall = hall};
        *bucket = p;
    }
    p->version = version;
    p->count = count;
    p->rows = arena_need(&c->arena, (count + 1) * sizeof(struct cached_row *));
    memset(p->rows, 0, (count + 1) * sizeof(struct cached_row *));
    return p->rows;
}

static struct line_ends **lines_of(struct row_cache *c, struct line_key line) {
    return &c->lines[(line.hall * 131 + line.kind * 41 + line.id) % LINES_BUCKETS];
}

struct line_ends *row_cache_line(struct row_cache *c, struct line_key line, bool add) {
    struct line_ends **bucket = lines_of(c, line), *e = *bucket;
    while (e && (e->key.id != line.id || e->key.kind != line.kind || e->key.hall != line.hall))
        e = e->next;
    if (e || !add)
        return e;
    e = arena_need(&c->arena, sizeof *e);
    e->key = line;
    e->next = *bucket;
    return *bucket = e;
}

void row_cache_free_number(struct row_cache *c, const struct key *key) {
    if (c)
        c->free_number = *key;
}

bool row_cache_is_free_number(const struct row_cache *c, const struct key *key) {
    return c && key->size == c->free_number.size &&
           memcmp(key->data, c->free_number.data, key->size) == 0;
}

void row_cache_number_put(struct row_cache *c, const struct key *key) {
    if (row_cache_is_free_number(c, key))
        c->free_number.size = 0;
}

static void changed_add(struct row_cache *c, struct cached_row *row) {
    if (row->changed)
        return;
    row->changed = true;
    row->next_changed = NULL;
    if (c->last_changed)
        c->last_changed->next_changed = row;
    else
        c->changed = row;
    c->last_changed = row;
}

void row_cache_set(struct row_cache *c, struct cached_row *row, const ProtobufCMessage *message,
                   bool changed) {
    row->message = message ? wire_copy(message, &c->arena) : NULL;
    if (message && !row->message)
        abort(); // there is no memory for anything
    if (changed)
        changed_add(c, row);
}

void row_cache_touch(struct row_cache *c, struct cached_row *row) {
    changed_add(c, row);
}

void row_cache_restore(struct row_cache *c, struct cached_row *row,
                       const ProtobufCMessage *message) {
    row->message = (ProtobufCMessage *)(uintptr_t)message;
    changed_add(c, row);
}

struct cached_row *row_cache_take_changed(struct row_cache *c) {
    struct cached_row *first = c->changed;
    for (struct cached_row *row = first; row; row = row->next_changed)
        row->changed = false;
    c->changed = c->last_changed = NULL;
    return first;
}
