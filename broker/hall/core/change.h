// change.h - what a rule works with while it applies an event (rules_by_event.h).
#ifndef HALLQ_CHANGE_H
#define HALLQ_CHANGE_H

#include "broker/hall/core/rows.h"

// One record being applied. `row` is written back once, after its last event.
struct change {
    struct state *state;
    uint32_t hall;
    int64_t at_ms;
    uint64_t seq; // of the event at hand
    Hallq__HallRow *row;
};

// change_ticket_get, _put: a ticket's row.
int change_ticket_get(struct change *c, uint64_t ticket, Hallq__TicketRow **ret);
int change_ticket_put(struct change *c, const Hallq__TicketRow *row);

// change_counter_get: a counter's row, zero if it has none yet. change_counter_put: stores it.
int change_counter_get(struct change *c, uint32_t counter, Hallq__CounterRow **ret);
int change_counter_put(struct change *c, uint32_t counter, const Hallq__CounterRow *row);

// change_settings: the hall's settings now.
int change_settings(struct change *c, const Hallq__HallSettings **ret);

// open_add: the hall's count of open tickets. ERR_CORRUPT if it would fall below zero.
int open_add(struct change *c, int change);

// due_put, due_del: rows of the due table that belong to no ticket.
int due_put(struct state *s, int64_t at_ms, uint32_t hall, Hallq__DueRow__Kind kind,
            uint64_t subject, const void *from_key, size_t from_key_size);
int due_del(struct state *s, int64_t at_ms, uint32_t hall, Hallq__DueRow__Kind kind,
            uint64_t subject);

#endif
