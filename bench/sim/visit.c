// visit.c - a customer at a counter: called, walks up, is served; held while a form is filled in, or
// transferred; finished and asked for a score.
#include <stdio.h>

#include "bench/sim/clerk.h"
#include "bench/sim/words.h"

// Refusals that any day has: somebody was quicker, or the broker was away.
static bool usual(Hallq__Refusal__Reason reason) {
    return reason == HALLQ__REFUSAL__REASON__NOTHING_WAITING ||
           reason == HALLQ__REFUSAL__REASON__TOO_SOON ||
           reason == HALLQ__REFUSAL__REASON__COUNTER_FREE || // a no-show, or settled by the lead
           reason == HALLQ__REFUSAL__REASON__COUNTER_BUSY || // an outcome was lost: see agrees()
           reason == HALLQ__REFUSAL__REASON__WRONG_STATE ||
           reason == HALLQ__REFUSAL__REASON__RETRY_LATER ||
           reason == HALLQ__REFUSAL__REASON__DISK_FULL || reason == HALLQ__REFUSAL__REASON__BUSY;
}

void clerk_told(struct clerk *c, const struct hallq_result *result) {
    world_heard(c->world, result);
    c->asking = !result->final;
    if (result->outcome == HALLQ_UNKNOWN && result->final &&
        (c->post == CALLING || c->post == SERVING)) {
        c->post = FREE; // as far as the clerk knows
        c->act = NULL;
    }
    if (result->outcome == HALLQ_REFUSED && !usual(result->reason))
        fprintf(stderr, "%s: %s\n", refusal_name(result->reason),
                refusal_text(result->reason, words_language_get()));
}

static void act_cb(void *arg) {
    struct clerk *c = arg;
    if (c->world->ending || !c->act || agenda_now_ms(&c->world->agenda) < c->act_at_ms)
        return;
    if (c->asking) { // the last command has no outcome yet
        agenda_in(&c->world->agenda, 1, act_cb, c);
        return;
    }
    void (*act)(struct clerk *) = c->act;
    c->act = NULL;
    act(c);
}

// One thing at a time is to come at a counter; what was to come before is forgotten.
static void act_in(struct clerk *c, double delay_s, void (*act)(struct clerk *)) {
    c->act = act;
    c->act_at_ms = agenda_now_ms(&c->world->agenda) + (int64_t)(delay_s * 1000);
    agenda_at(&c->world->agenda, c->act_at_ms, act_cb, c);
}

void clerk_free(struct clerk *c) {
    c->post = FREE;
    c->ticket = 0;
    c->act = NULL;
    clerk_look(c);
}

void visit_let_go(struct clerk *c) {
    c->last = c->ticket;
    clerk_free(c);
}

static void rated_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    clerk_told(c, result);
    clerk_look(c);
}

static void rate(struct clerk *c) {
    if (!c->person.score) {
        clerk_look(c);
        return;
    }
    Hallq__Which which = HALLQ__WHICH__INIT;
    which.ticket = c->ticket;
    ASK(c, RATE, rate, Rate, RATE, rated_cb, body_.which = &which; body_.score = c->person.score);
}

static void finished_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    clerk_told(c, result);
    if (result->outcome == HALLQ_UNKNOWN)
        return;
    c->post = FREE;
    c->last = result->outcome == HALLQ_APPLIED ? c->ticket : 0;
    if (result->outcome == HALLQ_APPLIED &&
        result->reply->done->ticket->state == HALLQ__TICKET__STATE__FINISHED)
        rate(c);
    else
        clerk_look(c);
}

static void finish(struct clerk *c) {
    ASK(c, FINISH, finish, Finish, FINISH, finished_cb, (void)body_);
}

static void held_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    clerk_told(c, result);
    if (result->outcome == HALLQ_APPLIED) {
        c->held = c->ticket;
        c->held_service = c->service;
        c->held_till_ms = agenda_now_ms(&c->world->agenda) + WORLD_FORM_S * 1000;
        visit_let_go(c);
    } else if (result->outcome == HALLQ_REFUSED) {
        act_in(c, c->rest_s, finish);
    }
}

static void hold(struct clerk *c) { // a form is missing: the customer fills it in
    ASK(c, HOLD, hold, Hold, HOLD, held_cb, (void)body_);
}

