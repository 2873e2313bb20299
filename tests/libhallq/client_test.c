// The client against a broker of the test: one outcome for each command, whatever is lost, and each
// event once and in order.
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include <cmocka.h>

#include "fake_broker.h"

#define LIMIT_MS 20000 // for any condition; far above what a slow machine needs
#define SEEN_MAX 64

struct outcome {
    enum hallq_outcome outcome;
    bool resolved, final;
    Hallq__Refusal__Reason reason;
    uint64_t ticket;
};

struct seen_event {
    uint64_t seq;
    bool late;
};

struct bench {
    uv_loop_t loop;
    uint64_t awaited_seq; // 0 none
    bool awaited_came;
    uv_timer_t tick;           // so that a wait always ends
    uint64_t tick_ns, hung_ns; // the last one, and the longest time without one
    struct fake_broker broker;
    struct hallq *client;
    struct hallq_follow *follow;
    struct outcome outcomes[SEEN_MAX];
    size_t outcome_count;
    struct seen_event events[SEEN_MAX], calls[SEEN_MAX]; // a call's seq is its ticket
    size_t event_count, call_count;
    unsigned resets, stales, freshes, link_changes;
    Hallq__Refusal__Reason refused;
    bool closed, unfollow_at_event, close_at_event, close_at_outcome;
};

// Waits until the condition holds; fails the test when it does not.
#define WAIT(b, condition)                                                                         \
    do {                                                                                           \
        uint64_t limit_ns = uv_hrtime() + LIMIT_MS * UINT64_C(1000000);                            \
        while (!(condition) && uv_hrtime() < limit_ns)                                             \
            uv_run(&(b)->loop, UV_RUN_ONCE);                                                       \
        assert_true(condition);                                                                    \
    } while (0)

// ---------------------------------------------------------------- what is seen

static void closed_cb(void *arg) {
    struct bench *b = arg;
    b->closed = true;
}

static void client_closed_cb(void *arg) {
    *(bool *)arg = true;
}

static void link_cb(struct hallq *client, enum hallq_link link, void *arg) {
    struct bench *b = arg;
    (void)client;
    b->link_changes += link != HALLQ_LINK_SILENT; // a slow machine may be long down
}

static void done_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct bench *b = arg;
    (void)client;
    assert_true(b->outcome_count < SEEN_MAX);
    struct outcome *o = &b->outcomes[b->outcome_count++];
    *o = (struct outcome){result->outcome, result->resolved, result->final, result->reason, 0};
    assert_non_null(result->detail);
    if (result->outcome == HALLQ_APPLIED && result->reply->done->ticket)
        o->ticket = result->reply->done->ticket->ticket;
    if (b->close_at_outcome)
        hallq_close(&b->client, closed_cb, b);
}

static void event_cb(struct hallq_follow *f, const Hallq__Event *event, bool late, void *arg) {
    struct bench *b = arg;
    assert_true(b->event_count < SEEN_MAX);
    assert_int_equal(hallq_follow_view(f)->now.seq, event->seq);
    b->events[b->event_count++] = (struct seen_event){event->seq, late};
    if (b->unfollow_at_event)
        hallq_unfollow(&b->follow);
    if (b->close_at_event)
        hallq_close(&b->client, closed_cb, b);
}

static void call_cb(struct hallq_follow *f, const Hallq__Call *call, bool late, void *arg) {
    struct bench *b = arg;
    (void)f;
    assert_true(b->call_count < SEEN_MAX);
    b->calls[b->call_count++] = (struct seen_event){call->ticket, late};
}

static void reset_cb(struct hallq_follow *f, void *arg) {
    struct bench *b = arg;
    (void)f;
    b->resets++;
}

static void stale_cb(struct hallq_follow *f, bool stale, void *arg) {
    struct bench *b = arg;
    assert_int_equal(hallq_follow_view(f)->stale, stale);
    b->stales += stale;
    b->freshes += !stale;
}

static void refused_cb(struct hallq_follow *f, Hallq__Refusal__Reason reason, void *arg) {
    struct bench *b = arg;
    (void)f;
    b->refused = reason;
}

// Somebody who looks at the view when it is said to have changed, and never otherwise.
static void changed_cb(struct hallq_follow *follow, void *arg) {
    struct bench *b = arg;
    b->awaited_came |= b->awaited_seq && hallq_follow_view(follow)->now.seq >= b->awaited_seq;
}

static const struct hallq_follow_callbacks callbacks = {.reset_cb = reset_cb,
                                                        .event_cb = event_cb,
                                                        .call_cb = call_cb,
                                                        .stale_cb = stale_cb,
                                                        .refused_cb = refused_cb,
                                                        .changed_cb = changed_cb};

// ---------------------------------------------------------------- bench

static void tick_cb(uv_timer_t *timer) {
    struct bench *b = timer->data;
    uint64_t now_ns = uv_hrtime();
    if (b->tick_ns && now_ns - b->tick_ns > b->hung_ns)
        b->hung_ns = now_ns - b->tick_ns;
    b->tick_ns = now_ns;
}

