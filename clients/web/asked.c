#include "asked.h"

#include <stdlib.h>
#include <string.h>

#define ASK_MS 3000
// Between two questions for what came since: each costs the broker, and a send to all who follow.
#define APART_MS 20

static void ask(struct asked *a);

static const Hallq__Snapshot *now_cb(void *arg, struct arena *memory) {
    const struct asked *a = arg;
    (void)memory;
    return a->loaded ? &a->view.now : NULL;
}

static Hallq__Feed__Kind feed_of(const struct asked *a) {
    return a->audience == FEED_LEAD ? HALLQ__FEED__KIND__LEAD : HALLQ__FEED__KIND__STAFF;
}

// ---------------------------------------------------------------- showing

static bool is_on(const struct follower_of *of, void *arg) {
    const struct asked *a = arg;
    for (size_t i = 0; i < a->view.now.n_people; i++)
        if (a->view.now.people[i]->staff == of->staff &&
            a->view.now.people[i]->device == of->device)
            return true;
    return false;
}

static void show(struct asked *a) {
    struct hallq_changed changed;
    struct arena memory;
    static const struct hallq_part people = {.kind = HALLQ_PART_PEOPLE};
    arena_init(&memory, 0);
    bool people_changed = hallq_parts_have(&a->view.changed, people);
    hallq_view_changed(&a->view, &a->view.changed, &memory, &changed);
    channel_show(a->channel, changed.fields, changed.field_count);
    hallq_parts_clear(&a->view.changed);
    arena_fini(&memory);
    if (people_changed)
        channel_end_others(a->channel, is_on, a);
}

// ---------------------------------------------------------------- asking

static bool is_other(const struct follower_of *of, void *arg) {
    const struct asked *a = arg;
    return memcmp(of->principal.data, a->principal, sizeof a->principal) != 0;
}

static void refused(struct asked *a, Hallq__Refusal__Reason reason) {
    if (reason == HALLQ__REFUSAL__REASON__TOO_OLD || reason == HALLQ__REFUSAL__REASON__OTHER_EPOCH)
        a->loaded = false;
    else if (reason == HALLQ__REFUSAL__REASON__NOT_SIGNED_ON ||
             reason == HALLQ__REFUSAL__REASON__NOT_ALLOWED)
        channel_end_others(a->channel, is_other, a);
    else
        return; // the next look asks again
    ask(a);
}

static bool batch_fold(struct asked *a, const Hallq__FeedBatch *batch) {
    for (size_t i = 0; i < batch->n_events; i++)
        if (batch->events[i]->seq > a->view.now.seq && hallq_view_apply(&a->view, batch->events[i]))
            return false;
    if (batch->upto > a->view.now.seq)
        a->view.now.seq = batch->upto;
    return true;
}

static void batches_take(struct asked *a, const Hallq__Reply *reply) {
    const Hallq__Batches *batches = reply->batches;
    bool good = true;
    for (size_t i = 0; good && i < batches->n_batches; i++)
        good = batch_fold(a, batches->batches[i]);
    a->loaded = good;
    if (good && !batches->more && reply->seq > a->view.now.seq)
        a->view.now.seq = reply->seq;
    if (good)
        show(a);
    if (!good || batches->more)
        ask(a);
}

// One that was asked for earlier and comes later than another is older.
static void snapshot_take(struct asked *a, const Hallq__Snapshot *snapshot) {
    if (a->loaded && snapshot->epoch == a->view.now.epoch && snapshot->seq < a->view.now.seq)
        return;
    a->loaded = !hallq_view_load(&a->view, snapshot);
    if (a->loaded)
        show(a);
}

static void done_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct asked *a = arg;
    (void)client;
    a->under_way = false;
    if (result->outcome == HALLQ_REFUSED)
        refused(a, result->reason);
    if (result->outcome != HALLQ_APPLIED)
        return;
    if (result->reply->body_case == HALLQ__REPLY__BODY_SNAPSHOT)
        snapshot_take(a, result->reply->snapshot);
    else if (result->reply->body_case == HALLQ__REPLY__BODY_BATCHES)
        batches_take(a, result->reply);
    asked_look(a);
}

static void request_send(struct asked *a, Hallq__Request *request) {
    request->principal = (ProtobufCBinaryData){sizeof a->principal, a->principal};
    a->under_way = !hallq_send(a->client, request, ASK_MS, done_cb, a, &a->call);
}

