#include "broker/after/publish.h"

#include <stdlib.h>

#include "base/wire/wire.h"

#define WAITS_EVERY_MS 1000 // of one hall
#define WAITS_TURN_MS 5     // for all halls; the others are looked at next time, before these
#define BEATS_AT_ONCE                                                                              \
    1024 // halls, some milliseconds; eleven times a second: all of LIMIT_HALLS each second
#define WAITS_STEP_S 60    // a change of the rough wait worth showing: a minute, or
#define WAITS_STEP_PART 10 // a tenth of it

static int message_send(struct broker *b, enum feed feed, uint32_t hall,
                        const Hallq__FeedMessage *message, struct arena *arena) {
    struct wire_packed body = wire_pack_in(message, arena);
    if (body.size > LIMIT_REPLY_SIZE)
        return ERR_TOO_LARGE; // left as a hole: asking for the events gives them in portions
    return broadcast_send(&b->feeds[feed], hall, body.data, body.size);
}

// ---------------------------------------------------------------- events

// The turn's events of a hall as a feed may see them.
static size_t events_project(const struct hall *hall, enum feed feed, struct arena *arena,
                             Hallq__Event ***ret_events) {
    size_t room = 0, count = 0;
    for (const struct applied *a = hall->first; a; a = a->next)
        room += a->record->n_events;
    Hallq__Event **events = arena_need(arena, room * sizeof(Hallq__Event *));
    for (const struct applied *a = hall->first; a; a = a->next)
        for (size_t i = 0; i < a->record->n_events; i++) {
            const Hallq__Event *seen = event_project(a->record->events[i], feed, arena);
            if (seen)
                events[count++] = (Hallq__Event *)(uintptr_t)seen;
        }
    *ret_events = events;
    return count;
}

// A turn that shows nothing on a feed leaves it where it was: the next message passes over it. False: that
// is so, and somebody is listening.
static bool publish_hall(struct broker *b, struct hall *hall, enum feed feed) {
    Hallq__FeedBatch batch = HALLQ__FEED_BATCH__INIT;
    Hallq__FeedMessage message = HALLQ__FEED_MESSAGE__INIT;
    struct arena *arena = &b->turn.arena;
    if (!broadcast_heard(&b->feeds[feed], hall->hall)) {
        hall->upto[feed] = hall->seq;
        return true;
    }
    batch.n_events = events_project(hall, feed, arena, &batch.events);
    if (!batch.n_events)
        return false;
    batch.epoch = b->epoch;
    batch.hall = hall->hall;
    batch.after = hall->upto[feed];
    batch.upto = hall->upto[feed] = hall->seq;
    message.body_case = HALLQ__FEED_MESSAGE__BODY_BATCH;
    message.batch = &batch;
    message_send(b, feed, hall->hall, &message, arena);
    return true;
}

// ---------------------------------------------------------------- heartbeats

static void heartbeat_send(struct broker *b, const struct hall *hall, enum feed feed, int64_t at_ms,
                           struct arena *arena) {
    Hallq__Heartbeat beat = HALLQ__HEARTBEAT__INIT;
    Hallq__FeedMessage message = HALLQ__FEED_MESSAGE__INIT;
    beat.epoch = b->epoch;
    beat.hall = hall->hall;
    beat.upto = hall->upto[feed];
    beat.at_ms = at_ms;
    beat.seq = hall->seq;
    beat.clock = hall_time_doubt(&b->time, arena);
    message.body_case = HALLQ__FEED_MESSAGE__BODY_HEARTBEAT;
    message.heartbeat = &beat;
    message_send(b, feed, hall->hall, &message, arena);
}

// A gateway follows the public feed alone, and asks for what the staff behind it may see when `seq` grows: it is
// told at once, with nothing that the next heartbeat would not say, and of nothing that stands on no feed.
static void gateways_wake(struct broker *b, const struct hall *hall) {
    struct arena *arena = &b->turn.arena;
    Hallq__Event **events;
    if (events_project(hall, FEED_STAFF, arena, &events))
        heartbeat_send(b, hall, FEED_PUBLIC, hall_time_now(&b->time), arena);
}

static void waits_mark(struct halls *halls, struct hall *hall) {
    if (hall->waits_dirty)
        return;
    hall->waits_dirty = true;
    hall->dirty_next = NULL;
    if (halls->dirty)
        halls->dirty_last->dirty_next = hall;
    else
        halls->dirty = hall;
    halls->dirty_last = hall;
}

void publish_turn(struct broker *b) {
    for (struct hall *hall = b->halls.touched; hall; hall = hall->touched_next) {
        if (!hall->hall)
            continue; // the broker itself is journaled, not published
        bool shown[FEED_COUNT];
        for (size_t feed = 0; feed < FEED_COUNT; feed++)
            shown[feed] = publish_hall(b, hall, (enum feed)feed);
        if (!shown[FEED_PUBLIC])
            gateways_wake(b, hall);
        waits_mark(&b->halls, hall);
    }
}

void publish_heartbeats_on(struct broker *b) {
    struct arena arena;
    int64_t at_ms = hall_time_now(&b->time);
    arena_init(&arena, 0);
    for (size_t i = 0; i < BEATS_AT_ONCE && b->halls.beat_next; i++) {
        const struct hall *hall = b->halls.beat_next;
        for (size_t feed = 0; feed < FEED_COUNT && hall->hall; feed++)
            if (broadcast_heard(&b->feeds[feed], hall->hall))
                heartbeat_send(b, hall, (enum feed)feed, at_ms, &arena);
        b->halls.beat_next = hall->next;
        arena_reset(&arena);
    }
    arena_fini(&arena);
}

