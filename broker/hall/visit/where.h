// where.h - where a ticket waits: the line, the rank in it, and from when on.
//
// The minimum gap. After a call the same ticket is not offered again before min_gap_s have passed
// since that call: whenever it comes back to the line it was called from, it waits outside the
// index, with a row in the due table. called_at_ms of its row is the last call from the line the
// row names; a ticket that comes to another line has none. Example, a gap of 120 s: called
// 11:40:00, a no-show 11:41:00, reinstated 11:41:30: it enters its line at 11:42:00.
#ifndef HALLQ_WHERE_H
#define HALLQ_WHERE_H

#include "broker/hall/core/change.h"
#include "broker/hall/core/deciding.h"

// Deciding.

// line_check: refuses BAD_MESSAGE, NO_SERVICE, NO_COUNTER or NO_STAFF unless the settings have the
// line.
int line_check(struct deciding *d, const Hallq__Line *line);

bool line_same(const Hallq__Line *a, const Hallq__Line *b);

// Where a ticket waits: `entered` is `to`, or NULL while the minimum gap after its last call keeps
// it out of the line until offer_at_ms.
struct place {
    Hallq__Line *to;
    Hallq__Line *entered;
    int64_t rank_ms;
    int64_t offer_at_ms;
};

// place_in: the ticket's place in this line. The gap holds only in the line that the ticket was
// last called from.
struct place place_in(struct deciding *d, const Hallq__TicketRow *t, const Hallq__Line *line,
                      int64_t rank_ms);

// place_back: the ticket's place in the line it came from. If the settings no longer have that
// line: in the line to which they move its people, else in the line of the ticket's service, or of
// the first service if that is gone too. If the line is that of a clerk who is not signed on: in
// the line of the ticket's service. line_back: the line alone.
int place_back(struct deciding *d, const Hallq__TicketRow *t, int64_t rank_ms, struct place *ret);
int line_back(struct deciding *d, const Hallq__TicketRow *t, Hallq__Line *ret);

// settings_service_left: a service that the hall has: this one, else the service to which its
// people are moved, else the first, so that staff see the ticket there.
uint32_t settings_service_left(const Hallq__HallSettings *h, uint32_t service);

// rank_of: the time of entering minus the class's published head start.
int64_t rank_of(const Hallq__HallSettings *settings, uint32_t customer_class,
                int64_t entered_at_ms);

// Applying.

// ticket_enter: puts the ticket into a line and its index (row->line, rank_ms, in_line; state
// WAITING). ticket_leave: takes the ticket out of the index if it is in. The caller stores the row.
int ticket_enter(struct change *c, Hallq__TicketRow *row, const Hallq__Line *line, int64_t rank_ms);
int ticket_leave(struct change *c, Hallq__TicketRow *row);

// ticket_due_set: replaces the ticket's row in the due table, and its entry among the tickets
// aside; at_ms 0 removes both. The old entry is found by the counter that the row names: clear the
// entry before that counter changes. The caller stores the row.
int ticket_due_set(struct change *c, Hallq__TicketRow *row, Hallq__DueRow__Kind kind,
                   int64_t at_ms);

// ticket_take: reads a ticket that an event moves on: its due row is removed. ticket_take_out: the
// same, and the ticket leaves its line. The caller stores the row.
int ticket_take(struct change *c, uint64_t ticket, Hallq__TicketRow **ret);
int ticket_take_out(struct change *c, uint64_t ticket, Hallq__TicketRow **ret);

// ticket_wait: the ticket waits in `to`: in the line's index if `entered` is not NULL, else from
// offer_at_ms on. No counter has the ticket any more. The caller has cleared its due row and stores
// the row.
int ticket_wait(struct change *c, Hallq__TicketRow *t, const Hallq__Line *to,
                const Hallq__Line *entered, int64_t rank_ms, int64_t offer_at_ms);

#endif
