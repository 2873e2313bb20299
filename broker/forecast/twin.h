// twin.h - the hall's own rule of calling run forward over the people ahead: when would this ticket be called, and what
// if another counter opened? Each run draws how long services take from those that ended lately; several runs make a
// mean and a range. Random numbers are drawn from a seed: the same inputs and seed give the same bits. The numbers of a
// ticket or a counter are drawn by its place, so that with one more counter the rest of the hall has the same luck.
#ifndef HALLQ_FORECAST_TWIN_H
#define HALLQ_FORECAST_TWIN_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/forecast/service_times.h"

#define TWIN_SERVICES 64
#define TWIN_COUNTERS 256
#define TWIN_RUNS 20
#define TWIN_NOBODY_S 900. // the answer when no counter will serve the ticket

struct twin_counter {
    uint64_t services;  // services the counter can serve, a bit each
    bool busy;          // the counter serves a ticket
    uint32_t service;   // service of that ticket
    double busy_s;      // time since that service began
    double opens_in_s;  // 0: the counter is open
    double away_from_s; // begin of a planned break, or the end of the counter's hours
    double away_to_s;   // end of the break, INFINITY for the end of hours; 0: no break
    double free_at_s;   // used by twin_run
};

struct twin_ticket {
    uint32_t service;
    double ready_in_s; // time the ticket still stays on hold; 0: it waits
    uint32_t next;     // used by twin_run
};

struct twin {
    struct twin_counter *counters;
    uint32_t counter_count;      // TWIN_COUNTERS at most
    struct twin_ticket *tickets; // in the order of their calls; the last ticket is asked about
    uint32_t ticket_count;       // 1 or more
    const struct service_times *services; // TWIN_SERVICES at most
    uint32_t service_count;
    double no_shows; // share of the tickets called
};

// The forecast of the wait until the ticket is called.
struct twin_answer {
    double mean_s, lower_s, upper_s; // a tenth of the runs on each side
    bool nobody;                     // in some run no counter served the ticket: TWIN_NOBODY_S
};

// twin_run: takes about 30 us a run for 200 tickets and 12 counters. Overwrites the fields that it uses itself.
void twin_run(struct twin *twin, uint64_t seed, struct twin_answer *ret);

// twin_ticket_s: the counter time that a ticket takes on the average, if its service takes `service_s` and that share of
// those who are called does not come.
double twin_ticket_s(double service_s, double no_shows);

// twin_spread: the squared variation of that time; 1, as if it was exponential, where the times are too few to draw from.
double twin_spread(const struct service_times *times, double no_shows);

// twin_came: takes in whether a called ticket's customer came; `no_shows` (0 at first) follows about the last 500
// calls.
void twin_came(double *no_shows, bool came);

#endif