void publish_heartbeats(struct broker *b) {
    if (!b->halls.beat_next) // or the round before is still under way
        b->halls.beat_next = b->halls.all;
    publish_heartbeats_on(b);
}

// ---------------------------------------------------------------- wait figures

struct shown_line {
    uint32_t service;
    uint32_t waiting;
    int64_t oldest_entered_at_ms;
    uint32_t rough_wait_s;
    uint32_t counters;
};

struct shown_waits {
    size_t line_count;
    struct shown_line lines[];
};

static bool line_differs(const struct shown_line *shown, const Hallq__LineWait *now) {
    uint32_t before_s = shown->rough_wait_s, now_s = now->rough_wait_s;
    uint32_t step_s = now_s > before_s ? now_s - before_s : before_s - now_s;
    return shown->service != now->service || shown->waiting != now->waiting ||
           shown->oldest_entered_at_ms != now->oldest_entered_at_ms ||
           shown->counters != now->counters || step_s > WAITS_STEP_S ||
           step_s * WAITS_STEP_PART > before_s;
}

static bool waits_differ(const struct shown_waits *shown, const Hallq__WaitFigures *now) {
    if (!shown || shown->line_count != now->n_lines)
        return true;
    for (size_t i = 0; i < now->n_lines; i++)
        if (line_differs(&shown->lines[i], now->lines[i]))
            return true;
    return false;
}

static void shown_keep(struct hall *hall, const Hallq__WaitFigures *now) {
    struct shown_waits *shown =
        realloc(hall->shown, sizeof *shown + now->n_lines * sizeof shown->lines[0]);
    if (!shown)
        return; // sent again next time
    shown->line_count = now->n_lines;
    for (size_t i = 0; i < now->n_lines; i++)
        shown->lines[i] = (struct shown_line){now->lines[i]->service, now->lines[i]->waiting,
                                              now->lines[i]->oldest_entered_at_ms,
                                              now->lines[i]->rough_wait_s, now->lines[i]->counters};
    hall->shown = shown;
}

struct looking {
    struct broker *broker;
    struct hall *hall;
};

static int waits_look_cb(struct state *s, void *arg) {
    struct looking *l = arg;
    struct broker *b = l->broker;
    Hallq__WaitFigures *now;
    Hallq__FeedMessage message = HALLQ__FEED_MESSAGE__INIT;
    int err = wait_figures_make(s, b->turn.now_ms, l->hall->hall, &now);
    if (err == ERR_NOT_FOUND)
        return ERR_OK; // a hall that was removed
    if (err || !waits_differ(l->hall->shown, now))
        return err;
    shown_keep(l->hall, now);
    message.body_case = HALLQ__FEED_MESSAGE__BODY_WAITS;
    message.waits = now;
    for (size_t feed = 0; feed < FEED_COUNT; feed++)
        if (broadcast_heard(&b->feeds[feed], l->hall->hall))
            message_send(b, (enum feed)feed, l->hall->hall, &message, s->arena);
    return ERR_OK;
}

static bool hall_heard(const struct broker *b, uint32_t hall) {
    return broadcast_heard(&b->feeds[FEED_PUBLIC], hall) ||
           broadcast_heard(&b->feeds[FEED_STAFF], hall);
}

static void waits_publish(struct broker *b, struct hall *hall, int64_t now_ms) {
    struct looking l = {b, hall};
    hall->waits_sent_ms = now_ms;
    if (!hall_heard(b, hall->hall))
        return; // whoever comes gets them with the snapshot
    int err = turn_look(&b->turn, waits_look_cb, &l);
    if (err)
        log_write(LOG_LEVEL_WARNING, "waits", " hall=%u error=\"%s\"", hall->hall, err_text(err));
}

void publish_waits(struct broker *b) {
    uint64_t end_ns = uv_hrtime() + WAITS_TURN_MS * UINT64_C(1000000);
    int64_t now_ms = wallclock_machine_ms();
    const struct hall *last = b->halls.dirty ? b->halls.dirty_last : NULL;
    for (const struct hall *done = NULL; done != last && uv_hrtime() < end_ns;) {
        struct hall *hall = b->halls.dirty;
        done = hall;
        b->halls.dirty = hall->dirty_next;
        hall->waits_dirty = false;
        if (now_ms - hall->waits_sent_ms < WAITS_EVERY_MS)
            waits_mark(&b->halls, hall); // behind the others
        else
            waits_publish(b, hall, now_ms);
    }
}

// ---------------------------------------------------------------- start

struct loading {
    struct broker *broker;
    struct state *state;
    int err;
};

static int hall_load(struct loading *l, uint32_t hall) {
    const Hallq__HallRow *row;
    struct hall *added;
    l->err = hall_row_get(l->state, key_hall(hall), &row);
    if (row_passed(l->state, TABLE_HALL, key_hall(hall), l->err))
        return l->err = ERR_OK; // the others go on
    if (l->err)
        return l->err = l->err == ERR_NOT_FOUND ? ERR_OK : l->err;
    added = halls_need(&l->broker->halls, hall);
    if (!added)
        return l->err = ERR_NO_MEMORY;
    added->seq = added->upto[FEED_PUBLIC] = added->upto[FEED_STAFF] = row->seq;
    return ERR_OK;
}

static int hall_cb(void *arg, uint32_t hall) {
    return hall_load(arg, hall);
}

static int load_look_cb(struct state *s, void *arg) {
    struct loading l = {arg, s, ERR_OK};
    int err = hall_load(&l, 0);
    if (!err)
        err = halls_each(s, hall_cb, &l);
    return err ? err : l.err;
}

int publish_load(struct broker *b) {
    return turn_look(&b->turn, load_look_cb, b);
}
