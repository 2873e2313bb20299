// counters.h - what the row of a counter says, and what a ticket that comes to it or leaves it does to it.
#ifndef HALLQ_CORE_COUNTERS_H
#define HALLQ_CORE_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>

#include "broker/hall/core/change.h"

// counter_services: what a counter gives now: set by the lead, else the settings'. Borrowed.
void counter_services(const Hallq__HallSettings *h, uint32_t counter, const Hallq__CounterRow *row,
                      const uint32_t **ret_services, size_t *ret_count);
bool counter_gives(const Hallq__HallSettings *h, uint32_t counter, const Hallq__CounterRow *row,
                   uint32_t service);

// counter_closed: also one that was never opened. counter_works: free, calling or serving.
bool counter_closed(const Hallq__CounterRow *row);
bool counter_works(const Hallq__CounterRow *row);

// counter_set_free: the counter holds no ticket any more; `last_finished` stays.
void counter_set_free(struct change *c, Hallq__CounterRow *row);

// counter_held_add: the count of tickets a counter put on hold; counter 0 is none.
int counter_held_add(struct change *c, uint32_t counter, int change);

// counter_take: the counter holds the ticket, in this state. counter_let_go: it is free.
int counter_take(struct change *c, uint32_t counter, const Hallq__TicketRow *t,
                 Hallq__Counter__State state);
int counter_let_go(struct change *c, uint32_t counter);

// lines_count_counters: counts anew, for each service, the open counters that give it
// (LineRow.counters). Once after a record that opened, closed or changed counters, so that no
// estimate has to look at every counter.
int lines_count_counters(struct change *c);

#endif
