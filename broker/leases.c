#include "broker/leases.h"

#include <stdlib.h>
#include <string.h>

#include "base/wire.h"

void leases_fini(struct leases *l) {
    free(l->list);
    free(l->heard_ms);
    *l = (struct leases){0};
}

void leases_heard(struct leases *l, uint32_t device, int64_t mono_ms) {
    if (device > LIMIT_DEVICES)
        return;
    if (device >= l->heard_room) {
        size_t room = device + 256;
        int64_t *heard_ms = reallocarray(l->heard_ms, room, sizeof *heard_ms);
        if (!heard_ms)
            return; // heard next time
        memset(heard_ms + l->heard_room, 0, (room - l->heard_room) * sizeof *heard_ms);
        l->heard_ms = heard_ms;
        l->heard_room = room;
    }
    l->heard_ms[device] = mono_ms;
}

struct loading {
    struct leases *leases;
    struct arena *arena;
    uint32_t hall;
    uint32_t span_s;
    int64_t mono_ms;
    size_t old_count; // leases of this hall before, moved behind all others
    struct lease *old;
    int err;
};

static int lease_add(struct loading *at, struct lease lease) {
    struct leases *l = at->leases;
    for (size_t i = 0; i < at->old_count; i++)
        if (at->old[i].counter == lease.counter && at->old[i].device == lease.device)
            lease.since_ms = at->old[i].since_ms;
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 64;
        struct lease *list = reallocarray(l->list, room, sizeof *list);
        if (!list)
            return ERR_NO_MEMORY;
        l->list = list;
        l->room = room;
    }
    l->list[l->count++] = lease;
    return ERR_OK;
}

static int counter_cb(void *arg, struct bytes key, struct bytes value) {
    struct loading *at = arg;
    const Hallq__CounterRow *row =
        wire_unpack_stored(&hallq__counter_row__descriptor, at->arena, value.data, value.size);
    if (!row)
        return at->err = ERR_CORRUPT;
    if (!row->device)
        return 0;
    return at->err = lease_add(at, (struct lease){.hall = at->hall,
                                                  .counter = key_read_u32(key, KEY_HALL_SIZE),
                                                  .device = row->device,
                                                  .span_s = at->span_s,
                                                  .since_ms = at->mono_ms,
                                                  .lost = row->lost});
}

// Takes the hall's leases out of the list; their copies are in the arena.
static void leases_drop(struct loading *at) {
    struct leases *l = at->leases;
    size_t kept = 0;
    at->old = arena_need(at->arena, l->count * sizeof *at->old);
    for (size_t i = 0; i < l->count; i++)
        if (l->list[i].hall == at->hall)
            at->old[at->old_count++] = l->list[i];
        else
            l->list[kept++] = l->list[i];
    l->count = kept;
}

int leases_load(struct leases *l, struct state *s, uint32_t hall, int64_t mono_ms) {
    struct loading at = {.leases = l, .arena = s->arena, .hall = hall, .mono_ms = mono_ms};
    const Hallq__HallSettings *settings;
    const Hallq__HallRow *row;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (!err)
        err = settings_get(s, hall, row->version, &settings);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    at.span_s = settings->counter_lease_s;
    leases_drop(&at);
    struct key first = key_counter(hall, 0);
    err = rows_scan(s, TABLE_COUNTER, key_bytes(&first), KEY_HALL_SIZE, 0, counter_cb, &at);
    return err ? err : at.err;
}

void leases_check(struct leases *l, int64_t mono_ms, lease_finding_cb finding_cb, void *arg) {
    for (size_t i = 0; i < l->count; i++) {
        struct lease *lease = &l->list[i];
        int64_t heard_ms = lease->device < l->heard_room ? l->heard_ms[lease->device] : 0;
        int64_t from_ms = heard_ms > lease->since_ms ? heard_ms : lease->since_ms;
        bool heard = mono_ms - from_ms < (int64_t)lease->span_s * 1000;
        if (lease->lost && !heard_ms)
            continue; // lost before a restart, and not heard since
        if (heard == lease->lost && !lease->told)
            lease->told = finding_cb(arg, lease->hall, lease->counter, heard);
    }
}

void leases_tell_again(struct leases *l) {
    for (size_t i = 0; i < l->count; i++)
        l->list[i].told = false;
}
