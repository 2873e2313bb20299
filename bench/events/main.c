// hallq-events - what the forecast costs the events of a hall of 64 counters where 200 people wait:
// processor time, on a real store, without sockets and without the twin.
//
//     hallq-events FOLDER [TURNS]      a folder for the store; it must not exist, and is removed
//
// Two halls do the same commands in turn, one with forecasts and one without. What the commands of
// the first take longer is what the forecast costs, learning and all. Then what the broker does on
// its loop between turns, by the clock.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/count.h"
#include "base/number.h"
#include "bench/events/big_hall.h"
#include "bench/store/scratch.h"
#include "broker/hall/core/row_places.h"
#include "broker/store/copies/create.h"
#include "broker/store/store.h"

#define WAITING 200
#define TURNS 400        // the most, and usually
#define EVENTS_A_TURN 64 // tickets taken and called
#define LOOKS 200
#define BEGAN_MS 1796029200000 // 30 November 2026, nine o'clock at UTC

#define GOAL_EVENT_US 5.
#define GOAL_LOOK_US 1000.

struct events {
    struct store *store;
    struct state state;
    struct arena arena;
    int64_t now_ms;
    uint64_t turns;      // so far
    uint32_t turn_count; // for each hall
};

static double cpu_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int by_size(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *list, size_t count) {
    qsort(list, count, sizeof *list, by_size);
    return list[count / 2];
}

// ---------------------------------------------------------------- turns

// What is done to a hall in a turn. Returns ERR_OK or an error.
typedef int (*turn_fn)(struct events *e, struct big_hall *h);

static int make(struct events *e, struct big_hall *h) {
    int err = big_hall_make(h, &e->state, e->now_ms);
    for (int i = 0; i < WAITING && !err; i++)
        err = big_hall_take(h, &e->state, e->now_ms);
    return err;
}

static int events(struct events *e, struct big_hall *h) {
    int err = ERR_OK;
    for (int i = 0; i < EVENTS_A_TURN / 2 && !err; i++) {
        err = big_hall_take(h, &e->state, e->now_ms);
        if (!err)
            err = big_hall_call(h, &e->state, e->now_ms);
    }
    return err;
}

static int turn_run(struct events *e, struct big_hall *h, turn_fn turn, double *ret_us) {
    arena_reset(&e->arena);
    int err = store_begin(e->store);
    double began_us = cpu_us();
    if (!err)
        err = turn(e, h);
    if (!err)
        err = rows_flush(&e->state);
    *ret_us = cpu_us() - began_us;
    if (!err)
        err = store_set_turn(e->store, ++e->turns, e->now_ms);
    if (!err)
        err = store_commit(e->store);
    if (!err)
        row_cache_trim(e->state.rows);
    return err;
}

static int events_print(struct events *e, struct big_hall halls[2]) {
    static double took_us[2][TURNS], more_us[TURNS];
    double unused_us;
    int err = turn_run(e, &halls[0], make, &unused_us);
    if (!err)
        err = turn_run(e, &halls[1], make, &unused_us);
    for (uint32_t turn = 0; turn < e->turn_count && !err; turn++) {
        e->now_ms += 20000;
        for (int i = 0; i < 2 && !err; i++) { // by turns the first
            int at = i ^ (int)(turn & 1);
            err = turn_run(e, &halls[at], events, &took_us[at][turn]);
        }
        more_us[turn] = (took_us[1][turn] - took_us[0][turn]) / EVENTS_A_TURN;
    }
    if (err)
        return err;
    double cost_us = median(more_us, e->turn_count);
    printf("%d counters, each for %u of %d services: %.1f us a ticket event, of which the forecast "
           "%.1f us (goal: at most %.0f) %s\n",
           BIG_HALL_COUNTERS, halls[0].lines_of_a_counter, BIG_HALL_SERVICES,
           median(took_us[1], e->turn_count) / EVENTS_A_TURN, cost_us, GOAL_EVENT_US,
           cost_us <= GOAL_EVENT_US ? "met" : "not met");
    return ERR_OK;
}

