// channel.c - the ring, its followers, and when they are woken.
#include "channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "base/arena.h"
#include "clients/libhallq/json.h"
#include "greeting.h"
#include "jot.h"
#include "problem.h"
#include "ring.h"
#include "secret.h"
#include "shown.h"
#include "who.h"

#define SLICE 128 // followers woken before the loop looks at what else there is
// Events within a ms for each so many followers of the first leave together, but no later than that:
// a send costs some 5 µs, so that sending takes a quarter of the time at most.
#define TOGETHER_FOLLOWERS 50
#define TOGETHER_MAX_MS 50
#define RETRY_MIN_MS 2000 // spread, so that not all come back at once
#define RETRY_SPREAD_MS 4000
#define RETRY_FULL_MS 30000

struct follower {
    TAILQ_ENTRY(follower) entry;
    struct channel *channel;
    struct http_stream *stream;
    struct greeting greeting;   // before the ring's events
    uint64_t greeting_since_ms; // loop time
    uint64_t at;                // position in the ring
    size_t offset;              // into the event there
    bool ends;
    bool unshown; // waits for a snapshot, and for all that follows it
    uint64_t who;
    struct follower_of of;
    unsigned char principal[16];
};

struct channel {
    uv_loop_t *loop;
    enum feed audience;
    struct ring ring;
    struct shown *shown;
    struct printed *snapshot; // JSON of what is shown, made when somebody asks; NULL: not made
    channel_now_cb now_cb;
    void *arg;
    bool known; // anything was shown
    bool speaks;
    uint64_t seq;
    int64_t at_ms;
    int64_t stale_since_ms;
    TAILQ_HEAD(followers, follower) followers;
    struct follower *next; // to be woken; NULL: nobody
    bool again;            // there is more since this walk began: another follows it
    uint64_t woken_upto;   // position that the last waking was for
    uv_timer_t together, beat;
    uv_idle_t slices;
    unsigned open_handles;
    unsigned count;
};

static unsigned followers_everywhere;
static struct tally followers_of;
static unsigned per_address_max = CHANNEL_PER_ADDRESS;
static int together_set_ms = CHANNEL_TOGETHER_BY_FOLLOWERS;

static const char *audience_name(enum feed audience) {
    switch (audience) {
    case FEED_PUBLIC:
        return "public";
    case FEED_STAFF:
        return "staff";
    case FEED_LEAD:
        return "lead";
    case FEED_INTERNET:
        return "internet";
    case FEED_WEBHOOK:
    case FEED_HOLDER:
        break;
    }
    return "";
}

// ---------------------------------------------------------------- waking

static void slice_cb(uv_idle_t *idle) {
    struct channel *c = idle->data;
    for (unsigned i = 0; c->next && i < SLICE; i++) {
        struct follower *f = c->next;
        c->next = TAILQ_NEXT(f, entry);
        if (f->at != c->ring.head || !greeting_is_over(&f->greeting))
            http_stream_wake(f->stream);
    }
    if (!c->next && c->again) {
        c->again = false;
        c->next = TAILQ_FIRST(&c->followers);
    }
    if (!c->next)
        uv_idle_stop(&c->slices);
}

// A walk under way goes on to its end first: begun anew by each event, it might never get there.
static void wake_all(struct channel *c) {
    c->woken_upto = c->ring.head;
    c->again = c->next != NULL;
    if (c->next)
        return;
    c->next = TAILQ_FIRST(&c->followers);
    if (c->next)
        uv_idle_start(&c->slices, slice_cb);
}

static uint64_t together_ms(const struct channel *c) {
    uint64_t by_followers_ms = c->count / TOGETHER_FOLLOWERS;
    if (together_set_ms != CHANNEL_TOGETHER_BY_FOLLOWERS)
        return (uint64_t)together_set_ms;
    return by_followers_ms < TOGETHER_MAX_MS ? by_followers_ms : TOGETHER_MAX_MS;
}

