// view.h - a look at the last durable turn from a worker, while the loop goes on.
#ifndef HALLQ_JOB_VIEW_H
#define HALLQ_JOB_VIEW_H

#include "broker/jobs/job.h"

// view_run: fills the job's answer by read_cb, as of the turn it sees. What read_cb returns becomes a
// refusal: ERR_NOT_FOUND is TOO_OLD, another store error is in the log.
void view_run(const struct job_parts *parts, struct job *job,
              int (*read_cb)(struct state *s, struct job *job));

#endif
