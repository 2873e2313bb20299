// serve.c - a service ends: the visit is over, or goes on where it was planned or promised.
//
//   serving ──finish──▶ finished, or waiting in the next line of the visit
#include "broker/hall/visit/serve.h"

#include "broker/hall/core/counters.h"
#include "broker/hall/core/figure.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/visit/ahead.h"
#include "broker/hall/visit/answer.h"
#include "broker/hall/visit/mean.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/where.h"
#include "broker/hall/visit/which.h"
#include "broker/hall/wait/learn.h"
#include "broker/hall/wait/served.h"

// The ticket comes from hold, or is served for a further service.
int serve_at(struct change *c, Hallq__TicketRow *t, uint32_t counter, const Hallq__By *by) {
    t->state = HALLQ__TICKET__STATE__SERVING;
    t->serving_since_ms = c->at_ms;
    step_at(t, counter, by ? by->staff : 0);
    return counter_take(c, counter, t, HALLQ__COUNTER__STATE__SERVING);
}

static int outcome_check(struct deciding *d, const Hallq__Finish *finish) {
    const Hallq__HallSettings *h = d->settings;
    if (finish->n_topics > LIMIT_TOPICS)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "topics");
    if (*finish->outcome && !code_known(h->outcomes, h->n_outcomes, finish->outcome))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_REASON, finish->outcome);
    for (size_t i = 0; i < finish->n_topics; i++)
        if (!code_known(h->topics, h->n_topics, finish->topics[i]))
            return refuse(d, HALLQ__REFUSAL__REASON__NO_REASON, finish->topics[i]);
    return note_check(d, finish->note);
}

// The service the ticket had when that counter last held it, for its return; the service of the
// step before if the counter's own step is no longer kept.
static uint32_t service_at(const Hallq__TicketRow *t, uint32_t counter) {
    for (size_t i = t->n_steps - 1; i > 0; i--)
        if (t->steps[i - 1]->counter == counter)
            return t->steps[i - 1]->service;
    return t->n_steps > 1 ? t->steps[t->n_steps - 2]->service : service_now(t);
}

// The line where the visit goes on: back to the counter that asked last, else to the next service
// planned.
static Hallq__Line *goes_on(struct deciding *d, const Hallq__TicketRow *t, uint32_t *ret_service) {
    if (t->return_to_counter) {
        *ret_service = service_at(t, t->return_to_counter);
        return line_make(d, HALLQ__LINE__KIND__COUNTER, t->return_to_counter);
    }
    *ret_service = t->n_next_services ? t->next_services[0] : 0;
    return *ret_service ? line_make(d, HALLQ__LINE__KIND__SERVICE, *ret_service) : NULL;
}

static int64_t started_at_ms(const Hallq__TicketRow *t) {
    const Hallq__Step *step = t->n_steps ? t->steps[t->n_steps - 1] : NULL;
    return step && step->started_at_ms ? step->started_at_ms : t->serving_since_ms;
}

int finish_here(struct deciding *d, const Hallq__Finish *finish) {
    Hallq__TicketRow *t;
    int err = ticket_find_own(d, HALLQ__TICKET__STATE__SERVING, &t);
    if (err)
        return err;
    if ((err = outcome_check(d, finish)))
        return err;
    if ((err = ahead_keep(d->state, d->hall, d->settings, t)))
        return err;
    EMIT(d, TICKET_FINISHED, TicketFinished, ticket_finished, finished);
    finished->ticket = t->ticket;
    finished->number = t->number;
    finished->counter = d->counter;
    finished->outcome = finish->outcome;
    finished->n_topics = finish->n_topics;
    finished->topics = finish->topics;
    finished->served_s = served_so_far_s(t, d->now_ms);
    finished->left_out =
        !figure_service(d->settings, started_at_ms(t), d->now_ms, finished->served_s);
    finished->entered = goes_on(d, t, &finished->next_service);
    finished->visit_goes_on = finished->entered != NULL;
    finished->rank_ms = t->rank_ms;
    finished->note_sealed = seal_take(d, &d->asker->sealed_note, t->note_sealed);
    finished->by = by_make(d);
    finished->service = service_now(t);
    t->state = HALLQ__TICKET__STATE__FINISHED;
    if (!finished->visit_goes_on)
        return answer(d, t, false);
    struct place p = {finished->entered, finished->entered, t->rank_ms, 0};
    answer_service(d, t, finished->next_service);
    return answer_place(d, t, &p);
}

