// counter.c - each counter's state, its people and its tickets.
#include "fold.h"

#include <string.h>

#define STATE(name) HALLQ__COUNTER__STATE__##name

Hallq__CounterNow *counter_find(const struct hallq_view *v, uint32_t counter) {
    for (size_t i = 0; i < v->now.n_counters; i++)
        if (v->now.counters[i]->counter == counter)
            return v->now.counters[i];
    return NULL;
}

Hallq__CounterNow *counter_edit(struct hallq_view *v, uint32_t counter) {
    Hallq__CounterNow *c = counter_find(v, counter);
    if (c)
        hallq_parts_add(&v->changed,
                        (struct hallq_part){.kind = HALLQ_PART_COUNTER, .id = counter});
    return c;
}

Hallq__CounterNow *counter_staff_edit(struct hallq_view *v, uint32_t counter) {
    return v->staff && counter ? counter_edit(v, counter) : NULL;
}

Hallq__CounterNow *counter_holds(struct fold *f, uint32_t counter, Hallq__Counter__State state,
                                 uint64_t ticket, const char *number) {
    Hallq__CounterNow *c = counter ? counter_edit(f->v, counter) : NULL;
    if (!c)
        return NULL;
    if (c->state != state)
        c->since_ms = f->at_ms;
    c->state = state;
    c->pause_reason = view_text(f->v, NULL, 0);
    c->ticket = ticket;
    c->number = view_text(f->v, number, HALLQ_NUMBER_SIZE - 1);
    return c;
}

Hallq__CounterNow *counter_is(struct fold *f, uint32_t counter, Hallq__Counter__State state) {
    return counter_holds(f, counter, state, 0, NULL);
}

void counter_hold_begins(struct hallq_view *v, uint32_t counter) {
    Hallq__CounterNow *c = counter_staff_edit(v, counter);
    if (c)
        c->held++;
}

void counter_hold_ends(struct hallq_view *v, uint32_t counter) {
    Hallq__CounterNow *c = counter_staff_edit(v, counter);
    if (c && c->held)
        c->held--;
}

static Hallq__CounterNow *counter_new(struct hallq_view *v, uint32_t counter, int64_t at_ms) {
    Hallq__CounterNow *c = arena_need(&v->memory, sizeof *c);
    hallq__counter_now__init(c);
    c->counter = counter;
    c->state = STATE(CLOSED);
    c->since_ms = at_ms;
    return c;
}

void counters_settle(struct hallq_view *v, int64_t at_ms) {
    const struct hallq_view before = *v; // the same counters, in their old list
    const Hallq__HallSettings *s = v->now.settings;
    v->now.counters = view_list(v, s ? s->n_counters : 0);
    v->now.n_counters = 0;
    for (size_t i = 0; s && i < s->n_counters; i++) {
        uint32_t id = s->counters[i]->id;
        Hallq__CounterNow *known = counter_find(&before, id);
        v->now.counters[v->now.n_counters++] = known ? known : counter_new(v, id, at_ms);
    }
}

// ---------------------------------------------------------------- events

void fold_counter_opened(struct fold *f, const Hallq__CounterOpened *e) {
    Hallq__CounterNow *c = counter_is(f, e->counter, STATE(FREE));
    if (c && f->v->staff && e->clerk)
        c->clerk = e->clerk;
}

void fold_counter_closed(struct fold *f, const Hallq__CounterClosed *e) {
    counter_is(f, e->counter, STATE(CLOSED));
}

void fold_counter_paused(struct fold *f, const Hallq__CounterPaused *e) {
    Hallq__CounterNow *c = counter_is(f, e->counter, STATE(PAUSED));
    if (c)
        c->pause_reason = view_text(f->v, e->reason, LIMIT_CODE);
}

void fold_counter_resumed(struct fold *f, const Hallq__CounterResumed *e) {
    counter_is(f, e->counter, STATE(FREE));
}

void fold_counter_freed(struct fold *f, const Hallq__CounterFreed *e) {
    counter_is(f, e->counter, STATE(FREE));
    line_entered(f->v, e->entered);
}

void fold_counter_services_set(struct fold *f, const Hallq__CounterServicesSet *e) {
    Hallq__CounterNow *c = counter_staff_edit(f->v, e->counter);
    if (!c)
        return;
    c->n_services = e->n_services < LIMIT_SERVICES ? e->n_services : LIMIT_SERVICES;
    c->services = arena_copy(&f->v->memory, e->services, c->n_services * sizeof *c->services);
}

static void lost_set(struct hallq_view *v, uint32_t counter, bool lost) {
    Hallq__CounterNow *c = counter_staff_edit(v, counter);
    if (c)
        c->lost = lost;
}

void fold_counter_lost(struct fold *f, const Hallq__CounterLost *e) {
    lost_set(f->v, e->counter, true);
}

void fold_counter_found(struct fold *f, const Hallq__CounterFound *e) {
    lost_set(f->v, e->counter, false);
}
