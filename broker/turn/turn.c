// turn.c - the turn. trouble.h tells how errors of the disk are dealt with. After any other error
// the turn is undone and its commands are decided again one by one, each with its own commit; only
// a command that fails alone again is refused as INTERNAL.
//
// State derived in memory is brought back by undo(), or is changed only after a commit.
#include "broker/turn/turn.h"

#include <inttypes.h>
#include <time.h>

#include "broker/log/log.h"
#include "broker/turn/answer.h"
#include "broker/turn/dispatch.h"
#include "broker/turn/reply.h"

#define DUE_MAX_MS 1000           // the longest wait of the due timer
#define ATTEMPTS_MAX 8            // attempts of one turn: the map doubles each time
#define SLOW_TURN_US (250 * 1000) // a slower turn is logged

// ---------------------------------------------------------------- outcomes

static struct outcome *outcome_begin(struct turn *t, size_t place) {
    return t->outcomes[place] = arena_need(&t->parts.arena, sizeof(struct outcome));
}

static void outcome_end(struct turn *t, size_t place) {
    struct outcome *outcome = t->outcomes[place];
    if (!outcome)
        return;
    answer_release(&t->parts, outcome);
    job_destroy(outcome->new_job);
    t->outcomes[place] = NULL;
}

static void outcomes_end(struct turn *t, size_t from, size_t end) {
    for (size_t i = from; i < end; i++)
        outcome_end(t, i);
}

// ---------------------------------------------------------------- an attempt

static int turn_begin(struct turn *t, size_t from) {
    struct turn_parts *p = &t->parts;
    arena_reset(&p->arena);
    t->state = look_state(p->look, &p->arena);
    t->state.rows = p->look->rows;
    t->state.newest = p->look->newest;
    t->clock_before = p->time->clock;
    t->decided_count = from;
    p->written = false;
    p->reads = NULL;
    contacts_begin(&p->contacts);
    p->look->open = true;
    return store_begin(p->store);
}

// An administrator's command for the clock holds from here on, for the rest of the turn and for the
// time that the turn stores.
static void clock_follow(struct turn_parts *p, const Hallq__JournalRecord *record) {
    const Hallq__Event *event = record->events[0];
    if (event->body_case == HALLQ__EVENT__BODY_CLOCK_ACCEPTED) {
        hall_time_accept(p->time);
    } else if (event->body_case == HALLQ__EVENT__BODY_CLOCK_SET_BACK) {
        hall_time_set_back(p->time, event->clock_set_back->wall_at_ms);
        p->now_ms = p->time->clock.at_ms;
    }
}

static void write_refuse(struct turn_parts *p, const struct command *command,
                         struct outcome *outcome) {
    outcome->record = NULL;
    job_destroy(outcome->new_job);
    outcome->new_job = NULL;
    if (command)
        reply_stopped(p, command, outcome, p->stopped_by);
}

static int arrival_run(struct turn *t, size_t place) {
    struct turn_parts *p = &t->parts;
    struct state *s = &t->state;
    const struct arrival *arrival = &p->inbox->list[place];
    struct command *command = arrival->command;
    struct outcome *outcome = outcome_begin(t, place);
    t->deciding = command;
    int err = command ? dispatch_command(p, s, command, outcome)
                      : dispatch_finding(p, s, arrival->finding, outcome);
    if (err || !outcome->record)
        return err;
    if (p->stopped_by) {
        write_refuse(p, command, outcome);
        return ERR_OK;
    }
    err = turn_apply(p, s, outcome->record);
    if (err || !command)
        return err;
    if (!outcome->record->hall)
        clock_follow(p, outcome->record);
    return dispatch_answer(p, s, command, outcome);
}

static int arrivals_run(struct turn *t, size_t end) {
    for (; t->decided_count < end; t->decided_count++) {
        int err = arrival_run(t, t->decided_count);
        if (err)
            return err;
    }
    t->deciding = NULL;
    return ERR_OK;
}

static int commit(struct turn *t) {
    uint64_t started_ns = uv_hrtime();
    int err = store_commit(t->parts.store);
    t->commit_us += (uv_hrtime() - started_ns) / 1000;
    return err;
}

bool turn_uncovered(const struct turn *t) {
    return hall_time_uncovered(t->parts.time) && !t->parts.stopped_by;
}

static int turn_end(struct turn *t, bool with_due) {
    struct turn_parts *p = &t->parts;
    int err = rows_flush(&t->state);
    if (!err && with_due)
        err = due_rows_next(&t->due, p, &t->state);
    if (!err && p->written)
        err = turn_time_set(p, p->number + 1, t->last);
    if (!err && !p->stopped_by)
        err = commit(t);
    else if (!err)
        store_abort(p->store); // writes are refused: a turn of reads needs no commit
    return err;
}

