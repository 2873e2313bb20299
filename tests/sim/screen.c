// screen.c - the follower of a screen, and the truth it is held to.
//
// The truth is one view per feed, folded from every committed record as it is committed, with a
// fingerprint of what it showed after each sequence number. A screen's view must have the
// fingerprint of its own number, always; and a screen that does not say it is stale must not be far
// behind.
#include "tests/sim/screen.h"

#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"
#include "clients/libhallq/view/view.h"
#include "tests/sim/host.h"
#include "tests/sim/judge.h"
#include "tests/sim/privacy.h"
#include "tests/sim/truth.h"

#define TICK_MS 5000
#define QUIET_MS 30000 // three heartbeats
#define ASK_MS 4000
#define SETTLED_MS 3000 // what happened in the last seconds may be on its way
#define NUMBER_EVENTS (1u << 31)

enum { CALLS_KEPT = 4096 };

struct screen {
    enum feed feed;
    uint32_t device;
    struct hallq_view view;
    uint64_t upto;
    bool loaded;
    bool asking;
    bool want_snapshot;
    int64_t asked_ms;
    int64_t heard_ms;
    int64_t said_ms; // when what was heard last was sent
    int64_t cut_until_ms;
    uint32_t number;
    uint64_t announced;      // sequence of the last call announced
    uint64_t snapshot_calls; // calls before this may have been passed over by a snapshot
    uint64_t wake_mark;
};

Hallq__Device__Role screen_role(uint32_t which) {
    return which == SIM_SCREENS - 1   ? HALLQ__DEVICE__ROLE__LEAD
           : which == SIM_SCREENS - 2 ? HALLQ__DEVICE__ROLE__GUIDE
                                      : HALLQ__DEVICE__ROLE__DISPLAY;
}

static bool is_cut(const struct sim *s, const struct screen *c) {
    return s->now_ms < c->cut_until_ms && !s->healing;
}

static void wake_at(struct sim *s, uint32_t which, int64_t at_ms) {
    agenda_put(&s->agenda, at_ms, SCREEN_WAKE, which, ++s->screens[which].wake_mark, NULL, 0);
}

static void screen_reset(struct sim *s, struct screen *c) {
    hallq_view_fini(&c->view);
    hallq_view_init(&c->view, feed_is_of_staff(c->feed));
    c->loaded = c->asking = false;
    c->upto = c->announced = 0;
    c->want_snapshot = true;
    c->heard_ms = s->now_ms;
}

void screens_create(struct sim *s) {
    s->screens = calloc(SIM_SCREENS, sizeof *s->screens);
    if (!s->screens)
        abort();
    for (uint32_t i = 0; i < SIM_SCREENS; i++) {
        s->screens[i].feed = feed_of(screen_role(i));
        s->screens[i].number = NUMBER_EVENTS;
        screen_reset(s, &s->screens[i]);
        wake_at(s, i, s->now_ms + i * 777);
    }
}

void screens_destroy(struct sim *s) {
    for (uint32_t i = 0; s->screens && i < SIM_SCREENS; i++)
        hallq_view_fini(&s->screens[i].view);
    free(s->screens);
    s->screens = NULL;
}

static bool is_stale(const struct sim *s, const struct screen *c) {
    return !c->loaded || c->asking || c->want_snapshot || is_cut(s, c) ||
           s->now_ms - c->heard_ms > QUIET_MS;
}

static void ask(struct sim *s, uint32_t which) {
    struct screen *c = &s->screens[which];
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__GetSnapshot get_snapshot = HALLQ__GET_SNAPSHOT__INIT;
    Hallq__GetEvents get_events = HALLQ__GET_EVENTS__INIT;
    unsigned char packed[256];
    request.hall = PLAN_HALL;
    request.number = ++c->number;
    if (c->want_snapshot || !c->loaded) {
        request.body_case = HALLQ__REQUEST__BODY_GET_SNAPSHOT;
        request.get_snapshot = &get_snapshot;
    } else {
        request.body_case = HALLQ__REQUEST__BODY_GET_EVENTS;
        request.get_events = &get_events;
        get_events.after = c->upto;
        get_events.epoch = c->view.now.epoch;
    }
    c->asking = true;
    c->asked_ms = s->now_ms;
    if (!is_cut(s, c))
        sim_send(s, AT_BROKER, SIM_CLIENTS + which, 0, packed, wire_pack(&request, packed));
}

