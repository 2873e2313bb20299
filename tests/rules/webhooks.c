// Webhooks: what each is told, how far it has come, and that one gateway tells it at a time.
#include "base/refusal.h"
#include "tests/rules/alerting.h"

#define A_HOUR_S 3600

enum { HOOK = 1, OTHER = 2, HERE = 11, THERE = 12 };

static Hallq__Webhook *webhook(struct fixture *f, uint32_t id, size_t count,
                               const Hallq__Webhook__About *events) {
    Hallq__Webhook *hook = arena_need(&f->arena, sizeof *hook);
    hallq__webhook__init(hook);
    hook->id = id;
    hook->url = text_of(f, "http://127.0.0.1:9/hook");
    hook->n_events = count;
    hook->events = arena_copy(&f->arena, events, count * sizeof *events);
    return hook;
}

static int setup(void **state) {
    static const Hallq__Webhook__About tickets[] = {HALLQ__WEBHOOK__ABOUT__TICKET_ISSUED,
                                                    HALLQ__WEBHOOK__ABOUT__TICKET_CALLED,
                                                    HALLQ__WEBHOOK__ABOUT__ALERT_RAISED};
    static const Hallq__Webhook__About days[] = {HALLQ__WEBHOOK__ABOUT__DAY_OPENED};
    struct fixture *f = fixture_create();
    fixture_open(f);
    f->settings->webhooks = arena_need(&f->arena, 2 * sizeof(Hallq__Webhook *));
    f->settings->webhooks[0] = webhook(f, HOOK, 3, tickets);
    f->settings->webhooks[1] = webhook(f, OTHER, 1, days);
    f->settings->n_webhooks = 2;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_APPLY_SETTINGS);
    r->apply_settings->settings = f->settings;
    assert_done(f, DEVICE_ADMIN, r);
    *state = f;
    return 0;
}

// ---------------------------------------------------------------- asking

static const Hallq__HookList *hooks_after(struct fixture *f, uint32_t hook, uint64_t after) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_HOOKS);
    r->get_hooks->hook = hook;
    r->get_hooks->after = after;
    Hallq__Reply *reply = ask_read(f, DEVICE_GATEWAY, r);
    assert_int_equal(reply->body_case, HALLQ__REPLY__BODY_HOOKS);
    return reply->hooks;
}

static const Hallq__HookList *hooks_of(struct fixture *f, uint32_t hook) {
    return hooks_after(f, hook, 0);
}

static const Hallq__HookList__One *hook_now(struct fixture *f, uint32_t hook) {
    return hooks_of(f, hook)->hooks[0];
}

static Hallq__Request *settle_request(struct fixture *f, uint64_t holder, Hallq__Hook__Step step,
                                      uint64_t upto) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SETTLE_HOOK);
    r->settle_hook->hook = HOOK;
    r->settle_hook->holder = holder;
    r->settle_hook->step = step;
    r->settle_hook->upto = upto;
    return r;
}

#define STEP(name) HALLQ__HOOK__STEP__##name
#define SETTLE(f, holder, step, upto)                                                              \
    assert_done(f, DEVICE_GATEWAY, settle_request(f, holder, STEP(step), upto))
#define SETTLE_REFUSED(f, holder, step, upto, REASON)                                              \
    assert_refused(f, DEVICE_GATEWAY, settle_request(f, holder, STEP(step), upto), REASON)

static void fail_for(struct fixture *f, uint32_t wait_s) {
    Hallq__Request *r = settle_request(f, HERE, STEP(FAILED), 0);
    r->settle_hook->wait_s = wait_s;
    r->settle_hook->status = 500;
    assert_done(f, DEVICE_GATEWAY, r);
}

// ---------------------------------------------------------------- what it is told

static void a_webhook__is_told_what_its_settings_name(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    const Hallq__HookList *list = hooks_of(f, HOOK);
    assert_int_equal(list->batch->n_events, 2);
    const Hallq__TicketIssued *issued = list->batch->events[0]->ticket_issued;
    assert_int_equal(issued->ticket, ticket);
    assert_string_equal(issued->number, "A001");
    assert_int_equal(list->batch->events[1]->ticket_called->counter, 1);
    assert_int_equal(list->batch->upto, hall_row(f)->seq);
    assert_false(list->more);
    assert_int_equal(hooks_of(f, OTHER)->batch->n_events, 0);
}

static void a_webhook__sees_no_people(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "sealed";
    take_class(f, SERVICE_A, VIP);
    next(f, 1);
    const Hallq__HookList *list = hooks_of(f, HOOK);
    const Hallq__TicketIssued *issued = list->batch->events[0]->ticket_issued;
    assert_int_equal(issued->customer_class, 0);
    assert_int_equal(issued->contact_sealed, 0);
    assert_int_equal(issued->code.len, 0);
    assert_null(issued->by);
    assert_int_equal(list->batch->events[1]->ticket_called->clerk, 0);
    assert_null(list->batch->events[1]->ticket_called->why);
}

