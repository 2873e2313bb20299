#include "bench/events/big_hall.h"

#include "broker/hall/core/change.h"
#include "broker/hall/core/counters.h"

#define VERSION 1
#define KIOSK 10000
#define COUNTER_DEVICE 20000
#define CLERK 1000
#define DAY 20261130

static Hallq__Text *text_new(struct arena *arena, const char *kind, uint32_t n) {
    Hallq__Text *text = arena_need(arena, sizeof *text);
    hallq__text__init(text);
    text->zh = text->en = arena_printf(arena, "%s %u", kind, n);
    return text;
}

static Hallq__Service *service_new(struct arena *arena, uint32_t id) {
    Hallq__Service *service = arena_need(arena, sizeof *service);
    hallq__service__init(service);
    service->id = id;
    service->name = text_new(arena, "service", id);
    service->letter = arena_printf(arena, "%c", (char)('A' + id - 1));
    service->first_number = 1;
    service->last_number = 99999;
    service->daily_cap = 99999;
    service->target_service_s = 300;
    service->target_wait_s = 600;
    return service;
}

static Hallq__CounterSettings *counter_new(struct arena *arena, uint32_t id, uint32_t lines) {
    Hallq__CounterSettings *counter = arena_need(arena, sizeof *counter);
    hallq__counter_settings__init(counter);
    counter->id = id;
    counter->name = text_new(arena, "counter", id);
    counter->services = arena_need(arena, lines * sizeof counter->services[0]);
    for (uint32_t i = 0; i < lines; i++)
        counter->services[counter->n_services++] = (id - 1 + i) % BIG_HALL_SERVICES + 1;
    return counter;
}

static Hallq__StaffSettings *clerk_new(struct arena *arena, uint32_t counter) {
    Hallq__StaffSettings *clerk = arena_need(arena, sizeof *clerk);
    hallq__staff_settings__init(clerk);
    clerk->id = CLERK + counter;
    clerk->name = arena_printf(arena, "clerk %u", counter);
    clerk->role = HALLQ__STAFF__ROLE__CLERK;
    return clerk;
}

static Hallq__ZoneChange *zone_new(struct arena *arena) {
    Hallq__ZoneChange *zone = arena_need(arena, sizeof *zone);
    hallq__zone_change__init(zone);
    zone->offset_s = 8 * 3600;
    return zone;
}

static Hallq__HallSettings *settings_new(const struct big_hall *h, struct arena *arena) {
    Hallq__HallSettings *settings = arena_need(arena, sizeof *settings);
    hallq__hall_settings__init(settings);
    settings->hall = h->hall;
    settings->name = text_new(arena, "hall", h->hall);
    settings->services = arena_need(arena, BIG_HALL_SERVICES * sizeof settings->services[0]);
    settings->counters = arena_need(arena, BIG_HALL_COUNTERS * sizeof settings->counters[0]);
    settings->staff = arena_need(arena, BIG_HALL_COUNTERS * sizeof settings->staff[0]);
    for (uint32_t id = 1; id <= BIG_HALL_SERVICES; id++)
        settings->services[settings->n_services++] = service_new(arena, id);
    for (uint32_t id = 1; id <= BIG_HALL_COUNTERS; id++) {
        settings->counters[settings->n_counters++] = counter_new(arena, id, h->lines_of_a_counter);
        settings->staff[settings->n_staff++] = clerk_new(arena, id);
    }
    settings->zone_changes = arena_need(arena, sizeof settings->zone_changes[0]);
    settings->zone_changes[settings->n_zone_changes++] = zone_new(arena);
    settings->calls_before_no_show = 1;
    settings->seconds_between_calls = 600;
    settings->max_open_tickets = 2000000;
    settings->counter_lease_s = 3600;
    settings->rough_waits = h->rough;
    return settings;
}

