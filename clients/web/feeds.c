#include "feeds.h"

#define PING_S 10
#define CHECK_S 5 // behind each ping, so that not all is asked at once

static const Hallq__Snapshot *public_now(void *arg, struct arena *a) {
    const struct feed_of_hall *feed = arg;
    const struct hallq_view *view = hall_view(feed->hall);
    if (!view->loaded)
        return NULL;
    return feed->audience == FEED_PUBLIC ? &view->now
                                         : visible_snapshot(&view->now, feed->audience, a);
}

static void changed_cb(struct hall *hall, void *arg) {
    struct feed_of_hall *feed = arg;
    const struct hallq_view *view = hall_view(hall);
    struct hallq_changed changed;
    struct arena memory;
    arena_init(&memory, 0);
    hallq_view_changed(view, &view->changed, &memory, &changed);
    channel_show(feed->channel, changed.fields, changed.field_count);
    arena_fini(&memory);
    asked_latest(&feed->staff, view);
    asked_latest(&feed->lead, view);
    asked_look(&feed->staff);
    asked_look(&feed->lead);
}

static void stale_cb(struct hall *hall, bool stale, void *arg) {
    struct feed_of_hall *feed = arg;
    int64_t since_ms = stale ? hall->stale_since_ms : 0;
    channel_stale(feed->channel, since_ms);
    channel_stale(feed->staff.channel, since_ms);
    channel_stale(feed->lead.channel, since_ms);
}

static void call_cb(struct hall *hall, const Hallq__Call *call, bool late, void *arg) {
    struct feed_of_hall *feed = arg;
    (void)hall;
    if (feed->voice)
        voice_call(feed->voice, call, late);
}

static void event_cb(struct hall *hall, const Hallq__Event *event, void *arg) {
    struct feed_of_hall *feed = arg;
    (void)hall;
    if (feed->voice)
        voice_event(feed->voice, event);
}

// What was not answered is asked again, and counters are kept from being taken for lost.
static void second_cb(uv_timer_t *timer) {
    struct feeds *f = timer->data;
    bool ping = ++f->seconds % PING_S == 0, check = f->seconds % PING_S == CHECK_S;
    for (size_t i = 0; i < f->count; i++) {
        asked_look(&f->list[i].staff);
        asked_look(&f->list[i].lead);
        if (ping)
            asked_ping(&f->list[i].staff);
        if (ping)
            asked_ping(&f->list[i].lead);
        if (check)
            asked_check_all(&f->list[i].staff);
        if (check)
            asked_check_all(&f->list[i].lead);
    }
}

static bool feed_open(struct feed_of_hall *feed, uv_loop_t *loop, const struct halls *halls,
                      const struct pack *pack) {
    feed->channel = channel_create(loop, feed->audience, public_now, feed);
    bool staff = asked_open(&feed->staff, loop, halls->client, feed->hall, FEED_STAFF);
    bool lead = asked_open(&feed->lead, loop, halls->client, feed->hall, FEED_LEAD);
    if (!feed->channel || !staff || !lead)
        return false;
    feed->voice = pack ? voice_create(loop, feed->hall->follow, feed->channel, pack) : NULL;
    if (pack && !feed->voice)
        return false;
    stale_cb(feed->hall, true, feed);
    feed->hall->listener = (struct hall_listener){changed_cb, stale_cb, call_cb, event_cb, feed};
    return true;
}

bool feeds_open(struct feeds *f, uv_loop_t *loop, const struct halls *halls, bool internet,
                const struct pack *pack) {
    f->loop = loop;
    f->open = true;
    uv_timer_init(loop, &f->second);
    f->second.data = f;
    uv_timer_start(&f->second, second_cb, 1000, 1000);
    for (size_t i = 0; i < halls->count; i++) {
        struct feed_of_hall *feed = &f->list[i];
        feed->hall = halls->list[i];
        feed->audience = internet ? FEED_INTERNET : FEED_PUBLIC;
        f->count++;
        if (!feed_open(feed, loop, halls, pack))
            return false;
    }
    return true;
}

void feeds_close(struct feeds *f) {
    for (size_t i = 0; i < f->count; i++) {
        f->list[i].hall->listener = (struct hall_listener){0};
        voice_destroy(f->list[i].voice);
        channel_destroy(f->list[i].channel);
        asked_close(&f->list[i].staff);
        asked_close(&f->list[i].lead);
    }
    f->count = 0;
    if (f->open)
        uv_close((uv_handle_t *)&f->second, NULL);
    f->open = false;
}

struct feed_of_hall *feeds_find(struct feeds *f, uint32_t hall) {
    for (size_t i = 0; i < f->count; i++)
        if (f->list[i].hall->hall == hall)
            return &f->list[i];
    return NULL;
}

struct asked *feeds_asked(struct feed_of_hall *feed, enum feed audience) {
    return audience == FEED_LEAD ? &feed->lead : &feed->staff;
}
