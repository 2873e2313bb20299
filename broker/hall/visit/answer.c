#include "broker/hall/visit/answer.h"

#include "broker/hall/visit/card.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/where.h"

int answer(struct deciding *d, const Hallq__TicketRow *t, bool staff) {
    return card_make(d, t, staff, &decision_done(d)->ticket);
}

void answer_service(struct deciding *d, Hallq__TicketRow *t, uint32_t service) {
    struct change c = {.state = d->state};
    if (t->state == HALLQ__TICKET__STATE__WAITING && ticket_step(t))
        ticket_step(t)->service = service;
    else
        ticket_step_add(&c, t, service)->entered_at_ms = d->now_ms;
}

int answer_place(struct deciding *d, Hallq__TicketRow *t, const struct place *p) {
    if (!line_same(t->line, p->to))
        t->in_line = false;
    t->line = p->to;
    t->rank_ms = p->rank_ms;
    t->due_at_ms = p->offer_at_ms;
    t->state = HALLQ__TICKET__STATE__WAITING;
    t->counter = 0;
    t->call_count = 0;
    return answer(d, t, false);
}
