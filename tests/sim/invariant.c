#include "tests/sim/invariant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TICKETS = 20000, COUNTERS = 1000, NUMBERS = 1 << 16 };

struct place {
    bool issued, ended;
    uint32_t counter;          // that called or serves it
    Hallq__Line__Kind in_line; // it waits in a line
    uint32_t line;
};

// Who had a number last.
struct bearer {
    char number[16];
    int32_t day;
    uint64_t ticket;
};

struct invariant {
    uint64_t seq[2]; // of hall 0 and of the hall
    struct place tickets[TICKETS];
    uint64_t held[COUNTERS];
    struct bearer numbers[NUMBERS]; // by hash of the number
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

static struct bearer *bearer_of(struct invariant *v, const char *number) {
    uint64_t hash = 1469598103934665603ull;
    for (const char *c = number; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 1099511628211ull;
    size_t at = hash % NUMBERS;
    while (v->numbers[at].ticket && strcmp(v->numbers[at].number, number) != 0)
        at = (at + 1) % NUMBERS;
    return &v->numbers[at];
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

// A number is given once a day, and to nobody while somebody who is still here bears it. Since what
// has ended on an earlier day never begins again, the last bearer is the only one to look at.
static void number_given(struct look *l, const Hallq__TicketIssued *e) {
    struct bearer *last = bearer_of(l->v, e->number);
    if (last->ticket && last->day == e->day)
        sim_fail(l->s, "number", "number %s was given before today", e->number);
    if (last->ticket && !place_of(l, last->ticket)->ended)
        sim_fail(l->s, "number", "number %s is given while ticket %llu bears it", e->number,
                 (unsigned long long)last->ticket);
    snprintf(last->number, sizeof last->number, "%s", e->number);
    last->day = e->day;
    last->ticket = e->ticket;
}

static void issued(struct look *l, const Hallq__TicketIssued *e) {
    struct place *p = &l->v->tickets[e->ticket % TICKETS];
    if (p->issued)
        sim_fail(l->s, "life", "ticket %llu was issued before", (unsigned long long)e->ticket);
    p->issued = true;
    number_given(l, e);
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