// ---------------------------------------------------------------- looks

static int alerts_look_at(struct events *e, struct state *s, uint32_t hall) {
    struct alert_known known = {NULL, 0};
    bool found;
    return alerts_look(s, e->now_ms, hall, &known, &found);
}

static int waits_look_at(struct events *e, struct state *s, uint32_t hall) {
    Hallq__WaitFigures *waits;
    return wait_figures_make(s, e->now_ms, hall, &waits);
}

static int floor_look_at(struct events *e, struct state *s, uint32_t hall) {
    struct floor *floor;
    return floor_copy(s, e->now_ms, hall, &floor);
}

static int looks_print(struct events *e, uint32_t hall) {
    static const struct {
        const char *name;
        int (*look)(struct events *e, struct state *s, uint32_t hall);
    } looks[] = {{"a look for alerts", alerts_look_at},
                 {"the wait figures", waits_look_at},
                 {"the copy for the twin", floor_look_at}};
    static double took_us[LOOKS];
    int err = ERR_OK;
    for (size_t k = 0; k < COUNT(looks) && !err; k++) {
        for (int i = 0; i < LOOKS && !err; i++) {
            arena_reset(&e->arena);
            double began_us = cpu_us();
            row_cache_look(e->state.rows, true);
            err = store_begin(e->store);
            if (!err)
                err = looks[k].look(e, &e->state, hall);
            store_abort(e->store);
            row_cache_look(e->state.rows, false);
            took_us[i] = cpu_us() - began_us;
        }
        double mid_us = median(took_us, LOOKS);
        printf("  %s: %.0f us, at most %.0f (goal: %.0f) %s\n", looks[k].name, mid_us,
               took_us[LOOKS - 1], GOAL_LOOK_US, mid_us <= GOAL_LOOK_US ? "met" : "not met");
    }
    return err;
}

// ---------------------------------------------------------------- the whole

static int all_print(struct events *e) {
    static struct big_hall halls[] = {
        {.hall = 1, .lines_of_a_counter = 1, .rough = true},
        {.hall = 2, .lines_of_a_counter = 1},
        {.hall = 3, .lines_of_a_counter = 6, .rough = true},
        {.hall = 4, .lines_of_a_counter = 6},
    };
    int err = ERR_OK;
    for (size_t i = 0; i < COUNT(halls) && !err; i += 2) {
        err = events_print(e, halls + i);
        if (!err)
            err = looks_print(e, halls[i + 1].hall);
    }
    return err;
}

int main(int argc, char **argv) {
    struct events e = {.now_ms = BEGAN_MS, .turn_count = TURNS};
    struct store_why why = {""};
    struct store_options options = {.path = argv[1], .unsynced = true};
    if (argc < 2 || argc > 3 || (argc == 3 && !number_read_32(argv[2], 1, TURNS, &e.turn_count))) {
        fputs("usage: hallq-events FOLDER [TURNS]\n", stderr);
        return 2;
    }
    arena_init(&e.arena, 0);
    int err = store_create(argv[1], 1, STORE_KEYS_UNSAID, &why);
    if (!err)
        err = store_open(&e.store, &options, &why);
    if (!err) {
        e.state = (struct state){.tables = store_tables(e.store),
                                 .arena = &e.arena,
                                 .settings = settings_cache_create(),
                                 .rows = row_cache_create(),
                                 .newest = newest_create()};
        err = all_print(&e);
        newest_destroy(e.state.newest);
        row_cache_destroy(e.state.rows);
        settings_cache_destroy(e.state.settings);
        store_close(&e.store);
        scratch_remove(argv[1]);
    }
    if (err)
        fprintf(stderr, "hallq-events: %s %s\n", err_text(err), why.text);
    arena_fini(&e.arena);
    return err != ERR_OK;
}
