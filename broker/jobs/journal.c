// journal.c - a page of a hall's journal.
#include "broker/jobs/view.h"

static int journal_read(struct state *s, struct job *job) {
    const Hallq__GetJournal *asked = job->request->get_journal;
    uint32_t limit =
        asked->limit && asked->limit < LIMIT_JOURNAL_PAGE ? asked->limit : LIMIT_JOURNAL_PAGE;
    int err = journal_page(s, job->request->hall, asked->after, limit, &job->reply.journal);
    job->reply.body_case = HALLQ__REPLY__BODY_JOURNAL;
    return err;
}

void get_journal_run(const struct job_parts *parts, struct job *job) {
    view_run(parts, job, journal_read);
}
