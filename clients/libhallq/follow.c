// follow.c - how a view stays right.
//
//             welcome             snapshot            a hole, a lost tail, a new connection
//     JOINING ───────▶ LOADING ─────────────▶ LIVE ◀────────────────────────▶ REPAIRING
//                         ▲                    │          the events since mine   │
//                         └────────────────────┴──────────────────────────────────┘
//                            another epoch, or the journal does not reach back
//
// `upto` is the sequence number that this follow has reached ("mine"). A batch goes from its
// `after` to its `upto`: a batch that ends at or before mine is dropped, a batch that begins after
// mine shows a hole, any other batch is taken from mine on. Batches that come while LOADING or
// REPAIRING wait, and are taken in order behind the answer.
//
// A view is not stale only while LIVE, with a fresh message from the feed and the link up. An event
// is late by its age, not by the way it came: a call of a second ago that a repair brings has not
// been announced yet.
#include "client.h"

#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"
#include "feed.h"
#include "hall_time.h"
#include "pending.h"

#define FOLLOW_ASK_MS 3000                     // deadline of a snapshot or a repair
#define FOLLOW_AGAIN_MS 1000                   // the next request after a refusal
#define FOLLOW_QUIET_MS (HALLQ_STALE_MS - 300) // with the feed's tick it makes HALLQ_STALE_MS
#define FOLLOW_LATE_MS 5000 // an event older than this when it comes is shown, not spoken

enum state { JOINING, LOADING, LIVE, REPAIRING };

struct hallq_follow {
    struct followed followed; // first, so that the feed's pointer is the follow's
    struct hallq *client;
    struct feed *feed;
    struct hallq_follow_callbacks callbacks;
    void *arg;
    struct hallq_view view;
    enum state state;
    uint64_t upto;
    uint64_t heard_ms; // loop time of the feed's last message for this hall
    struct hall_time time;
    uint64_t ask;           // the call under way for a snapshot or a repair; 0: none
    uint64_t ask_at_ms;     // loop time of the next request
    uint64_t people_ask;    // the call under way for the list of people; 0: none
    struct pending pending; // batches that came while LOADING or REPAIRING
    bool changed;           // since changed_cb
};

static void ask(struct hallq_follow *w);

// ---------------------------------------------------------------- telling the user

int64_t hallq_follow_now_ms(const struct hallq_follow *w) {
    return hall_time_now(&w->time, uv_now(w->client->loop));
}

static void hall_time_is(struct hallq_follow *w, int64_t at_ms) {
    hall_time_told(&w->time, at_ms, uv_now(w->client->loop));
}

static bool is_late(const struct hallq_follow *w, int64_t at_ms) {
    return hallq_follow_now_ms(w) - at_ms > FOLLOW_LATE_MS;
}

static void tell_call(struct hallq_follow *w, const Hallq__Call *call) {
    if (w->callbacks.call_cb && !w->followed.ended)
        w->callbacks.call_cb(w, call, is_late(w, call->at_ms), w->arg);
}

static void tell_event(struct hallq_follow *w, const Hallq__Event *event) {
    if (w->callbacks.event_cb && !w->followed.ended)
        w->callbacks.event_cb(w, event, is_late(w, event->at_ms), w->arg);
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_CALLED && w->view.now.n_calls)
        tell_call(w, w->view.now.calls[w->view.now.n_calls - 1]);
}

static void round_over(struct hallq_follow *w) {
    if (!w->changed || w->followed.ended)
        return;
    w->changed = false;
    if (w->callbacks.changed_cb)
        w->callbacks.changed_cb(w, w->arg);
    hallq_parts_clear(&w->view.changed);
}

static bool is_stale(const struct hallq_follow *w) {
    uint64_t now_ms = uv_now(w->client->loop);
    return w->state != LIVE || w->client->link.state != HALLQ_LINK_UP ||
           now_ms - w->heard_ms > FOLLOW_QUIET_MS;
}

