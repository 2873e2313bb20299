// twin.h - the twin on a worker of libuv, one task at a time: a lane of its own, beside those of
// work.h. A task is a handful of halls, each copied on the loop; the worker asks the twin about
// their lines.
#ifndef HALLQ_JOBS_TWIN_H
#define HALLQ_JOBS_TWIN_H

#include <uv.h>

#include "base/arena.h"
#include "broker/hall/rules.h"
#include "broker/live/twins.h"

#define TWIN_TASK_HALLS 64
// The most answers about one hall: its services with the ordinary class first, then with the others,
// then for who is checked in.
#define TWIN_HALL_ASKS 256

// A crowded line for which advice is sought.
struct twin_advised {
    struct advice_wanted wanted;
    bool found; // by the worker, with the advice
    struct advice advice;
};

struct twin_hall {
    struct floor *floor;    // in the task's arena
    int64_t copied_ms;      // machine time
    struct twin_told *told; // by the worker
    size_t told_count;
    struct twin_advised advised[ADVISED_MOST];
    size_t advised_count; // if any, the floor has its arrivals
};

struct twin_task {
    struct arena arena;
    struct twin_hall halls[TWIN_TASK_HALLS];
    size_t hall_count;
    uint64_t took_us; // by the worker
};

struct twin_lane {
    uv_loop_t *loop;
    uv_work_t work;
    struct twin_task task;
    bool running, stopping;
    void (*done_cb)(void *arg,
                    struct twin_task *task); // on the loop; the task is cleared afterwards
    void *arg;
};

void twin_lane_init(struct twin_lane *lane, uv_loop_t *loop,
                    void (*done_cb)(void *arg, struct twin_task *task), void *arg);

// twin_lane_begin: gives the lane's task, which has a hall at least, to a worker. Only while the lane
// is not running.
void twin_lane_begin(struct twin_lane *lane);

// twin_lane_stop: done_cb is not called any more; the loop waits for the task that runs.
// twin_lane_fini: frees the task, when the loop has ended.
void twin_lane_stop(struct twin_lane *lane);
void twin_lane_fini(struct twin_lane *lane);

#endif
