#include "tests/sim/invariant.h"

#include <stdlib.h>
#include <string.h>

enum { TICKETS = 20000, COUNTERS = 1000, NUMBERS = 1 << 16 };

struct place {
    bool issued, ended;
    uint32_t counter;          // that called or serves it
    Hallq__Line__Kind in_line; // it waits in a line
    uint32_t line;
};

struct invariant {
    uint64_t seq[2]; // of hall 0 and of the hall
    struct place tickets[TICKETS];
    uint64_t held[COUNTERS];
    uint64_t numbers[NUMBERS]; // hash set of (day, service, index)
};

struct invariant *invariant_create(void) {
    struct invariant *v = calloc(1, sizeof *v);
    if (!v)
        abort();
    return v;
}

void invariant_destroy(struct invariant *v) {
    free(v);
}

// False if it was there.
static bool number_add(struct invariant *v, int32_t day, uint32_t service, uint32_t index) {
    uint64_t value = (uint64_t)(uint32_t)day << 40 | (uint64_t)service << 20 | index;
    size_t at = (size_t)(value * 0x9e3779b97f4a7c15ull >> 48) % NUMBERS;
    for (; v->numbers[at]; at = (at + 1) % NUMBERS)
        if (v->numbers[at] == value)
            return false;
    v->numbers[at] = value;
    return true;
}

struct look {
    struct sim *s;
    struct invariant *v;
    uint64_t seq;
};

static struct place *place_of(struct look *l, uint64_t ticket) {
    struct place *p = &l->v->tickets[ticket % TICKETS];
    if (!p->issued)
        sim_fail(l->s, "life", "event %llu: ticket %llu was never issued",
                 (unsigned long long)l->seq, (unsigned long long)ticket);
    return p;
}

static void leave(struct look *l, uint64_t ticket, const Hallq__Line *line) {
    struct place *p = place_of(l, ticket);
    if (line && (p->in_line != line->kind || p->line != line->id))
        sim_fail(l->s, "life", "event %llu: ticket %llu leaves a line it is not in",
                 (unsigned long long)l->seq, (unsigned long long)ticket);
    if (!line && p->in_line)
        sim_fail(l->s, "life", "event %llu: ticket %llu is still in a line",
                 (unsigned long long)l->seq, (unsigned long long)ticket);
    p->in_line = HALLQ__LINE__KIND__NO_LINE;
}

static void let_go(struct look *l, uint64_t ticket) {
    struct place *p = place_of(l, ticket);
    if (p->counter && l->v->held[p->counter] == ticket)
        l->v->held[p->counter] = 0;
    p->counter = 0;
}

static void enter(struct look *l, uint64_t ticket, const Hallq__Line *line) {
    struct place *p = place_of(l, ticket);
    let_go(l, ticket);
    p->ended = false;
    if (!line)
        return;
    if (p->in_line)
        sim_fail(l->s, "life", "event %llu: ticket %llu is in two lines",
                 (unsigned long long)l->seq, (unsigned long long)ticket);
    p->in_line = line->kind;
    p->line = line->id;
}

static void take(struct look *l, uint64_t ticket, uint32_t counter) {
    struct place *p = place_of(l, ticket);
    uint64_t *held = &l->v->held[counter % COUNTERS];
    if (p->counter && p->counter != counter)
        sim_fail(l->s, "life", "event %llu: ticket %llu is at two counters",
                 (unsigned long long)l->seq, (unsigned long long)ticket);
    if (*held && *held != ticket)
        sim_fail(l->s, "counter", "event %llu: counter %u holds two tickets",
                 (unsigned long long)l->seq, counter);
    if (p->in_line)
        sim_fail(l->s, "life", "event %llu: ticket %llu is at a counter and in a line",
                 (unsigned long long)l->seq, (unsigned long long)ticket);
    *held = ticket;
    p->counter = counter;
    p->ended = false;
}

static void end(struct look *l, uint64_t ticket) {
    let_go(l, ticket);
    place_of(l, ticket)->ended = true;
}

static void issued(struct look *l, const Hallq__TicketIssued *e) {
    struct place *p = &l->v->tickets[e->ticket % TICKETS];
    if (p->issued)
        sim_fail(l->s, "life", "ticket %llu was issued before", (unsigned long long)e->ticket);
    p->issued = true;
    if (!number_add(l->v, e->day, e->service, e->number_index))
        sim_fail(l->s, "number", "number %s was given before today", e->number);
    enter(l, e->ticket, e->entered);
}

