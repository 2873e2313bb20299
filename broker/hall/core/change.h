// change.h - what `apply` works with. For the files of this folder only. An apply function trusts
// its event: it was decided, or it is in the journal. It changes rows and nothing else, and fails
// only by a store error; rows that do not fit the event are ERR_CORRUPT.
#ifndef HALLQ_CHANGE_H
#define HALLQ_CHANGE_H

#include "broker/hall/rules.h"

// One record being applied. `row` is written back once, after its last event.
struct change {
    struct state *state;
    uint32_t hall;
    int64_t at_ms;
    uint64_t seq; // of the event at hand
    Hallq__HallRow *row;
};

#define EVENT(CASE, Type, member, AUDIENCE, FOLLOWS)                                               \
    int apply_##member(struct change *c, const Hallq__##Type *event);
#include "proto/events.def"
#undef EVENT

// record_step: applies the events of an unfinished record from this one on, in a trial (trial.h).
int record_step(struct state *s, const Hallq__JournalRecord *record, size_t from);

// change_ticket_get, _put: a ticket's row.
int change_ticket_get(struct change *c, uint64_t ticket, Hallq__TicketRow **ret);
int change_ticket_put(struct change *c, const Hallq__TicketRow *row);

// change_counter_get: a counter's row, zero if it has none yet. change_counter_put: stores it.
int change_counter_get(struct change *c, uint32_t counter, Hallq__CounterRow **ret);
int change_counter_put(struct change *c, uint32_t counter, const Hallq__CounterRow *row);

// change_settings: the hall's settings now.
int change_settings(struct change *c, const Hallq__HallSettings **ret);

// settings_stand_in: in place of settings that cannot be read, the services, counters and people that
// the hall has rows of, in the arena: their numbers, nothing else.
int settings_stand_in(struct state *s, uint32_t hall, const Hallq__HallSettings **ret);

// ticket_enter: puts the ticket into a line and its index (row->line, rank_ms, in_line; state
// WAITING). ticket_leave: takes it out of the index if it is in. The caller stores the row.
int ticket_enter(struct change *c, Hallq__TicketRow *row, const Hallq__Line *line, int64_t rank_ms);
int ticket_leave(struct change *c, Hallq__TicketRow *row);

// ticket_due_set: replaces the ticket's row in the due table; at_ms 0 removes it. The old row's
// kind follows from row->state (CALLED: NO_SHOW, HELD: HOLD_END, WAITING: GAP_END), so clear it
// before changing the state, set the new one after. The caller stores the row.
int ticket_due_set(struct change *c, Hallq__TicketRow *row, Hallq__DueRow__Kind kind,
                   int64_t at_ms);

// ticket_step: the running step of a visit; ticket_step_add: a new one. In the state's arena.
Hallq__Step *ticket_step(Hallq__TicketRow *row);
Hallq__Step *ticket_step_add(struct change *c, Hallq__TicketRow *row, uint32_t service);

// counter_set_free: the counter holds no ticket any more; `last_finished` stays.
void counter_set_free(struct change *c, Hallq__CounterRow *row);

// counter_held_add: the count of tickets a counter put on hold; counter 0 is none.
int counter_held_add(struct change *c, uint32_t counter, int change);

// counter_closed: also one that was never opened. counter_works: free, calling or serving.
bool counter_closed(const Hallq__CounterRow *row);
bool counter_works(const Hallq__CounterRow *row);

// lines_count_counters: counts anew, for each service, the open counters that give it
// (LineRow.counters). Once after a record that opened, closed or changed counters, so that no
// estimate has to look at every counter.
int lines_count_counters(struct change *c);

// due_put, due_del: rows of the due table that belong to no ticket.
int due_put(struct state *s, int64_t at_ms, uint32_t hall, Hallq__DueRow__Kind kind,
            uint64_t subject, const void *from_key, size_t from_key_size);
int due_del(struct state *s, int64_t at_ms, uint32_t hall, Hallq__DueRow__Kind kind,
            uint64_t subject);

#endif
