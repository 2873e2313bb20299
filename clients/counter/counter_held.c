// counter_held.c - one list for each screen, by ticket. An event and the broker's list may say the
// same, in any order; where an event came between the question and its answer, the question is put again.
#include "counter_held.h"

#include <string.h>

#include "clients/text/text.h"

static void ticket_remove(struct counter_held *h, uint64_t ticket) {
    for (size_t i = 0; i < h->count; i++)
        if (h->tickets[i].ticket == ticket) {
            h->count--;
            memmove(&h->tickets[i], &h->tickets[i + 1], (h->count - i) * sizeof h->tickets[0]);
            return;
        }
}

// In the order of the broker's list: by when they come back.
static void ticket_add(struct counter_held *h, struct held_ticket held, const char *number) {
    size_t at = 0;
    ticket_remove(h, held.ticket);
    if (h->count == LIMIT_HELD)
        return;
    while (at < h->count && h->tickets[at].until_ms <= held.until_ms)
        at++;
    memmove(&h->tickets[at + 1], &h->tickets[at], (h->count - at) * sizeof h->tickets[0]);
    h->tickets[at] = held;
    text_join(h->tickets[at].number, sizeof h->tickets[at].number, number);
    h->count++;
}

static void held_happened(struct counter_held *h, const Hallq__TicketHeld *e, int64_t at_ms) {
    struct held_ticket held = {.ticket = e->ticket,
                               .since_ms = at_ms,
                               .until_ms = e->until_ms,
                               .has_note = e->note_sealed != 0};
    if (e->counter == h->counter)
        ticket_add(h, held, e->number);
}

void counter_held_event(struct counter_held *h, const Hallq__Event *event) {
    // Only these put a ticket on hold or end it.
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_HELD) {
        held_happened(h, event->ticket_held, event->at_ms);
    } else if (event->body_case == HALLQ__EVENT__BODY_TICKET_RESUMED) {
        ticket_remove(h, event->ticket_resumed->ticket);
    } else if (event->body_case == HALLQ__EVENT__BODY_TICKET_CANCELLED) {
        ticket_remove(h, event->ticket_cancelled->ticket);
    } else if (event->body_case == HALLQ__EVENT__BODY_LEFTOVERS_CLOSED) {
        for (size_t i = 0; i < event->leftovers_closed->n_tickets; i++)
            ticket_remove(h, event->leftovers_closed->tickets[i]->ticket);
    } else {
        return;
    }
    h->moved = true;
}

bool counter_held_wanted(struct counter_held *h, const struct hallq_view *v) {
    const Hallq__CounterNow *counter = hallq_view_counter(v, h->counter);
    if (!counter)
        return false;
    if (!counter->held)
        h->count = 0;
    if (!counter->clerk || v->stale) { // nobody may ask; what happens meanwhile is not heard
        h->told = false;
        h->asked_count = 0;
        return false;
    }
    bool right = counter->held == h->count && (h->told || !counter->held);
    if (right || h->asking || h->asked_count == counter->held)
        return false;
    h->asked_count = counter->held;
    h->asking = true;
    h->moved = false;
    return true;
}

void counter_held_result(struct counter_held *h, const Hallq__HeldList *list) {
    h->asking = false;
    if (!list)
        return;
    bool moved = h->moved;
    h->count = 0;
    for (size_t i = 0; i < list->n_held; i++) {
        const Hallq__HeldList__One *one = list->held[i];
        struct held_ticket held = {.ticket = one->ticket,
                                   .since_ms = one->since_ms,
                                   .until_ms = one->until_ms,
                                   .has_note = one->has_note};
        ticket_add(h, held, one->number);
    }
    h->told = !moved;
    if (moved)
        h->asked_count = 0;
}
