// turn.c - the turn, and what is done when the disk says no:
//
//     map full       the map grows, the turn again; if it cannot grow now, as disk full
//     disk full      writes are refused (DISK_FULL), reads go on; tried again each second
//     input/output   the process ends at once, unanswered: clients ask again by key
//     anything else  the turn is undone and decided again one by one, each with its own commit; one
//                    that fails alone again is refused as INTERNAL, and is the only one
//
// What is derived in memory is brought back by undo() and changed only after a commit.
#include "broker/turn/turn.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/wire/wire.h"
#include "broker/after/aftermath.h"
#include "broker/after/publish.h"
#include "broker/broker.h"
#include "broker/turn/dispatch.h"

#define DUE_MAX_MS 1000          // the due timer looks at the clock at least so often
#define DUE_AGAIN_MS (60 * 1000) // a due row that failed is passed over for so long
#define FAILURE_AGAIN_MS (60 * 1000)
#define ATTEMPTS_MAX 8            // of one turn: the map doubles each time
#define SLOW_TURN_US (250 * 1000) // worth a line in the log

static struct state state_of(struct turn *t, struct arena *arena) {
    return (struct state){store_tables(t->broker->store), arena, t->broker->settings, NULL};
}

// ---------------------------------------------------------------- items

struct item *turn_add(struct turn *t) {
    if (t->item_count == TURN_ITEMS_MAX)
        return NULL;
    struct item *item = &t->items[t->item_count++];
    *item = (struct item){.refusal = HALLQ__REFUSAL__INIT};
    return item;
}

static void reserved_release(struct turn *t, struct item *item) {
    if (item->reserved_size)
        router_release(&t->broker->router, item->asker.device, item->reserved_size);
    item->reserved_size = 0;
}

static void outcome_clear(struct turn *t, struct item *item) {
    reserved_release(t, item);
    job_destroy(item->new_job);
    item->new_job = NULL;
    item->reply = NULL;
    item->record = NULL;
    item->recorded_refusal = NULL;
    item->again = item->look = false;
}

static void items_clear(struct turn *t) {
    for (size_t i = 0; i < t->item_count; i++) {
        outcome_clear(t, &t->items[i]);
        job_destroy(t->items[i].job);
    }
    t->item_count = 0;
    if (t->secrets)
        arena_wipe(&t->requests);
    else
        arena_reset(&t->requests);
    t->secrets = false;
}

// ---------------------------------------------------------------- one attempt

static int apply(struct turn *t, struct state *s, Hallq__JournalRecord *record) {
    record->epoch = t->broker->epoch;
    record->turn = t->number + 1;
    int err = record_apply(s, record);
    if (err)
        return err;
    halls_applied(&t->broker->halls, s->arena, record);
    t->written = true;
    return ERR_OK;
}

// What an administrator says of the clock holds from here on, for the rest of the turn and for the
// time it stores.
static void clock_follow(struct turn *t, const Hallq__JournalRecord *record) {
    struct hall_time *time = &t->broker->time;
    const Hallq__Event *event = record->events[0];
    if (event->body_case == HALLQ__EVENT__BODY_CLOCK_ACCEPTED) {
        hall_time_accept(time);
    } else if (event->body_case == HALLQ__EVENT__BODY_CLOCK_SET_BACK) {
        hall_time_set_back(time, event->clock_set_back->wall_at_ms);
        t->now_ms = time->clock.at_ms;
    }
}

static int item_run(struct turn *t, struct state *s, struct item *item) {
    outcome_clear(t, item);
    t->deciding = item;
    int err = dispatch_decide(t->broker, s, item);
    if (err || !item->record)
        return err;
    if (t->stopped_by) {
        item->record = NULL;
        job_destroy(item->new_job);
        item->new_job = NULL;
        dispatch_refuse_stopped(t->broker, item, t->stopped_by);
        return ERR_OK;
    }
    err = apply(t, s, item->record);
    if (!err && !item->record->hall && item->kind == ITEM_COMMAND)
        clock_follow(t, item->record);
    return err ? err : dispatch_answer(t->broker, s, item);
}

