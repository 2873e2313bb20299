#include "fake_broker.h"

#include <assert.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include "base/wire/wire.h"

#define FIRST_AT_MS INT64_C(1700000000000)

// ---------------------------------------------------------------- the hall

static Hallq__HallSettings *settings_make(struct arena *a) {
    Hallq__HallSettings *s = arena_need(a, sizeof *s);
    hallq__hall_settings__init(s);
    s->hall = FAKE_HALL;
    s->n_services = 2;
    s->services = arena_need(a, 2 * sizeof(void *));
    s->n_counters = 2;
    s->counters = arena_need(a, 2 * sizeof(void *));
    for (uint32_t i = 0; i < 2; i++) {
        s->services[i] = arena_need(a, sizeof(Hallq__Service));
        hallq__service__init(s->services[i]);
        s->services[i]->id = i + 1;
        s->services[i]->letter = arena_text(a, i ? "B" : "A");
        s->counters[i] = arena_need(a, sizeof(Hallq__CounterSettings));
        hallq__counter_settings__init(s->counters[i]);
        s->counters[i]->id = i + 1;
    }
    return s;
}

static int64_t hall_time(const struct fake_broker *b) {
    return FIRST_AT_MS + (int64_t)b->event_count + b->ahead_ms;
}

void fake_event(struct fake_broker *b, Hallq__Event event) {
    event.seq = b->event_count + 1;
    event.at_ms = FIRST_AT_MS + (int64_t)event.seq;
    assert(b->event_count < sizeof b->events / sizeof b->events[0]);
    b->events[b->event_count] = wire_copy(&event, &b->arena);
    int err = hallq_view_apply(&b->view, b->events[b->event_count++]);
    assert(!err);
}

static void first_settings(struct fake_broker *b) {
    Hallq__Event event = HALLQ__EVENT__INIT;
    Hallq__SettingsApplied applied = HALLQ__SETTINGS_APPLIED__INIT;
    uint32_t open[] = {1, 2};
    applied.version = 1;
    applied.settings = settings_make(&b->arena);
    applied.opened = open;
    applied.n_opened = 2;
    applied.day = 20000;
    event.body_case = HALLQ__EVENT__BODY_SETTINGS_APPLIED;
    event.settings_applied = &applied;
    fake_event(b, event);
    for (uint32_t i = 1; i <= 2; i++) {
        Hallq__CounterOpened opened = HALLQ__COUNTER_OPENED__INIT;
        opened.counter = i;
        event.body_case = HALLQ__EVENT__BODY_COUNTER_OPENED;
        event.counter_opened = &opened;
        fake_event(b, event);
    }
}

static char *number_of(struct arena *a, uint64_t ticket) {
    return arena_printf(a, "A%03u", (unsigned)ticket);
}

void fake_issued(struct fake_broker *b, uint64_t ticket) {
    Hallq__Event event = HALLQ__EVENT__INIT;
    Hallq__TicketIssued issued = HALLQ__TICKET_ISSUED__INIT;
    Hallq__Line line = HALLQ__LINE__INIT;
    line.kind = HALLQ__LINE__KIND__SERVICE;
    line.id = 1;
    issued.ticket = ticket;
    issued.number = number_of(&b->arena, ticket);
    issued.service = 1;
    issued.entered = &line;
    event.body_case = HALLQ__EVENT__BODY_TICKET_ISSUED;
    event.ticket_issued = &issued;
    fake_event(b, event);
}

void fake_called(struct fake_broker *b, uint64_t ticket, uint32_t counter) {
    Hallq__Event event = HALLQ__EVENT__INIT;
    Hallq__TicketCalled called = HALLQ__TICKET_CALLED__INIT;
    Hallq__Line line = HALLQ__LINE__INIT;
    line.kind = HALLQ__LINE__KIND__SERVICE;
    line.id = 1;
    called.ticket = ticket;
    called.number = number_of(&b->arena, ticket);
    called.service = 1;
    called.counter = counter;
    called.call_count = 1;
    called.left = &line;
    event.body_case = HALLQ__EVENT__BODY_TICKET_CALLED;
    event.ticket_called = &called;
    fake_event(b, event);
}

void fake_new_epoch(struct fake_broker *b, size_t lost) {
    b->epoch++;
    b->event_count -= lost;
    b->published = b->event_count;
    hallq_view_fini(&b->view);
    hallq_view_init(&b->view, false);
    for (size_t i = 0; i < b->event_count; i++)
        hallq_view_apply(&b->view, b->events[i]);
}

// ---------------------------------------------------------------- the snapshot

// Lists back to front, since their order is free.
static void *reversed(struct arena *a, void *list, size_t count) {
    void **from = list, **to = arena_need(a, (count + 1) * sizeof *to);
    for (size_t i = 0; i < count; i++)
        to[i] = from[count - 1 - i];
    return to;
}

