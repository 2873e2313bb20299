// report.c - the figures of a business day.
#include "broker/jobs/view.h"

static int report_read(struct state *s, struct job *job) {
    int err = report_make(s, job->request->hall, job->request->get_report->day, &job->reply.report);
    job->reply.body_case = HALLQ__REPLY__BODY_REPORT;
    return err;
}

void get_report_run(const struct job_parts *parts, struct job *job) {
    view_run(parts, job, report_read);
}