static void due_rotten_say(struct turn *t, size_t count) {
    if (count > t->due_rotten_count)
        log_write(LOG_LEVEL_ERROR, "due_rotten", " rows=%zu why=\"%s\"", count,
                  store_why(t->broker->store));
    t->due_rotten_count = count;
}

static int due_first(struct turn *t, struct state *s, struct due_first *ret) {
    int err = due_find(s, &t->due_passed, ret);
    if (!err && ret->rotten_count != t->due_rotten_count)
        due_rotten_say(t, ret->rotten_count);
    if (err || !ret->found || !t->due_any_done || !due_same(&ret->key, &t->due_done))
        return err;
    t->due_deciding = ret->key; // nobody's: it would be done without end
    t->due_at_hand = true;
    return ERR_CORRUPT;
}

static int due_run(struct turn *t, struct state *s) {
    if (t->stopped_by || t->due_paused)
        return ERR_OK;
    uint64_t end_ns = uv_hrtime() + LIMIT_TURN_DUE_MS * UINT64_C(1000000);
    for (int i = 0;
         i < LIMIT_TURN_DUE && (!i || uv_hrtime() < end_ns) && t->purges < LIMIT_TURN_PURGES; i++) {
        struct due_first due;
        struct decision decision;
        int err = due_first(t, s, &due);
        if (err || !due.found || due.key.at_ms > t->now_ms)
            return err;
        t->due_deciding = due.key;
        t->due_at_hand = true;
        err = decide_due(s, t->now_ms, &due.key, &decision);
        if (!err)
            err = apply(t, s, decision.record);
        if (err)
            return err;
        t->due_at_hand = false;
        t->due_any_done = true;
        t->due_done = due.key;
        t->purges += due.key.kind == HALLQ__DUE_ROW__KIND__PURGE;
        t->broker->counters.due_rows++;
    }
    return ERR_OK;
}

static int commit(struct turn *t) {
    uint64_t started_ns = uv_hrtime();
    int err = store_commit(t->broker->store);
    t->commit_us += (uv_hrtime() - started_ns) / 1000;
    return err;
}

bool turn_uncovered(const struct turn *t) {
    const struct broker *b = t->broker;
    return hall_time_uncovered(&b->time) && !t->stopped_by;
}

static int turn_time_set(struct turn *t, uint64_t number) {
    struct broker *b = t->broker;
    int64_t covered_ms = hall_time_cover(&b->time, t->now_ms, t->last);
    store_set_clock(b->store, b->time.clock.wall_ms, covered_ms, b->time.clock.catching_up);
    return store_set_turn(b->store, number, t->now_ms);
}

// When the turn is to run for what is due. Nothing is read while that failed: what cannot be looked
// at must not undo the commands of a turn.
static int due_when(struct turn *t, struct state *s) {
    struct due_first due = {.found = false};
    int err = t->due_paused ? ERR_OK : due_first(t, s, &due);
    t->due_at_ms = due.found ? due.key.at_ms : INT64_MAX;
    return err;
}

static int turn_end(struct turn *t, struct state *s, bool with_due) {
    int err = rows_flush(s);
    if (!err && with_due)
        err = due_when(t, s);
    if (!err && t->written)
        err = turn_time_set(t, t->number + 1);
    if (!err && !t->stopped_by)
        err = commit(t);
    else if (!err)
        store_abort(t->broker->store); // reads only: a full disk is left in peace
    return err;
}

static void undo(struct turn *t) {
    struct broker *b = t->broker;
    t->open = false;
    store_abort(b->store);
    hall_time_undo(&b->time, &t->clock_before);
    t->now_ms = hall_time_now(&b->time);
    row_cache_clear(b->rows);
    contacts_forget(&b->contacts);
    halls_forget(&b->halls);
    settings_cache_destroy(b->settings);
    b->settings = settings_cache_create();
    if (!b->settings)
        abort();
    b->counters.turns_undone++;
}

static int turn_begin(struct turn *t, size_t from) {
    arena_reset(&t->arena);
    t->state = state_of(t, &t->arena);
    t->state.rows = t->broker->rows;
    t->written = false;
    t->clock_before = t->broker->time.clock;
    t->decided_count = from;
    t->open = true;
    return store_begin(t->broker->store);
}

