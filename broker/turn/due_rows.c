#include "broker/turn/due_rows.h"

#include <inttypes.h>

#include <uv.h>

#include "broker/log/log.h"
#include "broker/turn/private.h"

#define AGAIN_MS (60 * 1000) // a row that failed is passed over for so long

void due_rows_begin(struct due_rows *d) {
    d->at_hand = d->any_done = false;
    d->purges = 0;
}

static void rotten_say(struct due_rows *d, const struct turn_parts *p, size_t count) {
    if (count > d->rotten_count)
        log_write(LOG_LEVEL_ERROR, "due_rotten", " rows=%zu why=\"%s\"", count,
                  store_why(p->store));
    d->rotten_count = count;
}

static int first_find(struct due_rows *d, const struct turn_parts *p, struct state *s,
                      struct due_first *ret) {
    int err = due_find(s, &d->passed, ret);
    if (!err && ret->rotten_count != d->rotten_count)
        rotten_say(d, p, ret->rotten_count);
    if (err || !ret->found || !d->any_done || !due_same(&ret->key, &d->done))
        return err;
    d->deciding = ret->key; // applying the row did not delete it: it would be applied without end
    d->at_hand = true;
    return ERR_CORRUPT;
}

// The keys of what is forgotten. If that fails the row falls due again a minute later, as one that
// cannot be read: an error of keys/ is no error of the store, and ends nothing.
static int keys_destroy(struct turn_parts *p, const Hallq__JournalRecord *record) {
    int err = private_forget(p, record);
    if (!err)
        return ERR_OK;
    log_write(LOG_LEVEL_ERROR, "purge_failed", " hall=%u error=\"%s\"", record->hall,
              err_text(err));
    return ERR_CORRUPT;
}

static int row_run(struct due_rows *d, struct turn_parts *p, struct state *s,
                   const struct due_key *key) {
    struct decision decision;
    d->deciding = *key;
    d->at_hand = true;
    int err = decide_due(s, p->now_ms, key, &decision);
    if (!err)
        err = keys_destroy(p, decision.record);
    if (!err)
        err = turn_apply(p, s, decision.record);
    if (err)
        return err;
    d->at_hand = false;
    d->any_done = true;
    d->done = *key;
    d->purges += key->kind == HALLQ__DUE_ROW__KIND__PURGE ||
                 key->kind == HALLQ__DUE_ROW__KIND__CASE_FORGET ||
                 key->kind == HALLQ__DUE_ROW__KIND__BOOKING_FORGET;
    p->counters->due_rows++;
    return ERR_OK;
}

int due_rows_run(struct due_rows *d, struct turn_parts *p, struct state *s) {
    if (p->stopped_by || d->paused)
        return ERR_OK;
    uint64_t end_ns = uv_hrtime() + LIMIT_TURN_DUE_MS * UINT64_C(1000000);
    for (int i = 0;
         i < LIMIT_TURN_DUE && (!i || uv_hrtime() < end_ns) && d->purges < LIMIT_TURN_PURGES; i++) {
        struct due_first due;
        int err = first_find(d, p, s, &due);
        if (err || !due.found || due.key.at_ms > p->now_ms)
            return err;
        err = row_run(d, p, s, &due.key);
        if (err)
            return err;
    }
    return ERR_OK;
}

int due_rows_next(struct due_rows *d, struct turn_parts *p, struct state *s) {
    struct due_first due = {.found = false};
    int err = d->paused ? ERR_OK : first_find(d, p, s, &due);
    d->at_ms = due.found ? due.key.at_ms : INT64_MAX;
    return err;
}

void due_rows_pass(struct due_rows *d, const struct turn_parts *p, int err) {
    const struct due_key *due = &d->deciding;
    if (!d->passed.count && !d->paused)
        d->again_ms = wallclock_machine_ms() + AGAIN_MS;
    d->paused = !d->at_hand || d->passed.count == DUE_PASSED_MAX;
    if (!d->paused)
        d->passed.keys[d->passed.count++] = *due;
    log_write(LOG_LEVEL_ERROR, "due_failed",
              " hall=%u kind=%d subject=%" PRIu64 " error=\"%s\" why=\"%s\"",
              d->at_hand ? due->hall : 0, d->at_hand ? (int)due->kind : 0,
              d->at_hand ? due->subject : 0, err_text(err), store_why(p->store));
}

void due_rows_try_again(struct due_rows *d) {
    if ((!d->passed.count && !d->paused) || wallclock_machine_ms() < d->again_ms)
        return;
    d->passed.count = 0;
    d->paused = false;
    d->at_ms = INT64_MIN;
}

size_t due_rows_failing(const struct due_rows *d) {
    return d->passed.count + d->rotten_count + d->paused;
}