static void transferred_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    clerk_told(c, result);
    if (result->outcome == HALLQ_APPLIED)
        visit_let_go(c);
    else if (result->outcome == HALLQ_REFUSED)
        finish(c);
}

static void transfer(struct clerk *c) { // done here, the rest elsewhere
    Hallq__Line to = HALLQ__LINE__INIT;
    to.kind = HALLQ__LINE__KIND__SERVICE;
    to.id = c->person.next_service;
    ASK(c, TRANSFER, transfer, Transfer, TRANSFER, transferred_cb, body_.to = &to;
        body_.service = to.id);
}

static void serve(struct clerk *c) {
    double time_s = person_service_s(&c->person, c->service);
    bool first = c->service == c->person.service;
    c->post = SERVING;
    if (first && c->person.holds && !c->held) {
        c->rest_s = time_s * 2 / 3;
        act_in(c, time_s / 3, hold);
    } else if (first && c->person.next_service) {
        act_in(c, time_s, transfer);
    } else {
        act_in(c, time_s, finish);
    }
}

static void started_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    clerk_told(c, result);
    if (result->outcome == HALLQ_APPLIED)
        serve(c);
    else if (result->outcome == HALLQ_REFUSED)
        clerk_free(c); // it was cancelled on the way
}

static void start(struct clerk *c) {
    ASK(c, START, start, Start, START, started_cb, (void)body_);
}

static void recall(struct clerk *c);

static double recall_delay_s(const struct clerk *c) {
    const Hallq__HallSettings *h = hallq_follow_view(c->world->follow)->now.settings;
    return h ? h->seconds_between_calls + .2 : 20;
}

static void recalled_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    clerk_told(c, result);
    bool again =
        result->outcome == HALLQ_APPLIED || result->reason == HALLQ__REFUSAL__REASON__TOO_SOON;
    if (again && c->post == CALLING)
        act_in(c, recall_delay_s(c), recall);
    else if (result->reason == HALLQ__REFUSAL__REASON__COUNTER_FREE)
        clerk_free(c); // it became a no-show meanwhile
    // else all calls are made: the broker makes it a no-show by itself
}

static void recall(struct clerk *c) {
    ASK(c, RECALL, recall, Recall, RECALL, recalled_cb, (void)body_);
}

static void wait_for_them(struct clerk *c) {
    c->post = CALLING;
    c->last = 0;
    if (c->person.comes)
        act_in(c, WORLD_WALK_S, start);
    else
        act_in(c, recall_delay_s(c), recall);
}

static void called_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    clerk_told(c, result);
    if (result->outcome == HALLQ_UNKNOWN)
        return;
    if (result->outcome == HALLQ_REFUSED)
        return; // somebody else was quicker; the next event looks again
    c->ticket = result->reply->done->ticket->ticket;
    c->service = result->reply->done->ticket->service;
    c->person = customer_person(c->world->customers, c->ticket, c->service);
    wait_for_them(c);
}

static void resumed_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct clerk *c = arg;
    (void)client;
    clerk_told(c, result);
    if (result->outcome == HALLQ_UNKNOWN)
        return;
    c->ticket = c->held;
    c->service = c->held_service;
    c->person = customer_person(c->world->customers, c->ticket, c->service);
    c->held = 0;
    if (result->outcome == HALLQ_APPLIED) {
        c->post = SERVING;
        act_in(c, c->rest_s, finish);
    } else {
        clerk_free(c); // it went back to its line by itself
    }
}

void visit_resume(struct clerk *c) {
    Hallq__Which which = HALLQ__WHICH__INIT;
    which.ticket = c->held;
    c->last = 0;
    ASK(c, RESUME, resume, Resume, RESUME, resumed_cb, body_.which = &which; body_.here = true);
}

void visit_call(struct clerk *c) {
    ASK(c, CALL_NEXT, call_next, CallNext, CALL_NEXT, called_cb, (void)body_);
}

void visit_take_up(struct clerk *c, uint64_t ticket, bool called) {
    c->ticket = ticket;
    c->person = customer_person(c->world->customers, ticket, c->service);
    c->service = c->person.service; // as far as the clerk can see
    if (called)
        wait_for_them(c);
    else
        serve(c);
}
