// floor.c - the lines of a hall are copied from their index, one after the other, and then sorted
// into one order of calls: by rank, then by ticket, as a counter that gives all of them calls.
//
// Hours: a counter is away while all services it gives are in a break of their hours, if they open
// again within FLOOR_BREAK_S. At the end of a day it is not: who waits then is still served.
#include "broker/hall/plan/floor.h"

#include <stdlib.h>
#include <string.h>

#include "broker/forecast/advise.h"
#include "broker/hall/core/calendar.h"
#include "broker/hall/core/counters.h"
#include "broker/hall/core/lately.h"
#include "broker/hall/core/queue.h"
#include "broker/hall/core/settings_cache.h"
#include "broker/hall/core/settings_parts.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/wait/follow.h"
#include "broker/hall/wait/learnt.h"
#include "broker/hall/wait/served.h"

#define FLOOR_SOON_S 7200   // breaks that begin later do not matter to who waits now
#define FLOOR_BREAK_S 14400 // services that open again later are closed for the day
#define FLOOR_ASIDE 256     // the most tickets on hold that are looked at
#define FLOOR_SHORT_S 600   // over a shorter time a few people would be a crowd

struct copying {
    struct state *state;
    struct floor *floor;
    const Hallq__HallSettings *settings;
    const Hallq__HallRow *row;
    uint32_t room;         // for tickets
    uint32_t *gives;       // services that the counter at hand gives
    uint64_t in_break;     // services whose hours have a break soon, a bit each
    int64_t break_from_ms; // begin of those breaks
    int64_t break_to_ms;
    size_t aside_count;
    int err;
};

// ---------------------------------------------------------------- places

uint32_t floor_service(const struct floor *floor, uint32_t service) {
    for (uint32_t i = 0; i < floor->service_count; i++)
        if (floor->services[i].service == service)
            return i;
    return UINT32_MAX;
}

uint32_t floor_counter(const struct floor *floor, uint32_t counter) {
    for (uint32_t i = 0; i < floor->counter_count; i++)
        if (floor->counters[i].counter == counter)
            return i;
    return UINT32_MAX;
}

// ---------------------------------------------------------------- services

static int line_look(struct copying *c, Hallq__Line__Kind kind, uint32_t id,
                     const Hallq__LineRow **ret) {
    static const Hallq__LineRow none = HALLQ__LINE_ROW__INIT;
    struct key key = key_line(c->floor->hall, kind, id);
    int err = line_row_need(c->state, key, ret);
    if (!row_passed(c->state, TABLE_LINE, key, err))
        return err;
    *ret = &none;
    return ERR_OK;
}

// A hall without forecasts keeps no times but the mean.
static int times_copy(struct copying *c, const Hallq__Service *service, const Hallq__LineRow *row,
                      struct service_times *ret) {
    double mean_s = row->service_mean_ms ? row->service_mean_ms / 1e3 : service->target_service_s;
    if (forecasts(c->settings))
        return served_at_counter(c->state, c->floor->hall, service, mean_s, ret);
    service_times_expect(ret, mean_s);
    return ERR_OK;
}

static int no_shows_copy(struct copying *c) {
    return forecasts(c->settings) ? learnt_no_shows(c->state, c->floor->hall, &c->floor->no_shows)
                                  : ERR_OK;
}

static int services_copy(struct copying *c) {
    struct floor *floor = c->floor;
    size_t count = c->settings->n_services;
    if (count > TWIN_SERVICES)
        return ERR_CORRUPT;
    floor->services = arena_need(c->state->arena, (count + 1) * sizeof *floor->services);
    floor->times = arena_need(c->state->arena, (count + 1) * sizeof *floor->times);
    for (size_t i = 0; i < count; i++) {
        const Hallq__Service *service = c->settings->services[i];
        const Hallq__LineRow *row;
        int err = line_look(c, HALLQ__LINE__KIND__SERVICE, service->id, &row);
        if (err)
            return err;
        if ((err = times_copy(c, service, row, &floor->times[i])))
            return err;
        double mean_s = service_times_mean_s(&floor->times[i], service->target_service_s);
        floor->services[i] =
            (struct floor_service){.service = service->id,
                                   .open = row->open && !row->suspended,
                                   .waiting = row->waiting,
                                   .expected = row->away,
                                   .target_s = service->target_wait_s,
                                   .service_s = twin_ticket_s(mean_s, floor->no_shows),
                                   .spread = twin_spread(&floor->times[i], floor->no_shows)};
        floor->waiting += row->waiting;
    }
    floor->service_count = (uint32_t)count;
    return ERR_OK;
}

