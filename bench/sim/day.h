// day.h - the script of a day: who comes when, which counters are open when, how long services
// take. Read from CSV files as described in bench/days/README.md; times are seconds after midnight
// in the hall's time.
#ifndef HALLQ_SIM_DAY_H
#define HALLQ_SIM_DAY_H

#include <stddef.h>
#include <stdint.h>

#include "bench/sim/dice.h"

#define DAY_ERROR_SIZE 256

struct day_arrival {
    double issue_s;
    uint32_t service;
    uint32_t customer_class;
    double measured_wait_s; // of the recorded day, negative: unknown
};

struct day_shift { // a counter is open from .. to
    uint32_t counter;
    double from_s, to_s;
};

struct day_service {
    uint32_t service;
    double mean_s, cv;                   // service time, lognormal
    double patience_mean_s, patience_cv; // from issue, lognormal
    double no_show;                      // share of called tickets nobody answers
};

struct day {
    struct day_arrival *arrivals; // by time
    size_t arrival_count;
    struct day_shift *shifts; // by counter, then time
    size_t shift_count;
    struct day_service *services;
    size_t service_count;
};

// All return ERR_OK, ERR_NOT_FOUND, ERR_INVALID or ERR_NO_MEMORY; ret_error (DAY_ERROR_SIZE bytes)
// says file, line, what.

// day_read_arrivals: a recorded day. day_draw_arrivals: Poisson arrivals by a profile of rates, `times`
// as many as it says.
int day_read_arrivals(struct day *d, const char *path, char *ret_error);
int day_draw_arrivals(struct day *d, const char *path, double times, struct dice *dice,
                      char *ret_error);
int day_read_shifts(struct day *d, const char *path, char *ret_error);
int day_read_services(struct day *d, const char *path, char *ret_error);

// day_service_of: NULL if the day has no such service.
const struct day_service *day_service_of(const struct day *d, uint32_t service);

// day_fini: frees what was read. Safe on a zeroed struct.
void day_fini(struct day *d);

#endif