static void a_webhook__begins_with_its_settings(void **state) {
    struct fixture *f = *state;
    assert_int_equal(hooks_of(f, HOOK)->batch->n_events, 0);
    assert_true(hook_now(f, HOOK)->cursor > 0);
}

static void a_list__has_all_without_events(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    const Hallq__HookList *list = hooks_of(f, 0);
    assert_int_equal(list->n_hooks, 2);
    assert_int_equal(list->hooks[1]->hook, OTHER);
    assert_null(list->batch);
}

static void an_unknown_webhook__is_refused(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_HOOKS);
    r->get_hooks->hook = 3;
    assert_string_equal(refusal_name(ask_read(f, DEVICE_GATEWAY, r)->refusal->reason), "NO_HOOK");
    Hallq__Request *w = settle_request(f, HERE, STEP(TAKEN), 0);
    w->settle_hook->hook = 3;
    assert_refused(f, DEVICE_GATEWAY, w, NO_HOOK);
    assert_refused(f, DEVICE_LEAD, settle_request(f, HERE, STEP(TAKEN), 0), NOT_ALLOWED);
    assert_refused(f, DEVICE_KIOSK, settle_request(f, HERE, STEP(TAKEN), 0), NOT_ALLOWED);
}

static void a_page__goes_on_after_its_end(void **state) {
    struct fixture *f = *state;
    size_t seen = 0;
    uint64_t after = 0;
    f->quick = true;
    for (size_t i = 0; i < LIMIT_HOOK_EVENTS + 20; i++)
        take(f, SERVICE_A);
    const Hallq__HookList *list;
    do {
        list = hooks_after(f, HOOK, after);
        assert_true(list->batch->n_events <= LIMIT_HOOK_EVENTS);
        for (size_t i = 0; i < list->batch->n_events; i++) {
            assert_true(list->batch->events[i]->seq > after);
            after = list->batch->events[i]->seq;
        }
        seen += list->batch->n_events;
        after = list->batch->upto;
    } while (list->more);
    assert_int_equal(seen, LIMIT_HOOK_EVENTS + 20);
    assert_int_equal(after, hall_row(f)->seq);
}

// ---------------------------------------------------------------- one at a time, in order

static void one_gateway__holds_it_until_it_lets_go(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    uint64_t seq = hooks_of(f, HOOK)->batch->events[0]->seq;
    SETTLE_REFUSED(f, HERE, TOLD, seq, HOOK_TAKEN);
    SETTLE(f, HERE, TAKEN, 0);
    SETTLE(f, HERE, TAKEN, 0);
    SETTLE_REFUSED(f, THERE, TAKEN, 0, HOOK_TAKEN);
    SETTLE_REFUSED(f, THERE, TOLD, seq, HOOK_TAKEN);
    SETTLE(f, HERE, TOLD, seq);
    SETTLE_REFUSED(f, HERE, TOLD, seq, HOOK_TAKEN);
    assert_int_equal(hook_now(f, HOOK)->cursor, seq);
    assert_int_equal(hook_now(f, HOOK)->told, 1);
    assert_int_equal(hooks_of(f, HOOK)->batch->n_events, 0);
    SETTLE(f, THERE, TAKEN, 0);
    SETTLE_REFUSED(f, HERE, TAKEN, 0, HOOK_TAKEN);
}

static void a_gateway_that_is_gone__lets_go_by_itself(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    uint64_t seq = hooks_of(f, HOOK)->batch->events[0]->seq;
    SETTLE(f, HERE, TAKEN, 0);
    pass_s(f, LIMIT_HOOK_HELD_MS / 1000 - 1);
    SETTLE_REFUSED(f, THERE, TAKEN, 0, HOOK_TAKEN);
    pass_s(f, 1);
    SETTLE(f, THERE, TAKEN, 0);
    SETTLE_REFUSED(f, HERE, TOLD, seq, HOOK_TAKEN);
    SETTLE(f, THERE, TOLD, seq);
}

static void late_news__count_while_nobody_else_has_it(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    uint64_t seq = hooks_of(f, HOOK)->batch->events[0]->seq;
    SETTLE(f, HERE, TAKEN, 0);
    pass_s(f, A_HOUR_S);
    SETTLE(f, HERE, TOLD, seq);
}