// What the screen shows must be what the journal says at its number.
static void check_view(struct sim *s, struct screen *c, uint64_t seq, const char *how) {
    const char *what = "";
    if (truth_matches(s->judge, c->feed, seq, &c->view, &what))
        return;
    sim_fail(s, "display", "%s screen at %llu (%s): %s is not the fold of the journal",
             c->feed == FEED_LEAD    ? "a lead's"
             : c->feed == FEED_STAFF ? "a staff"
                                     : "a public",
             (unsigned long long)seq, how, what);
}

// Calls the view has that were not announced yet, oldest first.
static void announce(struct sim *s, struct screen *c) {
    for (size_t i = 0; i < c->view.now.n_calls; i++) {
        const Hallq__Call *call = c->view.now.calls[i];
        if (call->seq <= c->announced)
            continue;
        uint64_t missed = truth_call_between(s->judge, c->announced, call->seq);
        if (c->announced && missed && missed >= c->snapshot_calls)
            sim_fail(s, "display", "the call at %llu was never announced",
                     (unsigned long long)missed);
        c->announced = call->seq;
    }
}

static bool fold(struct sim *s, struct screen *c, const Hallq__FeedBatch *b) {
    for (size_t i = 0; i < b->n_events && !s->failed; i++) {
        const Hallq__Event *event = b->events[i];
        if (event->seq <= c->upto)
            continue;
        if (hallq_view_apply(&c->view, event) != ERR_OK) {
            sim_fail(s, "display", "the view refuses event %llu", (unsigned long long)event->seq);
            return false;
        }
        c->upto = event->seq;
        check_view(s, c, c->upto, "event");
        announce(s, c);
    }
    if (b->upto > c->upto) {
        c->upto = b->upto;
        check_view(s, c, c->upto, "batch");
    }
    return true;
}

static void take_batch(struct sim *s, uint32_t which, const Hallq__FeedBatch *b) {
    struct screen *c = &s->screens[which];
    if (!c->loaded || b->upto <= c->upto)
        return;
    if (b->epoch != c->view.now.epoch)
        c->want_snapshot = true;
    if (c->want_snapshot || b->after > c->upto) {
        if (!c->asking)
            ask(s, which);
        return;
    }
    fold(s, c, b);
}

static void take_heartbeat(struct sim *s, uint32_t which, const Hallq__Heartbeat *beat) {
    struct screen *c = &s->screens[which];
    if (c->loaded && (beat->epoch != c->view.now.epoch || beat->upto > c->upto) && !c->asking)
        ask(s, which);
}

void screens_publish(struct sim *s, enum feed feed, const ProtobufCMessage *message) {
    size_t size = wire_size(message);
    unsigned char *packed = malloc(size + 1);
    wire_pack(message, packed);
    privacy_feed(s, feed, message, packed, size);
    for (uint32_t i = 0; i < SIM_SCREENS; i++)
        if (s->screens[i].feed == feed && !is_cut(s, &s->screens[i]))
            sim_send(s, AT_FEED, i, (uint64_t)s->now_ms, packed, size);
    free(packed);
}

static void hear(struct sim *s, struct screen *c, int64_t said_ms) {
    c->heard_ms = s->now_ms;
    c->said_ms = said_ms;
}

void screen_feed(struct sim *s, uint32_t which, int64_t said_ms, const void *data, size_t size) {
    struct screen *c = &s->screens[which];
    if (is_cut(s, c))
        return;
    arena_reset(&s->scratch);
    const Hallq__FeedMessage *m =
        wire_unpack(&hallq__feed_message__descriptor, &s->scratch, data, size);
    hear(s, c, said_ms);
    if (!m)
        sim_fail(s, "wire", "a feed message does not parse");
    else if (m->body_case == HALLQ__FEED_MESSAGE__BODY_BATCH)
        take_batch(s, which, m->batch);
    else if (m->body_case == HALLQ__FEED_MESSAGE__BODY_HEARTBEAT)
        take_heartbeat(s, which, m->heartbeat);
}

// Calls older than a snapshot's oldest may have been missed for good.
static void take_snapshot(struct sim *s, struct screen *c, const Hallq__Snapshot *snapshot) {
    if (hallq_view_load(&c->view, snapshot) != ERR_OK)
        return sim_fail(s, "display", "the view refuses a snapshot");
    c->loaded = true;
    c->want_snapshot = false;
    c->upto = snapshot->seq;
    check_view(s, c, c->upto, "snapshot");
    c->snapshot_calls = c->view.now.n_calls == LIMIT_CALLS_SHOWN ? c->view.now.calls[0]->seq : 0;
    if (!c->announced && c->view.now.n_calls)
        c->announced = c->view.now.calls[0]->seq;
    announce(s, c);
    c->snapshot_calls = UINT64_MAX;
}

