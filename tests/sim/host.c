// host.c - turns, crashes, restarts. A turn is what the broker's turn is:
//
//   begin ─ commands, reads ─ due rows ─ findings ─ commit ─ replies ─ feeds
//
// with a possible crash before each step, and a store that may refuse any write or the commit: then
// the turn is undone and done again, or its writes are refused.
#include "tests/sim/host_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"
#include "broker/hall/core/newest.h"
#include "broker/store/copies/create.h"
#include "broker/store/tables/meta.h"
#include "tests/sim/canary.h"
#include "tests/sim/client.h"
#include "tests/sim/folder.h"
#include "tests/sim/judge.h"
#include "tests/sim/screen.h"

enum {
    TURN_DUE = 16, // small, so that turns also end with rows still due
    ATTEMPTS = 4,
    REPLAYED_STARTS = 10, // of a thousand
    LEASE_BEATS = 3,      // heartbeats between two looks at the terminals
    GROWN_MAX = 12, // of a run: full maps are told that are not, and the map doubles each time
};

#define MAP_BYTES (2u << 20)
#define REDO_BYTES (64u << 10) // small: a checkpoint now and then
#define SECOND_MS 1000

bool host_up(const struct host *h) {
    return h->up;
}

uint64_t host_epoch(const struct host *h) {
    return h->epoch;
}

int64_t host_now_ms(const struct sim *s) {
    const struct host *h = s->host;
    int64_t wall_ms = s->now_ms + h->skew_ms;
    return wall_ms > h->hall_ms ? wall_ms : h->hall_ms;
}

static void parcels_clear(struct parcels *p) {
    for (size_t i = 0; i < p->count; i++)
        free(p->list[i].data);
    p->count = 0;
}

// --- opening and dying

// When the next row is due; only a turn that wrote can change it.
static void due_look(struct host *h) {
    if (store_begin(h->store) != ERR_OK || due_first_ms(&h->state, &h->due_ms) != ERR_OK)
        sim_fail(h->sim, "store", "what is due cannot be read");
    store_abort(h->store);
}

static bool host_open(struct host *h) {
    struct store_options options = {
        .path = h->folder, .map_bytes = MAP_BYTES, .redo_bytes = REDO_BYTES, .unsynced = true};
    struct store_why why = {""};
    struct store_meta meta;
    if (store_open(&h->store, &options, &why) != ERR_OK) {
        sim_fail(h->sim, "store", "the store does not open: %s", why.text);
        return false;
    }
    h->grown = 0;
    faulty_init(&h->faulty, store_tables(h->store));
    h->state.tables = &h->faulty.tables;
    h->state.arena = &h->arena;
    h->state.settings = settings_cache_create();
    h->state.rows = row_cache_create();
    h->state.newest = newest_create();
    if (store_begin(h->store) != ERR_OK || store_meta_get(h->state.tables, &meta) != ERR_OK) {
        sim_fail(h->sim, "store", "the store has no meta row");
        return false;
    }
    h->epoch = meta.epoch;
    h->turn = meta.turn;
    h->hall_ms = meta.at_ms > h->hall_ms ? meta.at_ms : h->hall_ms;
    for (size_t feed = 0; feed < FEED_COUNT; feed++)
        h->upto[feed] = host_seq(h, PLAN_HALL);
    judge_opened(h->sim, host_seq(h, PLAN_HALL), host_seq(h, 0), meta.turn);
    store_abort(h->store);
    due_look(h);
    arena_reset(&h->arena);
    for (size_t i = 0; i < DEVICES; i++)
        h->heard_ms[i] = h->hall_ms;
    return true;
}

static void host_shut(struct host *h) {
    store_abort(h->store);
    store_close(&h->store);
    settings_cache_destroy(h->state.settings);
    row_cache_destroy(h->state.rows);
    newest_destroy(h->state.newest);
    h->state = (struct state){0};
    parcels_clear(&h->inbox);
    parcels_clear(&h->works);
    h->found_count = 0;
    h->up = false;
}

struct host *host_create(struct sim *s) {
    struct host *h = calloc(1, sizeof *h);
    struct store_why why;
    if (!h)
        abort();
    s->host = h;
    h->sim = s;
    h->turn_at_ms = INT64_MAX;
    folder_name(h->folder, sizeof h->folder, s->options->folder, "live");
    arena_init(&h->arena, 0);
    if (store_create(h->folder, dice_next(&s->dice_host) | 1, STORE_KEYS_UNSAID, &why) != ERR_OK)
        sim_fail(s, "store", "no store can be made in %s: %s", h->folder, why.text);
    h->up = !s->failed && host_open(h);
    return h;
}

