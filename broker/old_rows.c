#include "broker/old_rows.h"

#include <string.h>

#include "base/wire/wire.h"
#include "broker/hall/rules.h"
#include "broker/log/log.h"
#include "broker/seal/pin.h"
#include "broker/store/store.h"

struct ids {
    uint32_t *halls;
    size_t count;
};

static int hall_cb(void *arg, uint32_t hall) {
    struct ids *ids = arg;
    ids->halls[ids->count++] = hall;
    return ids->count == LIMIT_HALLS;
}

// ---------------------------------------------------------------- PIN hashes under no key

// The staff rows of a hall whose PIN hash is under no key.
struct bare {
    struct state *state;
    const struct seal_ring *seals;
    struct bare_hash {
        struct bare_hash *next;
        struct key key;
        ProtobufCBinaryData hash; // the row's hash, put under the key
    } * first;
};

static int bare_cb(void *arg, struct bytes key, struct bytes value) {
    struct bare *bare = arg;
    unsigned char under_key[SEAL_PIN_WRAPPED_SIZE];
    if (key.size != key_staff(0, 0).size) // the row counts a terminal's wrong PINs
        return 0;
    const Hallq__StaffRow *row = wire_unpack_stored(&hallq__staff_row__descriptor,
                                                    bare->state->arena, value.data, value.size);
    if (!row) {
        row_unread(bare->state, TABLE_STAFF, key);
        return 0;
    }
    size_t size =
        seal_pin_wrap(seal_pin_key(bare->seals), row->pin_hash.data, row->pin_hash.len, under_key);
    if (!size)
        return 0;
    struct bare_hash *one = arena_need(bare->state->arena, sizeof *one);
    *one = (struct bare_hash){.next = bare->first, .key = {.size = key.size}};
    memcpy(one->key.data, key.data, key.size);
    one->hash.data = arena_copy(bare->state->arena, under_key, size);
    one->hash.len = size;
    bare->first = one;
    return 0;
}

// The change is no event: nothing happened in the hall, and a reader of the journal alone has the
// hash that was journaled.
static int pins_wrap(struct state *s, const struct seal_ring *seals, uint32_t hall,
                     bool *ret_changed) {
    struct bare bare = {.state = s, .seals = seals};
    int err = rows_scan_over(s, TABLE_STAFF, key_hall(hall), KEY_HALL_SIZE, bare_cb, &bare);
    *ret_changed = bare.first != NULL;
    for (const struct bare_hash *one = bare.first; one && !err; one = one->next) {
        Hallq__StaffRow *row;
        err = staff_row_need(s, one->key, &row);
        if (err)
            break;
        row->pin_hash = one->hash;
        err = staff_row_put(s, one->key, row);
    }
    return err;
}

// ---------------------------------------------------------------- all halls

static int halls_upgrade(struct state *s, const struct seal_ring *seals, size_t *ret_changed) {
    struct ids ids = {.halls = arena_need(s->arena, LIMIT_HALLS * sizeof(uint32_t))};
    int err = halls_each(s, hall_cb, &ids);
    for (size_t i = 0; i < ids.count && !err; i++) {
        bool changed = false, wrapped = false;
        err = hall_upgrade(s, ids.halls[i], &changed);
        if (!err)
            err = pins_wrap(s, seals, ids.halls[i], &wrapped);
        *ret_changed += changed || wrapped;
    }
    return err;
}

static int attempt(const struct look *look, const struct seal_ring *seals) {
    struct arena arena;
    struct state s = look_state(look, &arena);
    size_t changed = 0;
    int err = store_begin(look->store);
    if (err)
        return err;
    arena_init(&arena, 0);
    err = halls_upgrade(&s, seals, &changed);
    arena_fini(&arena);
    if (!err && changed) {
        err = store_commit(look->store);
        log_write(LOG_LEVEL_INFO, "upgraded", " halls=%zu result=\"%s\"", changed, err_text(err));
    }
    store_abort(look->store);
    return err;
}

int old_rows_upgrade(const struct look *look, const struct seal_ring *seals) {
    int err = attempt(look, seals);
    while (err == ERR_MAP_FULL && !(err = store_grow(look->store)))
        err = attempt(look, seals);
    return err;
}