static void judge(struct hallq_follow *w) {
    bool stale = is_stale(w);
    if (w->followed.ended || stale == w->view.stale)
        return;
    w->view.stale = stale;
    if (w->callbacks.stale_cb)
        w->callbacks.stale_cb(w, stale, w->arg);
}

// ---------------------------------------------------------------- folding

static void ask_for(struct hallq_follow *w, enum state state) {
    if (w->followed.ended)
        return;
    if (w->ask)
        hallq_give_up(w->client, w->ask);
    w->ask = 0;
    w->state = state;
    ask(w);
    judge(w);
}

// Nothing that this feed shows lies between mine and `upto`.
static void reach(struct hallq_follow *w, uint64_t upto) {
    if (upto <= w->upto)
        return;
    w->upto = w->view.now.seq = upto;
    w->changed = true; // the user may wait for the number, though nothing else moved
}

// Folds and tells the events behind mine. False when a snapshot is needed.
static bool batch_fold(struct hallq_follow *w, const Hallq__FeedBatch *b) {
    for (size_t i = 0; i < b->n_events && !w->followed.ended; i++) {
        const Hallq__Event *event = b->events[i];
        if (event->seq <= w->upto)
            continue;
        if (hallq_view_apply(&w->view, event))
            return false;
        w->upto = event->seq;
        w->changed = true;
        if (event->body_case == HALLQ__EVENT__BODY_SETTINGS_APPLIED &&
            w->view.now.settings->n_staff)
            hallq_follow_people(w);
        if (event->body_case == HALLQ__EVENT__BODY_TIME_SET_BACK)
            hall_time_is(w, event->time_set_back->to_at_ms);
        tell_event(w, event);
    }
    if (!w->followed.ended)
        reach(w, b->upto);
    return true;
}

// Takes a batch of the feed while LIVE. False: the batch was not taken, and the follow is no longer
// LIVE.
static bool batch_take(struct hallq_follow *w, const Hallq__FeedBatch *b) {
    if (b->epoch != w->view.now.epoch) {
        ask_for(w, LOADING);
        return false;
    }
    if (b->upto <= w->upto)
        return true;
    if (b->after > w->upto) {
        ask_for(w, REPAIRING);
        return false;
    }
    if (!batch_fold(w, b))
        ask_for(w, LOADING);
    return true;
}

// Folds a batch that waited. False: events are missing before it. A batch of another epoch is taken
// for an old one; were its epoch newer, the next heartbeat would say so.
static bool pending_fold(struct hallq_follow *w, struct arena *scratch) {
    struct wire_packed packed = pending_first(&w->pending);
    arena_reset(scratch);
    const Hallq__FeedMessage *m =
        wire_unpack(&hallq__feed_message__descriptor, scratch, packed.data, packed.size);
    bool wanted = m && m->body_case == HALLQ__FEED_MESSAGE__BODY_BATCH &&
                  m->batch->epoch == w->view.now.epoch;
    return !wanted || batch_take(w, m->batch);
}

// After an answer: folds the batches that waited, in order, until events are missing again.
static void pending_drain(struct hallq_follow *w) {
    struct arena scratch;
    arena_init(&scratch, IO_UNPACK_MEMORY);
    while (!w->followed.ended && w->state == LIVE && w->pending.count && pending_fold(w, &scratch))
        pending_drop(&w->pending);
    arena_fini(&scratch);
}

static void caught_up(struct hallq_follow *w) {
    w->state = LIVE;
    pending_drain(w);
    judge(w);
    round_over(w);
}

// ---------------------------------------------------------------- snapshot and repair

// Whether a snapshot's call was made while we were away; in another epoch only its time can tell.
static bool call_is_news(const Hallq__Call *call, bool same_epoch, uint64_t upto, int64_t at_ms) {
    return same_epoch ? call->seq > upto : call->at_ms > at_ms;
}

