// serve.c - while and after a customer is served: put on hold and taken up again, finished, asked
// for more, rated.
//
//   serving ──hold──▶ held ──resume, here──▶ serving
//      │               └──resume, or hold_limit_s are over──▶ waiting in its line, at its old rank
//      └──finish──▶ finished, or waiting for what the visit still asks for
//                     └──further──▶ serving here, or waiting in the service's line, at its old rank
#include <string.h>

#include "broker/hall/due.h"
#include "broker/hall/visit/ahead.h"
#include "broker/hall/visit/figure.h"
#include "broker/hall/visit/visit.h"

int hold_decide(struct deciding *d, const Hallq__Request *request) {
    Hallq__TicketRow *t;
    int err = ticket_find_own(d, HALLQ__TICKET__STATE__SERVING, &t);
    if (err)
        return err;
    if (d->counter_row->held >= d->settings->hold_limit_per_counter)
        return refuse(d, HALLQ__REFUSAL__REASON__HOLD_LIMIT, NULL);
    if ((err = note_check(d, request->hold->note)))
        return err;
    EMIT(d, TICKET_HELD, TicketHeld, ticket_held, held);
    held->ticket = t->ticket;
    held->number = t->number;
    held->counter = d->counter;
    held->until_ms = d->now_ms + (int64_t)d->settings->hold_limit_s * 1000;
    held->note_sealed = seal_take(d, &d->asker->sealed_note, t->note_sealed);
    held->by = by_make(d);
    t->state = HALLQ__TICKET__STATE__HELD;
    t->due_at_ms = held->until_ms;
    return answer(d, t, true);
}

int apply_ticket_held(struct change *c, const Hallq__TicketHeld *event) {
    Hallq__TicketRow *t;
    int err = change_ticket_get(c, event->ticket, &t);
    if (err)
        return err;
    t->served_s = served_so_far_s(t, c->at_ms);
    t->serving_since_ms = 0;
    t->state = HALLQ__TICKET__STATE__HELD;
    t->held_at_ms = c->at_ms;
    if (event->note_sealed)
        t->note_sealed = event->note_sealed;
    if ((err = ticket_due_set(c, t, HALLQ__DUE_ROW__KIND__HOLD_END, event->until_ms)) ||
        (err = change_ticket_put(c, t)) || (err = counter_let_go(c, event->counter)))
        return err;
    return counter_held_add(c, event->counter, 1);
}

static Hallq__TicketResumed *resumed_emit(struct deciding *d, const Hallq__TicketRow *t) {
    EMIT(d, TICKET_RESUMED, TicketResumed, ticket_resumed, resumed);
    resumed->ticket = t->ticket;
    resumed->number = t->number;
    resumed->held_counter = t->counter;
    resumed->rank_ms = t->rank_ms;
    return resumed;
}

static int resume_here(struct deciding *d, Hallq__TicketRow *t) {
    int err = counter_free_check(d);
    if (err)
        return err;
    Hallq__TicketResumed *resumed = resumed_emit(d, t);
    resumed->counter = d->counter;
    resumed->by = by_make(d);
    t->state = HALLQ__TICKET__STATE__SERVING;
    t->counter = d->counter;
    t->due_at_ms = 0;
    return answer(d, t, true);
}

static int resume_in_line(struct deciding *d, Hallq__TicketRow *t, Hallq__By *by,
                          struct place *ret) {
    int err = place_back(d, t, t->rank_ms, ret);
    Hallq__TicketResumed *resumed = resumed_emit(d, t);
    resumed->entered = ret->entered;
    resumed->to = ret->to;
    resumed->offer_at_ms = ret->offer_at_ms;
    resumed->by = by;
    return err;
}

// A clerk takes up what this counter put on hold; a guide or lead may settle any.
int resume_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__Resume *resume = request->resume;
    Hallq__TicketRow *t;
    if (resume->here && !d->counter_row)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "here");
    int err = ticket_find(d, resume->which, &t);
    if (err)
        return err;
    if (elsewhere(d, t))
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_YOUR_TICKET, NULL);
    if (t->state != HALLQ__TICKET__STATE__HELD)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    if (!on_floor(d) && t->counter != d->counter)
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_YOUR_TICKET, NULL);
    if (resume->here)
        return resume_here(d, t);
    struct place p;
    err = resume_in_line(d, t, by_make(d), &p);
    return err ? err : answer_place(d, t, &p);
}

