// One outcome for each command, whatever is lost.
#include <stdlib.h>
#include <string.h>

#include "tests/libhallq/client_rig.h"

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

static uint64_t issue(struct bench *b, uint32_t deadline_ms) {
    uint64_t call = 0;
    Hallq__Issue body = HALLQ__ISSUE__INIT;
    HALLQ_REQUEST(request, FAKE_HALL, ISSUE, issue, &body);
    assert_int_equal(hallq_send(b->client, &request, deadline_ms, done_cb, b, &call), ERR_OK);
    assert_int_not_equal(call, 0);
    return call;
}

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

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