void host_destroy(struct host *h) {
    if (!h)
        return;
    if (h->store)
        host_shut(h);
    arena_fini(&h->arena);
    folder_delete(h->folder);
    free(h);
}

void host_crash(struct sim *s, const char *where) {
    struct host *h = s->host;
    if (!h->up)
        return;
    sim_note(s, "crash %s", where);
    host_shut(h);
    arena_reset(&h->arena);
    h->turn_at_ms = INT64_MAX;
    h->turn_mark++;
    agenda_put(&s->agenda, s->now_ms + dice_wait(&s->dice_fault, 8 * SECOND_MS), BROKER_START, 0, 0,
               NULL, 0);
}

// When the loop runs next: `at_ms` of the world, unless it runs sooner anyway.
static void turn_at(struct host *h, int64_t at_ms) {
    struct sim *s = h->sim;
    if (at_ms < s->now_ms)
        at_ms = s->now_ms;
    if (!h->up || at_ms >= h->turn_at_ms)
        return;
    h->turn_at_ms = at_ms;
    agenda_put(&s->agenda, at_ms, BROKER_TURN, 0, ++h->turn_mark, NULL, 0);
}

void host_start(struct sim *s) {
    struct host *h = s->host;
    if (h->up)
        return;
    h->up = host_open(h);
    sim_note(s, "start turn %llu", (unsigned long long)h->turn);
    if (!s->failed && dice_chance(&s->dice_fault, REPLAYED_STARTS))
        judge_replay(s);
    turn_at(h, s->now_ms);
}

void host_jump(struct sim *s, int64_t by_ms) {
    s->host->skew_ms += by_ms;
    turn_at(s->host, s->now_ms);
}

void host_heartbeat(struct sim *s) {
    struct host *h = s->host;
    if (!h->up)
        return;
    for (int feed = 0; feed < FEED_COUNT; feed++) {
        Hallq__Heartbeat beat = HALLQ__HEARTBEAT__INIT;
        Hallq__FeedMessage message = HALLQ__FEED_MESSAGE__INIT;
        beat.epoch = h->epoch;
        beat.hall = PLAN_HALL;
        beat.upto = h->upto[feed];
        beat.at_ms = host_now_ms(s);
        message.body_case = HALLQ__FEED_MESSAGE__BODY_HEARTBEAT;
        message.heartbeat = &beat;
        screens_publish(s, (enum feed)feed, &message.base);
    }
    if (++h->beats % LEASE_BEATS)
        return;
    h->look_at_leases = true;
    turn_at(h, s->now_ms);
}

void host_request(struct sim *s, uint32_t who, const void *data, size_t size) {
    struct host *h = s->host;
    if (!h->up || h->inbox.count == INBOX)
        return; // nobody hears it
    struct parcel *p = &h->inbox.list[h->inbox.count++];
    *p = (struct parcel){.who = who, .data = malloc(size + 1), .size = size};
    memcpy(p->data, data, size);
    turn_at(h,
            s->now_ms + (dice_chance(&s->dice_host, 500) ? 0 : dice_range(&s->dice_host, 0, 400)));
}

// --- one turn

// A step of the turn: true if the broker dies just before it.
static bool dies(struct host *h, const char *where) {
    if (!h->steps_to_crash || --h->steps_to_crash)
        return false;
    judge_lost(h->sim, h->items, h->item_count);
    host_crash(h->sim, where);
    return true;
}

static int turn_due(struct host *h) {
    struct due_key due;
    int err = ERR_OK;
    for (size_t i = 0; i < TURN_DUE && !err; i++) {
        if (due_next(&h->state, h->hall_ms, &due) == ERR_NOT_FOUND)
            return ERR_OK;
        if (dies(h, "before a due row"))
            return ERR_CLOSED;
        struct turn_item *item = item_add(h, ITEM_DUE);
        item->due = due;
        err = decide_due(&h->state, h->hall_ms, &due, &item->decision);
        if (!err)
            err = item_apply(h, item);
    }
    return err;
}

