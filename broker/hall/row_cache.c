#include "broker/hall/row_cache.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 1024 // a power of two
#define MESSAGE_MAX 256
#define MEMORY_MAX (1024 * 1024) // then it begins anew, between turns

struct row_cache {
    struct arena arena; // rows, keys, texts in them
    struct cached_row *buckets[BUCKETS];
    struct cached_row *changed, *last_changed;
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
    c->changed = c->last_changed = NULL;
    arena_reset(&c->arena);
}

void row_cache_trim(struct row_cache *c) {
    assert(!c->changed);
    if (c->arena.used_size > MEMORY_MAX)
        row_cache_clear(c);
}

bool row_cache_holds(enum table table) {
    return table == TABLE_HALL || table == TABLE_LINE || table == TABLE_COUNTER ||
           table == TABLE_SIGN_ON;
}

// FNV-1a, 32 bits (Fowler, Noll, Vo).
static uint32_t bucket_of(enum table table, const struct key *key) {
    uint32_t hash = (2166136261u ^ table) * 16777619u;
    for (size_t i = 0; i < key->size; i++)
        hash = (hash ^ key->data[i]) * 16777619u;
    return hash & (BUCKETS - 1);
}

struct cached_row *row_cache_find(struct row_cache *c, enum table table, const struct key *key) {
    struct cached_row *row = c->buckets[bucket_of(table, key)];
    while (row && (row->table != table || row->key.size != key->size ||
                   memcmp(row->key.data, key->data, key->size) != 0))
        row = row->next;
    return row;
}

struct cached_row *row_cache_add(struct row_cache *c, enum table table, const struct key *key) {
    struct cached_row **bucket = &c->buckets[bucket_of(table, key)];
    struct cached_row *row = arena_need(&c->arena, sizeof *row);
    row->table = table;
    row->key = *key;
    row->next = *bucket;
    return *bucket = row;
}

// ---------------------------------------------------------------- what a message points to

static void *list_keep(struct arena *arena, const ProtobufCFieldDescriptor *f, const void *list,
                       size_t count) {
    assert(f->type == PROTOBUF_C_TYPE_UINT32);
    return count ? arena_copy(arena, list, count * sizeof(uint32_t)) : NULL;
}

static void *text_keep(struct arena *arena, const char *text) {
    return *text ? arena_text(arena, text) : (void *)(uintptr_t)protobuf_c_empty_string;
}

// Copies what a field of `to` points to into the cache, unless it is what the cache had there.
static void field_keep(struct arena *arena, const ProtobufCFieldDescriptor *f, char *to,
                       const char *had) {
    void **pointer = (void **)(to + f->offset);
    bool list = f->label == PROTOBUF_C_LABEL_REPEATED;
    assert(f->type != PROTOBUF_C_TYPE_MESSAGE && f->type != PROTOBUF_C_TYPE_BYTES);
    if ((!list && f->type != PROTOBUF_C_TYPE_STRING) ||
        (had && *(void *const *)(had + f->offset) == *pointer))
        return;
    *pointer = list ? list_keep(arena, f, *pointer, *(const size_t *)(to + f->quantifier_offset))
                    : text_keep(arena, *pointer);
}

// The kept message becomes this one.
static void message_keep(struct arena *arena, ProtobufCMessage **kept,
                         const ProtobufCMessage *message) {
    const ProtobufCMessageDescriptor *type = message->descriptor;
    _Alignas(max_align_t) char copy[MESSAGE_MAX];
    assert(type->sizeof_message <= sizeof copy);
    memcpy(copy, message, type->sizeof_message);
    for (unsigned i = 0; i < type->n_fields; i++)
        field_keep(arena, &type->fields[i], copy, (const char *)*kept);
    if (!*kept)
        *kept = arena_need(arena, type->sizeof_message);
    memcpy(*kept, copy, type->sizeof_message);
}

void row_cache_set(struct row_cache *c, struct cached_row *row, const ProtobufCMessage *message,
                   bool changed) {
    row->present = message != NULL;
    if (message)
        message_keep(&c->arena, &row->message, message);
    if (!changed || row->changed)
        return;
    row->changed = true;
    row->next_changed = NULL;
    if (c->last_changed)
        c->last_changed->next_changed = row;
    else
        c->changed = row;
    c->last_changed = row;
}

struct cached_row *row_cache_take_changed(struct row_cache *c) {
    struct cached_row *first = c->changed;
    for (struct cached_row *row = first; row; row = row->next_changed)
        row->changed = false;
    c->changed = c->last_changed = NULL;
    return first;
}