static int items_run(struct turn *t, size_t end) {
    for (; t->decided_count < end; t->decided_count++) {
        int err = item_run(t, &t->state, &t->items[t->decided_count]);
        if (err)
            return err;
    }
    t->deciding = NULL;
    return ERR_OK;
}

static int attempt(struct turn *t, size_t from, size_t count, bool with_due) {
    t->deciding = NULL;
    t->due_at_hand = t->due_any_done = false;
    t->purges = 0;
    int err = t->open ? ERR_OK : turn_begin(t, from);
    if (!err)
        err = items_run(t, from + count);
    if (!err && with_due)
        err = due_run(t, &t->state);
    t->written |= t->last || turn_uncovered(t);
    if (!err)
        err = turn_end(t, &t->state, with_due);
    if (err)
        undo(t);
    t->open = false;
    return err;
}

static void die(struct turn *t, int err) {
    log_write(LOG_LEVEL_ERROR, "disk", " error=\"%s\" why=\"%s\" turn=%" PRIu64, err_text(err),
              store_why(t->broker->store), t->number + 1);
    _exit(EXIT_DISK);
}

// What is here, while more may come. False: something failed; the turn begins again, and deals with
// it.
static bool decide_ahead(struct turn *t) {
    uint64_t started_ns = uv_hrtime();
    int err = ERR_OK;
    if (!t->open) {
        t->now_ms = hall_time_now(&t->broker->time);
        err = turn_begin(t, 0);
    }
    if (!err)
        err = items_run(t, t->item_count);
    if (err == ERR_IO)
        die(t, err);
    if (err)
        undo(t);
    t->ahead_us += (uv_hrtime() - started_ns) / 1000;
    return !err;
}

// ---------------------------------------------------------------- when the disk says no

static void writes_stop(struct turn *t, int err) {
    log_write(LOG_LEVEL_ERROR, "writes_stopped", " error=\"%s\" why=\"%s\"", err_text(err),
              store_why(t->broker->store));
    t->stopped_by = err;
}

static void writes_resume(struct turn *t) {
    log_write(LOG_LEVEL_INFO, "writes_resumed", " turn=%" PRIu64, t->number);
    t->stopped_by = ERR_OK;
    leases_tell_again(&t->broker->leases);
    turn_wake(t);
}

static bool grow(struct turn *t) {
    int err = store_grow(t->broker->store);
    log_write(err ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO, "map_grow", " result=\"%s\"", err_text(err));
    return !err;
}

// Deals with the disk's own errors. True: the attempt is worth repeating.
static bool dealt_with(struct turn *t, int err) {
    if (err == ERR_IO)
        die(t, err);
    if ((err != ERR_MAP_FULL && err != ERR_DISK_FULL) || t->stopped_by)
        return false;
    if (err == ERR_DISK_FULL || !grow(t))
        writes_stop(t, err);
    return true;
}

static int attempt_safely(struct turn *t, size_t from, size_t count, bool with_due) {
    int err = ERR_OK;
    for (int i = 0; i < ATTEMPTS_MAX; i++) {
        err = attempt(t, from, count, with_due);
        if (!err || !dealt_with(t, err))
            return err;
    }
    return err;
}

// Brings the store's tables up to the last turn. Where that fails, readers see what there is.
static void tables_follow(struct turn *t) {
    int err = store_checkpoint(t->broker->store);
    if (err == ERR_MAP_FULL && grow(t))
        err = store_checkpoint(t->broker->store);
    if (err == ERR_IO)
        die(t, err);
    if (err && !t->stopped_by)
        writes_stop(t, err);
    work_show(&t->broker->work, t->number);
}

static void readers_cb(uv_timer_t *h) {
    struct turn *t = h->data;
    if (t->open)
        return; // it is soon over
    uv_timer_stop(h);
    if (t->broker->work.visible_turn == t->number)
        return;
    t->readers_shown_ms = wallclock_machine_ms();
    tables_follow(t);
}

// Readers wait: now, or once it is time.
static void readers_arm(struct turn *t) {
    int64_t wait_ms = t->readers_shown_ms + LIMIT_LOOK_MS - wallclock_machine_ms();
    if (wait_ms <= 0)
        readers_cb(&t->readers_timer);
    else if (!uv_is_closing((uv_handle_t *)&t->readers_timer) &&
             !uv_is_active((uv_handle_t *)&t->readers_timer))
        uv_timer_start(&t->readers_timer, readers_cb, (uint64_t)wait_ms, 1);
}

