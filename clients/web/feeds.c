#include "feeds.h"

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
}

static void stale_cb(struct hall *hall, bool stale, void *arg) {
    struct feed_of_hall *feed = arg;
    channel_stale(feed->channel, stale ? hall->stale_since_ms : 0);
}

bool feeds_open(struct feeds *f, uv_loop_t *loop, const struct halls *halls, bool internet) {
    f->loop = loop;
    for (size_t i = 0; i < halls->count; i++) {
        struct feed_of_hall *feed = &f->list[i];
        feed->hall = halls->list[i];
        feed->audience = internet ? FEED_INTERNET : FEED_PUBLIC;
        feed->channel = channel_create(loop, feed->audience, public_now, feed);
        if (!feed->channel)
            return false;
        f->count++;
        channel_stale(feed->channel, feed->hall->stale_since_ms);
        feed->hall->listener = (struct hall_listener){changed_cb, stale_cb, feed};
    }
    return true;
}

void feeds_close(struct feeds *f) {
    for (size_t i = 0; i < f->count; i++) {
        f->list[i].hall->listener = (struct hall_listener){0};
        channel_destroy(f->list[i].channel);
    }
    f->count = 0;
}

struct feed_of_hall *feeds_find(struct feeds *f, uint32_t hall) {
    for (size_t i = 0; i < f->count; i++)
        if (f->list[i].hall->hall == hall)
            return &f->list[i];
    return NULL;
}
