// view.h - a worker's look at the last durable turn, while the loop goes on.
#ifndef HALLQ_JOB_VIEW_H
#define HALLQ_JOB_VIEW_H

#include "broker/jobs/job.h"

// view_run: fills the job's reply by read_cb, as of the turn that the worker sees. An error of
// read_cb becomes a refusal: ERR_NOT_FOUND is TOO_OLD, another store error is in the log.
void view_run(const struct job_parts *parts, struct job *job,
              int (*read_cb)(struct state *s, struct job *job));

#endif