static void take_events(struct sim *s, uint32_t which, const Hallq__Batches *batches) {
    struct screen *c = &s->screens[which];
    if (!c->loaded || c->want_snapshot)
        return ask(s, which);
    for (size_t i = 0; i < batches->n_batches; i++)
        if (batches->batches[i]->after <= c->upto)
            fold(s, c, batches->batches[i]);
    if (batches->more)
        ask(s, which);
}

void screen_reply(struct sim *s, uint32_t which, int64_t said_ms, const void *data, size_t size) {
    struct screen *c = &s->screens[which];
    if (is_cut(s, c))
        return;
    arena_reset(&s->scratch);
    const Hallq__Reply *reply = wire_unpack(&hallq__reply__descriptor, &s->scratch, data, size);
    if (!reply) {
        sim_fail(s, "wire", "a reply does not parse");
    } else if (c->asking && reply->number == c->number) {
        c->asking = false;
        hear(s, c, said_ms);
        if (reply->body_case == HALLQ__REPLY__BODY_SNAPSHOT)
            take_snapshot(s, c, reply->snapshot);
        else if (reply->body_case == HALLQ__REPLY__BODY_BATCHES)
            take_events(s, which, reply->batches);
        else
            c->want_snapshot = true;
    }
}

// It asks as soon as it hears that it is behind. So all that it heard was said before what it lacks happened, and after
// QUIET_MS without anything more it says that it is stale.
static void check_fresh(struct sim *s, const struct screen *c) {
    int64_t since_ms = truth_next_at_ms(s->judge, c->feed, c->upto);
    if (since_ms && s->now_ms - since_ms > QUIET_MS + c->heard_ms - c->said_ms)
        sim_fail(s, "display", "a screen at %llu is %lld s behind and does not say so",
                 (unsigned long long)c->upto, (long long)(s->now_ms - since_ms) / 1000);
}

void screen_wake(struct sim *s, uint32_t which, uint64_t mark) {
    struct screen *c = &s->screens[which];
    if (mark != c->wake_mark)
        return;
    if (sim_asleep(s))
        return wake_at(s, which, s->quiet_from_ms + 1);
    if (!is_stale(s, c) && host_up(s->host))
        check_fresh(s, c);
    if (s->now_ms - c->asked_ms > ASK_MS &&
        (c->asking || !c->loaded || c->want_snapshot || s->now_ms - c->heard_ms > QUIET_MS))
        ask(s, which);
    wake_at(s, which, s->now_ms + (is_stale(s, c) ? TICK_MS : 12 * TICK_MS));
}

void screen_cut(struct sim *s) {
    uint32_t which = (uint32_t)dice_below(&s->dice_fault, SIM_SCREENS);
    struct screen *c = &s->screens[which];
    c->cut_until_ms = s->now_ms + dice_wait(&s->dice_fault, 120000);
    c->asking = false;
    c->asked_ms = 0;
    c->heard_ms = 0; // it notices
    if (dice_chance(&s->dice_fault, 250))
        screen_reset(s, c);
    wake_at(s, which, c->cut_until_ms + 1);
}

void screens_heal(struct sim *s) {
    for (uint32_t i = 0; i < SIM_SCREENS; i++)
        wake_at(s, i, s->now_ms + 1);
}

bool screens_calm(const struct sim *s) {
    for (uint32_t i = 0; i < SIM_SCREENS; i++)
        if (s->screens[i].asking)
            return false;
    return true;
}

void screens_settled(struct sim *s) {
    for (uint32_t i = 0; i < SIM_SCREENS; i++) {
        struct screen *c = &s->screens[i];
        int64_t since_ms = truth_next_at_ms(s->judge, c->feed, c->upto);
        if (is_stale(s, c))
            sim_fail(s, "display",
                     "screen %u is still stale after all was healed: %s, heard %lld s ago", i,
                     !c->loaded  ? "no snapshot"
                     : c->asking ? "no answer"
                                 : "silence",
                     (long long)(s->now_ms - c->heard_ms) / 1000);
        else if (since_ms && s->now_ms - since_ms > SETTLED_MS)
            sim_fail(s, "display", "screen %u did not catch up after all was healed", i);
    }
}
