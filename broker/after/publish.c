#include "broker/after/publish.h"

#include "base/wire/wire.h"

#define BEATS_AT_ONCE 1024 // halls in a round of the loop
#define BEATS_ROUND_MS 5   // for the heartbeats of a round

void publish_message(const struct publish *p, enum feed feed, uint32_t hall,
                     const Hallq__FeedMessage *message, struct arena *arena) {
    struct wire_packed body = wire_pack_in(message, arena);
    if (body.size <= LIMIT_REPLY_SIZE) // else a follower gets the events in portions by asking
        broadcast_send(&p->feeds[feed], hall, body.data, body.size);
}

// ---------------------------------------------------------------- events

// Makes the list of the turn's events in a hall, as the feed may see them.
static size_t events_project(const struct hall *hall, enum feed feed, struct arena *arena,
                             Hallq__Event ***ret_events) {
    size_t room = 0, count = 0;
    const struct applied *a;
    TAILQ_FOREACH(a, &hall->applied, entry)
        room += a->record->n_events;
    Hallq__Event **events = arena_need(arena, room * sizeof(Hallq__Event *));
    TAILQ_FOREACH(a, &hall->applied, entry)
        for (size_t i = 0; i < a->record->n_events; i++) {
            const Hallq__Event *seen = event_project(a->record->events[i], feed, arena);
            if (seen)
                events[count++] = (Hallq__Event *)(uintptr_t)seen;
        }
    *ret_events = events;
    return count;
}

// A turn without an event that the feed may see leaves the feed's number where it was: the next
// message passes over the turn. Returns false if the turn was such and the feed has a subscriber.
static bool publish_hall(const struct publish *p, struct hall *hall, enum feed feed,
                         struct arena *arena) {
    Hallq__FeedBatch batch = HALLQ__FEED_BATCH__INIT;
    Hallq__FeedMessage message = HALLQ__FEED_MESSAGE__INIT;
    if (!broadcast_heard(&p->feeds[feed], hall->hall)) {
        hall->upto[feed] = hall->seq;
        return true;
    }
    batch.n_events = events_project(hall, feed, arena, &batch.events);
    if (!batch.n_events)
        return false;
    batch.epoch = p->epoch;
    batch.hall = hall->hall;
    batch.after = hall->upto[feed];
    batch.upto = hall->upto[feed] = hall->seq;
    message.body_case = HALLQ__FEED_MESSAGE__BODY_BATCH;
    message.batch = &batch;
    publish_message(p, feed, hall->hall, &message, arena);
    return true;
}

// ---------------------------------------------------------------- heartbeats

static void heartbeat_send(const struct publish *p, const struct hall *hall, enum feed feed,
                           int64_t at_ms, struct arena *arena) {
    Hallq__Heartbeat beat = HALLQ__HEARTBEAT__INIT;
    Hallq__FeedMessage message = HALLQ__FEED_MESSAGE__INIT;
    beat.epoch = p->epoch;
    beat.hall = hall->hall;
    beat.upto = hall->upto[feed];
    beat.at_ms = at_ms;
    beat.seq = hall->seq;
    beat.clock = hall_time_doubt(p->time, arena);
    message.body_case = HALLQ__FEED_MESSAGE__BODY_HEARTBEAT;
    message.heartbeat = &beat;
    publish_message(p, feed, hall->hall, &message, arena);
}

// A gateway follows the public feed alone, and asks for the events that the staff behind it may see
// when `seq` grows. This heartbeat tells it so at once; it says no more than the next heartbeat
// would, and is not sent for events that stand on no feed.
static void gateways_wake(const struct publish *p, const struct hall *hall, struct arena *arena) {
    Hallq__Event **events;
    if (events_project(hall, FEED_LEAD, arena, &events))
        heartbeat_send(p, hall, FEED_PUBLIC, hall_time_now(p->time), arena);
}

void publish_turn(struct publish *p, struct arena *arena) {
    struct hall *hall;
    SLIST_FOREACH(hall, &p->halls->touched, in_touched) {
        if (!hall->hall)
            continue; // the broker itself is journaled, not published
        bool shown[FEED_COUNT];
        for (size_t feed = 0; feed < FEED_COUNT; feed++)
            shown[feed] = publish_hall(p, hall, (enum feed)feed, arena);
        if (!shown[FEED_PUBLIC])
            gateways_wake(p, hall, arena);
        halls_mark_waits(p->halls, hall);
    }
}

bool publish_heartbeats_on(struct publish *p) {
    uint64_t end_ns = uv_hrtime() + BEATS_ROUND_MS * UINT64_C(1000000);
    struct arena arena;
    int64_t at_ms = hall_time_now(p->time);
    arena_init(&arena, 0);
    for (size_t i = 0; i < BEATS_AT_ONCE && p->halls->beat_next && uv_hrtime() < end_ns; i++) {
        const struct hall *hall = p->halls->beat_next;
        for (size_t feed = 0; feed < FEED_COUNT && hall->hall; feed++)
            if (broadcast_heard(&p->feeds[feed], hall->hall))
                heartbeat_send(p, hall, (enum feed)feed, at_ms, &arena);
        p->halls->beat_next = SLIST_NEXT(hall, in_all);
        arena_reset(&arena);
    }
    arena_fini(&arena);
    return p->halls->beat_next != NULL;
}

void publish_heartbeats(struct publish *p) {
    if (!p->halls->beat_next) // else the heartbeats of the second before are still under way
        p->halls->beat_next = SLIST_FIRST(&p->halls->all);
    publish_heartbeats_on(p);
}
