// report.c - the figures of a business day, and of many.
#include "broker/jobs/view.h"

static int report_read(struct state *s, struct job *job) {
    int err = report_make(s, job->request->hall, job->request->get_report->day, &job->reply.report);
    job->reply.body_case = HALLQ__REPLY__BODY_REPORT;
    return err;
}

static int range_read(struct state *s, struct job *job) {
    int err = range_make(s, job->request->hall, job->request->get_range, &job->reply.range);
    job->reply.body_case = HALLQ__REPLY__BODY_RANGE;
    return err;
}

void get_report_run(const struct job_parts *parts, struct job *job) {
    view_run(parts, job, report_read);
}

void get_range_run(const struct job_parts *parts, struct job *job) {
    view_run(parts, job, range_read);
}