// The broker's own finding about the terminals of counters.
static int turn_leases(struct host *h) {
    const struct plan *plan = judge_plan(h->sim);
    int err = ERR_OK;
    for (size_t i = 0; plan && i < plan->counter_count && !err; i++) {
        const Hallq__CounterRow *row;
        uint32_t counter = plan->counters[i].id;
        err = counter_row_need(&h->state, key_counter(PLAN_HALL, counter), &row);
        if (err || !row->device)
            continue;
        int64_t silent_ms = h->hall_ms - h->heard_ms[row->device % DEVICES];
        bool heard = silent_ms <= (int64_t)plan->counter_lease_s * SECOND_MS;
        if (heard == !row->lost && dice_chance(&h->sim->dice_host, 950))
            continue;
        struct turn_item *item = item_add(h, ITEM_HEARD);
        item->counter = counter;
        item->heard = heard;
        err =
            decide_counter_heard(&h->state, h->hall_ms, PLAN_HALL, counter, heard, &item->decision);
        if (!err)
            err = item_apply(h, item);
    }
    return err;
}

static int turn_commit(struct host *h) {
    bool writes = false;
    for (size_t i = 0; i < h->item_count; i++)
        writes |= h->items[i].decision.record != NULL;
    if (!writes) {
        store_abort(h->store);
        return ERR_OK;
    }
    int err = rows_flush(&h->state);
    if (!err)
        err = store_set_turn(h->store, h->turn + 1, h->hall_ms);
    if (!err && h->fail_commit) {
        h->fail_commit = false;
        err = h->fail_err;
    }
    if (!err)
        err = store_commit(h->store);
    if (err)
        return err;
    h->turn++;
    due_look(h);
    return ERR_OK;
}

// ERR_CLOSED: the broker died.
static int turn_try(struct host *h) {
    h->item_count = 0;
    while (h->works.count > h->works_before) // handed over by an attempt that was undone
        free(h->works.list[--h->works.count].data);
    int err = store_begin(h->store);
    for (size_t i = 0; i < h->inbox.count && !err; i++) {
        if (dies(h, "before a command"))
            return ERR_CLOSED;
        err = item_of_parcel(h, &h->inbox.list[i]);
    }
    if (!err && h->full_until_ms <= h->sim->now_ms)
        err = turn_due(h);
    if (!err && h->look_at_leases && h->full_until_ms <= h->sim->now_ms)
        err = turn_leases(h);
    if (!err && h->full_until_ms <= h->sim->now_ms)
        err = turn_looks(h);
    if (!err && dies(h, "before the commit"))
        return ERR_CLOSED;
    return err ? err : turn_commit(h);
}

// After an error: undone; then as store.h says.
static bool turn_undo(struct host *h, int err) {
    struct sim *s = h->sim;
    bool injected = err == h->fail_err;
    const Hallq__Request *last = h->item_count ? h->items[h->item_count - 1].request : NULL;
    sim_note(s, "undone: %s, after command %d", err_text(err), last ? (int)last->body_case : 0);
    if (err != ERR_MAP_FULL && err != ERR_DISK_FULL)
        sim_fail(s, "store", "a turn failed: %s: %s", err_text(err), store_why(h->store));
    store_abort(h->store);
    bool grows = err == ERR_MAP_FULL && (!injected || dice_chance(&s->dice_fault, 100));
    if (grows && h->grown++ < GROWN_MAX && store_grow(h->store) != ERR_OK)
        sim_fail(s, "store", "the map does not grow: %s", store_why(h->store));
    if (err == ERR_DISK_FULL)
        h->full_until_ms = s->now_ms + dice_wait(&s->dice_fault, 10 * SECOND_MS);
    faulty_arm(&h->faulty, 0, 0);
    settings_cache_destroy(h->state.settings); // may hold settings that were undone
    h->state.settings = settings_cache_create();
    row_cache_clear(h->state.rows);
    h->redone = true;
    return !s->failed;
}

static void turn_faults(struct host *h) {
    struct sim *s = h->sim;
    h->steps_to_crash = h->fail_err = 0;
    h->fail_commit = h->redone = h->dies_unheard = false;
    faulty_arm(&h->faulty, 0, 0);
    if (s->healing)
        return;
    if (dice_chance(&s->dice_fault, s->faults.crash / 2))
        h->dies_unheard = true;
    else if (dice_chance(&s->dice_fault, s->faults.crash))
        h->steps_to_crash = 1 + (unsigned)dice_below(&s->dice_fault, 2 * h->inbox.count + 6);
    if (!dice_chance(&s->dice_fault, s->faults.full))
        return;
    h->fail_err = dice_chance(&s->dice_fault, 600) ? ERR_MAP_FULL : ERR_DISK_FULL;
    h->fail_commit = dice_chance(&s->dice_fault, 400);
    if (!h->fail_commit)
        faulty_arm(&h->faulty, 1 + (unsigned)dice_below(&s->dice_fault, 16), h->fail_err);
}

