// day.c - the day's turn, the hours, suspended services, and hall time that goes back.
#include "fold.h"

static void suspended_set(struct hallq_view *v, uint32_t service, bool suspended,
                          const char *reason) {
    Hallq__LineState *l = line_edit(v, HALLQ__LINE__KIND__SERVICE, service);
    if (!l)
        return;
    l->suspended = suspended;
    l->reason = view_text(v, reason, LIMIT_CODE);
}

void fold_service_suspended(struct fold *f, const Hallq__ServiceSuspended *e) {
    suspended_set(f->v, e->service, true, e->reason);
}

void fold_service_unsuspended(struct fold *f, const Hallq__ServiceUnsuspended *e) {
    suspended_set(f->v, e->service, false, NULL);
}

void fold_hours_changed(struct fold *f, const Hallq__HoursChanged *e) {
    lines_open_set(f->v, e->opened, e->n_opened, true);
    lines_open_set(f->v, e->closed, e->n_closed, false);
}

// A person at a counter that the day's turn closed is signed off.
static void counter_ended(struct fold *f, uint32_t counter) {
    Hallq__CounterNow *c = counter_is(f, counter, HALLQ__COUNTER__STATE__CLOSED);
    if (!c)
        return;
    c->clerk = 0;
    people_leave(f->v, counter);
}

void fold_day_opened(struct fold *f, const Hallq__DayOpened *e) {
    struct hallq_view *v = f->v;
    v->now.day = e->day;
    for (size_t i = 0; i < v->now.n_lines; i++)
        v->now.lines[i]->issued = 0;
    lines_open_set(v, e->opened, e->n_opened, true);
    lines_open_set(v, e->closed, e->n_closed, false);
    for (size_t i = 0; i < e->n_closed_counters; i++)
        counter_ended(f, e->closed_counters[i]);
    measures_day_over(v);
    hallq_parts_add_all(&v->changed);
}

void fold_leftovers_closed(struct fold *f, const Hallq__LeftoversClosed *e) {
    for (size_t i = 0; i < e->n_tickets; i++) {
        line_left(f->v, e->tickets[i]->left);
        counter_is(f, e->tickets[i]->counter, HALLQ__COUNTER__STATE__FREE);
        counter_hold_ends(f->v, e->tickets[i]->held_counter);
    }
}

void fold_time_set_back(struct fold *f, const Hallq__TimeSetBack *e) {
    struct hallq_view *v = f->v;
    v->now.at_ms = e->to_at_ms;
    v->now.n_calls = 0;
    for (size_t i = 0; i < v->now.n_counters; i++)
        if (v->now.counters[i]->since_ms > e->to_at_ms)
            v->now.counters[i]->since_ms = e->to_at_ms;
    hallq_parts_add_all(&v->changed);
}