static int setup(void **state) {
    struct bench *b = test_calloc(1, sizeof *b);
    *state = b;
    uv_loop_init(&b->loop);
    uv_timer_init(&b->loop, &b->tick);
    b->tick.data = b;
    uv_timer_start(&b->tick, tick_cb, 10, 10);
    fake_broker_open(&b->broker, &b->loop, NULL);
    struct hallq_options options = fake_options(&b->broker);
    options.link_cb = link_cb;
    options.arg = b;
    return hallq_connect(&b->loop, &options, &b->client);
}

static int teardown(void **state) {
    struct bench *b = *state;
    if (b->client)
        hallq_close(&b->client, closed_cb, b);
    WAIT(b, b->closed);
    fake_broker_close(&b->broker);
    uv_close((uv_handle_t *)&b->tick, NULL);
    uv_run(&b->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&b->loop), 0);
    test_free(b);
    return 0;
}

static uint64_t issue(struct bench *b, uint32_t deadline_ms) {
    uint64_t call = 0;
    Hallq__Issue body = HALLQ__ISSUE__INIT;
    HALLQ_REQUEST(request, FAKE_HALL, ISSUE, issue, &body);
    assert_int_equal(hallq_send(b->client, &request, deadline_ms, done_cb, b, &call), ERR_OK);
    assert_int_not_equal(call, 0);
    return call;
}

static bool link_is(struct bench *b, enum hallq_link link) {
    return hallq_link_state(b->client) == link;
}

// The view is right before the feed knows of us: what is published until then comes by a repair.
static void follow(struct bench *b) {
    assert_int_equal(
        hallq_follow(b->client, FAKE_HALL, HALLQ_FEED_PUBLIC, &callbacks, b, &b->follow), ERR_OK);
    WAIT(b, !hallq_follow_view(b->follow)->stale && b->broker.followed);
}

static bool caught_up(struct bench *b) {
    const struct hallq_view *v = hallq_follow_view(b->follow);
    return !v->stale && v->now.epoch == b->broker.epoch && v->now.seq == b->broker.event_count;
}

static void assert_same_view(struct bench *b) {
    const char *what = NULL;
    b->broker.view.now.epoch = b->broker.epoch;
    b->broker.view.now.hall = FAKE_HALL;
    if (!hallq_view_equal(hallq_follow_view(b->follow), &b->broker.view, &what))
        fail_msg("views differ in %s", what);
}

// Each event from `first` on was seen once and in order.
static void assert_events_from(struct bench *b, uint64_t first) {
    for (size_t i = 0; i < b->event_count; i++)
        assert_int_equal(b->events[i].seq, first + i);
    assert_int_equal(first + b->event_count - 1, b->broker.event_count);
}

// ---------------------------------------------------------------- link

static void link__comes_up_goes_down_and_comes_up_again(void **state) {
    struct bench *b = *state;
    assert_true(link_is(b, HALLQ_LINK_DOWN));
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    fake_broker_down(&b->broker);
    WAIT(b, link_is(b, HALLQ_LINK_DOWN));
    fake_broker_rise(&b->broker);
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    assert_int_equal(b->link_changes, 3);
}

static void link__finds_a_broker_that_hangs_and_its_return(void **state) {
    struct bench *b = *state;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    b->broker.mute = true;
    WAIT(b, link_is(b, HALLQ_LINK_DOWN));
    b->broker.mute = false;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
}

static void link__says_when_nobody_answers(void **state) {
    struct bench *b = *state;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    fake_broker_down(&b->broker);
    uint64_t down_ns = uv_hrtime();
    WAIT(b, link_is(b, HALLQ_LINK_SILENT));
    assert_true(uv_hrtime() - down_ns >= (HALLQ_SILENT_MS - 100) * UINT64_C(1000000));
    fake_broker_rise(&b->broker);
    WAIT(b, link_is(b, HALLQ_LINK_UP));
}

static void link__says_when_a_name_is_no_machines(void **state) {
    struct bench *b = *state;
    struct hallq *lost = NULL;
    bool lost_closed = false;
    struct hallq_options options = fake_options(&b->broker);
    options.commands = "tcp://no-such-machine.invalid:7301"; // RFC 2606: nobody's, ever
    assert_int_equal(hallq_connect(&b->loop, &options, &lost), ERR_OK);
    WAIT(b, hallq_link_state(lost) == HALLQ_LINK_NO_NAME);
    hallq_close(&lost, client_closed_cb, &lost_closed);
    WAIT(b, lost_closed);
}

static void link__is_kept_alive_by_pings_when_quiet(void **state) {
    struct bench *b = *state;
    WAIT(b, b->broker.pings >= 3);
    assert_true(link_is(b, HALLQ_LINK_UP));
    assert_int_equal(b->link_changes, 1);
}

// ---------------------------------------------------------------- commands

static void send__tells_applied_once(void **state) {
    struct bench *b = *state;
    issue(b, 10000);
    assert_int_equal(b->outcome_count, 0);
    assert_int_equal(hallq_outstanding(b->client), 1);
    WAIT(b, b->outcome_count);
    assert_int_equal(b->outcomes[0].outcome, HALLQ_APPLIED);
    assert_true(b->outcomes[0].final);
    assert_false(b->outcomes[0].resolved);
    assert_int_equal(b->outcomes[0].ticket, 1);
    assert_int_equal(hallq_outstanding(b->client), 0);
}