int finish_decide(struct deciding *d, const Hallq__Request *request) {
    return finish_here(d, request->finish);
}

// Takes this service from the plan, and with it the services before it, which the hall no longer
// has.
static void plan_take(Hallq__TicketRow *t, uint32_t service) {
    size_t taken = 0;
    while (taken < t->n_next_services && t->next_services[taken] != service)
        taken++;
    taken += taken < t->n_next_services;
    t->n_next_services -= taken;
    t->next_services += taken;
}

// Drops the promise that is kept now, and the promises to counters that asked later and are gone.
static void returns_take(Hallq__TicketRow *t, uint32_t counter) {
    bool taken = t->return_to_counter == counter;
    size_t i = 0;
    while (!taken && i < t->n_returns_after)
        taken = t->returns_after[i++] == counter;
    if (i == t->n_returns_after)
        return returns_clear(t);
    t->return_to_counter = t->returns_after[i];
    t->n_returns_after -= i + 1;
    t->returns_after += i + 1;
}

static int visit_go_on(struct change *c, Hallq__TicketRow *t, const Hallq__TicketFinished *event) {
    if (event->entered->kind == HALLQ__LINE__KIND__SERVICE)
        plan_take(t, event->next_service);
    if (event->entered->kind == HALLQ__LINE__KIND__COUNTER)
        returns_take(t, event->entered->id);
    else
        returns_clear(t);
    ticket_step_add(c, t, event->next_service)->entered_at_ms = c->at_ms;
    return ticket_wait(c, t, event->entered, event->entered, event->rank_ms, 0);
}

static int visit_end(struct change *c, Hallq__TicketRow *t) {
    t->state = HALLQ__TICKET__STATE__FINISHED;
    returns_clear(t);
    t->n_next_services = 0;
    return open_add(c, -1);
}

// The counter becomes free. A visit that goes on elsewhere is not the counter's to rate or
// continue, nor is the visit before it: that customer has long left.
static int counter_finish(struct change *c, const Hallq__TicketFinished *event) {
    Hallq__CounterRow *row;
    int err = change_counter_get(c, event->counter, &row);
    if (err)
        return err;
    counter_set_free(c, row);
    row->last_finished = event->visit_goes_on ? 0 : event->ticket;
    return change_counter_put(c, event->counter, row);
}

// How long the counter was taken for the step: from its last call, behind which lies all absence after
// an earlier one, until its service began, and the service. 0: the last call led to no walk.
static int counter_time_add(struct change *c, const Hallq__TicketFinished *event,
                            const Hallq__Step *step, int64_t called_at_ms) {
    const Hallq__HallSettings *settings;
    int err = served_add(c, event->service, event->served_s);
    if (err || !step || !called_at_ms || step->started_at_ms < called_at_ms)
        return err;
    err = change_settings(c, &settings);
    if (err || !figure_walk(settings, called_at_ms, step->started_at_ms))
        return err;
    return served_walked(c, event->service, (double)(step->started_at_ms - called_at_ms) / 1000);
}

int apply_ticket_finished(struct change *c, const Hallq__TicketFinished *event) {
    Hallq__TicketRow *t;
    int err = change_ticket_get(c, event->ticket, &t);
    if (err)
        return err;
    step_end(c, t);
    Hallq__Step *step = ticket_step(t);
    int64_t called_at_ms = t->called_at_ms; // before the visit goes on
    if (step) {
        step->served_s = event->served_s;
        step->left_out = event->left_out;
        step->outcome = event->outcome;
        step->n_topics = event->n_topics;
        step->topics = event->topics;
    }
    if (event->note_sealed)
        t->note_sealed = event->note_sealed;
    err = event->visit_goes_on && event->entered ? visit_go_on(c, t, event) : visit_end(c, t);
    if (err || (err = change_ticket_put(c, t)) || (err = counter_finish(c, event)))
        return err;
    if ((err = wait_came(c, true)) || event->left_out)
        return err;
    err = service_sample(c, event->service, event->served_s);
    return err ? err : counter_time_add(c, event, step, called_at_ms);
}
