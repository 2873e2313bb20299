// back.c - hall time goes back, by the administrator's command alone: after a wrong date in the
// future hall time is led back to the true date, and every hall begins that day anew.
//
//     BeginDay, hall 0 ─▶ ClockSetBack: a BEGIN_DAY row for each hall, due at once
//                              └─▶ TimeSetBack, DayOpened (begins_again) ─▶ leftovers
//
// What must come to no harm, and why it does not:
//   lines      everybody who waits took a number under the wrong date; all are closed as leftovers,
//              so no rank of the future stays before or behind a rank of the present
//   numbers    go on from the last number given: while other numbers are free, no ticket gets a
//              number that was given under the wrong date, whose paper may still be about; and no
//              ticket ever gets a number that an open ticket bears or that was given on the day
//              that begins: each day that opens from then on, also a day reached again later, knows
//              the numbers of its earlier tickets (numbers.h)
//   due rows   of open tickets go with the tickets; day roll, hours and chores are set anew
//   in service a ticket goes on; the time it was served so far is kept, its other times become now
//   ids, seq   grow on; `first_ticket` parts the days, not the dates that the tickets bear
//   keys       of days that a wrong date destroyed stay destroyed; the new day gets its own key
//   retention  rows of the wrong date are kept until their own date has come
#include <string.h>

#include "base/wire/wire.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/day/day.h"
#include "broker/hall/visit/dated.h"
#include "broker/hall/visit/steps.h"

int begin_day_due(struct deciding *d, const struct due_key *due) {
    EMIT(d, TIME_SET_BACK, TimeSetBack, time_set_back, back);
    back->from_at_ms = (int64_t)due->subject;
    back->to_at_ms = due->at_ms;
    return day_begin_again(d);
}

static int64_t sooner(int64_t a_ms, int64_t b_ms) {
    return a_ms < b_ms ? a_ms : b_ms;
}

static void step_take_back(Hallq__Step *step, int64_t to_ms) {
    step->entered_at_ms = sooner(step->entered_at_ms, to_ms);
    step->called_at_ms = sooner(step->called_at_ms, to_ms);
    step->started_at_ms = sooner(step->started_at_ms, to_ms);
}

// Takes back the times of a ticket at a counter; other tickets are closed.
static int ticket_take_back(struct change *c, uint64_t ticket, const Hallq__TimeSetBack *event) {
    Hallq__TicketRow *t;
    int err = change_ticket_get(c, ticket, &t);
    if (err || t->state != HALLQ__TICKET__STATE__SERVING)
        return err;
    t->served_s = served_so_far_s(t, event->from_at_ms);
    t->serving_since_ms = event->to_at_ms;
    t->rank_ms = sooner(t->rank_ms, event->to_at_ms);
    t->issued_at_ms = sooner(t->issued_at_ms, event->to_at_ms);
    t->called_at_ms = sooner(t->called_at_ms, event->to_at_ms);
    for (size_t i = 0; i < t->n_steps; i++)
        step_take_back(t->steps[i], event->to_at_ms);
    return change_ticket_put(c, t);
}

static int counters_take_back(struct change *c, const Hallq__TimeSetBack *event) {
    const Hallq__HallSettings *h;
    int err = change_settings(c, &h);
    for (size_t i = 0; !err && i < h->n_counters; i++) {
        Hallq__CounterRow *row;
        if ((err = change_counter_get(c, h->counters[i]->id, &row)))
            return err;
        row->since_ms = sooner(row->since_ms, event->to_at_ms);
        err = change_counter_put(c, h->counters[i]->id, row);
        if (!err && row->ticket)
            err = ticket_take_back(c, row->ticket, event);
    }
    return err;
}

int apply_time_set_back(struct change *c, const Hallq__TimeSetBack *event) {
    int err = due_del(c->state, event->to_at_ms, c->hall, HALLQ__DUE_ROW__KIND__BEGIN_DAY,
                      (uint64_t)event->from_at_ms);
    stretch_end(c->state, c->row);
    for (uint32_t slot = 0; slot < LIMIT_CALLS_SHOWN && !err; slot++)
        err = row_del(c->state, TABLE_CALL, key_call(c->hall, slot));
    return err ? err : counters_take_back(c, event);
}
