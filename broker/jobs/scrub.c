// scrub.c - reads every row and every key file, in portions, so that no read transaction is long.
#include <inttypes.h>

#include "broker/jobs/job.h"
#include "broker/log/log.h"
#include "broker/seal/inspect.h"
#include "broker/seal/pin_key.h"
#include "broker/store/read.h"
#include "broker/store/rot/scrub.h"
#include "broker/store/tables/meta.h"

#define SCRUB_ROWS 5000 // rows of a portion: its read transaction stays short

static int scrub_portions(const struct job_parts *parts, struct store_scrub *scrub,
                          uint64_t *ret_turn) {
    while (!scrub->done) {
        struct store_read *view = NULL;
        struct store_meta meta;
        int err = store_read_begin(parts->store, &view);
        if (!err)
            err = store_meta_get(store_read_tables(view), &meta);
        if (!err)
            err = store_scrub(view, scrub, SCRUB_ROWS);
        store_read_end(&view);
        if (err)
            return err;
        *ret_turn = meta.turn;
    }
    return ERR_OK;
}

void scrub_run(const struct job_parts *parts, struct job *job) {
    struct store_scrub *scrub = arena_need(&job->arena, sizeof *scrub);
    Hallq__ScrubDone *done = arena_need(&job->arena, sizeof *done);
    hallq__scrub_done__init(done);
    int err = scrub_portions(parts, scrub, &done->as_of_turn);
    if (err) {
        job_fail(job, err, scrub->first.text);
        return;
    }
    struct seal_inspection *keys = arena_need(&job->arena, sizeof *keys);
    err = seal_ring_inspect(parts->seals, keys);
    if (err) {
        job_fail(job, err, KEYS_FOLDER);
        return;
    }
    done->rows = scrub->row_count;
    done->bad = scrub->bad_row_count;
    done->key_files = keys->file_count;
    done->bad_key_files = keys->bad_count;
    done->first_bad_key_file = keys->first;
    job->reply.body_case = HALLQ__REPLY__BODY_SCRUB;
    job->reply.scrub = done;
    log_write(done->bad || keys->bad_count ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO, "scrub",
              " rows=%" PRIu64 " bad=%" PRIu64 " first=\"%s\" key_files=%zu bad_key_files=%zu"
              " first_bad_key_file=\"%s\"",
              done->rows, done->bad, scrub->first.text, keys->file_count, keys->bad_count,
              keys->first);
}