static void send__tells_a_refusal(void **state) {
    struct bench *b = *state;
    Hallq__CallNext body = HALLQ__CALL_NEXT__INIT;
    HALLQ_REQUEST(request, FAKE_HALL, CALL_NEXT, call_next, &body);
    assert_int_equal(hallq_send(b->client, &request, 10000, done_cb, b, NULL), ERR_OK);
    WAIT(b, b->outcome_count);
    assert_int_equal(b->outcomes[0].outcome, HALLQ_REFUSED);
    assert_int_equal(b->outcomes[0].reason, HALLQ__REFUSAL__REASON__NOTHING_WAITING);
}

static void send__gets_the_same_number_when_the_reply_was_lost(void **state) {
    struct bench *b = *state;
    b->broker.lose_replies = 1;
    issue(b, 10000);
    WAIT(b, b->outcome_count);
    assert_int_equal(b->outcomes[0].outcome, HALLQ_APPLIED);
    assert_int_equal(b->outcomes[0].ticket, 1);
    assert_int_equal(b->broker.issues_applied, 1);
    assert_int_equal(b->broker.lose_replies, 0);
}

static void send__is_unknown_at_the_deadline_and_resolved_later(void **state) {
    struct bench *b = *state;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    b->broker.lose_replies = 1000;
    issue(b, 200);
    WAIT(b, b->outcome_count == 1);
    assert_int_equal(b->outcomes[0].outcome, HALLQ_UNKNOWN);
    assert_false(b->outcomes[0].final);
    assert_int_equal(hallq_outstanding(b->client), 1);
    b->broker.lose_replies = 0;
    WAIT(b, b->outcome_count == 2);
    assert_int_equal(b->outcomes[1].outcome, HALLQ_APPLIED);
    assert_true(b->outcomes[1].resolved);
    assert_true(b->outcomes[1].final);
    assert_int_equal(b->broker.issues_applied, 1);
}

static void send__is_resolved_after_a_restart_of_the_broker(void **state) {
    struct bench *b = *state;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    b->broker.lose_replies = 1000; // also to a copy that comes with the first
    issue(b, 100);
    WAIT(b, b->broker.issues_applied == 1);
    fake_broker_down(&b->broker);
    b->broker.lose_replies = 0;
    WAIT(b, b->outcome_count == 1);
    assert_int_equal(b->outcomes[0].outcome, HALLQ_UNKNOWN);
    fake_broker_rise(&b->broker);
    WAIT(b, b->outcome_count == 2);
    assert_int_equal(b->outcomes[1].outcome, HALLQ_APPLIED);
    assert_int_equal(b->outcomes[1].ticket, 1);
    assert_int_equal(b->broker.issues_applied, 1);
}

static void send__says_no_more_after_giving_up(void **state) {
    struct bench *b = *state;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    b->broker.lose_replies = 1000;
    uint64_t call = issue(b, 100);
    WAIT(b, b->outcome_count == 1);
    hallq_give_up(b->client, call);
    hallq_give_up(b->client, call);
    assert_int_equal(hallq_outstanding(b->client), 0);
    b->broker.lose_replies = 0;
    issue(b, 10000);
    WAIT(b, b->outcome_count == 2);
    assert_int_equal(b->outcomes[1].outcome, HALLQ_APPLIED);
    assert_int_equal(b->outcomes[1].ticket, 2);
}

static void send__tries_again_while_the_broker_is_busy(void **state) {
    struct bench *b = *state;
    b->broker.busy = 3;
    issue(b, 10000);
    WAIT(b, b->outcome_count);
    assert_int_equal(b->outcomes[0].outcome, HALLQ_APPLIED);
    assert_int_equal(b->broker.busy, 0);
}

static void send__is_refused_when_the_broker_stays_busy(void **state) {
    struct bench *b = *state;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    b->broker.busy = 1000;
    const struct outcome *last = &b->outcomes[0];
    // again, if a copy was under way at the deadline, so that nobody could know
    for (int i = 0; i < 10 && (i == 0 || last->resolved); i++) {
        issue(b, 500);
        WAIT(b, hallq_outstanding(b->client) == 0);
        last = &b->outcomes[b->outcome_count - 1];
        assert_int_equal(last->outcome, HALLQ_REFUSED);
        assert_int_equal(last->reason, HALLQ__REFUSAL__REASON__BUSY);
    }
    assert_false(last->resolved);
    assert_int_equal(b->broker.issues_applied, 0);
}

static void send__is_not_refused_as_busy_while_a_copy_may_be_applied(void **state) {
    struct bench *b = *state;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    b->broker.lose_replies = 1000; // also to a copy that comes with the first
    issue(b, 2500);
    WAIT(b, b->broker.issues_applied == 1);
    b->broker.lose_replies = 0;
    b->broker.busy = 1000;
    WAIT(b, b->outcome_count == 1 && b->broker.busy < 1000);
    assert_int_equal(b->outcomes[0].outcome, HALLQ_UNKNOWN);
    b->broker.busy = 0;
    WAIT(b, b->outcome_count == 2);
    assert_int_equal(b->outcomes[1].outcome, HALLQ_APPLIED);
    assert_int_equal(b->broker.issues_applied, 1);
}

// Two copies of an issue wait for a broker that hangs; how many it refuses.
static void two_copies(struct bench *b, unsigned refusals) {
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    b->broker.deaf = true;
    issue(b, 20000);
    uint64_t since_ns = uv_hrtime();
    WAIT(b, uv_hrtime() - since_ns > UINT64_C(1500000000)); // the second follows in a second
    assert_int_equal(b->outcome_count, 0);
    b->broker.refusals = refusals;
    b->broker.deaf = false;
    uvz_used(&b->broker.router_uvz);
}