static void together_cb(uv_timer_t *timer) {
    struct channel *c = timer->data;
    if (c->woken_upto == c->ring.head)
        return; // the next event leaves at once
    wake_all(c);
    uv_timer_start(timer, together_cb, together_ms(c), 0);
}

static void added(struct channel *c) {
    if (uv_is_active((uv_handle_t *)&c->together))
        return;
    wake_all(c);
    if (together_ms(c))
        uv_timer_start(&c->together, together_cb, together_ms(c), 0);
}

// ---------------------------------------------------------------- what is shown

// Prints what is shown, unless it is printed already; false: it is not there now.
static bool snapshot_print(struct channel *c) {
    struct arena memory;
    if (c->snapshot)
        return true;
    arena_init(&memory, 0);
    const Hallq__Snapshot *now = c->now_cb(c->arg, &memory);
    char *text = now ? hallq_json_print(now, false) : NULL;
    if (text)
        c->snapshot = printed_create(text);
    free(text);
    arena_fini(&memory);
    return c->snapshot;
}

static void stale_print(const struct channel *c, char *to, size_t size) {
    snprintf(to, size, "{\"since\":%lld}", (long long)c->stale_since_ms);
}

static void greet_with_stale(const struct channel *c, struct greeting *greeting) {
    char data[64];
    if (!c->stale_since_ms)
        return;
    stale_print(c, data, sizeof data);
    jot_printf(greeting_lines(greeting), "event: stale\ndata: %s\n\n", data);
}

// Shows the follower the hall as it is; what comes from now on follows.
static void follower_show(struct follower *f) {
    struct channel *c = f->channel;
    char id[RING_ID_SIZE];
    f->greeting_since_ms = uv_now(c->loop);
    f->unshown = !snapshot_print(c);
    if (f->unshown)
        return;
    f->at = c->ring.head;
    ring_id(&c->ring, c->seq, id);
    jot_printf(greeting_lines(&f->greeting), "id: %s\nevent: snapshot\ndata: ", id);
    greeting_show(&f->greeting, c->snapshot);
    jot_text(greeting_lines(&f->greeting), "\n\n");
    greet_with_stale(c, &f->greeting);
}

static void unshown_show(struct channel *c) {
    struct follower *f;
    TAILQ_FOREACH(f, &c->followers, entry) {
        if (!f->unshown || f->ends)
            continue;
        follower_show(f);
        http_stream_wake(f->stream);
    }
}

void channel_show(struct channel *c, const uint32_t *fields, size_t count) {
    struct jot change = {0};
    struct arena memory;
    arena_init(&memory, 0);
    const Hallq__Snapshot *now = c->now_cb(c->arg, &memory);
    if (now) {
        bool all = !c->known;
        c->known = true;
        if (now->seq != c->seq)
            printed_let_go(&c->snapshot);
        c->seq = now->seq;
        c->at_ms = now->at_ms;
        if (shown_take(c->shown, now, all ? NULL : fields, all ? 0 : count, &change)) {
            printed_let_go(&c->snapshot);
            ring_add(&c->ring, c->seq, "change", change.text);
            added(c);
        }
        unshown_show(c);
    }
    arena_fini(&memory);
    jot_fini(&change);
}

void channel_stale(struct channel *c, int64_t since_ms) {
    char data[64];
    if (!since_ms == !c->stale_since_ms)
        return;
    c->stale_since_ms = since_ms;
    stale_print(c, data, sizeof data);
    ring_add(&c->ring, c->seq, since_ms ? "stale" : "fresh", since_ms ? data : "{}");
    added(c);
}

void channel_tell(struct channel *c, const char *name, const char *data) {
    ring_add(&c->ring, c->seq, name, data);
    added(c);
}

void channel_speaks(struct channel *c) {
    c->speaks = true;
}

