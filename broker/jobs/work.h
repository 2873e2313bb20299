// work.h - jobs in two lanes on libuv's workers, so that reports never wait for PINs, nor PINs for
// reports; each runs at most LANE_RUNNING_MAX jobs at once, and all that wait are at most
// LIMIT_WAITING_WORK. Of one device one job reads at a time, so that a second one need not wait for all
// that the first asks for.
#ifndef HALLQ_WORK_H
#define HALLQ_WORK_H

#include "broker/jobs/job.h"

#define LANE_RUNNING_MAX 2 // a PIN hash takes 64 MiB

// Where jobs go once they are done, on the loop. decide_cb: takes one whose command is decided now;
// false: there is no room, and it is answered BUSY. answer_cb: sends the answer of one that ends here,
// which stays the work's.
struct work_user {
    bool (*decide_cb)(void *arg, struct job *job);
    void (*answer_cb)(void *arg, struct job *job);
    void *arg;
};

struct work {
    uv_loop_t *loop;
    struct job_parts parts;
    struct work_user user;
    struct job *first[LANE_COUNT], *last[LANE_COUNT];  // waiting
    struct job *running[LANE_COUNT][LANE_RUNNING_MAX]; // NULL: a free place
    size_t count;                                      // waiting and running
    uint64_t visible_turn;                             // the tables hold all turns up to here
    struct rows_unread unread;                         // by jobs that ended
    bool stopping;
};

// work_init: the parts outlive the work.
void work_init(struct work *w, uv_loop_t *loop, const struct job_parts *parts,
               const struct work_user *user);

// work_takes: there is room for the work of this request, or it is at work already. Asked first: who
// is told to wait costs nothing.
bool work_takes(const struct work *w, uint32_t device, const Hallq__Request *request);

// work_begin: takes the job and does it when its turn comes; then the request comes back into a
// turn, or its answer is sent. A job that reads the store sees the turn `turn` at least: it waits for
// work_show. BUSY is answered at once when too many wait, of all or of a device, and to a second
// backup. True: it waits for a checkpoint.
// A command that is at work already is not begun again: its answer goes to all who asked.
bool work_begin(struct work *w, struct job *job, uint64_t turn);

// work_show: the tables hold all turns up to this one; who waited for that is begun.
void work_show(struct work *w, uint64_t turn);

// work_stop: jobs that wait are dropped; those that run are waited for by the loop.
void work_stop(struct work *w);

#endif