static void rest_cb(uv_timer_t *h) {
    struct turn *t = h->data;
    if (t->open)
        return;
    bool rests = t->rest_number == t->number;
    t->rest_number = t->number;
    if (!rests)
        return;
    uv_timer_stop(h);
    if (!t->stopped_by) // or turn_probe does it
        tables_follow(t);
}

static void rest_arm(struct turn *t) {
    if (!uv_is_closing((uv_handle_t *)&t->rest_timer) &&
        !uv_is_active((uv_handle_t *)&t->rest_timer))
        uv_timer_start(&t->rest_timer, rest_cb, STORE_IDLE_MS, STORE_IDLE_MS);
}

void turn_probe(struct turn *t) {
    struct broker *b = t->broker;
    if (!t->stopped_by || (t->stopped_by == ERR_MAP_FULL && !grow(t)))
        return;
    t->now_ms = hall_time_now(&b->time);
    int err = store_begin(b->store);
    if (!err)
        err = turn_time_set(t, t->number);
    if (!err)
        err = store_commit(b->store);
    if (err)
        store_abort(b->store);
    if (err == ERR_IO)
        die(t, err);
    if (!err)
        writes_resume(t);
}

// ---------------------------------------------------------------- after the commit

static void reply_send(struct turn *t, struct item *item) {
    struct wire_packed frame = wire_pack_in(item->reply, &t->arena);
    reserved_release(t, item); // from here on it counts as sent
    if (item->job)
        dispatch_job_send(t->broker, item->job, &frame);
    else
        router_send(&t->broker->router, &item->peer, item->asker.device, frame.data, frame.size);
}

static void reply_count(struct turn *t, const struct item *item) {
    const Hallq__Reply *reply = item->reply;
    bool refused = reply->body_case == HALLQ__REPLY__BODY_REFUSAL;
    bool applied = item->record && !item->look;
    enum answer answer = refused       ? ANSWER_REFUSED
                         : applied     ? ANSWER_APPLIED
                         : item->again ? ANSWER_AGAIN
                                       : ANSWER_READ;
    counters_answer(&t->broker->counters, item->request, answer,
                    refused ? reply->refusal->reason : HALLQ__REFUSAL__REASON__NONE);
}

static void item_answer(struct turn *t, struct item *item) {
    if (!item->reply)
        return;
    reply_send(t, item);
    reply_count(t, item);
}

// Whether it waits for the tables: it sees all that was answered before it was asked.
static bool item_begin_job(struct turn *t, struct item *item) {
    struct job *job = item->new_job;
    item->new_job = NULL;
    return job && work_begin(&t->broker->work, job, t->number);
}

// After all that leaves now: a checkpoint takes its time.
static void jobs_begin(struct turn *t, size_t from, size_t count) {
    bool wait = false;
    for (size_t i = 0; i < count; i++)
        wait |= item_begin_job(t, &t->items[from + i]);
    if (wait)
        readers_arm(t);
}

static void finish(struct turn *t, size_t from, size_t count) {
    struct broker *b = t->broker;
    if (t->written) {
        t->number++;
        b->counters.turns_written++;
        rest_arm(t);
        halls_keep(&b->halls);
        aftermath_turn(b);
    }
    for (size_t i = 0; i < count; i++)
        item_answer(t, &t->items[from + i]);
    publish_turn(b);
    jobs_begin(t, from, count);
    halls_forget(&b->halls);
}

// ---------------------------------------------------------------- the turn

static void failure_log(const struct turn *t, const char *event, int err) {
    const struct command_row *row =
        t->deciding && t->deciding->request ? command_find(t->deciding->request->body_case) : NULL;
    log_write(LOG_LEVEL_ERROR, event, " command=%s hall=%u error=\"%s\" why=\"%s\"",
              row ? row->name : "none",
              t->deciding && t->deciding->request ? t->deciding->request->hall : 0, err_text(err),
              store_why(t->broker->store));
}

