#include "broker/hall/core/bookings.h"

#include "base/wire/wire.h"

#define MINUTE_MS 60000

int booking_find(struct state *s, uint32_t hall, uint32_t booking, Hallq__Booking **ret) {
    return booking_row_get(s, key_of_cases(hall, PART_BOOKING, booking), ret);
}

struct each {
    struct state *state;
    int64_t upto_min;
    int (*row_cb)(void *arg, const Hallq__BookedAtRow *row);
    void *arg;
};

static int booked_cb(void *arg, struct bytes key, struct bytes value) {
    struct each *e = arg;
    if (key_read_booked_min(key) >= e->upto_min)
        return 1;
    const Hallq__BookedAtRow *row = wire_unpack_stored(&hallq__booked_at_row__descriptor,
                                                       e->state->arena, value.data, value.size);
    if (row)
        return e->row_cb(e->arg, row);
    row_unread(e->state, TABLE_CASE, key);
    return 0;
}

int booked_each(struct state *s, uint32_t hall, int64_t from_ms, uint32_t after, int64_t upto_ms,
                int (*row_cb)(void *arg, const Hallq__BookedAtRow *row), void *arg) {
    struct each e = {s, upto_ms / MINUTE_MS, row_cb, arg};
    return rows_scan_over(s, TABLE_CASE, key_booked_at(hall, from_ms, after + 1),
                          KEY_OF_CASES_PREFIX_SIZE, booked_cb, &e);
}

struct counting {
    uint32_t service, but, count;
};

static int count_cb(void *arg, const Hallq__BookedAtRow *row) {
    struct counting *c = arg;
    c->count += row->service == c->service && row->booking != c->but;
    return 0;
}

int booked_count(struct state *s, uint32_t hall, uint32_t service, int64_t from_ms, int64_t upto_ms,
                 uint32_t but, uint32_t *ret) {
    struct counting c = {service, but, 0};
    int err = booked_each(s, hall, from_ms, 0, upto_ms, count_cb, &c);
    *ret = c.count;
    return err;
}