static int hall_put(const struct big_hall *h, struct state *s) {
    Hallq__HallRow row = HALLQ__HALL_ROW__INIT;
    row.day = DAY;
    row.first_ticket = 1;
    row.version = VERSION;
    row.journal_from = 1;
    int err = settings_put(s, h->hall, VERSION, settings_new(h, s->arena));
    if (!err)
        err = hall_row_put(s, key_hall(h->hall), &row);
    for (uint32_t id = 1; id <= BIG_HALL_SERVICES && !err; id++) {
        Hallq__LineRow line = HALLQ__LINE_ROW__INIT;
        line.open = true;
        err = line_row_put(s, key_line(h->hall, HALLQ__LINE__KIND__SERVICE, id), &line);
    }
    return err;
}

static int clerk_put(const struct big_hall *h, struct state *s, uint32_t counter, int64_t now_ms) {
    Hallq__SignOnRow on = HALLQ__SIGN_ON_ROW__INIT;
    Hallq__StaffRow staff = HALLQ__STAFF_ROW__INIT;
    Hallq__CounterRow row = HALLQ__COUNTER_ROW__INIT;
    on.staff = row.clerk = CLERK + counter;
    on.counter = staff.counter = counter;
    on.role = HALLQ__STAFF__ROLE__CLERK;
    staff.device = row.device = COUNTER_DEVICE + counter;
    row.state = HALLQ__COUNTER__STATE__FREE;
    row.since_ms = now_ms;
    int err = sign_on_row_put(s, key_sign_on(h->hall, COUNTER_DEVICE + counter), &on);
    if (!err)
        err = staff_row_put(s, key_staff(h->hall, CLERK + counter), &staff);
    return err ? err : counter_row_put(s, key_counter(h->hall, counter), &row);
}

int big_hall_make(const struct big_hall *h, struct state *s, int64_t now_ms) {
    struct change c = {.state = s, .hall = h->hall, .at_ms = now_ms};
    int err = hall_put(h, s);
    for (uint32_t counter = 1; counter <= BIG_HALL_COUNTERS && !err; counter++)
        err = clerk_put(h, s, counter, now_ms);
    if (!err)
        err = hall_row_edit(s, key_hall(h->hall), &c.row);
    return err ? err : lines_count_counters(&c);
}

static int ask(struct big_hall *h, struct state *s, int64_t now_ms, struct asker *asker,
               Hallq__Request *request) {
    struct decision decision;
    request->hall = h->hall;
    request->session = asker->device;
    request->number = (uint32_t)++h->number;
    for (size_t i = 0; i < CODE_SIZE; i++)
        asker->code[i] = (unsigned char)(h->number >> (i % 4 * 8));
    asker->body_hash = h->number;
    int err = decide(s, now_ms, asker, request, &decision);
    if (err)
        return err;
    return decision.record ? record_apply(s, decision.record) : ERR_REFUSED;
}

int big_hall_take(struct big_hall *h, struct state *s, int64_t now_ms) {
    struct asker kiosk = {.device = KIOSK + h->takes % 8, .role = HALLQ__DEVICE__ROLE__KIOSK};
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__Issue issue = HALLQ__ISSUE__INIT;
    request.body_case = HALLQ__REQUEST__BODY_ISSUE;
    request.issue = &issue;
    issue.service = h->takes++ % BIG_HALL_COUNTERS % BIG_HALL_SERVICES + 1;
    return ask(h, s, now_ms, &kiosk, &request);
}

int big_hall_call(struct big_hall *h, struct state *s, int64_t now_ms) {
    bool again = h->calls >= BIG_HALL_COUNTERS;
    struct asker desk = {.device = COUNTER_DEVICE + h->calls++ % BIG_HALL_COUNTERS + 1,
                         .role = HALLQ__DEVICE__ROLE__COUNTER};
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__CallNext call_next = HALLQ__CALL_NEXT__INIT;
    Hallq__NoShow no_show = HALLQ__NO_SHOW__INIT;
    request.body_case = HALLQ__REQUEST__BODY_CALL_NEXT;
    request.call_next = &call_next;
    call_next.no_show = again ? &no_show : NULL;
    return ask(h, s, now_ms, &desk, &request);
}