static void send__is_not_refused_while_a_copy_may_be_applied(void **state) {
    struct bench *b = *state;
    two_copies(b, 1);
    WAIT(b, b->outcome_count);
    assert_int_equal(b->outcomes[0].outcome, HALLQ_APPLIED);
    assert_true(b->outcomes[0].final);
    assert_int_equal(b->broker.issues_applied, 1);
}

static void send__is_refused_when_all_copies_were(void **state) {
    struct bench *b = *state;
    two_copies(b, 1000);
    WAIT(b, b->outcome_count);
    assert_int_equal(b->outcomes[0].outcome, HALLQ_REFUSED);
    assert_int_equal(b->outcomes[0].reason, HALLQ__REFUSAL__REASON__NOTHING_WAITING);
    assert_true(b->outcomes[0].final);
    assert_true(b->broker.refusals <= 998);
    assert_int_equal(b->broker.issues_applied, 0);
}

// Its first copy is lost, those after it are refused.
static void refused_after_a_loss(struct bench *b, Hallq__Request *request) {
    uint64_t call = 0;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    b->broker.mute = true;
    b->broker.refusals = 1000;
    assert_int_equal(hallq_send(b->client, request, 20000, done_cb, b, &call), ERR_OK);
    uint64_t since_ns = uv_hrtime();
    WAIT(b, uv_hrtime() - since_ns > UINT64_C(500000000));
    b->broker.mute = false;
    WAIT(b, b->outcome_count);
    assert_int_equal(b->outcomes[0].outcome, HALLQ_REFUSED);
    assert_true(b->outcomes[0].final);
}

// A copy later tells, since the lost one's answer never will.
static void send__is_refused_though_a_copy_was_lost(void **state) {
    struct bench *b = *state;
    Hallq__Issue body = HALLQ__ISSUE__INIT;
    HALLQ_REQUEST(request, FAKE_HALL, ISSUE, issue, &body);
    refused_after_a_loss(b, &request);
    assert_true(b->broker.last_number_count > 1);
}

static void send__does_not_guess_a_pin_again(void **state) {
    struct bench *b = *state;
    Hallq__SignOn body = HALLQ__SIGN_ON__INIT;
    HALLQ_REQUEST(request, FAKE_HALL, SIGN_ON, sign_on, &body);
    refused_after_a_loss(b, &request);
    assert_int_equal(b->broker.last_number_count, 1);
}

static void send__without_a_broker_was_certainly_not_done(void **state) {
    struct bench *b = *state;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    fake_broker_down(&b->broker);
    WAIT(b, link_is(b, HALLQ_LINK_DOWN)); // until then a command may be on its way
    issue(b, 300);
    WAIT(b, b->outcome_count);
    assert_int_equal(b->outcomes[0].outcome, HALLQ_REFUSED);
    assert_int_equal(b->outcomes[0].reason, HALLQ__REFUSAL__REASON__RETRY_LATER);
    assert_true(b->outcomes[0].final);
    fake_broker_rise(&b->broker);
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    assert_int_equal(b->broker.issues_applied, 0);
}

static void send__waits_for_the_link_within_its_deadline(void **state) {
    struct bench *b = *state;
    fake_broker_down(&b->broker);
    issue(b, 15000);
    issue(b, 15000);
    issue(b, 15000);
    fake_broker_rise(&b->broker);
    WAIT(b, b->outcome_count == 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(b->outcomes[i].outcome, HALLQ_APPLIED);
        assert_int_equal(b->broker.last_numbers[i], i + 1); // in the order they were made
    }
}

static int read_send(struct bench *b, Hallq__Request__BodyCase body_case) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field(request.base.descriptor, (unsigned)body_case);
    const ProtobufCMessageDescriptor *type = field->descriptor;
    ProtobufCMessage *body = calloc(1, type->sizeof_message);
    type->message_init(body);
    request.hall = FAKE_HALL;
    request.body_case = body_case;
    request.get_snapshot = (Hallq__GetSnapshot *)body; // a union of pointers
    int err = hallq_send(b->client, &request, 100, done_cb, b, NULL);
    free(body);
    return err;
}