static void snapshot_take(struct hallq_follow *w, const Hallq__Snapshot *s) {
    bool known = w->view.loaded, same_epoch = w->view.now.epoch == s->epoch;
    uint64_t upto = w->upto;
    int64_t at_ms = w->view.now.at_ms;
    bool doubted = w->view.now.clock;
    if (s->hall != w->followed.hall || hallq_view_load(&w->view, s)) {
        w->ask_at_ms = uv_now(w->client->loop) + FOLLOW_AGAIN_MS;
        return;
    }
    w->upto = s->seq;
    w->changed = true;
    hall_time_is(w, s->at_ms);
    if (doubted != (bool)w->view.now.clock && w->callbacks.clock_cb && !w->followed.ended)
        w->callbacks.clock_cb(w, w->arg);
    if (w->callbacks.reset_cb && !w->followed.ended)
        w->callbacks.reset_cb(w, w->arg);
    for (size_t i = 0; known && i < w->view.now.n_calls; i++)
        if (call_is_news(w->view.now.calls[i], same_epoch, upto, at_ms))
            tell_call(w, w->view.now.calls[i]);
    if (!w->followed.ended)
        caught_up(w);
}

static void batches_take(struct hallq_follow *w, const Hallq__Reply *reply) {
    const Hallq__Batches *all = reply->batches;
    bool good = reply->epoch == w->view.now.epoch;
    // Our hall time stands still while the machine sleeps.
    hall_time_told_later(&w->time, reply->at_ms, uv_now(w->client->loop));
    for (size_t i = 0; good && i < all->n_batches && !w->followed.ended; i++)
        good = all->batches[i]->epoch == w->view.now.epoch && batch_fold(w, all->batches[i]);
    if (w->followed.ended)
        return;
    if (!good) {
        ask_for(w, LOADING);
        return;
    }
    if (all->more) {
        ask_for(w, REPAIRING);
        return;
    }
    reach(w, reply->seq);
    caught_up(w);
}

static void refused(struct hallq_follow *w, Hallq__Refusal__Reason reason) {
    if (w->state == REPAIRING && (reason == HALLQ__REFUSAL__REASON__TOO_OLD ||
                                  reason == HALLQ__REFUSAL__REASON__OTHER_EPOCH)) {
        ask_for(w, LOADING);
        return;
    }
    w->ask_at_ms = uv_now(w->client->loop) + FOLLOW_AGAIN_MS;
    if (w->callbacks.refused_cb)
        w->callbacks.refused_cb(w, reason, w->arg);
}

static void answered_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct hallq_follow *w = arg;
    (void)client;
    w->ask = 0;
    if (result->outcome == HALLQ_REFUSED)
        refused(w, result->reason);
    else if (result->outcome == HALLQ_UNKNOWN)
        w->ask_at_ms = uv_now(w->client->loop);
    else if (result->reply->body_case == HALLQ__REPLY__BODY_SNAPSHOT && w->state == LOADING)
        snapshot_take(w, result->reply->snapshot);
    else if (result->reply->body_case == HALLQ__REPLY__BODY_BATCHES && w->state == REPAIRING)
        batches_take(w, result->reply);
    else
        w->ask_at_ms = uv_now(w->client->loop) + FOLLOW_AGAIN_MS;
}

static void ask_send(struct hallq_follow *w, const Hallq__Request *request) {
    struct call_options options = {
        .deadline_ms = FOLLOW_ASK_MS, .own = true, .done_cb = answered_cb, .arg = w};
    if (calls_add(&w->client->calls, request, &options, &w->ask))
        w->ask_at_ms = uv_now(w->client->loop) + FOLLOW_AGAIN_MS;
}

static Hallq__Feed__Kind kind_of(enum hallq_feed feed) {
    switch (feed) {
    case HALLQ_FEED_PUBLIC:
        return HALLQ__FEED__KIND__PUBLIC;
    case HALLQ_FEED_STAFF:
        return HALLQ__FEED__KIND__STAFF;
    case HALLQ_FEED_LEAD:
        return HALLQ__FEED__KIND__LEAD;
    }
    return HALLQ__FEED__KIND__NO_FEED;
}

