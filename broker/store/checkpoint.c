#include "broker/store/checkpoint.h"

#include <time.h>

#include "broker/store/report/fault.h"
#include "broker/store/tables/meta.h"

static uint64_t mono_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static int make_room(struct store *s) {
    int err =
        s->unsynced ? ERR_OK : room_make(&s->room, s->dirty.page_count * env_page_bytes(&s->env));
    return err ? fault_say(&s->turn.why, err, NO_ROOM, SAME(s->file), bilingual_err(err)) : ERR_OK;
}

static void checkpoint_count(struct store *s, uint64_t started_us) {
    uint64_t ended_us = mono_us(), took_us = ended_us - started_us;
    stride_measured(&s->stride, (uint32_t)s->dirty.page_count, took_us,
                    ended_us - s->checkpoint_ended_us);
    s->checkpoint_ended_us = ended_us;
    s->checkpoints++;
    s->checkpoint_us += took_us;
    if (s->checkpoint_max_us < took_us)
        s->checkpoint_max_us = took_us;
}

// Writes into the tables the number of the log that turns after this commit may be in.
static int name_log(struct store *s, uint64_t log) {
    if (log == s->log_mark)
        return ERR_OK;
    s->turn.redo = NULL; // the row belongs to no turn's record
    arena_reset(&s->arena);
    return meta_set_log(&s->turn.tables, &s->arena, log);
}

int store_checkpoint_turn(struct store *s) {
    uint64_t started_us = mono_us(), log = s->unnamed ? 0 : s->redo.log;
    int err = txn_settle(&s->turn);
    bool settled = !err;
    if (!err)
        err = make_room(s);
    if (!settled || (!err && (err = name_log(s, log)))) {
        txn_end(&s->turn);
    } else if (!err) {
        err = txn_commit(&s->turn);
    } else if (s->turn.write_count > 0) {
        txn_end(&s->turn);
    } else {
        txn_pause(&s->turn);
    }
    redo_forget(&s->redo);
    s->stuck = err;
    if (err)
        return err;
    s->log_mark = log;
    redo_restart(&s->redo, env_commits(&s->env));
    checkpoint_count(s, started_us);
    dirty_clear(&s->dirty);
    return ERR_OK;
}

int store_checkpoint_open(struct store *s) {
    int err = txn_begin(&s->turn, false);
    if (err)
        return err;
    dirty_clear(&s->dirty);
    s->turn.dirty = &s->dirty;
    s->turn.late = &s->late;
    s->turn.redo = NULL;
    if (s->redo.count)
        err = redo_replay(&s->redo, &s->turn.tables, &s->turn.why);
    if (err)
        txn_end(&s->turn);
    else
        txn_pause(&s->turn);
    return err;
}

static bool is_for_want_of_room(int err) {
    return err == ERR_DISK_FULL || err == ERR_MAP_FULL;
}

int store_checkpoint_all(struct store *s) {
    int err = s->turn.mdb ? ERR_OK : store_checkpoint_open(s);
    if (!err) {
        txn_resume(&s->turn);
        err = store_checkpoint_turn(s);
    }
    s->commit_errors += err != ERR_OK;
    s->io_failed |= err == ERR_IO;
    return err;
}

static int checkpoint_of_no_turn(struct store *s) {
    int err = store_checkpoint_all(s);
    s->checkpoints -= !err;
    return err;
}

// Turns that the log held when it was opened go into the tables at once: if the run before ended by
// an error of the disk, the kernel may show bytes that the disk never got. On a full disk the turns
// stay in the log.
static int take_in(struct store *s) {
    s->unnamed = true;
    int err = ERR_OK;
    if (s->redo.count)
        err = store_checkpoint_all(s);
    else if (s->log_mark)
        err = checkpoint_of_no_turn(s);
    s->unnamed = false;
    return err;
}

// Turns are written only into a log that the tables name, and only under a number of this run:
//     tables that name no log ──▶ the log gets a new number ──▶ tables that name the log
// A power cut between any two of the steps loses no turn.
int store_checkpoint_start(struct store *s) {
    s->started = true;
    int err = take_in(s);
    if (!err && s->redo.fd >= 0 && !s->redo.numbered)
        err = redo_number(&s->redo, &s->turn.why);
    if (!err && s->redo.log != s->log_mark)
        err = checkpoint_of_no_turn(s);
    return is_for_want_of_room(err) ? ERR_OK : err;
}

void store_checkpoint_close(struct store *s) {
    if (!s->started || s->io_failed || s->read_only || (!s->log_mark && !s->redo.count))
        return;
    s->unnamed = true;
    store_checkpoint_all(s);
}