static void snapshot_fill(struct fake_broker *b, struct arena *a, Hallq__Snapshot *s) {
    *s = b->view.now;
    s->epoch = b->epoch;
    s->hall = FAKE_HALL;
    s->seq = b->event_count;
    s->at_ms = hall_time(b);
    s->lines = reversed(a, s->lines, s->n_lines);
    s->counters = reversed(a, s->counters, s->n_counters);
}

// ---------------------------------------------------------------- the feed

static Hallq__FeedBatch batch_of(struct fake_broker *b, uint64_t after) {
    Hallq__FeedBatch batch = HALLQ__FEED_BATCH__INIT;
    batch.epoch = b->epoch;
    batch.hall = FAKE_HALL;
    batch.after = after;
    batch.upto = b->event_count;
    batch.events = &b->events[after];
    batch.n_events = b->event_count - after;
    return batch;
}

static void feed_send(struct fake_broker *b, const Hallq__FeedMessage *m) {
    unsigned char frame[8192];
    size_t topic_len = (size_t)sprintf((char *)frame, "%u.", FAKE_HALL);
    assert(topic_len + wire_size(m) <= sizeof frame);
    size_t size = topic_len + wire_pack(m, frame + topic_len);
    if (!b->up)
        return;
    zmq_send(b->feed, frame, size, ZMQ_DONTWAIT);
    uvz_used(&b->feed_uvz);
}

void fake_publish(struct fake_broker *b) {
    Hallq__FeedMessage m = HALLQ__FEED_MESSAGE__INIT;
    Hallq__FeedBatch batch = batch_of(b, b->published);
    m.body_case = HALLQ__FEED_MESSAGE__BODY_BATCH;
    m.batch = &batch;
    feed_send(b, &m);
    b->published = b->event_count;
}

void fake_lose(struct fake_broker *b) {
    b->published = b->event_count;
}

static void heartbeat_cb(uv_timer_t *timer) {
    struct fake_broker *b = timer->data;
    if (b->heartbeats)
        fake_beat(b);
}

void fake_beat(struct fake_broker *b) {
    Hallq__FeedMessage m = HALLQ__FEED_MESSAGE__INIT;
    Hallq__Heartbeat heartbeat = HALLQ__HEARTBEAT__INIT;
    heartbeat.epoch = b->epoch;
    heartbeat.hall = FAKE_HALL;
    heartbeat.upto = b->published;
    heartbeat.seq = b->hidden_upto;
    heartbeat.at_ms = hall_time(b);
    m.body_case = HALLQ__FEED_MESSAGE__BODY_HEARTBEAT;
    m.heartbeat = &heartbeat;
    feed_send(b, &m);
    b->heartbeat_at_ns = uv_hrtime();
}

// Takes what subscribers say: 1 or 0, and a topic.
static bool feed_in_cb(struct uvz *z) {
    struct fake_broker *b = z->data;
    char frame[64], topic[16];
    int size = zmq_recv(z->socket, frame, sizeof frame, ZMQ_DONTWAIT);
    int topic_len = snprintf(topic, sizeof topic, "%u.", FAKE_HALL);
    if (size == 1 + topic_len && !memcmp(frame + 1, topic, (size_t)topic_len))
        b->followed = frame[0] == 1;
    return size >= 0;
}

// ---------------------------------------------------------------- requests

static struct fake_answer *answer_find(struct fake_broker *b, const Hallq__Request *r) {
    for (size_t i = 0; i < b->answer_count; i++)
        if (b->answers[i].session == r->session && b->answers[i].number == r->number)
            return &b->answers[i];
    return NULL;
}

static struct fake_answer *issue(struct fake_broker *b, const Hallq__Request *r) {
    struct fake_answer *known = answer_find(b, r);
    if (known)
        return known;
    assert(b->answer_count < FAKE_ANSWERS);
    struct fake_answer *fresh = &b->answers[b->answer_count++];
    *fresh = (struct fake_answer){r->session, r->number, ++b->issues_applied};
    return fresh;
}

static void refuse(Hallq__Reply *reply, Hallq__Refusal *refusal, Hallq__Refusal__Reason reason) {
    refusal->reason = reason;
    reply->body_case = HALLQ__REPLY__BODY_REFUSAL;
    reply->refusal = refusal;
}

static void note_number(struct fake_broker *b, const Hallq__Request *r) {
    b->requests++;
    if (r->session && b->last_number_count < 16)
        b->last_numbers[b->last_number_count++] = r->number;
}