static void feed_publish(struct host *h, enum feed feed, uint64_t upto) {
    Hallq__FeedBatch batch = HALLQ__FEED_BATCH__INIT;
    Hallq__FeedMessage message = HALLQ__FEED_MESSAGE__INIT;
    Hallq__Event *events[ITEMS * 4];
    for (size_t i = 0; i < h->item_count; i++) {
        const Hallq__JournalRecord *record = h->items[i].decision.record;
        for (size_t e = 0; record && record->hall == PLAN_HALL && e < record->n_events; e++) {
            const Hallq__Event *shown = event_project(record->events[e], feed, &h->arena);
            if (shown && batch.n_events < ITEMS * 4)
                events[batch.n_events++] = (Hallq__Event *)(uintptr_t)shown;
        }
    }
    if (!batch.n_events)
        return;
    batch.epoch = h->epoch;
    batch.hall = PLAN_HALL;
    batch.after = h->upto[feed];
    batch.upto = h->upto[feed] = upto;
    batch.events = events;
    message.body_case = HALLQ__FEED_MESSAGE__BODY_BATCH;
    message.batch = &batch;
    screens_publish(h->sim, feed, &message.base);
}

static bool turn_reply(struct host *h) {
    for (size_t i = 0; i < h->item_count; i++) {
        const struct turn_item *item = &h->items[i];
        if (!item->reply)
            continue;
        if (dies(h, "before a reply"))
            return false;
        client_reply(h->sim, item->who, item->reply);
    }
    return true;
}

static void turn_publish(struct host *h) {
    uint64_t upto = 0;
    for (size_t i = 0; i < h->item_count; i++) {
        const Hallq__JournalRecord *record = h->items[i].decision.record;
        if (record && record->hall == PLAN_HALL)
            upto = record->last_seq;
    }
    for (int feed = 0; feed < FEED_COUNT && upto; feed++) {
        if (dies(h, "before a feed"))
            return;
        feed_publish(h, (enum feed)feed, upto);
    }
}

// Wakes the loop for what is due next.
static void turn_schedule(struct host *h) {
    struct sim *s = h->sim;
    if (!h->up || h->due_ms == INT64_MAX)
        return;
    int64_t late_ms = dice_chance(&s->dice_host, 800) ? 0 : dice_wait(&s->dice_host, 3000);
    int64_t at_ms = h->due_ms - h->skew_ms + late_ms;
    if (h->full_until_ms > s->now_ms && at_ms < h->full_until_ms)
        at_ms = h->full_until_ms;
    turn_at(h, at_ms > s->now_ms ? at_ms : s->now_ms + 1);
}

void host_turn(struct sim *s, uint64_t mark) {
    struct host *h = s->host;
    if (!h->up || mark != h->turn_mark)
        return;
    h->turn_at_ms = INT64_MAX;
    h->hall_ms = host_now_ms(s);
    arena_reset(&h->arena);
    turn_faults(h);
    h->works_before = h->works.count;
    int err = ERR_BUSY;
    for (int attempt = 0; err && attempt < ATTEMPTS; attempt++) {
        err = turn_try(h);
        if (err == ERR_CLOSED || (err && !turn_undo(h, err)))
            return;
    }
    if (err)
        return sim_fail(s, "store", "a turn failed %d times: %s", ATTEMPTS, err_text(err));
    h->look_at_leases = false;
    h->found_count = 0;
    parcels_clear(&h->inbox);
    if (!judge_turn(s, &h->state, h->items, h->item_count, h->dies_unheard))
        return;
    if (h->dies_unheard)
        return host_crash(s, "after the commit");
    if (turn_reply(h))
        turn_publish(h);
    host_seek_advice(h);
    turn_schedule(h);
}

void host_work(struct sim *s, uint64_t mark) {
    struct host *h = s->host;
    size_t i = 0;
    while (i < h->works.count && h->works.list[i].mark != mark)
        i++;
    if (!h->up || i == h->works.count || h->inbox.count == INBOX)
        return;
    h->inbox.list[h->inbox.count++] = h->works.list[i];
    h->works.list[i] = h->works.list[--h->works.count];
    turn_at(h, s->now_ms);
}

struct state *host_state(struct sim *s) {
    struct host *h = s->host;
    if (!h->up || store_begin(h->store) != ERR_OK)
        return NULL;
    return &h->state;
}

void host_state_end(struct sim *s) {
    store_abort(s->host->store);
}