static void classes_copy(struct copying *c) {
    const Hallq__HallSettings *h = c->settings;
    struct floor *floor = c->floor;
    floor->classes = arena_need(c->state->arena, (h->n_classes + 1) * sizeof *floor->classes);
    floor->classes[floor->class_count++] = (struct floor_class){.customer_class = 0};
    for (size_t i = 0; i < h->n_classes; i++)
        floor->classes[floor->class_count++] =
            (struct floor_class){h->classes[i]->id, h->classes[i]->head_start_s};
}

// ---------------------------------------------------------------- hours

// Finds the services that close when the hours change next and open again soon after.
static void breaks_find(struct copying *c) {
    const Hallq__HallSettings *h = c->settings;
    int64_t now_ms = c->floor->at_ms, from_ms = c->row->hours_at_ms;
    if (from_ms <= now_ms || from_ms > now_ms + FLOOR_SOON_S * 1000LL)
        return;
    int64_t to_ms = calendar_next_hours_ms(h, from_ms);
    if (to_ms > from_ms + FLOOR_BREAK_S * 1000LL)
        return;
    for (size_t i = 0; i < h->n_services; i++)
        if (calendar_open(h, h->services[i], now_ms) &&
            !calendar_open(h, h->services[i], from_ms) && calendar_open(h, h->services[i], to_ms))
            c->in_break |= 1ull << i;
    c->break_from_ms = from_ms;
    c->break_to_ms = to_ms;
}

static double in_s(const struct copying *c, int64_t at_ms) {
    return at_ms > c->floor->at_ms ? (double)(at_ms - c->floor->at_ms) / 1e3 : 0;
}

// ---------------------------------------------------------------- counters

static int ticket_look(struct copying *c, uint64_t ticket, Hallq__TicketRow **ret) {
    struct key key = key_ticket(c->floor->hall, ticket);
    int err = ticket_row_get(c->state, key, ret);
    if (row_passed(c->state, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err)) {
        *ret = NULL;
        return ERR_OK;
    }
    return err;
}

static enum floor_lack lack_of(const Hallq__CounterRow *row) {
    if (counter_works(row))
        return FLOOR_WORKS;
    if (!row->clerk)
        return FLOOR_EMPTY;
    return row->state == HALLQ__COUNTER__STATE__PAUSED ? FLOOR_PAUSED : FLOOR_READY;
}

// The counter serves its own lines too: their tickets keep it from the others for their time.
static int own_lines_add(struct copying *c, const Hallq__CounterRow *row,
                         struct floor_counter *counter) {
    const Hallq__LineRow *of_counter, *of_clerk;
    static const Hallq__LineRow none = HALLQ__LINE_ROW__INIT;
    int err = line_look(c, HALLQ__LINE__KIND__COUNTER, counter->counter, &of_counter);
    of_clerk = &none;
    if (!err && row->clerk)
        err = line_look(c, HALLQ__LINE__KIND__CLERK, row->clerk, &of_clerk);
    if (err || !counter->twin.services)
        return err;
    int first = __builtin_ctzll(counter->twin.services);
    counter->twin.opens_in_s =
        (of_counter->waiting + of_clerk->waiting) * c->floor->services[first].service_s;
    return ERR_OK;
}

