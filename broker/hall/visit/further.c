// further.c - after a visit is over: the visit is continued by a further service, or rated.
//
//   finished ──further──▶ serving here, or waiting in the service's line, at its old rank
//
// At a counter the ticket is the last that this counter finished, if no other counter has had it
// since; an empty Which names that ticket.
#include "broker/hall/core/counters.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/visit/answer.h"
#include "broker/hall/visit/serve.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/ticket.h"
#include "broker/hall/visit/where.h"
#include "broker/hall/visit/which.h"

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

// The ticket is finished and of today; for a counter (`anybody` false) it is the last that this
// counter finished.
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
    if (!counter_gives(d->settings, d->counter, d->counter_row, service))
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

// A step that is served here at once has no wait: it is never called.
int apply_ticket_continued(struct change *c, const Hallq__TicketContinued *event) {
    Hallq__TicketRow *t;
    int err = change_ticket_get(c, event->ticket, &t);
    if (!err)
        err = open_add(c, 1);
    if (err)
        return err;
    Hallq__Step *step = ticket_step_add(c, t, event->service);
    step->entered_at_ms = c->at_ms;
    t->n_next_services = 0; // a counter that was freed may have ended the visit before its plan
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

// A ticket is rated once by its customer and once at the counter, in either order: a clerk's score
// takes nothing from the customer.
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
