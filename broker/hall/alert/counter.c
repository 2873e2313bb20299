// counter.c - alerts of counters: free while a line waits, serving much too long, paused for too long.
#include "broker/hall/alert/look.h"

#include "broker/hall/core/counters.h"

static void counter_want(struct looking *l, Hallq__Alert__Kind kind, Hallq__Alert__Level level,
                         uint32_t counter, const Hallq__CounterRow *row) {
    struct wanted *w = want(l, kind, level, counter);
    if (w)
        w->now.since_ms = row->since_ms;
}

// Somebody must have waited as long as the counter is free: a ticket that was just taken is about to
// be called.
static void idle_look(struct looking *l, uint32_t counter, const Hallq__CounterRow *row) {
    const uint32_t *services;
    size_t count;
    double longest_s = 0;
    if (l->d->now_ms - row->since_ms < l->limits.idle_ms)
        return;
    counter_services(l->d->settings, counter, row, &services, &count);
    for (size_t i = 0; i < count; i++) {
        const struct looked_line *line = looked_line_of(l, services[i]);
        if (line && line->outlook.longest_s > longest_s)
            longest_s = line->outlook.longest_s;
    }
    if (longest_s * 1000 >= (double)l->limits.idle_ms)
        counter_want(l, HALLQ__ALERT__KIND__COUNTER_IDLE, HALLQ__ALERT__LEVEL__AMBER, counter, row);
}

static uint32_t target_of(const struct looking *l, const Hallq__TicketRow *t) {
    const Hallq__Service *s =
        t->n_steps ? settings_service(l->d->settings, t->steps[t->n_steps - 1]->service) : NULL;
    return s ? s->target_service_s : 0;
}

static bool is_over(const struct looking *l, const Hallq__CounterRow *row, uint32_t target_s) {
    return target_s &&
           l->d->now_ms - row->since_ms >= (int64_t)target_s * 10 * l->limits.over_target_percent;
}

// The ticket is read only where the shortest target of all would be passed.
static int serving_look(struct looking *l, uint32_t counter, const Hallq__CounterRow *row) {
    Hallq__TicketRow *t;
    uint32_t shortest_s = UINT32_MAX;
    for (size_t i = 0; i < l->d->settings->n_services; i++)
        if (l->d->settings->services[i]->target_service_s < shortest_s)
            shortest_s = l->d->settings->services[i]->target_service_s;
    if (!is_over(l, row, shortest_s))
        return ERR_OK;
    struct key key = key_ticket(l->d->hall, row->ticket);
    int err = ticket_row_get(l->d->state, key, &t);
    if (row_passed(l->d->state, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err))
        return ERR_OK;
    if (!err && is_over(l, row, target_of(l, t)))
        counter_want(l, HALLQ__ALERT__KIND__OVER_TARGET, HALLQ__ALERT__LEVEL__NOTE, counter, row);
    return err;
}

static int counter_look(struct looking *l, uint32_t counter, const Hallq__CounterRow *row) {
    switch (row->state) {
    case HALLQ__COUNTER__STATE__FREE:
        idle_look(l, counter, row);
        return ERR_OK;
    case HALLQ__COUNTER__STATE__SERVING:
        return serving_look(l, counter, row);
    case HALLQ__COUNTER__STATE__PAUSED:
        if (l->d->now_ms - row->since_ms >= l->limits.pause_ms)
            counter_want(l, HALLQ__ALERT__KIND__PAUSED_LONG, HALLQ__ALERT__LEVEL__NOTE, counter,
                         row);
        return ERR_OK;
    case HALLQ__COUNTER__STATE__CALLING:
    case HALLQ__COUNTER__STATE__CLOSED:
    case HALLQ__COUNTER__STATE__NO_STATE:
    case _HALLQ__COUNTER__STATE_IS_INT_SIZE:
        break;
    }
    return ERR_OK;
}

int counters_look(struct looking *l) {
    const Hallq__HallSettings *h = l->d->settings;
    int err = ERR_OK;
    for (size_t i = 0; i < h->n_counters && !err; i++) {
        const Hallq__CounterRow *row;
        struct key key = key_counter(l->d->hall, h->counters[i]->id);
        err = counter_row_need(l->d->state, key, &row);
        if (row_passed(l->d->state, TABLE_COUNTER, key, err))
            err = ERR_OK;
        else if (!err)
            err = counter_look(l, h->counters[i]->id, row);
    }
    return err;
}