static int busy_copy(struct copying *c, const Hallq__CounterRow *row, struct twin_counter *twin) {
    Hallq__TicketRow *t;
    if (!row->ticket)
        return ERR_OK;
    int err = ticket_look(c, row->ticket, &t);
    uint32_t service = !err && t ? floor_service(c->floor, service_now(t)) : UINT32_MAX;
    if (err || service == UINT32_MAX)
        return err;
    int64_t since_ms = t->called_at_ms ? t->called_at_ms : row->since_ms;
    twin->busy = true;
    twin->service = service;
    twin->busy_s =
        since_ms && since_ms < c->floor->at_ms ? (double)(c->floor->at_ms - since_ms) / 1e3 : 0;
    return ERR_OK;
}

static int counter_copy(struct copying *c, uint32_t number) {
    static const Hallq__CounterRow none = HALLQ__COUNTER_ROW__INIT;
    struct floor_counter *counter = &c->floor->counters[c->floor->counter_count++];
    const Hallq__CounterRow *row;
    const uint32_t *services;
    size_t count;
    struct key key = key_counter(c->floor->hall, number);
    int err = counter_row_need(c->state, key, &row);
    if (row_passed(c->state, TABLE_COUNTER, key, err))
        row = &none;
    else if (err)
        return err;
    counter->counter = number;
    counter->lack = lack_of(row);
    counter_services(c->settings, number, row, &services, &count);
    for (size_t i = 0; i < count; i++) {
        uint32_t place = floor_service(c->floor, services[i]);
        if (place == UINT32_MAX)
            continue;
        counter->twin.services |= 1ull << place;
        c->floor->services[place].counters += counter->lack == FLOOR_WORKS;
    }
    if (counter->twin.services && !(counter->twin.services & ~c->in_break)) {
        counter->twin.away_from_s = in_s(c, c->break_from_ms);
        counter->twin.away_to_s = in_s(c, c->break_to_ms);
    }
    if (counter->lack == FLOOR_WORKS)
        err = busy_copy(c, row, &counter->twin);
    else
        err = ERR_OK;
    return err ? err : own_lines_add(c, row, counter);
}

static int counters_copy(struct copying *c) {
    size_t count = c->settings->n_counters;
    if (count > TWIN_COUNTERS)
        return ERR_CORRUPT;
    c->floor->counters = arena_need(c->state->arena, (count + 1) * sizeof *c->floor->counters);
    int err = ERR_OK;
    for (size_t i = 0; i < count && !err; i++)
        err = counter_copy(c, c->settings->counters[i]->id);
    return err;
}

// ---------------------------------------------------------------- tickets

static void ticket_add(struct copying *c, struct floor_ticket ticket) {
    struct floor *floor = c->floor;
    if (floor->ticket_count == c->room)
        floor->cut = true;
    else
        floor->tickets[floor->ticket_count++] = ticket;
}

static int line_copy(struct copying *c, uint32_t place) {
    const struct floor_service *service = &c->floor->services[place];
    struct queue_entry *entries;
    size_t count, max = c->room - c->floor->ticket_count;
    if (!service->waiting)
        return ERR_OK;
    if (service->waiting > max)
        c->floor->cut = true;
    else
        max = service->waiting;
    entries = arena_need(c->state->arena, (max + 1) * sizeof *entries);
    int err = queue_first(c->state, c->floor->hall, HALLQ__LINE__KIND__SERVICE, service->service,
                          max, entries, &count);
    for (size_t i = 0; i < count && !err; i++)
        ticket_add(c, (struct floor_ticket){.rank_ms = entries[i].rank_ms,
                                            .ticket = entries[i].ticket,
                                            .service = place});
    return err;
}

static int aside_cb(void *arg, uint64_t ticket) {
    struct copying *c = arg;
    Hallq__TicketRow *t;
    if (c->aside_count++ == FLOOR_ASIDE)
        return 1;
    c->err = ticket_look(c, ticket, &t);
    if (c->err || !t || t->line == NULL || t->line->kind != HALLQ__LINE__KIND__SERVICE)
        return c->err;
    uint32_t place = floor_service(c->floor, t->line->id);
    if (place != UINT32_MAX)
        ticket_add(c, (struct floor_ticket){.rank_ms = t->rank_ms,
                                            .ticket = ticket,
                                            .service = place,
                                            .ready_in_s = in_s(c, t->due_at_ms)});
    return 0;
}

