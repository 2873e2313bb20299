// oldest.c - the longest wait of a line is the wait of the ticket that entered first. No ticket entered
// before its rank, and ranks grow towards the end: the walk from the front ends at the first rank that
// is no earlier than the earliest entering seen.
#include "broker/hall/wait/oldest.h"

#include "broker/hall/core/queue.h"

int64_t entered_line_ms(const Hallq__TicketRow *t) {
    const Hallq__Step *step = t->n_steps ? t->steps[t->n_steps - 1] : NULL;
    int64_t at_ms = step ? step->entered_at_ms : t->issued_at_ms;
    if (step && step->called_at_ms && t->line_at_ms > at_ms)
        at_ms = t->line_at_ms; // it was called before: this wait began when it came back
    return t->rank_ms > at_ms ? t->rank_ms : at_ms;
}

static int entered_at(struct state *s, uint32_t hall, uint64_t ticket, int64_t *ret_at_ms) {
    const Hallq__TicketRow *row;
    struct key key = key_ticket(hall, ticket);
    int err = ticket_row_look(s, key, &row);
    *ret_at_ms = INT64_MAX;
    if (row_passed(s, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err))
        return ERR_OK;
    if (err)
        return err;
    *ret_at_ms = entered_line_ms(row);
    return ERR_OK;
}

int oldest_entered(struct state *s, uint32_t hall, uint32_t service, int64_t *ret_at_ms) {
    struct queue_entry entries[OLDEST_LOOKED];
    size_t count;
    int64_t oldest_ms = INT64_MAX, at_ms;
    int err =
        queue_first(s, hall, HALLQ__LINE__KIND__SERVICE, service, OLDEST_LOOKED, entries, &count);
    for (size_t i = 0; !err && i < count && entries[i].rank_ms < oldest_ms; i++) {
        err = entered_at(s, hall, entries[i].ticket, &at_ms);
        if (!err && at_ms < oldest_ms)
            oldest_ms = at_ms;
    }
    *ret_at_ms = err || oldest_ms == INT64_MAX ? 0 : oldest_ms;
    return err;
}
