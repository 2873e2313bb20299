// what_if.c - what a lead asks before it is done.
#include "broker/jobs/view.h"

static int what_if_read(struct state *s, struct job *job) {
    Hallq__Refusal refusal;
    int err = what_if_make(s, job->now_ms, job->request->hall, job->request->what_if, &refusal,
                           &job->reply.what_if);
    if (!err && refusal.reason != HALLQ__REFUSAL__REASON__NONE)
        job_refuse(job, refusal.reason, refusal.detail);
    else
        job->reply.body_case = HALLQ__REPLY__BODY_WHAT_IF;
    return err;
}

void what_if_run(const struct job_parts *parts, struct job *job) {
    view_run(parts, job, what_if_read);
}
