// big_hall.h - a hall of 64 counters as rows in a store, and the commands of its people, without
// sockets.
#ifndef HALLQ_EVENTS_BIG_HALL_H
#define HALLQ_EVENTS_BIG_HALL_H

#include <stdbool.h>

#include "broker/hall/rules.h"

#define BIG_HALL_COUNTERS 64
#define BIG_HALL_SERVICES 26

struct big_hall {
    uint32_t hall;
    uint32_t lines_of_a_counter; // services that a counter gives, its own and those after it
    bool rough;                  // waits are told by the rule of thumb
    uint32_t takes, calls;       // commands so far
    uint64_t number;             // of the last request
};

// big_hall_make: puts the hall's rows: its settings, open lines, and a clerk at each counter.
// Returns ERR_OK or a store error.
int big_hall_make(const struct big_hall *h, struct state *s, int64_t now_ms);

// big_hall_take: a customer takes a ticket, for one counter's first service after the other.
// big_hall_call: a counter calls the next ticket, which ends the one that it called before; one
// counter after the other. Both decide and apply, and return ERR_OK, ERR_REFUSED or a store error.
int big_hall_take(struct big_hall *h, struct state *s, int64_t now_ms);
int big_hall_call(struct big_hall *h, struct state *s, int64_t now_ms);

#endif