static int by_call(const void *left, const void *right) {
    const struct floor_ticket *a = left, *b = right;
    if (a->rank_ms != b->rank_ms)
        return a->rank_ms < b->rank_ms ? -1 : 1;
    return (a->ticket > b->ticket) - (a->ticket < b->ticket);
}

static int tickets_copy(struct copying *c) {
    struct floor *floor = c->floor;
    c->room = floor->waiting + FLOOR_ASIDE;
    if (c->room > FLOOR_TICKETS)
        c->room = FLOOR_TICKETS;
    floor->tickets = arena_need(c->state->arena, (c->room + 1) * sizeof *floor->tickets);
    int err = ERR_OK;
    for (uint32_t i = 0; i < floor->service_count && !err; i++)
        err = line_copy(c, i);
    if (!err)
        err = queue_aside(c->state, floor->hall, aside_cb, c);
    if (!err)
        err = c->err;
    qsort(floor->tickets, floor->ticket_count, sizeof *floor->tickets, by_call);
    return err;
}

// ---------------------------------------------------------------- the whole

int floor_copy(struct state *s, int64_t now_ms, uint32_t hall, struct floor **ret) {
    struct copying c = {.state = s};
    int err = hall_row_get(s, key_hall(hall), &c.row);
    if (!err)
        err = settings_get(s, hall, c.row->version, &c.settings);
    if (err)
        return err;
    c.floor = *ret = arena_need(s->arena, sizeof **ret);
    c.floor->hall = hall;
    c.floor->seq = c.row->seq;
    c.floor->at_ms = now_ms;
    c.floor->check_in_ahead_s = c.settings->check_in_grace_s;
    err = no_shows_copy(&c);
    if (!err)
        err = services_copy(&c);
    if (err)
        return err;
    classes_copy(&c);
    breaks_find(&c);
    err = counters_copy(&c);
    return err ? err : tickets_copy(&c);
}

// ---------------------------------------------------------------- arrivals

// Counts who entered the lines of late. Returns since when, by the first of them in any line: a hall
// that opened a while ago saw nobody before.
static int arrivals_count(struct copying *c, uint32_t counts[TWIN_SERVICES], double *ret_over_s) {
    struct floor *floor = c->floor;
    int64_t first_ms = floor->at_ms;
    for (uint32_t i = 0; i < floor->service_count; i++) {
        const Hallq__LineRow *row;
        int err = line_look(c, HALLQ__LINE__KIND__SERVICE, floor->services[i].service, &row);
        if (err)
            return err;
        counts[i] = lately_arrivals(row, floor->at_ms, &first_ms);
    }
    double over_s = (double)(floor->at_ms - first_ms) / 1e3;
    *ret_over_s = over_s > FLOOR_SHORT_S ? over_s : FLOOR_SHORT_S;
    return ERR_OK;
}

int floor_arrivals(struct state *s, struct floor *floor) {
    struct copying c = {.state = s, .floor = floor};
    uint32_t counts[TWIN_SERVICES];
    double over_s, usual_s;
    int err = hall_row_get(s, key_hall(floor->hall), &c.row);
    if (!err)
        err = settings_get(s, floor->hall, c.row->version, &c.settings);
    if (!err)
        err = arrivals_count(&c, counts, &over_s);
    for (uint32_t i = 0; i < floor->service_count && !err; i++) {
        struct floor_service *service = &floor->services[i];
        err = usual_arrivals_per_s(s, c.settings, floor->hall, service->service, floor->at_ms,
                                   &usual_s);
        service->arrivals_per_s = usual_s == USUAL_UNKNOWN
                                      ? counts[i] / over_s
                                      : advise_arrivals_per_s(counts[i], over_s, usual_s);
    }
    return err;
}