// Whether the row that this is about was not told of lately: whoever presses a key that cannot do
// its work presses it again.
static bool failure_new(struct turn *t) {
    const char *why = store_why(t->broker->store);
    int64_t now_ms = wallclock_machine_ms();
    for (size_t i = 0; i < FAILURES_KEPT; i++)
        if (!strncmp(t->failures[i].why, why, FAILURE_WHY_SIZE - 1) &&
            now_ms < t->failures[i].again_ms)
            return false;
    struct failure *f = &t->failures[t->failure_next++ % FAILURES_KEPT];
    snprintf(f->why, sizeof f->why, "%s", why);
    f->again_ms = now_ms + FAILURE_AGAIN_MS;
    return true;
}

static void item_alone(struct turn *t, size_t i) {
    int err = attempt_safely(t, i, 1, false);
    if (err) {
        if (failure_new(t))
            failure_log(t, "command_failed", err);
        outcome_clear(t, &t->items[i]);
        t->written = false;
        if (t->items[i].kind == ITEM_COMMAND)
            dispatch_refuse(t->broker, &t->items[i], HALLQ__REFUSAL__REASON__INTERNAL);
    }
    finish(t, i, 1);
}

// Passes over the row that failed, or all of them for a while if it is not a row's fault.
static void due_pass(struct turn *t, int err) {
    const struct due_key *due = &t->due_deciding;
    if (!t->due_passed.count && !t->due_paused)
        t->due_again_ms = wallclock_machine_ms() + DUE_AGAIN_MS;
    t->due_paused = !t->due_at_hand || t->due_passed.count == DUE_PASSED_MAX;
    if (!t->due_paused)
        t->due_passed.keys[t->due_passed.count++] = *due;
    log_write(LOG_LEVEL_ERROR, "due_failed",
              " hall=%u kind=%d subject=%" PRIu64 " error=\"%s\" why=\"%s\"",
              t->due_at_hand ? due->hall : 0, t->due_at_hand ? (int)due->kind : 0,
              t->due_at_hand ? due->subject : 0, err_text(err), store_why(t->broker->store));
}

static void due_alone(struct turn *t) {
    int err;
    while ((err = attempt_safely(t, 0, 0, true))) {
        t->written = false;
        if (t->due_paused) { // nothing due was looked at: it is not theirs
            failure_log(t, "turn_failed", err);
            break;
        }
        due_pass(t, err);
    }
    finish(t, 0, 0);
}

// After a while the rows that failed are tried again.
static void due_try_again(struct turn *t) {
    if ((!t->due_passed.count && !t->due_paused) || wallclock_machine_ms() < t->due_again_ms)
        return;
    t->due_passed.count = 0;
    t->due_paused = false;
    t->due_at_ms = INT64_MIN;
}

size_t turn_due_failing(const struct turn *t) {
    return t->due_passed.count + t->due_rotten_count + t->due_paused;
}

static void one_by_one(struct turn *t) {
    for (size_t i = 0; i < t->item_count; i++)
        item_alone(t, i);
    due_alone(t);
}

static void due_timer_cb(uv_timer_t *h) {
    turn_wake(h->data);
}

static void due_arm(struct turn *t) {
    int64_t wait_ms = DUE_MAX_MS;
    bool idle = t->stopped_by || t->due_paused;
    if (!idle && t->due_at_ms <= t->now_ms)
        turn_wake(t);
    else if (!idle && t->due_at_ms != INT64_MAX)
        wait_ms = wallclock_real_ms(&t->broker->time.wallclock, t->due_at_ms - t->now_ms);
    if (wait_ms > DUE_MAX_MS)
        wait_ms = DUE_MAX_MS;
    if (!uv_is_closing((uv_handle_t *)&t->due_timer))
        uv_timer_start(&t->due_timer, due_timer_cb, (uint64_t)wait_ms, 0);
}