static void ask(struct asked *a) {
    const struct follower_of *first = channel_first(a->channel);
    if (a->under_way)
        return;
    if (!first) {
        a->loaded = false; // nobody is there to ask for: whoever comes brings a snapshot
        return;
    }
    memcpy(a->principal, first->principal.data, sizeof a->principal);
    if (a->loaded) {
        Hallq__GetEvents body = HALLQ__GET_EVENTS__INIT;
        HALLQ_REQUEST(request, a->hall->hall, GET_EVENTS, get_events, &body);
        body.after = a->view.now.seq;
        body.epoch = a->view.now.epoch;
        body.feed = feed_of(a);
        request_send(a, &request);
    } else {
        Hallq__GetSnapshot body = HALLQ__GET_SNAPSHOT__INIT;
        HALLQ_REQUEST(request, a->hall->hall, GET_SNAPSHOT, get_snapshot, &body);
        body.feed = feed_of(a);
        request_send(a, &request);
    }
}

static void apart_cb(uv_timer_t *apart) {
    asked_look(apart->data);
}

void asked_look(struct asked *a) {
    const Hallq__Snapshot *there = &hall_view(a->hall)->now;
    if (!channel_first(a->channel)) {
        a->loaded = false;
        return;
    }
    if (a->loaded && there->seq <= a->view.now.seq && there->epoch == a->view.now.epoch)
        return;
    if (a->loaded && uv_is_active((uv_handle_t *)&a->apart))
        return; // it is looked again then
    uv_timer_start(&a->apart, apart_cb, APART_MS, 0);
    ask(a);
}

void asked_load(struct asked *a, const Hallq__Snapshot *snapshot) {
    if (!a->loaded)
        snapshot_take(a, snapshot);
}

void asked_latest(struct asked *a, const struct hallq_view *public_view) {
    if (!a->loaded)
        return;
    if (public_view->now.waits)
        hallq_view_apply_waits(&a->view, public_view->now.waits);
    hallq_view_apply_clock(&a->view, public_view->now.clock);
    if (hallq_parts_any(&a->view.changed))
        show(a);
}

static void ping_of(const struct follower_of *of, void *arg) {
    struct asked *a = arg;
    Hallq__Ping body = HALLQ__PING__INIT;
    HALLQ_REQUEST(request, a->hall->hall, PING, ping, &body);
    request.principal = of->principal;
    hallq_send(a->client, &request, ASK_MS, NULL, NULL, NULL);
}

void asked_ping(struct asked *a) {
    channel_each(a->channel, ping_of, a);
}

// ---------------------------------------------------------------- who may see it still

struct asked_check {
    LIST_ENTRY(asked_check) entry;
    struct asked *asked;
    unsigned char principal[16];
};

static bool is_another(const struct follower_of *of, void *arg) {
    const struct asked_check *check = arg;
    return memcmp(of->principal.data, check->principal, sizeof check->principal) != 0;
}

static void check_free(struct asked_check *check) {
    LIST_REMOVE(check, entry);
    free(check);
}

static void checked_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct asked_check *check = arg;
    (void)client;
    if (result->reason == HALLQ__REFUSAL__REASON__NOT_SIGNED_ON ||
        result->reason == HALLQ__REFUSAL__REASON__NOT_ALLOWED)
        channel_end_others(check->asked->channel, is_another, check);
    check_free(check);
}

// A ping is answered to anybody, so the feed itself is asked for, from where it is. Who has a ticket
// at hand may see it until that is ended, as the broker says.
static void check_of(const struct follower_of *of, void *arg) {
    struct asked *a = arg;
    struct asked_check *check;
    Hallq__GetEvents body = HALLQ__GET_EVENTS__INIT;
    HALLQ_REQUEST(request, a->hall->hall, GET_EVENTS, get_events, &body);
    LIST_FOREACH(check, &a->checks, entry) {
        if (!is_another(of, check))
            return; // another window of the same browser
    }
    check = malloc(sizeof *check);
    if (!check)
        return;
    check->asked = a;
    memcpy(check->principal, of->principal.data, sizeof check->principal);
    LIST_INSERT_HEAD(&a->checks, check, entry);
    body.after = a->view.now.seq;
    body.feed = feed_of(a);
    request.principal = (ProtobufCBinaryData){sizeof check->principal, check->principal};
    if (hallq_send(a->client, &request, ASK_MS, checked_cb, check, NULL))
        check_free(check);
}

void asked_check_all(struct asked *a) {
    channel_each(a->channel, check_of, a);
}

// ---------------------------------------------------------------- open and close

bool asked_open(struct asked *a, uv_loop_t *loop, struct hallq *client, struct hall *hall,
                enum feed audience) {
    *a = (struct asked){.hall = hall, .client = client, .audience = audience};
    uv_timer_init(loop, &a->apart);
    a->apart.data = a;
    hallq_view_init(&a->view, true);
    a->channel = channel_create(loop, audience, now_cb, a);
    return a->channel;
}

void asked_close(struct asked *a) {
    while (!LIST_EMPTY(&a->checks))
        check_free(LIST_FIRST(&a->checks));
    if (a->hall) // it was opened
        uv_close((uv_handle_t *)&a->apart, NULL);
    channel_destroy(a->channel);
    a->channel = NULL;
    hallq_view_fini(&a->view);
}
