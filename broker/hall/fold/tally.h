// tally.h - sums over tickets: what a day leaves of them, and what a range of days comes to. Counts
// and sums are exact; waits stand in histograms. All memory is the arena's.
//
//   wait      of a step: from entering a line to its first call; by the half hour of entering
//   walk      from the last first-call to the start
//   service   counter time of a finished step, holds left out
//   busy      of a counter: walks and services, by the half hours they were in; a service as if it had
//             run without a break up to its finish
//   issued    by the service of the first step; cancelled and no-shows by that of the last step; each
//             by the half hour of issuing
//
// A further service that began at the counter at once has neither wait nor walk. Spans that are no figure (core/figure.h) and services that a lead ended at a counter where nobody was
// are in no sum; their number stands beside.
#ifndef HALLQ_FOLD_TALLY_H
#define HALLQ_FOLD_TALLY_H

#include <stdbool.h>
#include <sys/queue.h>

#include "broker/hall/core/rows.h"
#include "broker/hall/fold/histogram.h"

#define TALLY_HALF_HOURS 48
#define TALLY_SCORES 5
#define TALLY_PATH_STEPS                                                                           \
    6 // of a visit's way through the services; the steps behind them are not told apart

// People who came in one half hour.
struct tally_cell {
    uint32_t issued, cancelled, no_shows, entered, waits, over_target, over_20_min;
    uint64_t wait_sum_s, busy_ms;
    uint32_t *counts; // HISTOGRAM_PLACES of them; NULL: no waits
};

struct tally_outcome {
    SLIST_ENTRY(tally_outcome) entry;
    const char *code;
    uint32_t count;
};
SLIST_HEAD(tally_outcomes, tally_outcome);

// What was done for people, by a service or by a clerk.
struct tally_work {
    uint32_t served, services, over_service, walks, walk_left_out, wait_left_out;
    uint64_t service_sum_s, walk_sum_s;
    uint32_t ratings[TALLY_SCORES], counter_ratings[TALLY_SCORES]; // how many gave 1, 2 ... 5
    struct tally_outcomes outcomes;                                // by code
};

struct tally_service {
    STAILQ_ENTRY(tally_service) entry;
    uint32_t service, target_wait_s, target_service_s;
    struct tally_cell *cells[TALLY_HALF_HOURS]; // NULL: nobody came
    struct tally_work work;
};

struct tally_clerk {
    STAILQ_ENTRY(tally_clerk) entry;
    uint32_t staff;
    uint32_t days; // of the days added by tally_add, those with a served step
    struct tally_work work;
};

struct tally_path {
    STAILQ_ENTRY(tally_path) entry;
    uint32_t services[TALLY_PATH_STEPS];
    size_t service_count;
    uint32_t count, finished;
    uint64_t stay_sum_s;
};

struct tally_exception {
    SLIST_ENTRY(tally_exception) entry;
    Hallq__Exception__Kind kind;
    const char *reason;
    uint32_t count;
};

struct tally {
    struct arena *arena;
    const Hallq__HallSettings *settings; // for targets, and the clock on the wall
    uint32_t tickets;
    STAILQ_HEAD(, tally_service) services;
    STAILQ_HEAD(, tally_clerk) clerks;
    STAILQ_HEAD(, tally_path) paths;
    SLIST_HEAD(, tally_exception) exceptions; // by kind, then code
};

// tally_init: sums without tickets; borrows the arena and the settings.
void tally_init(struct tally *t, struct arena *arena, const Hallq__HallSettings *settings);

// tally_ticket: adds a ticket; the row is borrowed for the call.
void tally_ticket(struct tally *t, const Hallq__TicketRow *row);

// tally_join: adds a row of sums, which is borrowed for the call.
void tally_join(struct tally *t, Hallq__FiguresRow__Kind kind, uint32_t number,
                const Hallq__FiguresRow *row);

// tally_add: adds the sums of a whole day, which are borrowed for the call. tally_work_add,
// tally_cell_add: adds those of one.
void tally_add(struct tally *to, const struct tally *day);
void tally_work_add(struct arena *arena, struct tally_work *to, const struct tally_work *from);
void tally_cell_add(struct arena *arena, struct tally_cell *to, const struct tally_cell *from);

// tally_service, tally_clerk: the sums of one, begun if there are none yet.
struct tally_service *tally_service(struct tally *t, uint32_t service);
struct tally_clerk *tally_clerk(struct tally *t, uint32_t staff);
// tally_cell: the sums of a half hour, begun if there are none yet. tally_path, tally_exception,
// tally_outcome: likewise; texts are copied.
struct tally_cell *tally_cell(struct tally *t, struct tally_service *s, uint32_t half_hour);
struct tally_path *tally_path(struct tally *t, const uint32_t *services, size_t count);
struct tally_exception *tally_exception(struct tally *t, Hallq__Exception__Kind kind,
                                        const char *reason);
struct tally_outcome *tally_outcome(struct arena *arena, struct tally_work *work, const char *code);

// tally_row: one of the tally's rows of sums, in the arena; what has no sums is empty.
Hallq__FiguresRow *tally_service_row(const struct tally *t, const struct tally_service *s);
Hallq__FiguresRow *tally_clerk_row(const struct tally *t, const struct tally_clerk *c);
Hallq__FiguresRow *tally_day_row(const struct tally *t);
// tally_kind_row: the row of a tally of one row alone, of this kind.
Hallq__FiguresRow *tally_kind_row(const struct tally *t, Hallq__FiguresRow__Kind kind);

#endif