static void the_cursor__goes_forward_alone(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    uint64_t cursor = hook_now(f, HOOK)->cursor;
    SETTLE(f, HERE, TAKEN, 0);
    SETTLE_REFUSED(f, HERE, TOLD, cursor, BAD_MESSAGE);
    SETTLE_REFUSED(f, HERE, TOLD, cursor - 1, BAD_MESSAGE);
    SETTLE_REFUSED(f, HERE, PASSED, hall_row(f)->seq + 1, BAD_MESSAGE);
    SETTLE_REFUSED(f, HERE, NO_STEP, 0, BAD_MESSAGE);
    SETTLE_REFUSED(f, 0, TAKEN, 0, BAD_MESSAGE);
    SETTLE(f, HERE, PASSED, hall_row(f)->seq);
    assert_int_equal(hook_now(f, HOOK)->told, 0);
}

static void who_goes_on__holds_on(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    const Hallq__FeedBatch *batch = hooks_of(f, HOOK)->batch;
    uint64_t first = batch->events[0]->seq, second = batch->events[1]->seq;
    SETTLE(f, HERE, TAKEN, 0);
    pass_s(f, 10);
    Hallq__Request *r = settle_request(f, HERE, STEP(TOLD), first);
    r->settle_hook->goes_on = true;
    assert_done(f, DEVICE_GATEWAY, r);
    pass_s(f, 10);
    SETTLE_REFUSED(f, THERE, TAKEN, 0, HOOK_TAKEN);
    SETTLE(f, HERE, TOLD, second);
}

// ---------------------------------------------------------------- failures

static void a_failure__is_waited_for_by_all(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    uint64_t cursor = hook_now(f, HOOK)->cursor;
    SETTLE(f, HERE, TAKEN, 0);
    fail_for(f, 60);
    assert_int_equal(hook_now(f, HOOK)->failures, 1);
    assert_int_equal(hook_now(f, HOOK)->status, 500);
    assert_int_equal(hook_now(f, HOOK)->cursor, cursor);
    int64_t since_ms = hook_now(f, HOOK)->failing_since_ms;
    SETTLE_REFUSED(f, THERE, TAKEN, 0, TOO_SOON);
    assert_int_equal(f->decision.refusal.at_ms, f->now_ms + 60000);
    pass_s(f, 60);
    SETTLE(f, HERE, TAKEN, 0);
    fail_for(f, 120);
    assert_int_equal(hook_now(f, HOOK)->failures, 2);
    assert_int_equal(hook_now(f, HOOK)->failing_since_ms, since_ms);
    pass_s(f, 120);
    SETTLE(f, HERE, TAKEN, 0);
    SETTLE(f, HERE, TOLD, hooks_of(f, HOOK)->batch->events[0]->seq);
    assert_int_equal(hook_now(f, HOOK)->failures, 0);
    assert_int_equal(hook_now(f, HOOK)->failing_since_ms, 0);
}

static void a_wait__is_a_second_to_a_day(void **state) {
    struct fixture *f = *state;
    SETTLE(f, HERE, TAKEN, 0);
    Hallq__Request *r = settle_request(f, HERE, STEP(FAILED), 0);
    assert_refused(f, DEVICE_GATEWAY, r, BAD_MESSAGE);
    r->settle_hook->wait_s = LIMIT_HOOK_WAIT_S + 1;
    assert_refused(f, DEVICE_GATEWAY, r, BAD_MESSAGE);
    fail_for(f, LIMIT_HOOK_WAIT_S);
}

// Hall time that was wrong by years is led back: nobody waits for it.
static void a_time_too_far_ahead__is_over(void **state) {
    struct fixture *f = *state;
    SETTLE(f, HERE, TAKEN, 0);
    fail_for(f, 60);
    f->now_ms -= INT64_C(400) * 86400 * 1000;
    SETTLE(f, THERE, TAKEN, 0);
    f->now_ms -= INT64_C(400) * 86400 * 1000;
    SETTLE(f, HERE, TAKEN, 0);
}

static void who_wants_no_more__is_off_until_settings_are_applied(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    SETTLE(f, HERE, TAKEN, 0);
    SETTLE(f, HERE, GONE, 0);
    assert_int_equal(hook_now(f, HOOK)->off_since_ms, f->now_ms);
    SETTLE_REFUSED(f, HERE, TAKEN, 0, WRONG_STATE);
    uint64_t cursor = hook_now(f, HOOK)->cursor;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_APPLY_SETTINGS);
    r->apply_settings->settings = f->settings;
    assert_done(f, DEVICE_ADMIN, r);
    assert_int_equal(hook_now(f, HOOK)->off_since_ms, 0);
    assert_int_equal(hook_now(f, HOOK)->cursor, cursor);
    assert_int_equal(hooks_of(f, HOOK)->batch->n_events, 1);
}