// Each of them, by the kind the schema says: those that a worker does as well.
static void send__ends_a_read_at_its_deadline(void **state) {
    struct bench *b = *state;
    size_t asked = 0;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    b->broker.mute = true;
#define SEND_READ(CASE)                                                                            \
    assert_int_equal(read_send(b, HALLQ__REQUEST__BODY_##CASE), ERR_OK);                           \
    asked++;
#define SEND_WORK(CASE) SEND_READ(CASE)
#define SEND_WRITE(CASE)
#define SEND_PIN(CASE)
#define SEND_ERRAND(CASE)
#define COMMAND(CASE, member, KIND, SCOPE, devices, staff) SEND_##KIND(CASE)
#include "proto/commands.def"
#undef COMMAND
    assert_true(asked > 10);
    WAIT(b, b->outcome_count == asked);
    for (size_t i = 0; i < asked; i++) {
        assert_int_equal(b->outcomes[i].outcome, HALLQ_UNKNOWN);
        assert_true(b->outcomes[i].final);
    }
    assert_int_equal(hallq_outstanding(b->client), 0);
}

static void send__refuses_what_is_too_much(void **state) {
    struct bench *b = *state;
    char note[LIMIT_REQUEST_SIZE];
    Hallq__Request nothing = HALLQ__REQUEST__INIT;
    Hallq__Issue body = HALLQ__ISSUE__INIT;
    HALLQ_REQUEST(request, FAKE_HALL, ISSUE, issue, &body);
    assert_int_equal(hallq_send(b->client, &nothing, 100, done_cb, b, NULL), ERR_INVALID);
    memset(note, 'n', sizeof note - 1);
    note[sizeof note - 1] = '\0';
    body.note = note;
    assert_int_equal(hallq_send(b->client, &request, 100, done_cb, b, NULL), ERR_TOO_LARGE);
    body.note = (char *)"";
    b->broker.mute = true;
    for (int i = 0; i < HALLQ_OUTSTANDING_MAX; i++)
        assert_int_equal(hallq_send(b->client, &request, 60000, NULL, NULL, NULL), ERR_OK);
    assert_int_equal(hallq_send(b->client, &request, 60000, NULL, NULL, NULL), ERR_BUSY);
}

// The broker cannot answer a frame it cannot read, so the outcome would never be known.
static void send__refuses_what_the_broker_could_not_read(void **state) {
    static const char *const texts[] = {"\xd5\xc5\xc8\xfd", "a\xed\xa0\x80", "\xc2\x85",
                                        "\x1b[2J",          "a\x7f",         "\xe5\xbc"};
    struct bench *b = *state;
    Hallq__Issue issue = HALLQ__ISSUE__INIT;
    Hallq__Finish finish = HALLQ__FINISH__INIT;
    char *topic;
    HALLQ_REQUEST(request, FAKE_HALL, ISSUE, issue, &issue);
    HALLQ_REQUEST(finished, FAKE_HALL, FINISH, finish, &finish);
    finish.topics = &topic;
    finish.n_topics = 1;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        issue.contact = topic = (char *)texts[i];
        assert_int_equal(hallq_send(b->client, &request, 100, done_cb, b, NULL), ERR_INVALID);
        assert_int_equal(hallq_send(b->client, &finished, 100, done_cb, b, NULL), ERR_INVALID);
    }
    assert_int_equal(hallq_outstanding(b->client), 0);
    issue.contact = (char *)"张三";
    assert_int_equal(hallq_send(b->client, &request, 60000, done_cb, b, NULL), ERR_OK);
    WAIT(b, b->outcome_count);
    assert_int_equal(b->outcomes[0].outcome, HALLQ_APPLIED);
}

static void send__may_close_the_client_from_its_callback(void **state) {
    struct bench *b = *state;
    b->close_at_outcome = true;
    issue(b, 10000);
    issue(b, 10000);
    WAIT(b, b->closed);
    assert_int_equal(b->outcome_count, 1);
}

// ---------------------------------------------------------------- following

static void follow__begins_with_the_hall_as_it_is(void **state) {
    struct bench *b = *state;
    fake_issued(&b->broker, 1);
    fake_called(&b->broker, 1, 2);
    fake_publish(&b->broker);
    follow(b);
    assert_same_view(b);
    assert_int_equal(b->resets, 1);
    assert_int_equal(b->event_count, 0);
    assert_int_equal(b->call_count, 0); // called before we came: shown, not told
    assert_int_equal(hallq_follow_view(b->follow)->now.n_calls, 1);
    assert_true(hallq_follow_now_ms(b->follow) > 0);
}

static void follow__tells_two_events_of_one_batch_in_order(void **state) {
    struct bench *b = *state;
    follow(b);
    uint64_t first = b->broker.event_count + 1;
    fake_issued(&b->broker, 1);
    fake_issued(&b->broker, 2);
    fake_publish(&b->broker);
    fake_called(&b->broker, 1, 1);
    fake_called(&b->broker, 2, 2);
    fake_publish(&b->broker);
    WAIT(b, caught_up(b));
    assert_events_from(b, first);
    assert_int_equal(b->call_count, 2);
    assert_int_equal(b->calls[0].seq, 1);
    assert_int_equal(b->calls[1].seq, 2);
    assert_false(b->calls[0].late);
    assert_false(b->calls[1].late);
    assert_int_equal(b->broker.repairs, 0);
    assert_int_equal(b->broker.feed_asked, HALLQ__FEED__KIND__PUBLIC);
    assert_same_view(b);
}

static void follow__repairs_a_hole(void **state) {
    struct bench *b = *state;
    follow(b);
    uint64_t first = b->broker.event_count + 1;
    b->broker.heartbeats = false;
    for (uint64_t t = 1; t <= 3; t++)
        fake_issued(&b->broker, t);
    fake_called(&b->broker, 1, 1);
    fake_lose(&b->broker);
    fake_called(&b->broker, 2, 2);
    fake_publish(&b->broker);
    WAIT(b, hallq_follow_view(b->follow)->now.seq == b->broker.event_count);
    assert_events_from(b, first);
    assert_int_equal(b->call_count, 2);
    assert_false(b->calls[0].late); // nobody has announced it yet
    assert_int_equal(b->resets, 1);
    assert_true(b->stales >= 1);
    assert_same_view(b);
    b->broker.heartbeats = true;
    WAIT(b, caught_up(b));
    assert_int_equal(b->broker.feed_asked, HALLQ__FEED__KIND__PUBLIC);
}

static void follow__finds_a_lost_tail_by_the_heartbeat(void **state) {
    struct bench *b = *state;
    follow(b);
    uint64_t first = b->broker.event_count + 1;
    fake_issued(&b->broker, 1);
    fake_called(&b->broker, 1, 1);
    fake_lose(&b->broker);
    WAIT(b, b->event_count == 2 && caught_up(b));
    assert_events_from(b, first);
    assert_false(b->events[0].late || b->events[1].late);
    assert_same_view(b);
}

// Who waits for the sequence number of an answer does not wait for the next event that is shown.
static void follow__passes_over_hidden_events_by_the_heartbeat(void **state) {
    struct bench *b = *state;
    follow(b);
    unsigned repairs = b->broker.repairs;
    b->awaited_seq = b->broker.event_count + 3;
    b->broker.hidden_upto = b->broker.event_count + 3;
    WAIT(b, b->awaited_came); // told by changed_cb
    assert_int_equal(hallq_follow_view(b->follow)->now.seq, b->broker.event_count + 3);
    assert_false(hallq_follow_view(b->follow)->stale);
    assert_int_equal(b->broker.repairs, repairs);
    assert_int_equal(b->resets, 1);
}

// What is shown is as old as the last heartbeat, and not as the last event.
static void follow__knows_by_the_heartbeat_that_nothing_is_missing(void **state) {
    struct bench *b = *state;
    follow(b);
    fake_issued(&b->broker, 1);
    fake_publish(&b->broker);
    WAIT(b, b->event_count == 1);
    const struct hallq_view *v = hallq_follow_view(b->follow);
    int64_t at_ms = v->now.at_ms;
    b->broker.ahead_ms = 5000;
    WAIT(b, v->whole_at_ms >= at_ms + 5000);
    assert_int_equal(v->now.at_ms, at_ms);
    b->broker.hold_repairs = true;
    fake_called(&b->broker, 1, 1);
    fake_lose(&b->broker);
    WAIT(b, v->stale);
    int64_t whole_at_ms = v->whole_at_ms;
    b->broker.ahead_ms = 10000;
    for (int beats = 0; beats < 3; beats++) {
        uint64_t last_ns = b->broker.heartbeat_at_ns;
        WAIT(b, b->broker.heartbeat_at_ns > last_ns);
    }
    assert_int_equal(v->whole_at_ms, whole_at_ms);
}

static void follow__keeps_what_comes_during_a_repair(void **state) {
    struct bench *b = *state;
    follow(b);
    uint64_t first = b->broker.event_count + 1;
    b->broker.hold_repairs = true;
    fake_issued(&b->broker, 1);
    fake_lose(&b->broker);
    WAIT(b, hallq_follow_view(b->follow)->stale);
    for (uint64_t t = 2; t <= 6; t++) {
        fake_issued(&b->broker, t);
        fake_publish(&b->broker);
    }
    b->broker.hold_repairs = false;
    WAIT(b, caught_up(b));
    assert_events_from(b, first);
    assert_same_view(b);
}

static void follow__takes_a_snapshot_of_another_epoch(void **state) {
    struct bench *b = *state;
    fake_issued(&b->broker, 1);
    fake_issued(&b->broker, 2);
    fake_issued(&b->broker, 3);
    fake_publish(&b->broker);
    follow(b);
    fake_called(&b->broker, 1, 1);
    fake_publish(&b->broker);
    WAIT(b, b->call_count == 1);
    fake_new_epoch(&b->broker, 1); // the call never was
    for (int i = 0; i < 3; i++)
        fake_issued(&b->broker, (uint64_t)i + 4);
    fake_called(&b->broker, 2, 2);
    fake_lose(&b->broker);
    WAIT(b, caught_up(b));
    assert_int_equal(b->resets, 2);
    assert_same_view(b);
    assert_int_equal(b->call_count, 2);
    assert_int_equal(b->calls[1].seq, 2);
    assert_false(b->calls[1].late);
}

static void follow__takes_a_snapshot_when_the_journal_does_not_reach_back(void **state) {
    struct bench *b = *state;
    fake_issued(&b->broker, 1);
    fake_issued(&b->broker, 2);
    fake_publish(&b->broker);
    follow(b);
    fake_called(&b->broker, 1, 1);
    fake_publish(&b->broker);
    WAIT(b, b->call_count == 1);
    fake_called(&b->broker, 2, 2);
    b->broker.ahead_ms = FAKE_ALL_LATE_MS;
    b->broker.journal_from = b->broker.event_count;
    fake_lose(&b->broker);
    WAIT(b, b->resets == 2 && caught_up(b));
    assert_same_view(b);
    assert_int_equal(b->call_count, 2); // the missed call, once, and not the first one again
    assert_int_equal(b->calls[1].seq, 2);
    assert_true(b->calls[1].late);
}

// The calls of a cut are late by their age; one made after it is not, though it may still come by
// the repair.
static void follow__catches_up_over_a_cut(void **state) {
    struct bench *b = *state;
    follow(b);
    uint64_t first = b->broker.event_count + 1;
    fake_broker_down(&b->broker);
    b->broker.ahead_ms = FAKE_ALL_LATE_MS;
    b->broker.heartbeats = false; // the repair's answer tells the time
    WAIT(b, hallq_follow_view(b->follow)->stale);
    for (uint64_t t = 1; t <= 12; t++)
        fake_issued(&b->broker, t);
    for (uint64_t t = 1; t <= 12; t++)
        fake_called(&b->broker, t, 1 + t % 2);
    fake_lose(&b->broker);
    fake_broker_rise(&b->broker);
    WAIT(b, b->call_count == 12);
    b->broker.heartbeats = true;
    WAIT(b, caught_up(b));
    assert_events_from(b, first);
    assert_int_equal(b->call_count, 12);
    for (uint64_t t = 1; t <= 12; t++) {
        assert_int_equal(b->calls[t - 1].seq, t);
        assert_true(b->calls[t - 1].late);
    }
    b->broker.ahead_ms = FAKE_NOTHING_LATE_MS;
    int64_t event_at_ms = b->broker.events[b->broker.event_count - 1]->at_ms;
    WAIT(b, hallq_follow_now_ms(b->follow) < event_at_ms);
    fake_issued(&b->broker, 13);
    fake_called(&b->broker, 13, 1);
    fake_lose(&b->broker);
    WAIT(b, b->call_count == 13 && caught_up(b));
    assert_false(b->calls[12].late);
    assert_events_from(b, first);
    assert_same_view(b);
}

// Only what the feed itself says is fresh: a repair may answer while the feed is silent.
static void follow__stays_stale_when_only_a_repair_answers(void **state) {
    struct bench *b = *state;
    follow(b);
    b->broker.heartbeats = false;
    b->broker.hold_repairs = true;
    fake_issued(&b->broker, 1);
    fake_lose(&b->broker);
    fake_issued(&b->broker, 2);
    fake_publish(&b->broker);
    WAIT(b, b->stales);
    uint64_t silent_ns = uv_hrtime();
    WAIT(b, uv_hrtime() - silent_ns > HALLQ_STALE_MS * UINT64_C(1000000));
    b->broker.hold_repairs = false;
    WAIT(b, hallq_follow_view(b->follow)->now.seq == b->broker.event_count);
    assert_true(hallq_follow_view(b->follow)->stale);
    b->broker.heartbeats = true;
    WAIT(b, caught_up(b));
}

// Not sooner than two seconds after the feed's last word; again if we ourselves hung meanwhile.
static void follow__is_stale_without_heartbeats(void **state) {
    struct bench *b = *state;
    follow(b);
    for (int i = 0; i < 10 && (i == 0 || b->hung_ns > UINT64_C(400000000)); i++) {
        b->hung_ns = i ? 0 : b->hung_ns;
        b->broker.heartbeats = true;
        WAIT(b, caught_up(b));
        b->broker.heartbeats = false;
        WAIT(b, hallq_follow_view(b->follow)->stale);
    }
    assert_true(uv_hrtime() - b->broker.heartbeat_at_ns > UINT64_C(2000000000));
    assert_true(link_is(b, HALLQ_LINK_UP));
    b->broker.heartbeats = true;
    WAIT(b, caught_up(b));
    assert_int_equal(b->resets, 1);
}

static void follow__marks_old_events_of_a_hung_feed_as_late(void **state) {
    struct bench *b = *state;
    follow(b);
    b->broker.ahead_ms = FAKE_ALL_LATE_MS;
    WAIT(b, hallq_follow_now_ms(b->follow) > b->broker.events[0]->at_ms + 50000);
    fake_issued(&b->broker, 1);
    fake_called(&b->broker, 1, 1);
    fake_publish(&b->broker);
    WAIT(b, b->call_count == 1);
    assert_true(b->calls[0].late);
}

// This process hung, and finds what came meanwhile: heartbeats as old as the calls between them.
static void follow__marks_what_came_while_it_hung_as_late(void **state) {
    struct bench *b = *state;
    follow(b);
    b->broker.ahead_ms = FAKE_ALL_LATE_MS;
    WAIT(b, hallq_follow_now_ms(b->follow) > b->broker.events[0]->at_ms + 50000);
    b->broker.heartbeats = false;
    b->broker.ahead_ms = 0;
    for (uint64_t t = 1; t <= 3; t++) {
        fake_beat(&b->broker);
        fake_issued(&b->broker, t);
        fake_called(&b->broker, t, 1);
        fake_publish(&b->broker);
    }
    usleep(2100 * 1000); // what is a gap between two heartbeats, and no loop runs
    WAIT(b, b->call_count == 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(b->calls[i].late);
    b->broker.heartbeats = true; // in their own time they are believed
    WAIT(b, hallq_follow_now_ms(b->follow) < b->broker.events[0]->at_ms + 30000);
}

static void follow__may_end_inside_a_callback(void **state) {
    struct bench *b = *state;
    follow(b);
    b->unfollow_at_event = true;
    fake_issued(&b->broker, 1);
    fake_issued(&b->broker, 2);
    fake_publish(&b->broker);
    WAIT(b, b->event_count == 1);
    assert_null(b->follow);
    b->unfollow_at_event = false;
    follow(b); // the same hall again
    assert_int_equal(b->event_count, 1);
    assert_same_view(b);
}

static void follow__may_close_the_client_inside_a_callback(void **state) {
    struct bench *b = *state;
    follow(b);
    b->close_at_event = true;
    fake_issued(&b->broker, 1);
    fake_issued(&b->broker, 2);
    fake_publish(&b->broker);
    WAIT(b, b->closed);
    assert_int_equal(b->event_count, 1);
}

static void follow__refuses_what_it_cannot(void **state) {
    struct bench *b = *state;
    struct hallq_follow *other;
    follow(b);
    assert_int_equal(hallq_follow(b->client, FAKE_HALL, HALLQ_FEED_PUBLIC, &callbacks, b, &other),
                     ERR_EXISTS);
    assert_int_equal(hallq_follow(b->client, FAKE_HALL, HALLQ_FEED_STAFF, &callbacks, b, &other),
                     ERR_INVALID);
    assert_int_equal(hallq_follow(b->client, 0, HALLQ_FEED_PUBLIC, &callbacks, b, &other),
                     ERR_INVALID);
}

// ---------------------------------------------------------------- keys

struct keys {
    char server_public[41], server_secret[41], public[41], secret[41];
};

static void link__needs_the_right_server_key(void **state) {
    struct bench *b = *state;
    struct keys k;
    struct fake_broker broker;
    struct hallq *right = NULL, *wrong = NULL;
    bool right_closed = false, wrong_closed = false;
    zmq_curve_keypair(k.server_public, k.server_secret);
    zmq_curve_keypair(k.public, k.secret);
    fake_broker_open(&broker, &b->loop, k.server_secret);
    struct hallq_options options = fake_options(&broker);
    options.server_key = k.server_public;
    options.public_key = k.public;
    assert_int_equal(hallq_connect(&b->loop, &options, &right), ERR_INVALID);
    options.secret_key = k.secret;
    assert_int_equal(hallq_connect(&b->loop, &options, &right), ERR_OK);
    options.server_key = k.public;
    options.beside = right;
    assert_int_equal(hallq_connect(&b->loop, &options, &wrong), ERR_OK);
    WAIT(b, hallq_link_state(right) == HALLQ_LINK_UP);
    WAIT(b, hallq_link_state(wrong) == HALLQ_LINK_STRANGER);
    hallq_close(&right, client_closed_cb, &right_closed);
    hallq_close(&wrong, client_closed_cb, &wrong_closed);
    WAIT(b, right_closed && wrong_closed);
    fake_broker_close(&broker);
}

// A machine that takes connections and never answers: it accepts them in the kernel alone.
static int deaf_open(char endpoint[32]) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t at_size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, at_size), 0);
    assert_int_equal(listen(fd, 16), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &at_size), 0);
    snprintf(endpoint, 32, "tcp://127.0.0.1:%u", ntohs(at.sin_port));
    return fd;
}