void turn_run(struct turn *t) {
    uint64_t started_ns = uv_hrtime();
    if (!t->open)
        t->now_ms = hall_time_now(&t->broker->time);
    t->commit_us = 0;
    due_try_again(t);
    if (!t->item_count && t->due_at_ms > t->now_ms && !t->last && !turn_uncovered(t))
        return;
    int err = attempt_safely(t, 0, t->item_count, true);
    if (err) {
        failure_log(t, "turn_undone", err);
        one_by_one(t);
    } else {
        finish(t, 0, t->item_count);
    }
    uint64_t turn_us = (uv_hrtime() - started_ns) / 1000 + t->ahead_us;
    t->ahead_us = 0;
    counters_turn(&t->broker->counters, turn_us);
    if (turn_us > SLOW_TURN_US)
        log_write(LOG_LEVEL_WARNING, "slow_turn", " ms=%" PRIu64 " items=%zu turn=%" PRIu64,
                  turn_us / 1000, t->item_count, t->number);
    if (t->item_count)
        gather_answered(&t->gather, t->item_count, uv_hrtime() / 1000, turn_us - t->commit_us);
    items_clear(t);
    router_budget(&t->broker->router, LIMIT_TURN_COMMANDS);
    row_cache_trim(t->broker->rows);
}

void turn_run_last(struct turn *t) {
    t->last = true;
    turn_run(t);
    t->last = false;
}

int turn_look(struct turn *t, int (*look_cb)(struct state *s, void *arg), void *arg) {
    if (t->open)
        turn_run(t);
    struct arena arena;
    arena_init(&arena, 0);
    struct state s = state_of(t, &arena);
    int err = store_begin(t->broker->store);
    if (!err)
        err = look_cb(&s, arg);
    store_abort(t->broker->store);
    arena_fini(&arena);
    return err;
}

// ---------------------------------------------------------------- the loop

static void idle_cb(uv_idle_t *h) {
    (void)h; // keeps the loop from sleeping before the check
}

// Decides what is here and waits, at least for another round of the loop, for what else may come
// into the turn. Not with answers that need no sync.
static bool gathers(struct turn *t) {
    struct broker *b = t->broker;
    uint64_t ahead_us = t->ahead_us;
    uint64_t step_us =
        gather_step_us(&t->gather, t->item_count, uv_hrtime() / 1000, store_sync_mean_us(b->store));
    if (!step_us || t->stopped_by || !decide_ahead(t) || !t->written)
        return false;
    b->counters.pauses++;
    ahead_us = t->ahead_us - ahead_us;
    if (ahead_us < step_us) {
        const struct timespec rest = {.tv_nsec = (long)(step_us - ahead_us) * 1000};
        nanosleep(&rest, NULL);
    }
    router_budget(&b->router, LIMIT_TURN_COMMANDS - (int)t->item_count);
    turn_wake(t);
    return true;
}

static void check_cb(uv_check_t *h) {
    struct turn *t = h->data;
    if (gathers(t))
        return;
    uv_idle_stop(&t->idle);
    turn_run(t);
    due_arm(t);
    if (gather_wants_look(&t->gather, store_sync_mean_us(t->broker->store)))
        turn_wake(t);
}

void turn_wake(struct turn *t) {
    if (!uv_is_closing((uv_handle_t *)&t->idle))
        uv_idle_start(&t->idle, idle_cb);
}

void turn_init(struct turn *t, struct broker *b, uint64_t number) {
    *t = (struct turn){.broker = b, .number = number};
    arena_init(&t->requests, 0);
    arena_init(&t->arena, 0);
    uv_check_init(b->loop, &t->check);
    uv_idle_init(b->loop, &t->idle);
    uv_timer_init(b->loop, &t->due_timer);
    uv_timer_init(b->loop, &t->rest_timer);
    uv_timer_init(b->loop, &t->readers_timer);
    t->check.data = t->idle.data = t->due_timer.data = t->rest_timer.data = t;
    t->readers_timer.data = t;
    t->readers_shown_ms = INT64_MIN / 2;
    uv_check_start(&t->check, check_cb);
    uv_timer_start(&t->due_timer, due_timer_cb, 0, 0);
}

void turn_close(struct turn *t) {
    uv_close((uv_handle_t *)&t->check, NULL);
    uv_close((uv_handle_t *)&t->idle, NULL);
    uv_close((uv_handle_t *)&t->due_timer, NULL);
    uv_close((uv_handle_t *)&t->rest_timer, NULL);
    uv_close((uv_handle_t *)&t->readers_timer, NULL);
}

void turn_fini(struct turn *t) {
    items_clear(t);
    arena_fini(&t->requests);
    arena_fini(&t->arena);
}
