#include "broker/store/tables/late.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/err.h"

bool late_takes(enum table table) {
    switch (table) {
    case TABLE_META:
    case TABLE_HALL:
    case TABLE_LINE:
    case TABLE_COUNTER:
    case TABLE_FORECAST:
    case TABLE_STREAM:
    case TABLE_SERVED:
    case TABLE_SCORE:
        return true;
    case TABLE_DEVICE:
    case TABLE_DEVICE_KEY:
    case TABLE_SETTINGS:
    case TABLE_STAFF:
    case TABLE_SIGN_ON:
    case TABLE_TICKET:
    case TABLE_NUMBER:
    case TABLE_QUEUE:
    case TABLE_DUE:
    case TABLE_REQUEST:
    case TABLE_CALL:
    case TABLE_SEALED:
    case TABLE_JOURNAL:
    case TABLE_MEASURE:
    case TABLE_FIGURES:
    case TABLE_CASE:
    case TABLE_COUNT:
        break;
    }
    return false;
}

static size_t bucket_of(enum table table, struct bytes key) {
    return XXH3_64bits_withSeed(key.data, key.size, (XXH64_hash_t)table) % LATE_BUCKETS;
}

static bool is_row(const struct late_row *row, enum table table, struct bytes key) {
    return row->table == table && row->key.size == key.size &&
           memcmp(row->key.data, key.data, key.size) == 0;
}

static struct late_row *find(const struct late *l, size_t bucket, enum table table,
                             struct bytes key) {
    struct late_row *row = l->buckets[bucket];
    while (row && !is_row(row, table, key))
        row = row->next;
    return row;
}

const struct late_row *late_find(const struct late *l, enum table table, struct bytes key) {
    return l->count ? find(l, bucket_of(table, key), table, key) : NULL;
}

static void row_free(struct late_row *row) {
    free((void *)(uintptr_t)row->value.data);
    free(row);
}

// A new row, its key behind it.
static struct late_row *row_add(struct late *l, size_t bucket, enum table table, struct bytes key) {
    struct late_row *row = malloc(sizeof *row + key.size);
    if (!row)
        return NULL;
    *row = (struct late_row){.next = l->buckets[bucket],
                             .next_of_table = l->last[table],
                             .table = table,
                             .key = {memcpy(row + 1, key.data, key.size), key.size}};
    l->buckets[bucket] = l->last[table] = row;
    l->count++;
    return row;
}

static int value_set(struct late *l, struct late_row *row, struct bytes value) {
    void *to = (void *)(uintptr_t)row->value.data;
    if (value.size > row->room_size || !to) {
        size_t room_size = value.size + value.size / 4 + 16; // rows grow by a few bytes
        void *grown = realloc(to, room_size);
        if (!grown)
            return ERR_NO_MEMORY;
        to = grown;
        l->bytes += room_size - row->room_size;
        row->room_size = room_size;
    }
    if (value.size)
        memcpy(to, value.data, value.size);
    row->value = (struct bytes){to, value.size};
    return ERR_OK;
}

int late_put(struct late *l, enum table table, struct bytes key, struct bytes value) {
    size_t bucket = bucket_of(table, key);
    struct late_row *row = find(l, bucket, table, key);
    if (!row)
        row = row_add(l, bucket, table, key);
    return row ? value_set(l, row, value) : ERR_NO_MEMORY;
}

bool late_is_full(const struct late *l) {
    return l->count >= LATE_ROWS_MAX || l->bytes >= LATE_BYTES_MAX;
}

static void unlink_row(struct late *l, struct late_row *row) {
    struct late_row **at = &l->buckets[bucket_of(row->table, row->key)];
    while (*at != row)
        at = &(*at)->next;
    *at = row->next;
}

void late_drop(struct late *l, enum table table) {
    while (l->last[table]) {
        struct late_row *row = l->last[table];
        l->last[table] = row->next_of_table;
        unlink_row(l, row);
        l->count--;
        l->bytes -= row->room_size;
        row_free(row);
    }
}

void late_clear(struct late *l) {
    for (int table = 0; table < TABLE_COUNT; table++)
        late_drop(l, (enum table)table);
}