static void stranger_cb(struct hallq *client, enum hallq_link link, void *arg) {
    (void)client;
    *(bool *)arg |= link == HALLQ_LINK_STRANGER;
}

static void link__takes_no_peer_that_hangs_for_a_stranger_when_seen_late(void **state) {
    // When this machine has time to look, in ms from the connect: the first try began and failed, the second
    // began; the second failed; the third began; the third failed. What is seen in between looks short.
    static const struct { unsigned from_ms, to_ms; } looks[] = {{2050, 2210}, {2950, 3600}};
    struct bench *b = *state;
    char endpoint[32], server_public[41], public[41], secret[41];
    bool stranger = false, closed = false;
    struct hallq *client = NULL;
    int deaf = deaf_open(endpoint);
    struct hallq_options options = fake_options(&b->broker);
    zmq_curve_keypair(server_public, secret);
    zmq_curve_keypair(public, secret);
    options.commands = endpoint;
    options.server_key = server_public;
    options.public_key = public;
    options.secret_key = secret;
    options.link_cb = stranger_cb;
    options.arg = &stranger;
    uint64_t start_ns = uv_hrtime();
    uv_update_time(&b->loop);
    assert_int_equal(hallq_connect(&b->loop, &options, &client), ERR_OK);
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        uint64_t now_ms = (uv_hrtime() - start_ns) / 1000000;
        if (now_ms < looks[i].from_ms)
            uv_sleep((unsigned)(looks[i].from_ms - now_ms)); // the lateness that is tested
        while (uv_hrtime() - start_ns < looks[i].to_ms * UINT64_C(1000000))
            uv_run(&b->loop, UV_RUN_ONCE);
    }
    WAIT(b, hallq_link_state(client) == HALLQ_LINK_REFUSED);
    hallq_close(&client, client_closed_cb, &closed);
    WAIT(b, closed);
    close(deaf);
    assert_false(stranger);
}

static void connect__refuses_options_that_cannot_be(void **state) {
    struct bench *b = *state;
    struct hallq *client;
    struct hallq_options options = fake_options(&b->broker);
    options.commands = "";
    assert_int_equal(hallq_connect(&b->loop, &options, &client), ERR_INVALID);
    options.commands = "carrier pigeon";
    assert_int_equal(hallq_connect(&b->loop, &options, &client), ERR_INVALID);
    options.commands = b->broker.commands;
    options.server_key = options.public_key = options.secret_key = "short";
    assert_int_equal(hallq_connect(&b->loop, &options, &client), ERR_INVALID);
    assert_null(client);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
