// change.h - the context of a rule while it applies an event (rules_by_event.h).
#ifndef HALLQ_CHANGE_H
#define HALLQ_CHANGE_H

#include "broker/hall/core/rows.h"

// One record being applied. `row` is written back once, after its last event.
struct change {
    struct state *state;
    uint32_t hall;
    int64_t at_ms;
    uint64_t seq; // of the event being applied
    Hallq__HallRow *row;
};

// change_ticket_get, _put: reads and stores a ticket's row; ERR_CORRUPT if there is none to read.
int change_ticket_get(struct change *c, uint64_t ticket, Hallq__TicketRow **ret);
int change_ticket_put(struct change *c, const Hallq__TicketRow *row);

// change_counter_get: a counter's row, all fields zero if it has none yet. change_counter_put:
// stores the row.
int change_counter_get(struct change *c, uint32_t counter, Hallq__CounterRow **ret);
int change_counter_put(struct change *c, uint32_t counter, const Hallq__CounterRow *row);

// change_settings: the hall's settings of the row's version, borrowed.
int change_settings(struct change *c, const Hallq__HallSettings **ret);

// open_add: adds to the hall's count of open tickets. ERR_CORRUPT if the count would fall below
// zero.
int open_add(struct change *c, int change);

// due_put, due_del: stores and removes a row of the due table that belongs to no ticket.
int due_put(struct state *s, int64_t at_ms, uint32_t hall, Hallq__DueRow__Kind kind,
            uint64_t subject, const void *from_key, size_t from_key_size);
int due_del(struct state *s, int64_t at_ms, uint32_t hall, Hallq__DueRow__Kind kind,
            uint64_t subject);

#endif