struct answering {
    struct fake_broker *b;
    struct arena *arena;
    const Hallq__Request *request;
    Hallq__Reply *reply;
    Hallq__Refusal refusal;
    Hallq__Done done;
    Hallq__TicketCard card;
    Hallq__Snapshot snapshot;
    Hallq__Batches batches;
    Hallq__FeedBatch batch, *one_batch;
};

static void answer_issue(struct answering *x) {
    if (x->b->busy) {
        x->b->busy--;
        refuse(x->reply, &x->refusal, HALLQ__REFUSAL__REASON__BUSY);
        return;
    }
    if (x->b->refusals) {
        x->b->refusals--;
        refuse(x->reply, &x->refusal, HALLQ__REFUSAL__REASON__NOTHING_WAITING);
        return;
    }
    x->card.ticket = issue(x->b, x->request)->ticket;
    x->card.number = number_of(x->arena, x->card.ticket);
    x->done.ticket = &x->card;
    x->reply->body_case = HALLQ__REPLY__BODY_DONE;
    x->reply->done = &x->done;
}

static void answer_snapshot(struct answering *x) {
    x->b->snapshots++;
    x->b->feed_asked = x->request->get_snapshot->feed;
    snapshot_fill(x->b, x->arena, &x->snapshot);
    x->reply->body_case = HALLQ__REPLY__BODY_SNAPSHOT;
    x->reply->snapshot = &x->snapshot;
}

// Events one at a time, so that following on `more` is tried as well.
static void answer_events(struct answering *x) {
    const Hallq__GetEvents *get = x->request->get_events;
    struct fake_broker *b = x->b;
    b->repairs++;
    b->feed_asked = get->feed;
    if (get->epoch != b->epoch || get->after > b->event_count) {
        refuse(x->reply, &x->refusal, HALLQ__REFUSAL__REASON__OTHER_EPOCH);
        return;
    }
    if (get->after < b->journal_from) {
        refuse(x->reply, &x->refusal, HALLQ__REFUSAL__REASON__TOO_OLD);
        return;
    }
    x->batch = batch_of(b, get->after);
    if (x->batch.n_events > 1) {
        x->batch.n_events = 1;
        x->batch.upto = get->after + 1;
        x->batches.more = true;
    }
    x->one_batch = &x->batch;
    x->batches.n_batches = x->batch.n_events;
    x->batches.batches = &x->one_batch;
    x->reply->body_case = HALLQ__REPLY__BODY_BATCHES;
    x->reply->batches = &x->batches;
}

// False: there is no answer.
static bool answer(struct answering *x) {
    struct fake_broker *b = x->b;
    if (x->request->body_case == HALLQ__REQUEST__BODY_PING) {
        b->pings++;
        x->reply->body_case = HALLQ__REPLY__BODY_DONE;
        x->reply->done = &x->done;
    } else if (x->request->body_case == HALLQ__REQUEST__BODY_ISSUE) {
        answer_issue(x);
        if (b->lose_replies) {
            b->lose_replies--;
            return false;
        }
    } else if (x->request->body_case == HALLQ__REQUEST__BODY_GET_SNAPSHOT) {
        answer_snapshot(x);
    } else if (x->request->body_case == HALLQ__REQUEST__BODY_GET_EVENTS) {
        if (b->hold_repairs)
            return false;
        answer_events(x);
    } else {
        refuse(x->reply, &x->refusal, HALLQ__REFUSAL__REASON__NOTHING_WAITING);
    }
    return true;
}

static void reply_send(struct fake_broker *b, const void *id, size_t id_size,
                       const Hallq__Reply *reply, struct arena *a) {
    size_t size = wire_size(reply);
    void *frame = arena_need(a, size + 1);
    wire_pack(reply, frame);
    zmq_send(b->router, id, id_size, ZMQ_SNDMORE | ZMQ_DONTWAIT);
    zmq_send(b->router, frame, size, ZMQ_DONTWAIT);
}

static void request_take(struct fake_broker *b, const void *id, size_t id_size,
                         const Hallq__Request *request, struct arena *a) {
    Hallq__Reply reply = HALLQ__REPLY__INIT;
    struct answering x = {.b = b, .arena = a, .request = request, .reply = &reply};
    x.refusal = (Hallq__Refusal)HALLQ__REFUSAL__INIT;
    x.done = (Hallq__Done)HALLQ__DONE__INIT;
    x.card = (Hallq__TicketCard)HALLQ__TICKET_CARD__INIT;
    x.snapshot = (Hallq__Snapshot)HALLQ__SNAPSHOT__INIT;
    x.batches = (Hallq__Batches)HALLQ__BATCHES__INIT;
    reply.session = request->session;
    reply.number = request->number;
    reply.epoch = b->epoch;
    reply.seq = b->event_count;
    reply.at_ms = hall_time(b);
    note_number(b, request);
    if (answer(&x))
        reply_send(b, id, id_size, &reply, a);
}

