// twin.h - the hall's own rule of calling run forward over the people ahead: when would this ticket be called, and what if
// another counter opened? Each run draws how long services take from those that ended lately; several runs make a mean
// and a range. Drawing is from a seed: the same numbers and seed give the same bits, and what is drawn for a ticket or a
// counter is drawn by its place, so that with a counter more the rest of the hall has the same luck.
#ifndef HALLQ_FORECAST_TWIN_H
#define HALLQ_FORECAST_TWIN_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/forecast/service_times.h"

#define TWIN_SERVICES 64
#define TWIN_COUNTERS 256
#define TWIN_RUNS 20
#define TWIN_NOBODY_S 900. // the answer when no counter will be there for the ticket

struct twin_counter {
    uint64_t services;  // that it is able to serve, a bit each
    bool busy;          // serves somebody of
    uint32_t service;   // this service
    double busy_s;      // for so long
    double opens_in_s;  // 0: it is open
    double away_from_s; // a break that is planned, or the end of its hours:
    double away_to_s;   // from away_from_s on, and INFINITY for good; 0: none
    double free_at_s;   // twin_run's own
};

struct twin_ticket {
    uint32_t service;
    double ready_in_s; // on hold for so long yet; 0: waits
    uint32_t next;     // twin_run's own
};

struct twin {
    struct twin_counter *counters;
    uint32_t counter_count; // TWIN_COUNTERS at most
    struct twin_ticket
        *tickets;          // in the order in which they are called; the last one is asked about
    uint32_t ticket_count; // 1 or more
    const struct service_times *services; // TWIN_SERVICES at most
    uint32_t service_count;
    double no_shows; // share of those called
};

// Of the wait until the ticket is called.
struct twin_answer {
    double mean_s, lower_s, upper_s; // a tenth of the runs on each side
    bool nobody;                     // in some run no counter was there for it: TWIN_NOBODY_S
};

// twin_run: about 30 us for 200 tickets and 12 counters, a run. Fields that are its own are overwritten.
void twin_run(struct twin *twin, uint64_t seed, struct twin_answer *ret);

// twin_came: of a called ticket, whether anybody came; `no_shows` (0 at first) follows the last 500.
void twin_came(double *no_shows, bool came);

#endif