void channel_cut_slow(struct channel *c, uint64_t now_ms) {
    struct follower *f;
    TAILQ_FOREACH(f, &c->followers, entry) {
        if (!greeting_is_over(&f->greeting) && now_ms - f->greeting_since_ms > CHANNEL_GREETING_MS)
            http_stream_cut(f->stream);
    }
}

static void beat_cb(uv_timer_t *timer) {
    struct channel *c = timer->data;
    char data[64];
    channel_cut_slow(c, uv_now(c->loop));
    if (TAILQ_EMPTY(&c->followers))
        return;
    snprintf(data, sizeof data, "{\"atMs\":\"%lld\"}", (long long)c->at_ms);
    ring_add(&c->ring, c->seq, "beat", data);
    added(c);
}

// ---------------------------------------------------------------- followers

static void greet(struct follower *f, const char *last_id) {
    struct channel *c = f->channel;
    uint32_t spread;
    f->greeting_since_ms = uv_now(c->loop);
    secret_random(&spread, sizeof spread);
    jot_printf(greeting_lines(&f->greeting),
               "retry: %u\n: ok\n\nevent: audience\ndata: {\"audience\":\"%s\"%s}\n\n",
               RETRY_MIN_MS + spread % RETRY_SPREAD_MS, audience_name(c->audience),
               c->speaks ? ",\"voice\":true" : "");
    if (last_id && ring_resume(&c->ring, last_id, &f->at))
        return;
    f->at = c->ring.head;
    if (c->known)
        follower_show(f);
    else
        greet_with_stale(c, &f->greeting);
}

// Copies what fits of a text from an offset on.
static size_t part_copy(char *to, size_t room, const char *text, size_t size, size_t *offset) {
    size_t part = size - *offset;
    if (part > room)
        part = room;
    memcpy(to, text + *offset, part);
    *offset += part;
    return part;
}

static ssize_t read_cb(void *arg, char *to, size_t room) {
    struct follower *f = arg;
    const struct ring_event *event;
    size_t size = 0;
    if (f->ends)
        return -1;
    if (!greeting_is_over(&f->greeting))
        return (ssize_t)greeting_read(&f->greeting, to, room);
    if (f->unshown)
        return 0;
    if (!ring_has(&f->channel->ring, f->at)) {
        http_stream_cut(f->stream);
        return -1;
    }
    while (size < room && (event = ring_at(&f->channel->ring, f->at))) {
        size +=
            part_copy(to + size, room - size, event->chunk + CHUNK_HEAD, event->size, &f->offset);
        if (f->offset < event->size)
            break;
        f->offset = 0;
        f->at++;
    }
    return (ssize_t)size;
}

// The newest event, for who has all before it.
static size_t chunk_cb(void *arg, const char **ret_chunk) {
    struct follower *f = arg;
    const struct ring *ring = &f->channel->ring;
    if (f->ends || f->unshown || f->offset || f->at + 1 != ring->head ||
        !greeting_is_over(&f->greeting))
        return 0;
    const struct ring_event *event = ring_at(ring, f->at++);
    *ret_chunk = event->chunk;
    return CHUNK_SIZE(event->size);
}

static void closed_cb(void *arg) {
    struct follower *f = arg;
    struct channel *c = f->channel;
    if (c->next == f)
        c->next = TAILQ_NEXT(f, entry);
    TAILQ_REMOVE(&c->followers, f, entry);
    c->count--;
    followers_everywhere--;
    tally_give(&followers_of, f->who);
    greeting_fini(&f->greeting);
    free(f);
}

void channel_turn_away(struct http_request *request) {
    char text[64];
    // Not 503: that ends an EventSource for good.
    int size = snprintf(text, sizeof text, "retry: %d\n\n", RETRY_FULL_MS);
    http_answer(request, &(struct http_answer){.status = 200,
                                               .type = "text/event-stream",
                                               .body = text,
                                               .body_size = (size_t)size,
                                               .close = true});
}

void channel_bound(unsigned per_address) {
    per_address_max = per_address;
}

void channel_together(int ms) {
    together_set_ms = ms;
}

