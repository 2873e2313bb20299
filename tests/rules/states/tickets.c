// tickets.c - the table of tickets.
#include "base/refusal.h"
#include "tests/rules/states/states.h"

// Rows of tickets.

static uint64_t none(struct fixture *f) {
    (void)f;
    return NOBODY;
}

static uint64_t expected(struct fixture *f) {
    return take_away(f, SERVICE_A);
}

static uint64_t waiting(struct fixture *f) {
    return take(f, SERVICE_A);
}

static uint64_t called_at(struct fixture *f, uint32_t counter) {
    uint64_t ticket = take(f, SERVICE_A);
    next(f, counter);
    pass_s(f, f->settings->seconds_between_calls);
    return ticket;
}

uint64_t called_here(struct fixture *f) {
    return called_at(f, 1);
}

static uint64_t called_last(struct fixture *f) {
    uint64_t ticket = called_at(f, 1);
    recall(f, 1);
    pass_s(f, f->settings->seconds_between_calls);
    recall(f, 1);
    return ticket;
}

static uint64_t called_elsewhere(struct fixture *f) {
    return called_at(f, 2);
}

static uint64_t serving_at(struct fixture *f, uint32_t counter) {
    uint64_t ticket = called_at(f, counter);
    start(f, counter);
    return ticket;
}

uint64_t serving_here(struct fixture *f) {
    return serving_at(f, 1);
}

static uint64_t serving_elsewhere(struct fixture *f) {
    return serving_at(f, 2);
}

static uint64_t held_at(struct fixture *f, uint32_t counter) {
    uint64_t ticket = serving_at(f, counter);
    pass_s(f, f->settings->min_gap_s);
    hold(f, counter);
    return ticket;
}

uint64_t held_here(struct fixture *f) {
    return held_at(f, 1);
}

static uint64_t held_elsewhere(struct fixture *f) {
    return held_at(f, 2);
}

static uint64_t missed(struct fixture *f) {
    uint64_t ticket = take(f, SERVICE_A);
    return miss(f, 1), ticket;
}

static uint64_t in_gap(struct fixture *f) {
    uint64_t ticket = missed(f);
    reinstate(f, ticket);
    return ticket;
}

static uint64_t cancelled(struct fixture *f) {
    uint64_t ticket = take(f, SERVICE_A);
    cancel(f, ticket);
    return ticket;
}

static uint64_t finished_at(struct fixture *f, uint32_t counter) {
    uint64_t ticket = serving_at(f, counter);
    finish(f, counter);
    return ticket;
}

static uint64_t finished_here(struct fixture *f) {
    return finished_at(f, 1);
}

static uint64_t finished_elsewhere(struct fixture *f) {
    return finished_at(f, 2);
}

static uint64_t rated(struct fixture *f) {
    uint64_t ticket = finished_here(f);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_RATE);
    r->rate->which = which_of(f, ticket);
    r->rate->score = 5;
    assert_done(f, DEVICE_GATEWAY, r);
    return ticket;
}

static uint64_t rated_here(struct fixture *f) {
    uint64_t ticket = finished_here(f);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_RATE);
    r->rate->score = 5;
    assert_done(f, DEVICE_COUNTER + 1, r);
    return ticket;
}

static uint64_t tomorrow(struct fixture *f, uint64_t ticket) {
    Hallq__HallRow *hall = hall_row(f);
    hall->day++;
    hall_change(f, hall);
    return ticket;
}

static uint64_t waiting_yesterday(struct fixture *f) {
    return tomorrow(f, waiting(f));
}

static uint64_t missed_yesterday(struct fixture *f) {
    return tomorrow(f, missed(f));
}

static uint64_t finished_yesterday(struct fixture *f) {
    return tomorrow(f, finished_here(f));
}

const struct row ticket_rows[] = {
    {"none", none},
    {"expected", expected},
    {"waiting", waiting},
    {"waiting, inside its gap", in_gap},
    {"called here", called_here},
    {"called here, last call", called_last},
    {"called elsewhere", called_elsewhere},
    {"serving here", serving_here},
    {"serving elsewhere", serving_elsewhere},
    {"held here", held_here},
    {"held elsewhere", held_elsewhere},
    {"no-show", missed},
    {"cancelled", cancelled},
    {"finished here", finished_here},
    {"finished here, rated", rated},
    {"finished and rated here", rated_here},
    {"finished elsewhere", finished_elsewhere},
    {"waiting, of yesterday", waiting_yesterday},
    {"no-show, of yesterday", missed_yesterday},
    {"finished here, of yesterday", finished_yesterday},
    {NULL, NULL},
};

