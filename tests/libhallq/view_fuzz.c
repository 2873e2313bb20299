// Any bytes as a snapshot and the feed messages behind it, each after two bytes of length: a view
// stays within its bounds whatever it is told, and is what a copy of it is.
#include <stdlib.h>

#include "base/wire/wire.h"
#include "clients/libhallq/view/view.h"

#define MEMORY (4 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    const uint8_t *data;
    size_t size;
};

static void *next_message(struct input *in, const ProtobufCMessageDescriptor *type,
                          struct arena *a) {
    size_t size = in->size < 2 ? 0 : (size_t)in->data[0] << 8 | in->data[1];
    if (in->size < 2)
        return NULL;
    in->data += 2;
    in->size -= 2;
    if (size > in->size)
        size = in->size;
    void *message = wire_unpack(type, a, in->data, size);
    in->data += size;
    in->size -= size;
    return message;
}

static void message_fold(struct hallq_view *v, const Hallq__FeedMessage *m) {
    if (m->body_case == HALLQ__FEED_MESSAGE__BODY_WAITS)
        hallq_view_apply_waits(v, m->waits);
    for (size_t i = 0; m->body_case == HALLQ__FEED_MESSAGE__BODY_BATCH && i < m->batch->n_events;
         i++)
        hallq_view_apply(v, m->batch->events[i]);
}

static void check_bounds(const struct hallq_view *v) {
    if (v->now.n_lines > LIMIT_SERVICES + LIMIT_COUNTERS + LIMIT_STAFF ||
        v->now.n_counters > LIMIT_COUNTERS || v->now.n_people > LIMIT_STAFF ||
        v->now.n_calls > LIMIT_CALLS_SHOWN ||
        (v->now.waits && v->now.waits->n_lines > LIMIT_SERVICES))
        abort();
    struct hallq_view copy;
    hallq_view_init(&copy, v->staff);
    if (hallq_view_load(&copy, &v->now) || !hallq_view_equal(v, &copy, NULL))
        abort();
    hallq_view_fini(&copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct input in = {data, size};
    struct hallq_view view;
    struct arena a;
    arena_init(&a, MEMORY);
    hallq_view_init(&view, size % 2);
    const Hallq__Snapshot *snapshot = next_message(&in, &hallq__snapshot__descriptor, &a);
    if (snapshot)
        hallq_view_load(&view, snapshot);
    while (in.size >= 2) {
        const Hallq__FeedMessage *m = next_message(&in, &hallq__feed_message__descriptor, &a);
        if (m)
            message_fold(&view, m);
        check_bounds(&view);
    }
    hallq_view_fini(&view);
    arena_fini(&a);
    return 0;
}
