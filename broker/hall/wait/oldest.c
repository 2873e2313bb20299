// oldest.c - the longest wait of a line is the wait of the ticket that entered first. A rank is the
// time of entering less a head start, so no ticket behind a rank entered before that rank: the walk
// from the front ends at the first rank that is no earlier than the earliest entering seen.
#include "broker/hall/wait/oldest.h"

#include "broker/hall/core/queue.h"

#define OLDEST_LOOKED 16 // the most tickets looked at in a line, if all in front have head starts

static int entered_at(struct state *s, uint32_t hall, uint64_t ticket, int64_t *ret_at_ms) {
    Hallq__TicketRow *row;
    struct key key = key_ticket(hall, ticket);
    int err = ticket_row_get(s, key, &row);
    *ret_at_ms = INT64_MAX;
    if (row_passed(s, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err))
        return ERR_OK;
    if (err)
        return err;
    *ret_at_ms = row->n_steps ? row->steps[row->n_steps - 1]->entered_at_ms : row->issued_at_ms;
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
