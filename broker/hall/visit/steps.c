#include "broker/hall/visit/steps.h"

uint32_t service_now(const Hallq__TicketRow *t) {
    return t->n_steps ? t->steps[t->n_steps - 1]->service : 0;
}

uint32_t served_so_far_s(const Hallq__TicketRow *t, int64_t now_ms) {
    int64_t since_ms = t->state == HALLQ__TICKET__STATE__SERVING ? now_ms - t->serving_since_ms : 0;
    return t->served_s + (uint32_t)(since_ms > 0 ? since_ms / 1000 : 0);
}

Hallq__Step *ticket_step(Hallq__TicketRow *row) {
    return row->n_steps ? row->steps[row->n_steps - 1] : NULL;
}

Hallq__Step *ticket_step_add(struct change *c, Hallq__TicketRow *row, uint32_t service) {
    struct arena *arena = c->state->arena;
    Hallq__Step *step = arena_need(arena, sizeof *step);
    hallq__step__init(step);
    step->service = service;
    size_t first = row->n_steps == LIMIT_STEPS_KEPT ? 1 : 0; // the oldest step makes room
    Hallq__Step **steps = arena_need(arena, (row->n_steps + 1) * sizeof(Hallq__Step *));
    size_t count = 0;
    for (size_t i = first; i < row->n_steps; i++)
        steps[count++] = row->steps[i];
    steps[count++] = step;
    row->steps = steps;
    row->n_steps = count;
    return step;
}

void step_end(struct change *c, Hallq__TicketRow *t) {
    Hallq__Step *step = ticket_step(t);
    if (step && t->state == HALLQ__TICKET__STATE__SERVING) {
        step->finished_at_ms = c->at_ms;
        step->served_s = served_so_far_s(t, c->at_ms);
    }
    t->served_s = 0;
    t->serving_since_ms = 0;
}

void step_at(Hallq__TicketRow *t, uint32_t counter, uint32_t clerk) {
    Hallq__Step *step = ticket_step(t);
    t->counter = counter;
    t->clerk = clerk;
    if (!step)
        return;
    step->counter = counter;
    step->clerk = clerk;
}

void returns_clear(Hallq__TicketRow *t) {
    t->return_to_counter = 0;
    t->n_returns_after = 0;
}