static void undo(struct turn *t) {
    struct turn_parts *p = &t->parts;
    p->look->open = false;
    store_abort(p->store);
    outcomes_end(t, 0, p->inbox->count);
    hall_time_undo(p->time, &t->clock_before);
    p->now_ms = hall_time_now(p->time);
    look_undo(p->look);
    contacts_forget(&p->contacts);
    halls_forget(p->halls);
    p->counters->turns_undone++;
}

static int attempt(struct turn *t, size_t from, size_t count, bool with_due) {
    struct turn_parts *p = &t->parts;
    t->deciding = NULL;
    due_rows_begin(&t->due);
    int err = p->look->open ? ERR_OK : turn_begin(t, from);
    if (!err)
        err = arrivals_run(t, from + count);
    if (!err && with_due)
        err = due_rows_run(&t->due, p, &t->state);
    p->written |= t->last || turn_uncovered(t);
    if (!err)
        err = turn_end(t, with_due);
    if (err)
        undo(t);
    p->look->open = false;
    return err;
}

static int attempt_safely(struct turn *t, size_t from, size_t count, bool with_due) {
    int err = ERR_OK;
    for (int i = 0; i < ATTEMPTS_MAX; i++) {
        err = attempt(t, from, count, with_due);
        if (!err || !trouble_dealt_with(&t->parts, err))
            return err;
    }
    return err;
}

// Decides the arrivals so far, while more may come. False: an error undid the turn; it begins
// again, and deals with the error.
static bool decide_ahead(struct turn *t) {
    struct turn_parts *p = &t->parts;
    uint64_t started_ns = uv_hrtime();
    int err = ERR_OK;
    if (!p->look->open) {
        p->now_ms = hall_time_now(p->time);
        err = turn_begin(t, 0);
    }
    if (!err)
        err = arrivals_run(t, p->inbox->count);
    if (err == ERR_IO)
        trouble_die(p, err);
    if (err)
        undo(t);
    t->ahead_us += (uv_hrtime() - started_ns) / 1000;
    return !err;
}

// ---------------------------------------------------------------- after the commit

// Jobs begin after the answers have left: a checkpoint takes its time.
static void jobs_begin(struct turn *t, size_t from, size_t end) {
    bool wait = false;
    for (size_t i = from; i < end; i++) {
        struct job *job = t->outcomes[i] ? t->outcomes[i]->new_job : NULL;
        if (!job)
            continue;
        t->outcomes[i]->new_job = NULL;
        wait |= work_begin(t->parts.work, job, t->parts.number);
    }
    if (wait)
        checkpoint_readers(&t->checkpoint);
}

static void finish(struct turn *t, size_t from, size_t count) {
    struct turn_parts *p = &t->parts;
    size_t end = from + count;
    if (p->written) {
        p->number++;
        p->counters->turns_written++;
        checkpoint_rest(&t->checkpoint);
        halls_keep(p->halls);
        t->hooks.written_cb(t->hooks.arg);
    }
    for (size_t i = from; i < end; i++)
        if (t->outcomes[i] && p->inbox->list[i].command)
            answer_command(p, p->inbox->list[i].command, t->outcomes[i]);
    t->hooks.answered_cb(t->hooks.arg, &p->arena);
    jobs_begin(t, from, end);
    outcomes_end(t, from, end);
    halls_forget(p->halls);
}

// ---------------------------------------------------------------- one by one

static void arrival_alone(struct turn *t, size_t place) {
    struct turn_parts *p = &t->parts;
    const struct command *command = p->inbox->list[place].command;
    int err = attempt_safely(t, place, 1, false);
    if (err) {
        trouble_say_new(&t->trouble, p, "command_failed", t->deciding, err);
        p->written = false;
        if (command)
            reply_reason(p, command, outcome_begin(t, place), HALLQ__REFUSAL__REASON__INTERNAL);
    }
    finish(t, place, 1);
}

static void due_alone(struct turn *t) {
    int err;
    while ((err = attempt_safely(t, 0, 0, true))) {
        t->parts.written = false;
        if (t->due.paused) { // no due row was read: the error is not theirs
            trouble_say(&t->parts, "turn_failed", t->deciding, err);
            break;
        }
        due_rows_pass(&t->due, &t->parts, err);
    }
    finish(t, 0, 0);
}

static void one_by_one(struct turn *t) {
    for (size_t i = 0; i < t->parts.inbox->count; i++)
        arrival_alone(t, i);
    due_alone(t);
}

// ---------------------------------------------------------------- the turn

