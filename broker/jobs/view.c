#include "broker/jobs/view.h"
#include "broker/store/read.h"
#include "broker/store/tables/meta.h"

// Fills the hall time and the sequence number that the reply stands for.
static int asof_read(struct state *s, struct job *job) {
    struct store_meta meta;
    const Hallq__HallRow *row;
    int err = store_meta_get(s->tables, &meta);
    if (err)
        return err;
    job->reply.at_ms = meta.at_ms;
    err = hall_row_get(s, key_hall(job->request->hall), &row);
    if (!err)
        job->reply.seq = row->seq;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

void view_run(const struct job_parts *parts, struct job *job,
              int (*read_cb)(struct state *s, struct job *job)) {
    struct store_read *view = NULL;
    struct settings_cache *settings = settings_cache_create();
    int err = settings ? store_read_begin(parts->store, &view) : ERR_NO_MEMORY;
    if (!err) {
        struct state s = {store_read_tables(view), &job->arena, settings, NULL};
        err = asof_read(&s, job);
        if (!err)
            err = read_cb(&s, job);
    }
    if (view)
        job->unread = store_read_tables(view)->unread;
    if (err == ERR_NOT_FOUND)
        job_refuse(job, HALLQ__REFUSAL__REASON__TOO_OLD, NULL);
    else if (err)
        job_fail(job, err, "a read on a worker");
    store_read_end(&view);
    settings_cache_destroy(settings);
}