static void ask(struct hallq_follow *w) {
    Hallq__GetSnapshot get_snapshot = HALLQ__GET_SNAPSHOT__INIT;
    Hallq__GetEvents get_events = HALLQ__GET_EVENTS__INIT;
    get_snapshot.feed = get_events.feed = kind_of(w->feed->kind);
    if (w->state == LOADING) {
        HALLQ_REQUEST(request, w->followed.hall, GET_SNAPSHOT, get_snapshot, &get_snapshot);
        ask_send(w, &request);
    } else if (w->state == REPAIRING) {
        get_events.after = w->upto;
        get_events.epoch = w->view.now.epoch;
        HALLQ_REQUEST(request, w->followed.hall, GET_EVENTS, get_events, &get_events);
        ask_send(w, &request);
    }
}

// ---------------------------------------------------------------- people

static void people_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct hallq_follow *w = arg;
    (void)client;
    w->people_ask = 0;
    if (result->outcome != HALLQ_APPLIED ||
        result->reply->body_case != HALLQ__REPLY__BODY_SNAPSHOT || w->followed.ended)
        return;
    hallq_view_people(&w->view, result->reply->snapshot);
    w->changed = true;
    round_over(w);
}

void hallq_follow_people(struct hallq_follow *w) {
    Hallq__GetSnapshot body = HALLQ__GET_SNAPSHOT__INIT;
    struct call_options options = {
        .deadline_ms = FOLLOW_ASK_MS, .own = true, .done_cb = people_cb, .arg = w};
    if (w->followed.ended || w->feed->kind == HALLQ_FEED_PUBLIC || !w->view.loaded)
        return;
    if (w->people_ask)
        hallq_give_up(w->client, w->people_ask);
    body.feed = kind_of(w->feed->kind);
    HALLQ_REQUEST(request, w->followed.hall, GET_SNAPSHOT, get_snapshot, &body);
    if (calls_add(&w->client->calls, &request, &options, &w->people_ask))
        w->people_ask = 0;
}

// ---------------------------------------------------------------- the feed's messages

static void welcomed(struct followed *d) {
    struct hallq_follow *w = (struct hallq_follow *)d;
    w->heard_ms = w->feed->heard_ms; // loop time of the welcome, which may have been long ago
    if (w->state == JOINING)
        ask_for(w, LOADING);
    else if (w->state == LIVE)
        ask_for(w, REPAIRING);
}

static void clock_take(struct hallq_follow *w, const Hallq__ClockDoubt *doubt) {
    bool turned = hallq_view_apply_clock(&w->view, doubt);
    w->changed |= turned || doubt; // screens show hall time and the clock's
    if (turned && w->callbacks.clock_cb && !w->followed.ended)
        w->callbacks.clock_cb(w, w->arg);
}

static void heartbeat_take(struct hallq_follow *w, const Hallq__Heartbeat *h) {
    hall_time_beat(&w->time, h->at_ms, uv_now(w->client->loop));
    clock_take(w, h->clock);
    if (w->state == JOINING)
        ask_for(w, LOADING); // a message shows as well as the welcome that the subscription is live
    if (w->state != LIVE)
        return;
    if (h->epoch != w->view.now.epoch)
        ask_for(w, LOADING);
    else if (h->upto > w->upto)
        ask_for(w, REPAIRING);
    else {
        reach(w, h->seq);
        hallq_view_whole(&w->view, h->at_ms);
        judge(w);
    }
}

static void waits_take(struct hallq_follow *w, const Hallq__WaitFigures *waits) {
    if (!w->view.loaded)
        return;
    hallq_view_apply_waits(&w->view, waits);
    w->changed = true;
    if (w->callbacks.waits_cb)
        w->callbacks.waits_cb(w, w->arg);
}