static bool router_in_cb(struct uvz *z) {
    struct fake_broker *b = z->data;
    char id[64], frame[LIMIT_REQUEST_SIZE];
    struct arena a;
    if (b->deaf)
        return false;
    int id_size = zmq_recv(z->socket, id, sizeof id, ZMQ_DONTWAIT);
    if (id_size < 0)
        return false;
    int size = zmq_recv(z->socket, frame, sizeof frame, ZMQ_DONTWAIT);
    arena_init(&a, 0);
    const Hallq__Request *r = wire_unpack(&hallq__request__descriptor, &a, frame, (size_t)size);
    assert(r);
    if (!b->mute)
        request_take(b, id, (size_t)id_size, r, &a);
    arena_fini(&a);
    return true;
}

// ---------------------------------------------------------------- up and down

// libzmq binds beside it, since both say SO_REUSEADDR.
static int port_hold(char endpoint[64]) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int err = bind(fd, (struct sockaddr *)&at, size);
    if (!err)
        err = getsockname(fd, (struct sockaddr *)&at, &size);
    if (!err)
        err = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    assert(!err);
    snprintf(endpoint, 64, "tcp://127.0.0.1:%u", ntohs(at.sin_port));
    return fd;
}

static void *socket_bind(struct fake_broker *b, int type, const char *endpoint) {
    int zero = 0, one = 1;
    void *socket = zmq_socket(b->context, type);
    zmq_setsockopt(socket, ZMQ_LINGER, &zero, sizeof zero);
    if (type == ZMQ_XPUB)
        zmq_setsockopt(socket, ZMQ_XPUB_WELCOME_MSG, "w.", 2);
    if (b->secret_key) {
        zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &one, sizeof one);
        zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, b->secret_key, strlen(b->secret_key));
    }
    uint64_t limit_ms = uv_hrtime() / 1000000 + 20000; // the old socket's port is let go by and by
    while (zmq_bind(socket, endpoint)) {
        assert(uv_hrtime() / 1000000 < limit_ms);
        uv_sleep(1);
    }
    return socket;
}

void fake_broker_rise(struct fake_broker *b) {
    b->router = socket_bind(b, ZMQ_ROUTER, b->commands);
    b->feed = socket_bind(b, ZMQ_XPUB, b->public_feed);
    uvz_start(&b->router_uvz, b->loop, b->router, 64, router_in_cb, b);
    uvz_start(&b->feed_uvz, b->loop, b->feed, 64, feed_in_cb, b);
    b->watched = 2;
    b->followed = false;
    b->up = true;
}

static void stopped_cb(struct uvz *z) {
    struct fake_broker *b = z->data;
    b->watched--;
}

void fake_broker_down(struct fake_broker *b) {
    if (!b->up)
        return;
    b->up = false;
    uvz_stop(&b->router_uvz, stopped_cb);
    uvz_stop(&b->feed_uvz, stopped_cb);
    while (b->watched)
        uv_run(b->loop, UV_RUN_ONCE);
    zmq_close(b->router);
    zmq_close(b->feed);
}

void fake_broker_open(struct fake_broker *b, uv_loop_t *loop, const char *secret_key) {
    *b = (struct fake_broker){
        .loop = loop, .epoch = 100, .heartbeats = true, .ahead_ms = FAKE_NOTHING_LATE_MS};
    b->secret_key = secret_key;
    b->context = zmq_ctx_new();
    b->held[0] = port_hold(b->commands);
    b->held[1] = port_hold(b->public_feed);
    arena_init(&b->arena, 0);
    hallq_view_init(&b->view, false);
    first_settings(b);
    b->published = b->event_count;
    fake_broker_rise(b);
    uv_timer_init(loop, &b->heartbeat_timer);
    b->heartbeat_timer.data = b;
    uv_timer_start(&b->heartbeat_timer, heartbeat_cb, 100, 100);
}

void fake_broker_close(struct fake_broker *b) {
    fake_broker_down(b);
    uv_close((uv_handle_t *)&b->heartbeat_timer, NULL);
    uv_run(b->loop, UV_RUN_NOWAIT);
    zmq_ctx_term(b->context);
    close(b->held[0]);
    close(b->held[1]);
    hallq_view_fini(&b->view);
    arena_fini(&b->arena);
}

struct hallq_options fake_options(const struct fake_broker *b) {
    return (struct hallq_options){.commands = b->commands,
                                  .public_feed = b->public_feed,
                                  .role = HALLQ__DEVICE__ROLE__KIOSK,
                                  .device = 1,
                                  .hall = FAKE_HALL};
}
