#include "broker/live/leases.h"

#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"
#include "broker/live/by_device.h"
#include "broker/live/by_hall.h"
#include "broker/log/log.h"

void leases_fini(struct leases *l) {
    free(l->list);
    free(l->heard_ms);
    *l = (struct leases){0};
}

void leases_heard(struct leases *l, uint32_t device, int64_t mono_ms) {
    int64_t *heard_ms = by_device_grow(l->heard_ms, &l->heard_room, sizeof *heard_ms, device);
    if (!heard_ms)
        return; // the next frame counts
    heard_ms[device] = mono_ms;
    l->heard_ms = heard_ms;
}

int64_t leases_heard_ms(const struct leases *l, uint32_t device) {
    return device < l->heard_room ? l->heard_ms[device] : 0;
}

// A hall's leases, read anew. The list is in order of halls: other halls' leases are not looked at.
struct loading {
    struct state *state;
    const struct leases *leases;
    struct lease *fresh; // room for LIMIT_COUNTERS of the settings and as many removed ones
    size_t fresh_count;
    size_t old_at, old_count; // the hall's old leases in the list
    struct lease blank;
};

#define FRESH_MAX (2 * LIMIT_COUNTERS)

static const struct lease *lease_before(const struct loading *at, uint32_t counter) {
    for (size_t i = 0; i < at->old_count; i++)
        if (at->leases->list[at->old_at + i].counter == counter)
            return &at->leases->list[at->old_at + i];
    return NULL;
}

static void fresh_add(struct loading *at, struct lease lease) {
    if (at->fresh_count < FRESH_MAX)
        at->fresh[at->fresh_count++] = lease;
}

// A rotten row leaves its counter's lease as it was.
static void rotten_cb(void *arg, struct bytes key) {
    struct loading *at = arg;
    uint32_t counter = key.size == KEY_COUNTER_SIZE ? key_read_u32(key, KEY_HALL_SIZE) : 0;
    const struct lease *before = lease_before(at, counter);
    log_write(LOG_LEVEL_ERROR, "counter_rotten", " hall=%u counter=%u", at->blank.hall, counter);
    if (before)
        fresh_add(at, *before);
}

static int counter_cb(void *arg, struct bytes key, struct bytes value) {
    struct loading *at = arg;
    struct lease lease = at->blank;
    const Hallq__CounterRow *row = wire_unpack_stored(&hallq__counter_row__descriptor,
                                                      at->state->arena, value.data, value.size);
    if (!row || key.size != KEY_COUNTER_SIZE) {
        rotten_cb(at, key);
        return 0;
    }
    if (!row->device)
        return 0;
    lease.counter = key_read_u32(key, KEY_HALL_SIZE);
    lease.device = row->device;
    lease.lost = row->lost;
    const struct lease *before = lease_before(at, lease.counter);
    if (before && before->device == lease.device)
        lease.since_ms = before->since_ms;
    fresh_add(at, lease);
    return 0;
}

static size_t of_hall(const struct leases *l, uint32_t hall) {
    return by_hall_find(l->list, l->count, sizeof *l->list, hall);
}

static int leases_replace(struct leases *l, const struct loading *at, uint32_t hall) {
    struct lease *list = by_hall_replace(l->list, &l->count, &l->room, sizeof *list, hall,
                                         at->fresh, at->fresh_count);
    if (!list)
        return ERR_NO_MEMORY;
    l->list = list;
    return ERR_OK;
}

int leases_load(struct leases *l, struct state *s, uint32_t hall, int64_t mono_ms) {
    struct loading at = {.state = s, .leases = l, .old_at = of_hall(l, hall)};
    const Hallq__HallSettings *settings;
    const Hallq__HallRow *row;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (!err)
        err = settings_get(s, hall, row->version, &settings);
    if (err && err != ERR_NOT_FOUND)
        return err;
    if (err)
        return leases_replace(l, &at, hall); // the hall does not exist any more
    at.blank =
        (struct lease){.hall = hall, .span_s = settings->counter_lease_s, .since_ms = mono_ms};
    at.old_count = of_hall(l, hall + 1) - at.old_at;
    at.fresh = arena_need(s->arena, FRESH_MAX * sizeof *at.fresh);
    err = rows_scan_past(s->tables, TABLE_COUNTER, key_counter(hall, 0), KEY_HALL_SIZE, counter_cb,
                         rotten_cb, &at);
    return err ? err : leases_replace(l, &at, hall);
}

void leases_check(struct leases *l, int64_t mono_ms, lease_finding_cb finding_cb, void *arg) {
    for (size_t i = 0; i < l->count; i++) {
        struct lease *lease = &l->list[i];
        int64_t heard_ms = leases_heard_ms(l, lease->device);
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