static bool has_place(const struct channel *c) {
    unsigned kept = feed_is_of_staff(c->audience) ? 0 : CHANNEL_KEPT_FOR_STAFF;
    return followers_everywhere < CHANNEL_FOLLOWERS_MAX - kept;
}

void channel_follow(struct channel *c, struct http_request *request, const char *last_id,
                    const struct follower_of *of) {
    static const struct http_stream_callbacks callbacks = {read_cb, chunk_cb, closed_cb};
    uint64_t who = who_of_address(request->address);
    bool place = has_place(c) && tally_take(&followers_of, who, per_address_max);
    struct follower *f = place ? calloc(1, sizeof *f) : NULL;
    if (!f) {
        if (place)
            tally_give(&followers_of, who);
        channel_turn_away(request);
        return;
    }
    f->who = who;
    f->channel = c;
    f->of = *of;
    if (of->principal.len == sizeof f->principal) {
        memcpy(f->principal, of->principal.data, sizeof f->principal);
        f->of.principal.data = f->principal;
    }
    f->stream = http_stream_open(request, "text/event-stream", &callbacks, f);
    if (!f->stream) {
        tally_give(&followers_of, who);
        free(f);
        problem_answer(request, PROBLEM_INTERNAL, NULL);
        return;
    }
    TAILQ_INSERT_TAIL(&c->followers, f, entry);
    c->count++;
    followers_everywhere++;
    greet(f, last_id);
}

const struct follower_of *channel_first(const struct channel *c) {
    const struct follower *f;
    TAILQ_FOREACH(f, &c->followers, entry) {
        if (!f->ends)
            return &f->of;
    }
    return NULL;
}

void channel_end_others(struct channel *c, bool (*stays)(const struct follower_of *of, void *arg),
                        void *arg) {
    struct follower *f;
    TAILQ_FOREACH(f, &c->followers, entry) {
        if (f->ends || stays(&f->of, arg))
            continue;
        f->ends = true;
        http_stream_wake(f->stream);
    }
}

void channel_each(struct channel *c, void (*each_cb)(const struct follower_of *of, void *arg),
                  void *arg) {
    const struct follower *f;
    TAILQ_FOREACH(f, &c->followers, entry) {
        if (!f->ends)
            each_cb(&f->of, arg);
    }
}

unsigned channel_followers(const struct channel *c) {
    return c->count;
}

// ---------------------------------------------------------------- create and destroy

struct channel *channel_create(uv_loop_t *loop, enum feed audience, channel_now_cb now_cb,
                               void *arg) {
    struct channel *c = calloc(1, sizeof *c);
    struct shown *shown = c ? shown_create() : NULL;
    if (!shown) {
        free(c);
        return NULL;
    }
    c->loop = loop;
    c->audience = audience;
    c->shown = shown;
    c->now_cb = now_cb;
    c->arg = arg;
    ring_init(&c->ring);
    c->woken_upto = c->ring.head;
    TAILQ_INIT(&c->followers);
    uv_timer_init(loop, &c->together);
    uv_timer_init(loop, &c->beat);
    uv_idle_init(loop, &c->slices);
    c->together.data = c->beat.data = c->slices.data = c;
    c->open_handles = 3;
    uv_timer_start(&c->beat, beat_cb, CHANNEL_BEAT_MS, CHANNEL_BEAT_MS);
    return c;
}

static void handle_closed_cb(uv_handle_t *handle) {
    struct channel *c = handle->data;
    if (--c->open_handles)
        return;
    ring_fini(&c->ring);
    shown_destroy(c->shown);
    printed_let_go(&c->snapshot);
    free(c);
}

void channel_destroy(struct channel *c) {
    if (!c)
        return;
    uv_close((uv_handle_t *)&c->together, handle_closed_cb);
    uv_close((uv_handle_t *)&c->beat, handle_closed_cb);
    uv_close((uv_handle_t *)&c->slices, handle_closed_cb);
}