static void message(struct followed *d, const Hallq__FeedMessage *m, const void *packed,
                    size_t size) {
    struct hallq_follow *w = (struct hallq_follow *)d;
    w->heard_ms = uv_now(w->client->loop);
    switch (m->body_case) {
    case HALLQ__FEED_MESSAGE__BODY_BATCH:
        if (w->state != LIVE || !batch_take(w, m->batch))
            pending_add(&w->pending, packed, size);
        break;
    case HALLQ__FEED_MESSAGE__BODY_HEARTBEAT:
        heartbeat_take(w, m->heartbeat);
        break;
    case HALLQ__FEED_MESSAGE__BODY_WAITS:
        waits_take(w, m->waits);
        break;
    case HALLQ__FEED_MESSAGE__BODY__NOT_SET:
    case _HALLQ__FEED_MESSAGE__BODY__CASE_IS_INT_SIZE:
        break;
    }
}

static void tick(struct followed *d) {
    struct hallq_follow *w = (struct hallq_follow *)d;
    bool asking = w->state == LOADING || w->state == REPAIRING;
    if (!w->followed.ended && asking && !w->ask && uv_now(w->client->loop) >= w->ask_at_ms)
        ask(w);
    judge(w);
}

static void judge_again(struct followed *d) {
    judge((struct hallq_follow *)d);
}

static void round_told(struct followed *d) {
    round_over((struct hallq_follow *)d);
}

static void destroy(struct followed *d) {
    struct hallq_follow *w = (struct hallq_follow *)d;
    pending_clear(&w->pending);
    hallq_view_fini(&w->view);
    free(w);
}

static const struct followed_calls followed_calls = {
    .welcomed = welcomed,
    .message = message,
    .round = round_told,
    .tick = tick,
    .judge = judge_again,
    .destroy = destroy,
};

// ---------------------------------------------------------------- the public part

int hallq_follow(struct hallq *client, uint32_t hall, enum hallq_feed kind,
                 const struct hallq_follow_callbacks *callbacks, void *arg,
                 struct hallq_follow **ret_follow) {
    if (kind == HALLQ_FEED_LEAD && !client->feeds[kind].endpoint)
        kind = HALLQ_FEED_STAFF; // an older broker or key file has no lead's feed
    struct feed *f = &client->feeds[kind];
    *ret_follow = NULL;
    if (!f->endpoint || !hall)
        return ERR_INVALID;
    if (feed_find(f, hall))
        return ERR_EXISTS;
    if (f->count == HALLQ_FOLLOWS_MAX)
        return ERR_BUSY;
    struct hallq_follow *w = calloc(1, sizeof *w);
    if (!w)
        return ERR_NO_MEMORY;
    w->client = client;
    w->feed = f;
    w->followed = (struct followed){.calls = &followed_calls, .hall = hall};
    pending_init(&w->pending);
    w->callbacks = *callbacks;
    w->arg = arg;
    hallq_view_init(&w->view, kind != HALLQ_FEED_PUBLIC);
    w->view.now.hall = hall;
    w->view.stale = true;
    int err = feed_add(f, &w->followed);
    if (err) {
        hallq_view_fini(&w->view);
        free(w);
        return err;
    }
    *ret_follow = w;
    return ERR_OK;
}

void hallq_unfollow(struct hallq_follow **follow) {
    struct hallq_follow *w = *follow;
    *follow = NULL;
    if (!w || w->followed.ended)
        return;
    if (w->ask)
        hallq_give_up(w->client, w->ask);
    if (w->people_ask)
        hallq_give_up(w->client, w->people_ask);
    w->ask = w->people_ask = 0;
    feed_remove(w->feed, &w->followed);
}

const struct hallq_view *hallq_follow_view(const struct hallq_follow *w) {
    return &w->view;
}

struct hallq *hallq_follow_client(const struct hallq_follow *w) {
    return w->client;
}