static void a_webhook_that_went__begins_anew(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_APPLY_SETTINGS);
    r->apply_settings->settings = f->settings;
    f->settings->n_webhooks = 0;
    assert_done(f, DEVICE_ADMIN, r);
    f->settings->n_webhooks = 2;
    assert_done(f, DEVICE_ADMIN, r);
    assert_int_equal(hooks_of(f, HOOK)->batch->n_events, 0);
}

// ---------------------------------------------------------------- gaps

static void what_the_journal_forgot__is_skipped_and_told(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    uint64_t cursor = hook_now(f, HOOK)->cursor;
    Hallq__HallRow *row = hall_row(f);
    uint64_t lost = hooks_of(f, HOOK)->batch->events[0]->seq;
    row->journal_from = lost + 1;
    hall_change(f, row);
    const Hallq__HookList *list = hooks_of(f, HOOK);
    assert_int_equal(list->lost_upto, lost);
    assert_int_equal(list->batch->n_events, 0);
    SETTLE(f, HERE, TAKEN, 0);
    SETTLE(f, HERE, SKIPPED, lost);
    list = hooks_of(f, HOOK);
    assert_true(list->hooks[0]->gap);
    assert_int_equal(list->hooks[0]->gap_after, cursor);
    assert_int_equal(list->hooks[0]->cursor, lost);
    assert_int_equal(list->batch->n_events, 1);
    SETTLE_REFUSED(f, HERE, TOLD, list->batch->events[0]->seq, BAD_MESSAGE);
    Hallq__Request *r = settle_request(f, HERE, STEP(TOLD), lost);
    r->settle_hook->goes_on = true;
    assert_done(f, DEVICE_GATEWAY, r);
    assert_false(hook_now(f, HOOK)->gap);
    assert_int_equal(hook_now(f, HOOK)->told, 0);
    SETTLE(f, HERE, TOLD, list->batch->events[0]->seq);
}

static void gaps_that_follow__are_one(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    const Hallq__FeedBatch *batch = hooks_of(f, HOOK)->batch;
    uint64_t first = batch->events[0]->seq, second = batch->events[1]->seq;
    uint64_t cursor = hook_now(f, HOOK)->cursor;
    SETTLE(f, HERE, TAKEN, 0);
    for (int i = 0; i < 2; i++) {
        Hallq__Request *r = settle_request(f, HERE, STEP(SKIPPED), i ? second : first);
        r->settle_hook->events = 1;
        assert_done(f, DEVICE_GATEWAY, r);
    }
    const Hallq__HookList__One *now = hook_now(f, HOOK);
    assert_int_equal(now->gap_after, cursor);
    assert_int_equal(now->gap_events, 2);
    assert_int_equal(now->skipped, 2);
    assert_int_equal(now->cursor, second);
}

// ---------------------------------------------------------------- alerts

static void a_lead__is_told_of_one_that_stopped(void **state) {
    struct fixture *f = *state;
    SETTLE(f, HERE, TAKEN, 0);
    int64_t since_ms = f->now_ms;
    fail_for(f, 60);
    look(f);
    assert_null(alert_of(f, KIND(WEBHOOK_STOPPED), HOOK));
    watch(f, 600);
    assert_int_equal(alert_need(f, KIND(WEBHOOK_STOPPED), HOOK)->since_ms, since_ms);
    const Hallq__FeedBatch *batch = hooks_of(f, HOOK)->batch;
    assert_true(batch->n_events); // leads' alerts are what it asked for
    assert_int_equal(batch->events[0]->body_case, HALLQ__EVENT__BODY_ALERT_RAISED);
    assert_non_null(batch->events[0]->alert_raised->alert);
    SETTLE(f, HERE, TAKEN, 0);
    SETTLE(f, HERE, TOLD, batch->events[0]->seq);
    look(f);
    assert_null(alert_of(f, KIND(WEBHOOK_STOPPED), HOOK));
    SETTLE(f, HERE, TAKEN, 0);
    SETTLE(f, HERE, GONE, 0);
    look(f);
    alert_need(f, KIND(WEBHOOK_STOPPED), HOOK);
}

// Each name of an event that a webhook may have is that event's number.
static void each_name__is_an_event(void **state) {
    const ProtobufCEnumDescriptor *names = &hallq__webhook__about__descriptor;
    (void)state;
    for (unsigned i = 0; i < names->n_values; i++) {
        char name[64] = {0};
        const char *word = names->values[i].name;
        if (!names->values[i].value)
            continue;
        for (size_t k = 0; k < sizeof name - 1 && word[k]; k++)
            name[k] = (char)(word[k] == '_' ? '_' : word[k] - 'A' + 'a');
        const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
            &hallq__event__descriptor, (unsigned)names->values[i].value);
        assert_non_null(field);
        assert_string_equal(field->name, name);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