int hold_end_due(struct deciding *d, const struct due_key *due) {
    Hallq__TicketRow *t;
    int err = ticket_row_get(d->state, key_ticket(d->hall, due->subject), &t);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    struct place p;
    return resume_in_line(d, t, NULL, &p);
}

// At once at a counter: from hold, or for a further service.
static int serve_at(struct change *c, Hallq__TicketRow *t, uint32_t counter, const Hallq__By *by) {
    t->state = HALLQ__TICKET__STATE__SERVING;
    t->serving_since_ms = c->at_ms;
    step_at(t, counter, by ? by->staff : 0);
    return counter_take(c, counter, t, HALLQ__COUNTER__STATE__SERVING);
}

int apply_ticket_resumed(struct change *c, const Hallq__TicketResumed *event) {
    Hallq__TicketRow *t;
    int err = change_ticket_get(c, event->ticket, &t);
    if (!err)
        err = ticket_due_set(c, t, HALLQ__DUE_ROW__KIND__NO_KIND, 0);
    if (!err)
        err = counter_held_add(c, event->held_counter, -1);
    if (err)
        return err;
    err = event->counter
              ? serve_at(c, t, event->counter, event->by)
              : ticket_wait(c, t, event->to, event->entered, event->rank_ms, event->offer_at_ms);
    return err ? err : change_ticket_put(c, t);
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

// The service the ticket had when that counter last held it, for its return; that of the step
// before if the counter's own step is no longer kept.
static uint32_t service_at(const Hallq__TicketRow *t, uint32_t counter) {
    for (size_t i = t->n_steps - 1; i > 0; i--)
        if (t->steps[i - 1]->counter == counter)
            return t->steps[i - 1]->service;
    return t->n_steps > 1 ? t->steps[t->n_steps - 2]->service : service_now(t);
}

// Where the visit goes on: back to the counter that asked last, else to the next service planned.
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

// The services planned after this one; those the hall no longer has are passed over.
static void plan_take(Hallq__TicketRow *t, uint32_t service) {
    size_t taken = 0;
    while (taken < t->n_next_services && t->next_services[taken] != service)
        taken++;
    taken += taken < t->n_next_services;
    t->n_next_services -= taken;
    t->next_services += taken;
}

// The promise that is kept now is over, and so are those asked for later whose counter is gone.
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

// The counter is free. A visit that goes on elsewhere is not the counter's to rate or continue, and
// nor is the one before it: that customer has long left.
static int counter_finish(struct change *c, const Hallq__TicketFinished *event) {
    Hallq__CounterRow *row;
    int err = change_counter_get(c, event->counter, &row);
    if (err)
        return err;
    counter_set_free(c, row);
    row->last_finished = event->visit_goes_on ? 0 : event->ticket;
    return change_counter_put(c, event->counter, row);
}

int apply_ticket_finished(struct change *c, const Hallq__TicketFinished *event) {
    Hallq__TicketRow *t;
    int err = change_ticket_get(c, event->ticket, &t);
    if (err)
        return err;
    step_end(c, t);
    Hallq__Step *step = ticket_step(t);
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
    return event->left_out ? ERR_OK : service_sample(c, event->service, event->served_s);
}

// A ticket this counter finished and nobody had since; a Which left empty on a counter means it.
static int finished_find(struct deciding *d, const Hallq__Which *which, Hallq__TicketRow **ret) {
    Hallq__Which last = HALLQ__WHICH__INIT;
    bool empty = !which || (!which->ticket && !*which->number);
    if (empty && d->counter_row) {
        last.ticket = d->counter_row->last_finished;
        which = &last;
    }
    return ticket_find(d, which, ret);
}

static bool last_here(const struct deciding *d, const Hallq__TicketRow *t) {
    return d->counter_row && d->counter_row->last_finished == t->ticket && t->counter == d->counter;
}

// Finished, of today; on a counter (`anybody` false) the last it finished.
static int finished_check(struct deciding *d, const Hallq__TicketRow *t, bool anybody) {
    if (elsewhere(d, t) && !anybody)
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_YOUR_TICKET, NULL);
    if (t->state != HALLQ__TICKET__STATE__FINISHED)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    if (!of_today(d, t))
        return refuse(d, HALLQ__REFUSAL__REASON__DAY_OVER, NULL);
    if (!anybody && !last_here(d, t))
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_YOUR_TICKET, NULL);
    return ERR_OK;
}

