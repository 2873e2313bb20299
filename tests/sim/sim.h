// sim.h - one run: a seed, a small hall, its clients and screens, a network that misbehaves, the
// broker's rules and store, and the reference model that says what is right. One thread, virtual
// time; everything that happens follows from the seed and the options.
//
//   world ─▶ clients ─▶ network ─▶ host: turn (decide, apply, commit) ─▶ network ─▶ clients,
//   screens
//                                    │ every committed record, in order
//                                    ▼
//                                  judge: model, journal, privacy
#ifndef HALLQ_SIM_H
#define HALLQ_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "command.pb-c.h"
#include "feed.pb-c.h"
#include "tests/sim/agenda.h"
#include "tests/sim/dice.h"
#include "tests/sim/plan.h"
#include "tests/sim/said.h"

enum {
    SIM_COUNTERS = PLAN_COUNTERS,
    SIM_CLIENTS = SIM_COUNTERS + 10,
    SIM_SCREENS = 3,
    SIM_PLANS = 64,
    SIM_CODE = 16,
};

struct host;
struct model;
struct judge;
struct coverage;
struct client;
struct screen;

// What the command line asks for.
struct sim_options {
    unsigned ops;       // commands the clients think of in a run
    bool trace;         // print what happens
    const char *folder; // for the stores; each run makes its own below it
    const bool *drop;   // operations left out, by number (for shrinking); NULL: none
    size_t drop_count;
};

// How this seed's world misbehaves, in thousandths where it is a chance.
struct sim_faults {
    unsigned lose, twice, late; // of each message
    unsigned crash;             // of each turn
    unsigned full;              // of each turn: the map or the disk is full
    unsigned first;             // of each change that is the first of its kind in the run
    unsigned cut;               // of each strike: a screen's line is cut
    unsigned jump;              // of each strike: the clock jumps
    unsigned vanish;            // of each strike: a counter's terminal goes silent
    unsigned sleep;             // of each strike: nobody does anything for hours
    int64_t strike_ms;          // between strikes, in the mean
    int64_t think_ms;           // between the commands of a client, in the mean
};

struct sim {
    const struct sim_options *options;
    uint64_t seed;
    bool busy;             // many are called, so that the hall's forecasts come to be learnt ones
    bool codes_stored;     // with the tickets, as earlier versions did; else made each time
    int64_t now_ms;        // the world's time
    int64_t quiet_from_ms; // nobody does anything until then
    bool healing;          // no more faults: everything must become right
    struct agenda agenda;
    struct arena scratch; // of whoever acts just now
    struct dice dice_net, dice_fault, dice_client, dice_host;
    struct sim_faults faults;
    struct plan *plans; // by serial; [0] unused
    size_t plan_count;
    struct host *host;
    struct model *model;
    struct judge *judge;
    struct coverage *coverage; // of all runs
    struct client *clients;
    size_t client_count;
    struct screen *screens;
    unsigned op_count;
    uint64_t events;     // applied and judged
    uint64_t trace_hash; // of everything said
    bool failed;
    char check[32]; // that failed first
    char why[4096];
};

// sim_run: the whole run of a seed. Returns true if every check held; else sim->check and sim->why
// say what did not. sim_fini frees all.
bool sim_run(struct sim *s, uint64_t seed, const struct sim_options *options,
             struct coverage *coverage);
void sim_fini(struct sim *s);

// sim_fail: a check did not hold. Only the first one counts; everything then comes to an end.
void sim_fail(struct sim *s, const char *check, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// sim_note: a line of the trace, and into its hash.
void sim_note(struct sim *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

// sim_asleep: nobody is in the hall; screens and clients sleep, what is due goes on.
bool sim_asleep(const struct sim *s);

// sim_send: a message on its way: lost, doubled, late as the seed has it.
void sim_send(struct sim *s, enum agenda_kind kind, uint32_t who, uint64_t mark, const void *data,
              size_t size);

#endif