static void settings(struct look *l, const Hallq__SettingsApplied *e) {
    for (size_t i = 0; i < e->n_moved; i++) {
        const Hallq__TicketMove *m = e->moved[i];
        if (!m->entered)
            continue;
        leave(l, m->ticket, m->left);
        enter(l, m->ticket, m->entered);
    }
}

static void leftovers(struct look *l, const Hallq__LeftoversClosed *e) {
    for (size_t i = 0; i < e->n_tickets; i++) {
        leave(l, e->tickets[i]->ticket, e->tickets[i]->left);
        end(l, e->tickets[i]->ticket);
    }
}

static void look(struct look *l, const Hallq__Event *e) {
    switch (e->body_case) {
    case HALLQ__EVENT__BODY_TICKET_ISSUED:
        return issued(l, e->ticket_issued);
    case HALLQ__EVENT__BODY_TICKET_CHECKED_IN:
        return enter(l, e->ticket_checked_in->ticket, e->ticket_checked_in->entered);
    case HALLQ__EVENT__BODY_TICKET_CALLED:
        if (e->ticket_called->call_count == 1)
            leave(l, e->ticket_called->ticket, e->ticket_called->left);
        return take(l, e->ticket_called->ticket, e->ticket_called->counter);
    case HALLQ__EVENT__BODY_TICKET_STARTED:
        return take(l, e->ticket_started->ticket, e->ticket_started->counter);
    case HALLQ__EVENT__BODY_TICKET_HELD:
        return let_go(l, e->ticket_held->ticket);
    case HALLQ__EVENT__BODY_TICKET_RESUMED:
        if (e->ticket_resumed->counter)
            return take(l, e->ticket_resumed->ticket, e->ticket_resumed->counter);
        return enter(l, e->ticket_resumed->ticket, e->ticket_resumed->entered);
    case HALLQ__EVENT__BODY_TICKET_TRANSFERRED:
        leave(l, e->ticket_transferred->ticket, e->ticket_transferred->left);
        return enter(l, e->ticket_transferred->ticket, e->ticket_transferred->entered);
    case HALLQ__EVENT__BODY_TICKET_FINISHED:
        if (e->ticket_finished->entered)
            return enter(l, e->ticket_finished->ticket, e->ticket_finished->entered);
        return end(l, e->ticket_finished->ticket);
    case HALLQ__EVENT__BODY_TICKET_CONTINUED:
        if (e->ticket_continued->counter)
            return take(l, e->ticket_continued->ticket, e->ticket_continued->counter);
        return enter(l, e->ticket_continued->ticket, e->ticket_continued->entered);
    case HALLQ__EVENT__BODY_TICKET_NO_SHOW:
        return end(l, e->ticket_no_show->ticket);
    case HALLQ__EVENT__BODY_TICKET_REINSTATED:
        return enter(l, e->ticket_reinstated->ticket, e->ticket_reinstated->entered);
    case HALLQ__EVENT__BODY_TICKET_CANCELLED:
        leave(l, e->ticket_cancelled->ticket, e->ticket_cancelled->left);
        return end(l, e->ticket_cancelled->ticket);
    case HALLQ__EVENT__BODY_TICKET_RETURNED:
        return enter(l, e->ticket_returned->ticket, e->ticket_returned->entered);
    case HALLQ__EVENT__BODY_COUNTER_FREED:
        if (e->counter_freed->ticket_state == HALLQ__TICKET__STATE__WAITING)
            return enter(l, e->counter_freed->ticket, e->counter_freed->entered);
        return end(l, e->counter_freed->ticket);
    case HALLQ__EVENT__BODY_SETTINGS_APPLIED:
        return settings(l, e->settings_applied);
    case HALLQ__EVENT__BODY_LEFTOVERS_CLOSED:
        return leftovers(l, e->leftovers_closed);
    default:
        return;
    }
}

void invariant_look(struct sim *s, struct invariant *v, const Hallq__JournalRecord *record) {
    uint64_t *seq = &v->seq[record->hall != 0];
    if (record->first_seq != *seq + 1 || record->last_seq != *seq + record->n_events)
        sim_fail(s, "sequence", "after %llu comes a record %llu..%llu of %zu events",
                 (unsigned long long)*seq, (unsigned long long)record->first_seq,
                 (unsigned long long)record->last_seq, record->n_events);
    for (size_t i = 0; i < record->n_events && !s->failed; i++) {
        struct look l = {s, v, record->events[i]->seq};
        if (record->events[i]->seq != ++*seq)
            sim_fail(s, "sequence", "event %llu has number %llu", (unsigned long long)*seq,
                     (unsigned long long)record->events[i]->seq);
        look(&l, record->events[i]);
    }
}
