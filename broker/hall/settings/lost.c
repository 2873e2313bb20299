// lost.c - the stand-in for settings that cannot be read, so that new settings can be applied: the
// parts of which the hall has rows, by their numbers alone. By the stand-in, as by the settings
// themselves, tickets are found that wait in a line which the new settings do not have.
#include "broker/hall/settings/lost.h"

#include "broker/hall/core/rows.h"

struct standing_in {
    struct arena *arena;
    Hallq__HallSettings *h;
};

static int line_cb(void *arg, struct bytes key, struct bytes value) {
    struct standing_in *in = arg;
    Hallq__HallSettings *h = in->h;
    Hallq__Line__Kind kind = ((const unsigned char *)key.data)[KEY_HALL_SIZE];
    uint32_t id = key_read_u32(key, KEY_HALL_SIZE + 1);
    (void)value;
    if (kind == HALLQ__LINE__KIND__SERVICE && h->n_services < LIMIT_SERVICES) {
        Hallq__Service *service = arena_need(in->arena, sizeof *service);
        hallq__service__init(service);
        service->id = id;
        h->services[h->n_services++] = service;
    }
    if (kind == HALLQ__LINE__KIND__CLERK && h->n_staff < LIMIT_STAFF) {
        Hallq__StaffSettings *person = arena_need(in->arena, sizeof *person);
        hallq__staff_settings__init(person);
        person->id = id;
        h->staff[h->n_staff++] = person;
    }
    return 0;
}

static int counter_cb(void *arg, struct bytes key, struct bytes value) {
    struct standing_in *in = arg;
    (void)value;
    if (in->h->n_counters == LIMIT_COUNTERS)
        return 1;
    Hallq__CounterSettings *counter = arena_need(in->arena, sizeof *counter);
    hallq__counter_settings__init(counter);
    counter->id = key_read_u32(key, KEY_HALL_SIZE);
    in->h->counters[in->h->n_counters++] = counter;
    return 0;
}

int settings_stand_in(struct state *s, uint32_t hall, const Hallq__HallSettings **ret) {
    struct arena *arena = s->arena;
    Hallq__HallSettings *h = arena_need(arena, sizeof *h);
    struct standing_in in = {.arena = arena, .h = h};
    hallq__hall_settings__init(h);
    h->hall = hall;
    h->services = arena_need(arena, LIMIT_SERVICES * sizeof(Hallq__Service *));
    h->counters = arena_need(arena, LIMIT_COUNTERS * sizeof(Hallq__CounterSettings *));
    h->staff = arena_need(arena, LIMIT_STAFF * sizeof(Hallq__StaffSettings *));
    *ret = h;
    int err = rows_scan_over(s, TABLE_LINE, key_hall(hall), KEY_HALL_SIZE, line_cb, &in);
    return err ? err
               : rows_scan_over(s, TABLE_COUNTER, key_hall(hall), KEY_HALL_SIZE, counter_cb, &in);
}
