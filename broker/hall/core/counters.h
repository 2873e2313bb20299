// counters.h - reading a counter's row, and changing the row when a ticket comes to the counter or
// leaves it.
#ifndef HALLQ_CORE_COUNTERS_H
#define HALLQ_CORE_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>

#include "broker/hall/core/change.h"

// counter_services: the services that a counter gives now: set by the lead, else by the settings.
// Borrowed. counter_gives: whether the service is among them.
void counter_services(const Hallq__HallSettings *h, uint32_t counter, const Hallq__CounterRow *row,
                      const uint32_t **ret_services, size_t *ret_count);
bool counter_gives(const Hallq__HallSettings *h, uint32_t counter, const Hallq__CounterRow *row,
                   uint32_t service);

// counter_closed: whether the counter is closed or was never opened. counter_works: whether it is
// free, calling or serving.
bool counter_closed(const Hallq__CounterRow *row);
bool counter_works(const Hallq__CounterRow *row);

// counter_set_free: the counter holds no ticket any more; `last_finished` stays.
void counter_set_free(struct change *c, Hallq__CounterRow *row);

// counter_held_add: adds to the count of tickets that a counter put on hold; counter 0 stands for
// no counter. ERR_CORRUPT if the count would fall below zero.
int counter_held_add(struct change *c, uint32_t counter, int change);

// counter_take: the counter now holds the ticket and is in this state; ERR_CORRUPT if it holds
// another ticket. counter_let_go: the counter is free.
int counter_take(struct change *c, uint32_t counter, const Hallq__TicketRow *t,
                 Hallq__Counter__State state);
int counter_let_go(struct change *c, uint32_t counter);

// lines_count_counters: counts anew, for each service, the open counters that give it
// (LineRow.counters), and how many of them give each other service as well (LineRow.shared). Called once after a record that opened, closed or changed counters, so that
// no estimate has to look at every counter.
int lines_count_counters(struct change *c);

#endif
