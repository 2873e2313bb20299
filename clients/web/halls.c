#include "halls.h"

#include <stdlib.h>

static int64_t wall_ms(void) {
    uv_timeval64_t now;
    uv_gettimeofday(&now);
    return now.tv_sec * 1000 + now.tv_usec / 1000;
}

static void changed_cb(struct hallq_follow *follow, void *arg) {
    struct hall *hall = arg;
    (void)follow;
    if (hall->listener.changed_cb)
        hall->listener.changed_cb(hall, hall->listener.arg);
    if (hall->hooks.changed_cb)
        hall->hooks.changed_cb(hall, hall->hooks.arg);
}

static void stale_cb(struct hallq_follow *follow, bool stale, void *arg) {
    struct hall *hall = arg;
    (void)follow;
    hall->stale_since_ms = stale ? wall_ms() : 0;
    if (hall->listener.stale_cb)
        hall->listener.stale_cb(hall, stale, hall->listener.arg);
}

static void call_cb(struct hallq_follow *follow, const Hallq__Call *call, bool late, void *arg) {
    struct hall *hall = arg;
    (void)follow;
    if (hall->listener.call_cb)
        hall->listener.call_cb(hall, call, late, hall->listener.arg);
}

static void event_cb(struct hallq_follow *follow, const Hallq__Event *event, bool late, void *arg) {
    struct hall *hall = arg;
    (void)follow, (void)late;
    if (hall->listener.event_cb)
        hall->listener.event_cb(hall, event, hall->listener.arg);
}

int halls_follow(struct halls *h, uint32_t number) {
    static const struct hallq_follow_callbacks callbacks = {
        .changed_cb = changed_cb,
        .stale_cb = stale_cb,
        .call_cb = call_cb,
        .event_cb = event_cb,
    };
    if (h->count == HALLS_MAX)
        return ERR_BUSY;
    struct hall *hall = calloc(1, sizeof *hall);
    if (!hall)
        return ERR_NO_MEMORY;
    hall->hall = number;
    hall->stale_since_ms = wall_ms();
    int err = hallq_follow(h->client, number, HALLQ_FEED_PUBLIC, &callbacks, hall, &hall->follow);
    if (err) {
        free(hall);
        return err;
    }
    h->list[h->count++] = hall;
    return ERR_OK;
}

void halls_end(struct halls *h) {
    for (size_t i = 0; i < h->count; i++) {
        hallq_unfollow(&h->list[i]->follow);
        free(h->list[i]);
    }
    h->count = 0;
}

struct hall *halls_find(const struct halls *h, uint32_t number) {
    for (size_t i = 0; i < h->count; i++)
        if (h->list[i]->hall == number)
            return h->list[i];
    return NULL;
}

const struct hallq_view *hall_view(const struct hall *hall) {
    return hallq_follow_view(hall->follow);
}
