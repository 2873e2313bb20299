// Each event once and in order, or stale.
#include <string.h>

#include "tests/libhallq/client_rig.h"

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

static void other_closed_cb(void *arg) {
    *(bool *)arg = true;
}

// The fake broker has one feed, which stands for whichever is asked for.
static void follow_as(struct bench *b, const struct hallq_options *options, enum hallq_feed feed,
                      Hallq__Feed__Kind asked) {
    struct hallq *client = NULL;
    struct hallq_follow *w;
    bool closed = false;
    assert_int_equal(hallq_connect(&b->loop, options, &client), ERR_OK);
    assert_int_equal(hallq_follow(client, FAKE_HALL, feed, &callbacks, b, &w), ERR_OK);
    WAIT(b, !hallq_follow_view(w)->stale);
    assert_int_equal(b->broker.feed_asked, asked);
    hallq_close(&client, other_closed_cb, &closed);
    WAIT(b, closed);
}

static void follow__of_a_lead_is_of_staff_where_no_lead_feed_is_named(void **state) {
    struct bench *b = *state;
    struct hallq_options options = fake_options(&b->broker);
    options.staff_feed = b->broker.public_feed;
    options.beside = b->client;
    follow_as(b, &options, HALLQ_FEED_LEAD, HALLQ__FEED__KIND__STAFF);
    options.lead_feed = b->broker.public_feed;
    follow_as(b, &options, HALLQ_FEED_LEAD, HALLQ__FEED__KIND__LEAD);
    follow_as(b, &options, HALLQ_FEED_STAFF, HALLQ__FEED__KIND__STAFF);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
