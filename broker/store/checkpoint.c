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
    uint64_t took_us = mono_us() - started_us;
    s->checkpoints++;
    s->checkpoint_us += took_us;
    if (s->checkpoint_max_us < took_us)
        s->checkpoint_max_us = took_us;
}

// The tables name the log that the turns after this commit may be in.
static int name_log(struct store *s, uint64_t log) {
    if (log == s->log_mark)
        return ERR_OK;
    s->turn.redo = NULL; // of no turn
    arena_reset(&s->arena);
    return meta_set_log(&s->turn.tables, &s->arena, log);
}

int store_checkpoint_turn(struct store *s) {
    uint64_t started_us = mono_us(), log = s->unnamed ? 0 : s->redo.log;
    int err = make_room(s);
    if (!err && (err = name_log(s, log))) {
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
    dirty_clear(&s->dirty);
    checkpoint_count(s, started_us);
    return ERR_OK;
}

int store_checkpoint_open(struct store *s) {
    int err = txn_begin(&s->turn, false);
    if (err)
        return err;
    dirty_clear(&s->dirty);
    s->turn.dirty = &s->dirty;
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

// What the log held when it was opened goes into the tables at once: the kernel may show what the
// disk never got, if the run before ended by an error of the disk. On a full disk it waits.
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

// Only a log that the tables name is written into, and only under a number of this run: tables that
// name none ──▶ the log's new number ──▶ tables that name it. Cut anywhere, nothing is missed.
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
