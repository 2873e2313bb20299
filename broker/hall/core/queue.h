// queue.h - lines of waiting tickets. A line's order is the key order of TABLE_QUEUE: (hall, kind,
// id, rank, ticket).
#ifndef HALLQ_QUEUE_H
#define HALLQ_QUEUE_H

#include <stdbool.h>

#include "broker/hall/core/line_ends.h"
#include "broker/hall/core/rows.h"

// queue_first: up to max first entries of a line, in order.
int queue_first(struct state *s, uint32_t hall, Hallq__Line__Kind kind, uint32_t id, size_t max,
                struct queue_entry *ret_entries, size_t *ret_count);

// queue_last: the last entry of a line; *ret_count 0: nobody waits.
int queue_last(struct state *s, uint32_t hall, Hallq__Line__Kind kind, uint32_t id,
               struct queue_entry *ret, size_t *ret_count);

// queue_behind: up to max entries of a line behind this entry, in order.
int queue_behind(struct state *s, uint32_t hall, Hallq__Line__Kind kind, uint32_t id,
                 const struct queue_entry *entry, size_t max, struct queue_entry *ret_entries,
                 size_t *ret_count);

// queue_ahead: how many tickets wait before (rank, ticket) in a line where `waiting` others wait;
// looks at most at LIMIT_PLACE rows from either end, and sets *ret_or_more if it gave up with a
// lower bound. The ticket need not be in the line yet.
int queue_ahead(struct state *s, uint32_t hall, Hallq__Line__Kind kind, uint32_t id,
                uint32_t waiting, int64_t rank_ms, uint64_t ticket, uint32_t *ret_ahead,
                bool *ret_or_more);

// queue_held: up to max tickets that a counter has on hold (0: all counters), by counter, then by
// the time they come back.
int queue_held(struct state *s, uint32_t hall, uint32_t counter, size_t max, uint64_t *ret_tickets,
               size_t *ret_count);

// queue_aside: gives aside_cb the tickets of the hall that are in no line and come back by
// themselves: on hold, or inside the least gap between their calls. Stops when aside_cb returns
// other than 0.
int queue_aside(struct state *s, uint32_t hall, int (*aside_cb)(void *arg, uint64_t ticket),
                void *arg);

// queue_aside_put, _del: stores and removes the entry of a ticket aside, by its counter, due_kind
// and due_at_ms. For apply only.
int queue_aside_put(struct state *s, uint32_t hall, const Hallq__TicketRow *t);
int queue_aside_del(struct state *s, uint32_t hall, const Hallq__TicketRow *t);

// queue_put, queue_del: stores and removes an entry, and counts it in the line's row. For apply
// only.
int queue_put(struct state *s, uint32_t hall, const Hallq__Line *line, int64_t rank_ms,
              uint64_t ticket);
int queue_del(struct state *s, uint32_t hall, const Hallq__Line *line, int64_t rank_ms,
              uint64_t ticket);

#endif
