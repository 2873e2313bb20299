// tally.h - the figures of a simulated morning.
#ifndef HALLQ_SIM_TALLY_H
#define HALLQ_SIM_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define TALLY_LIMIT_S 1200 // the rule books' 20 minutes

struct samples {
    double *values;
    size_t count, room;
};

// samples_add: one value. samples_quantile: by nearest rank, 0 if there are none; sorts.
// samples_over: share above a limit.
void samples_add(struct samples *s, double value);
double samples_quantile(struct samples *s, double share);
double samples_over(const struct samples *s, double limit);
void samples_fini(struct samples *s);

struct tally_service {
    uint32_t service;
    uint32_t issued, refused, served, gave_up, no_shows;
    struct samples wait_s;     // issue to first call
    struct samples measured_s; // of the recorded day
};

struct tally {
    struct tally_service *services;
    size_t service_count;
    uint32_t unknown;     // commands whose outcome nobody learnt
    double window_s;      // of all counters, open
    uint32_t opened_more; // windows beyond the plan
};

// tally_service: the figures of a service, made on first use.
struct tally_service *tally_service(struct tally *t, uint32_t service);

// A service's name as the summary prints it.
typedef const char *(*tally_name_cb)(void *arg, uint32_t service);

// tally_print: the summary, as a table; with the recorded day's waits where they are known.
void tally_print(struct tally *t, FILE *to, tally_name_cb name_cb, void *arg);

// tally_json: the whole's figures in one line of JSON; `whole`: the day's part was played to its end.
void tally_json(const struct tally *t, FILE *to, const char *lead, uint64_t seed, bool whole);

void tally_fini(struct tally *t);

#endif
