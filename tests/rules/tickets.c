#include "tests/rules/tickets.h"

#include "base/refusal.h"

struct fixture *fixture_new(void **state) {
    struct fixture *f = fixture_create();
    *state = f;
    return f;
}

Hallq__Request *issue_new(struct fixture *f, uint32_t service) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = service;
    return r;
}

void next_services(struct fixture *f, Hallq__Request *r, size_t count, uint32_t service) {
    r->issue->n_next_services = count;
    r->issue->next_services = arena_need(&f->arena, count * sizeof(uint32_t));
    for (size_t i = 0; i < count; i++)
        r->issue->next_services[i] = service;
}

const Hallq__TicketCard *card(const struct fixture *f) {
    return f->decision.done->ticket;
}

const Hallq__TicketCalled *called(const struct fixture *f) {
    return EVENT_OF(f, TICKET_CALLED, TicketCalled);
}

const Hallq__Why *why(const struct fixture *f) {
    return called(f)->why;
}

uint64_t serving(struct fixture *f, uint32_t counter, uint32_t service) {
    uint64_t ticket = take(f, service);
    assert_int_equal(next(f, counter), ticket);
    start(f, counter);
    return ticket;
}

Hallq__Step *last_step(struct fixture *f, uint64_t ticket) {
    Hallq__TicketRow *t = ticket_row(f, ticket);
    return t->steps[t->n_steps - 1];
}

void send_to_line(struct fixture *f, uint64_t ticket, Hallq__Line__Kind kind, uint32_t id) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    r->transfer->which = which_of(f, ticket);
    r->transfer->to = line_of(f, kind, id);
    assert_done(f, DEVICE_GUIDE, r);
}

void let_go(struct fixture *f, uint32_t counter) {
    start(f, counter);
    finish(f, counter);
}

Hallq__Request *transfer_new(struct fixture *f, Hallq__Line__Kind kind, uint32_t id) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    r->transfer->to = line_of(f, kind, id);
    return r;
}
