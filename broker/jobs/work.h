// work.h - jobs in two lanes on libuv's workers, so that reports never wait for PINs, nor PINs for
// reports. A lane runs at most LANE_RUNNING_MAX jobs at once, and at most LIMIT_WAITING_WORK jobs
// wait. A device has one reading job at a time, so that a second device need not wait for all that
// the first asks for.
#ifndef HALLQ_WORK_H
#define HALLQ_WORK_H

#include "broker/jobs/job.h"

#define LANE_RUNNING_MAX 2 // a PIN hash takes 64 MiB

// The user to whom finished jobs go, on the loop. decide_cb: takes a job whose command is decided
// now; false: there is no room, and the job is answered BUSY. answer_cb: sends the reply of a job
// that ends without a turn; the job stays the work's.
struct work_user {
    bool (*decide_cb)(void *arg, struct job *job);
    void (*answer_cb)(void *arg, struct job *job);
    void *arg;
};

struct work {
    uv_loop_t *loop;
    struct job_parts parts;
    struct work_user user;
    TAILQ_HEAD(job_queue, job) waiting[LANE_COUNT];
    struct job *running[LANE_COUNT][LANE_RUNNING_MAX]; // the jobs on workers; NULL: a free place
    size_t count;                                      // jobs that wait or run
    uint64_t visible_turn;                             // the tables hold all turns up to this
    struct rows_unread unread;                         // rows that ended jobs could not read
    bool stopping;
};

// work_init: begins with no jobs; the parts outlive the work.
void work_init(struct work *w, uv_loop_t *loop, const struct job_parts *parts,
               const struct work_user *user);

// work_takes: whether there is room for the work of this request, or a job does it already. Callers
// ask this first, so that a request that is told to wait costs nothing.
bool work_takes(const struct work *w, uint32_t device, const Hallq__Request *request);

// work_begin: takes the job and does it when a place is free; then its request comes back into a
// turn, or its reply is sent. A job that reads the store sees the turn `turn` at least: it waits
// for work_show. BUSY is answered at once when too many jobs wait, of all devices or of this one,
// and to a second backup. True: the job waits for a checkpoint.
// A command that a job does already is not begun again: all connections that asked get its reply.
bool work_begin(struct work *w, struct job *job, uint64_t turn);

// work_show: the tables hold all turns up to `turn`; the jobs that waited for them begin.
void work_show(struct work *w, uint64_t turn);

// work_stop: drops the jobs that wait; the loop waits for the jobs that run.
void work_stop(struct work *w);

#endif
