// figures.c - today so far, by line and by clerk.
#include "broker/jobs/view.h"

static int figures_read(struct state *s, struct job *job) {
    int err = figures_make(s, job->request->hall, job->reply.at_ms, &job->reply.figures);
    if (!err)
        err = figures_narrow(s, job->request->hall, job->device, job->reply.figures);
    job->reply.body_case = HALLQ__REPLY__BODY_FIGURES;
    return err;
}

void get_figures_run(const struct job_parts *parts, struct job *job) {
    view_run(parts, job, figures_read);
}