static int further_here_check(struct deciding *d, uint32_t service) {
    if (!d->counter_row)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "here");
    int err = counter_free_check(d);
    if (err)
        return err;
    if (!counter_gives(d, d->counter, d->counter_row, service))
        return refuse(d, HALLQ__REFUSAL__REASON__SERVICE_NOT_GIVEN, NULL);
    return ERR_OK;
}

static int continued_emit(struct deciding *d, Hallq__TicketRow *t, uint32_t service, bool here) {
    EMIT(d, TICKET_CONTINUED, TicketContinued, ticket_continued, continued);
    continued->ticket = t->ticket;
    continued->number = t->number;
    continued->service = service;
    continued->rank_ms = t->rank_ms;
    continued->by = by_make(d);
    t->state = HALLQ__TICKET__STATE__SERVING;
    answer_service(d, t, service);
    if (here) {
        continued->counter = t->counter = d->counter;
        return answer(d, t, true);
    }
    continued->entered = line_make(d, HALLQ__LINE__KIND__SERVICE, service);
    struct place p = {continued->entered, continued->entered, t->rank_ms, 0};
    return answer_place(d, t, &p);
}

int further_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__Further *further = request->further;
    Hallq__TicketRow *t;
    int err = finished_find(d, further->which, &t);
    if (err)
        return err;
    if ((err = finished_check(d, t, on_floor(d))))
        return err;
    if (!settings_service(d->settings, further->service))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SERVICE, NULL);
    if (further->here && (err = further_here_check(d, further->service)))
        return err;
    return continued_emit(d, t, further->service, further->here);
}

// Served here at once, a step has no wait: it is never called.
int apply_ticket_continued(struct change *c, const Hallq__TicketContinued *event) {
    Hallq__TicketRow *t;
    int err = change_ticket_get(c, event->ticket, &t);
    if (!err)
        err = open_add(c, 1);
    if (err)
        return err;
    Hallq__Step *step = ticket_step_add(c, t, event->service);
    step->entered_at_ms = c->at_ms;
    t->n_next_services = 0; // a freed counter may have ended a visit before its plan
    returns_clear(t);
    if (event->entered) {
        err = ticket_wait(c, t, event->entered, event->entered, event->rank_ms, 0);
        return err ? err : change_ticket_put(c, t);
    }
    step->started_at_ms = c->at_ms;
    Hallq__Line *line = arena_need(c->state->arena, sizeof *line);
    hallq__line__init(line);
    line->kind = HALLQ__LINE__KIND__SERVICE;
    line->id = event->service;
    t->line = line;
    t->called_at_ms = 0;
    t->call_count = 0;
    err = serve_at(c, t, event->counter, event->by);
    return err ? err : change_ticket_put(c, t);
}

struct ratings ticket_ratings(const Hallq__TicketRow *row) {
    return row->rated_at_counter ? (struct ratings){row->second_rating, row->rating}
                                 : (struct ratings){row->rating, row->second_rating};
}

// Once by the customer and once at the counter, whichever comes first: what a clerk may have entered takes nothing
// from the customer.
int rate_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__Rate *rate = request->rate;
    Hallq__TicketRow *t;
    if (rate->score < 1 || rate->score > 5)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "score");
    int err = finished_find(d, rate->which, &t);
    if (err)
        return err;
    if ((err = finished_check(d, t, by_customer(d))))
        return err;
    struct ratings given = ticket_ratings(t);
    if (by_customer(d) ? given.customer : given.counter)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY_RATED, NULL);
    EMIT(d, TICKET_RATED, TicketRated, ticket_rated, rated);
    rated->ticket = t->ticket;
    rated->number = t->number;
    rated->score = rate->score;
    rated->clerk = t->clerk;
    rated->at_counter = !by_customer(d);
    return answer(d, t, false);
}

int apply_ticket_rated(struct change *c, const Hallq__TicketRated *event) {
    Hallq__TicketRow *t;
    int err = change_ticket_get(c, event->ticket, &t);
    if (err)
        return err;
    if (t->rating && t->rated_at_counter != event->at_counter) {
        t->second_rating = event->score;
    } else {
        t->rating = event->score;
        t->rated_at_counter = event->at_counter;
    }
    return change_ticket_put(c, t);
}