// Columns of tickets.

static Hallq__Which *which(struct fixture *f, uint64_t ticket) {
    if (ticket != NOBODY)
        return which_of(f, ticket);
    Hallq__Which *w = which_of(f, 0);
    w->ticket = NOBODY;
    return w;
}

void plain_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)f, (void)r, (void)ticket;
}

static void check_in_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->check_in->which = which(f, ticket);
}

static void cancel_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->cancel->which = which(f, ticket);
}

static void rate_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->rate->which = which(f, ticket);
    r->rate->score = 4;
}

static void reinstate_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->reinstate->which = which(f, ticket);
}

void named_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->call_named->which = which(f, ticket);
    r->call_named->reason = text_of(f, "unwell");
}

void resume_here_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->resume->which = which(f, ticket);
    r->resume->here = true;
}

static void resume_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->resume->which = which(f, ticket);
}

static void transfer_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->transfer->which = which(f, ticket);
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, SERVICE_C);
}

void transfer_own_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)ticket;
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, SERVICE_C);
}

void further_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->further->which = which(f, ticket);
    r->further->service = SERVICE_B;
}

void further_here_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    further_fill(f, r, ticket);
    r->further->here = true;
}

static void reveal_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->reveal_contact->which = which(f, ticket);
    r->reveal_contact->reason = text_of(f, "left a phone");
    r->reveal_contact->pin = text_of(f, "748159");
}

static void forget_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->forget_contact->which = which(f, ticket);
}

const struct column ticket_columns[] = {
    {"by itself", 0, BY_ITSELF, NULL, NULL},
    {"check in", BODY(CHECK_IN), DEVICE_KIOSK, check_in_fill, NULL},
    {"cancel, customer", BODY(CANCEL), DEVICE_GATEWAY, cancel_fill, NULL},
    {"cancel, floor", BODY(CANCEL), DEVICE_GUIDE, cancel_fill, NULL},
    {"cancel, clerk", BODY(CANCEL), HERE, cancel_fill, NULL},
    {"reinstate", BODY(REINSTATE), HERE, reinstate_fill, NULL},
    {"rate, customer", BODY(RATE), DEVICE_GATEWAY, rate_fill, NULL},
    {"rate, counter", BODY(RATE), HERE, rate_fill, NULL},
    {"reveal contact", BODY(REVEAL_CONTACT), DEVICE_LEAD, reveal_fill, NULL},
    {"forget contact", BODY(FORGET_CONTACT), DEVICE_LEAD, forget_fill, NULL},
    {"call next", BODY(CALL_NEXT), HERE, plain_fill, NULL},
    {"call named", BODY(CALL_NAMED), HERE, named_fill, NULL},
    {"recall", BODY(RECALL), HERE, plain_fill, NULL},
    {"start", BODY(START), HERE, plain_fill, NULL},
    {"no-show", BODY(NO_SHOW), HERE, plain_fill, NULL},
    {"hold", BODY(HOLD), HERE, plain_fill, NULL},
    {"finish", BODY(FINISH), HERE, plain_fill, NULL},
    {"resume here", BODY(RESUME), HERE, resume_here_fill, NULL},
    {"resume, clerk", BODY(RESUME), HERE, resume_fill, NULL},
    {"resume, floor", BODY(RESUME), DEVICE_GUIDE, resume_fill, NULL},
    {"transfer, own", BODY(TRANSFER), HERE, transfer_own_fill, NULL},
    {"transfer, clerk", BODY(TRANSFER), HERE, transfer_fill, NULL},
    {"transfer, floor", BODY(TRANSFER), DEVICE_LEAD, transfer_fill, NULL},
    {"further here", BODY(FURTHER), HERE, further_here_fill, NULL},
    {"further, clerk", BODY(FURTHER), HERE, further_fill, NULL},
    {"further, floor", BODY(FURTHER), DEVICE_GUIDE, further_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};