static void turn_measure(struct turn *t, uint64_t started_ns) {
    struct turn_parts *p = &t->parts;
    size_t count = p->inbox->count;
    uint64_t turn_us = (uv_hrtime() - started_ns) / 1000 + t->ahead_us;
    t->ahead_us = 0;
    counters_turn(p->counters, turn_us);
    if (turn_us > SLOW_TURN_US)
        log_write(LOG_LEVEL_WARNING, "slow_turn", " ms=%" PRIu64 " items=%zu turn=%" PRIu64,
                  turn_us / 1000, count, p->number);
    if (p->inbox->command_count)
        gather_answered(&t->gather, p->inbox->command_count, uv_hrtime() / 1000,
                        turn_us - t->commit_us);
}

void turn_run(struct turn *t) {
    struct turn_parts *p = &t->parts;
    size_t count = p->inbox->count;
    uint64_t started_ns = uv_hrtime();
    if (!p->look->open)
        p->now_ms = hall_time_now(p->time);
    t->commit_us = 0;
    due_rows_try_again(&t->due);
    if (!count && t->due.at_ms > p->now_ms && !t->last && !turn_uncovered(t))
        return;
    int err = attempt_safely(t, 0, count, true);
    if (err) {
        trouble_say(p, "turn_undone", t->deciding, err);
        one_by_one(t);
    } else {
        finish(t, 0, count);
    }
    turn_measure(t, started_ns);
    inbox_clear(p->inbox);
    router_budget(p->router, LIMIT_TURN_COMMANDS);
    row_cache_trim(p->look->rows);
    checkpoint_due(&t->checkpoint);
}

void turn_run_last(struct turn *t) {
    t->last = true;
    turn_run(t);
    t->last = false;
}

// ---------------------------------------------------------------- the loop

// Decides the arrivals so far and waits, at least for another round of the loop, for further
// commands. False: the turn runs now, as it does when its answers need no sync.
static bool gathers(struct turn *t) {
    struct turn_parts *p = &t->parts;
    size_t count = p->inbox->command_count; // commands alone: findings do not ask again
    uint64_t ahead_us = t->ahead_us;
    uint64_t step_us =
        gather_step_us(&t->gather, count, uv_hrtime() / 1000, store_sync_mean_us(p->store));
    if (!step_us || p->stopped_by || !decide_ahead(t) || !p->written)
        return false;
    p->counters->pauses++;
    ahead_us = t->ahead_us - ahead_us;
    if (ahead_us < step_us) {
        const struct timespec rest = {.tv_nsec = (long)(step_us - ahead_us) * 1000};
        nanosleep(&rest, NULL);
    }
    router_budget(p->router, LIMIT_TURN_COMMANDS - (int)count);
    inbox_wake(p->inbox);
    return true;
}

static void due_timer_cb(uv_timer_t *h) {
    struct turn *t = h->data;
    inbox_wake(t->parts.inbox);
}

static void due_arm(struct turn *t) {
    struct turn_parts *p = &t->parts;
    int64_t wait_ms = DUE_MAX_MS;
    bool idle = p->stopped_by || t->due.paused;
    if (!idle && t->due.at_ms <= p->now_ms)
        inbox_wake(p->inbox);
    else if (!idle && t->due.at_ms != INT64_MAX)
        wait_ms = wallclock_real_ms(&p->time->wallclock, t->due.at_ms - p->now_ms);
    if (wait_ms > DUE_MAX_MS)
        wait_ms = DUE_MAX_MS;
    if (!uv_is_closing((uv_handle_t *)&t->due_timer))
        uv_timer_start(&t->due_timer, due_timer_cb, (uint64_t)wait_ms, 0);
}

static void check_cb(uv_check_t *h) {
    struct turn *t = h->data;
    if (gathers(t))
        return;
    inbox_rest(t->parts.inbox);
    turn_run(t);
    due_arm(t);
    if (gather_wants_look(&t->gather, store_sync_mean_us(t->parts.store)))
        inbox_wake(t->parts.inbox);
}

void turn_init(struct turn *t, uv_loop_t *loop, const struct turn_parts *parts,
               const struct turn_hooks *hooks) {
    t->parts = *parts;
    t->hooks = *hooks;
    arena_init(&t->parts.arena, 0);
    checkpoint_init(&t->checkpoint, loop, &t->parts);
    uv_check_init(loop, &t->check);
    uv_timer_init(loop, &t->due_timer);
    t->check.data = t->due_timer.data = t;
    uv_check_start(&t->check, check_cb);
    uv_timer_start(&t->due_timer, due_timer_cb, 0, 0);
}

void turn_close(struct turn *t) {
    uv_close((uv_handle_t *)&t->check, NULL);
    uv_close((uv_handle_t *)&t->due_timer, NULL);
    checkpoint_close(&t->checkpoint);
}

void turn_fini(struct turn *t) {
    if (t->parts.inbox)
        outcomes_end(t, 0, t->parts.inbox->count);
    turn_parts_fini(&t->parts);
}
