// known.c - the ten inputs, from the rows of lines, counters, streams and service times.
//
// WORK is the time of all ahead that falls to counters this ticket can use: of the people ahead for
// another service only the part of its counters that give this service too. How many counters give
// both is kept in the line's row (core/counters.c), so that no forecast looks at every counter.
#include "broker/hall/wait/known.h"

#include <math.h>

#include "base/count.h"
#include "broker/hall/core/counters.h"
#include "broker/hall/core/queue.h"
#include "broker/hall/core/settings_cache.h"
#include "broker/hall/core/settings_parts.h"
#include "broker/hall/wait/served.h"

#define OWN_REST .6        // of a service time until a counter is free
#define FEWEST_COUNTERS .5 // when none is open, one will be
#define HEAD_LOOKED 16     // tickets of other classes that may stand before the head of a stream

int line_read(const struct hall_now *now, size_t place, const Hallq__LineRow **ret) {
    static const Hallq__LineRow none = HALLQ__LINE_ROW__INIT;
    int err = part_rows_line(&now->rows, place, ret);
    if (!err)
        return ERR_OK;
    uint32_t service = now->settings->services[place]->id;
    struct key key = key_line(now->hall, HALLQ__LINE__KIND__SERVICE, service);
    if (!row_passed(now->state, TABLE_LINE, key, err))
        return err;
    *ret = &none;
    return ERR_OK;
}

int hall_now_begin(struct hall_now *ret, struct state *s, int64_t now_ms, uint32_t hall,
                   uint32_t version, const Hallq__HallSettings *settings) {
    ret->state = s;
    ret->hall = hall;
    ret->now_ms = now_ms;
    ret->settings = settings;
    ret->twin = (struct twin_tells){.count = 0};
    ret->rows = part_rows_of(s, hall, version, settings);
    return learnt_look(s, hall, &ret->learnt);
}

int hall_now_open(struct hall_now *ret, struct state *s, int64_t now_ms, uint32_t hall) {
    const Hallq__HallRow *row;
    const Hallq__HallSettings *settings;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (!err)
        err = settings_get(s, hall, row->version, &settings);
    return err ? err : hall_now_begin(ret, s, now_ms, hall, row->version, settings);
}

// Tickets that are called before this one in the line of `service`. Who comes now without a head start
// stands behind everybody.
static int ahead_in(const struct hall_now *now, const struct waiter *w, uint32_t service,
                    const Hallq__LineRow *line, uint32_t *ret, bool *ret_or_more) {
    bool own = service == w->service->id;
    *ret_or_more = false;
    *ret = line->waiting;
    if (!line->waiting || (!w->joined && w->rank_ms >= now->now_ms))
        return ERR_OK;
    uint32_t others = line->waiting - (own && w->joined);
    return queue_ahead(now->state, now->hall, HALLQ__LINE__KIND__SERVICE, service, others,
                       w->rank_ms, w->ticket, ret, ret_or_more);
}

// The part of the counters of another service's line that give this service too.
static double part_shared(const Hallq__LineRow *other, size_t service) {
    if (!other->counters)
        return 1;
    return service < other->n_shared ? (double)other->shared[service] / other->counters : 0;
}

size_t service_place(const Hallq__HallSettings *settings, uint32_t service) {
    size_t i = (size_t)service - 1; // as a rule, as settings_parts.c finds it
    if (service && i < settings->n_services && settings->services[i]->id == service)
        return i;
    for (i = 0; i < settings->n_services && settings->services[i]->id != service;)
        i++;
    return i;
}

static int work_add(const struct hall_now *now, const struct waiter *w, size_t place, double shared,
                    const Hallq__LineRow *line, double *work_s) {
    const Hallq__Service *service = now->settings->services[place];
    uint32_t ahead;
    bool or_more;
    double mean_s;
    int err = ahead_in(now, w, service->id, line, &ahead, &or_more);
    if (!err && ahead)
        err = served_mean_s(now->state, now->hall, service, &mean_s);
    if (!err && ahead)
        *work_s += ahead * shared * mean_s;
    return err;
}

// The work of another line. Most lines have nobody, or no counter in common with this one: they are left at
// a look at their row.
static int work_of_line(const struct hall_now *now, const struct waiter *w, size_t place,
                        size_t mine, double *work_s) {
    const Hallq__LineRow *line = part_rows_line_here(&now->rows, place);
    int err = line ? ERR_OK : line_read(now, place, &line);
    if (err || !line->waiting)
        return err;
    double shared = part_shared(line, mine);
    return shared > 0 ? work_add(now, w, place, shared, line, work_s) : ERR_OK;
}

static int work_read(const struct hall_now *now, const struct waiter *w, const struct known *known,
                     double service_s, double *ret_s) {
    const Hallq__HallSettings *settings = now->settings;
    size_t mine = known->place;
    double work_s = OWN_REST * service_s;
    int err = ERR_OK;
    for (size_t i = 0; i < settings->n_services && !err; i++) {
        if (i == mine)
            work_s += known->ahead * service_s;
        else
            err = work_of_line(now, w, i, mine, &work_s);
    }
    *ret_s = work_s / fmax(known->line->counters, FEWEST_COUNTERS);
    return err;
}

static int free_find(const struct hall_now *now, uint32_t service, bool *ret) {
    const Hallq__HallSettings *settings = now->settings;
    *ret = false;
    for (size_t i = 0; i < settings->n_counters && !*ret; i++) {
        const Hallq__CounterRow *row;
        uint32_t counter = settings->counters[i]->id;
        int err = part_rows_counter(&now->rows, i, &row);
        if (err == ERR_NOT_FOUND ||
            (err && row_passed(now->state, TABLE_COUNTER, key_counter(now->hall, counter), err)))
            continue;
        if (err)
            return err;
        *ret = row->state == HALLQ__COUNTER__STATE__FREE &&
               counter_gives(settings, counter, row, service);
    }
    return ERR_OK;
}

// Whether the ticket is of the class; also if its row cannot be read.
static int of_class(const struct hall_now *now, uint64_t ticket, uint32_t customer_class,
                    bool *ret) {
    struct key key = key_ticket(now->hall, ticket);
    const Hallq__TicketRow *row;
    int err = ticket_row_look(now->state, key, &row);
    *ret = true;
    if (row_passed(now->state, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err))
        return ERR_OK;
    if (!err)
        *ret = row->customer_class == customer_class;
    return err;
}

// How long the ticket has waited that is called next of the stream, by its rank.
static int head_read(const struct hall_now *now, const struct waiter *w, const struct known *known,
                     double *ret_s) {
    const Hallq__CustomerClass *class = settings_class(now->settings, w->customer_class);
    struct queue_entry entries[HEAD_LOOKED];
    bool alone = known->stream.waiting >= known->line->waiting, found = false;
    size_t count, i = 0;
    *ret_s = 0;
    if (!known->line->waiting || !known->stream.waiting)
        return ERR_OK;
    int err = queue_first(now->state, now->hall, HALLQ__LINE__KIND__SERVICE, w->service->id,
                          alone ? 1 : HEAD_LOOKED, entries, &count);
    for (; i < count && !err && !found; i++) {
        found = alone;
        if (!alone)
            err = of_class(now, entries[i].ticket, w->customer_class, &found);
    }
    if (err || !found)
        return err;
    int64_t entered_ms =
        entries[i - 1].rank_ms + (class ? (int64_t) class->head_start_s * 1000 : 0);
    *ret_s = fmax((double)(now->now_ms - entered_ms) / 1000, 0);
    return ERR_OK;
}

// Whole waits of others, of which somebody in the line has a part to wait.
static void take_share(double inputs_s[INPUTS], uint32_t ahead, uint32_t waiting) {
    static const enum input waits[] = {INPUT_HEAD, INPUT_LAST, INPUT_LAST_FOUR, INPUT_TODAY};
    double share = fmin((ahead + 1.) / (waiting + 1.), 1);
    for (size_t i = 0; i < COUNT(waits); i++)
        inputs_s[waits[i]] *= share;
}

// Of the tickets ahead those of the own stream, which alone are called at its pace.
static uint32_t stream_ahead(const struct waiter *w, const struct known *known) {
    uint32_t others = known->stream.waiting - (w->joined && known->stream.waiting);
    if (!w->joined)
        return others;
    return known->ahead < others ? known->ahead : others;
}

static int stream_now(const struct hall_now *now, const struct waiter *w, struct stream *ret) {
    int err = stream_look(now->state, now->hall, w->service->id, w->customer_class, ret);
    past_advance(&ret->past, now->now_ms, ret->waiting > 0);
    return err;
}

int known_read(const struct hall_now *now, const struct waiter *w, struct known *ret) {
    struct inputs_known known = {.now_ms = now->now_ms, .leavers = &now->learnt.leavers};
    double service_s = 0;
    ret->place = service_place(now->settings, w->service->id);
    int err = line_read(now, ret->place, &ret->line);
    if (!err)
        err = stream_now(now, w, &ret->stream);
    if (!err)
        err = ahead_in(now, w, w->service->id, ret->line, &ret->ahead, &ret->or_more);
    if (!err)
        err = served_mean_s(now->state, now->hall, w->service, &service_s);
    if (!err)
        err = work_read(now, w, ret, service_s, &known.work_s);
    if (!err)
        err = head_read(now, w, ret, &known.head_waited_s);
    ret->at_once = false;
    if (!err && !ret->ahead)
        err = free_find(now, w->service->id, &ret->at_once);
    if (err)
        return err;
    known.ahead = stream_ahead(w, ret);
    known.queue_s = inputs_queue_s(ret->ahead, service_s, ret->line->counters, FEWEST_COUNTERS);
    inputs_pace(&ret->stream.past, &known.per_call_15_s, &known.per_call_60_s);
    inputs_fill(&ret->stream.past, &known, ret->inputs_s);
    if (w->joined)
        take_share(ret->inputs_s, ret->ahead, ret->line->waiting);
    return ERR_OK;
}
