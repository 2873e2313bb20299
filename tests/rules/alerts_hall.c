// Alerts of counters and of the hall, and what all alerts have in common: storms, who has seen them,
// when the manager is told, who is shown them, what settings say.
#include "broker/hall/alert/acted.h"
#include "broker/hall/alert/limits.h"
#include "tests/rules/alerting.h"

static void settings_apply(struct fixture *f) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_APPLY_SETTINGS);
    r->apply_settings->settings = f->settings;
    assert_done(f, DEVICE_ADMIN, r);
}

// ---------------------------------------------------------------- counters

static void a_counter_free_while_its_line_waits__is_idle(void **state) {
    struct fixture *f = *state;
    pass_s(f, 600);
    take(f, SERVICE_C);
    watch(f, 170);
    assert_int_equal(open_count(f), 0); // who came just now is about to be called
    watch(f, 10);
    const Hallq__Alert *alert = alert_need(f, KIND(COUNTER_IDLE), 3);
    assert_int_equal(alert->level, LEVEL(AMBER));
    assert_int_equal(f->now_ms - alert->since_ms, 780000);
    assert_non_null(alert_of(f, KIND(COUNTER_IDLE), 2));
    assert_null(alert_of(f, KIND(COUNTER_IDLE), 1)); // does not give it
    next(f, 3);
    look(f);
    assert_int_equal(open_count(f), 0);
}

static void a_service_twice_as_long_as_its_target__is_told(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    watch(f, 599); // the target is 300 s
    assert_null(alert_of(f, KIND(OVER_TARGET), 1));
    watch(f, 1);
    assert_int_equal(alert_need(f, KIND(OVER_TARGET), 1)->level, LEVEL(NOTE));
    finish(f, 1);
    look(f);
    assert_int_equal(open_count(f), 0);
}

static void a_pause_of_20_minutes__is_told(void **state) {
    struct fixture *f = *state;
    take_break(f, 2);
    watch(f, 1199);
    assert_int_equal(open_count(f), 0);
    watch(f, 1);
    assert_int_equal(alert_need(f, KIND(PAUSED_LONG), 2)->level, LEVEL(NOTE));
    resume_counter(f, 2);
    look(f);
    assert_int_equal(open_count(f), 0);
}

// ---------------------------------------------------------------- the hall

static void a_device_not_heard__is_told_once_it_was_heard(void **state) {
    struct fixture *f = *state;
    struct alert_silent one = {.device = DEVICE_KIOSK, .since_ms = f->now_ms};
    struct alert_known known = {.silent = &one, .silent_count = 1}, nothing = {.silent_count = 0};
    pass_s(f, 119);
    assert_int_equal(look_known(f, &known), 0);
    pass_s(f, 1);
    one.unheard = true; // since the broker's start: it may be one in a cupboard
    assert_int_equal(look_known(f, &known), 0);
    one.unheard = false;
    look_known(f, &known);
    assert_int_equal(alert_need(f, KIND(DEVICE_SILENT), DEVICE_KIOSK)->since_ms,
                     f->now_ms - 120000);
    one.unheard = true; // the broker was started again
    one.since_ms = f->now_ms;
    look_known(f, &known);
    assert_int_equal(open_count(f), 1);
    look_known(f, &nothing);
    assert_int_equal(open_count(f), 0);
}

static void tell_printer(struct fixture *f, Hallq__Printer__State state) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TELL_PRINTER);
    r->tell_printer->state = state;
    assert_done(f, DEVICE_KIOSK, r);
}

static void a_printer__is_told_of_without_paper_at_once_and_silent_after_a_while(void **state) {
    struct fixture *f = *state;
    tell_printer(f, HALLQ__PRINTER__STATE__READY);
    look(f);
    assert_int_equal(open_count(f), 0);
    tell_printer(f, HALLQ__PRINTER__STATE__NO_PAPER);
    look(f);
    assert_int_equal(alert_need(f, KIND(NO_PAPER), DEVICE_KIOSK)->level, LEVEL(AMBER));
    tell_printer(f, HALLQ__PRINTER__STATE__COVER_OPEN); // somebody puts in a new roll
    look(f);
    assert_int_equal(open_count(f), 0);
    pass_s(f, 29);
    look(f);
    assert_int_equal(open_count(f), 0);
    pass_s(f, 1);
    look(f);
    assert_int_equal(alert_need(f, KIND(PRINTER_SILENT), DEVICE_KIOSK)->since_ms,
                     f->now_ms - 30000);
    tell_printer(f, HALLQ__PRINTER__STATE__NEAR_END);
    look(f);
    assert_int_equal(open_count(f), 0);
}

static void sign_off(struct fixture *f, uint32_t device) {
    assert_done(f, device, request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF));
}

static void nobody_who_leads__is_told_after_a_while(void **state) {
    struct fixture *f = *state;
    sign_off(f, DEVICE_LEAD);
    watch(f, 1800);
    assert_int_equal(open_count(f), 0); // the manager leads
    sign_off(f, DEVICE_MANAGER);
    watch(f, 899);
    assert_int_equal(open_count(f), 0);
    watch(f, 15);
    assert_int_equal(alert_need(f, KIND(NO_LEAD), 0)->level, LEVEL(AMBER));
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SIGN_ON);
    r->sign_on->staff = STAFF_LEAD;
    r->sign_on->pin = text_of(f, "748159");
    assert_done(f, DEVICE_LEAD, r);
    look(f);
    assert_int_equal(open_count(f), 0);
}

static void a_closed_hall__is_told_nothing_and_writes_nothing(void **state) {
    struct fixture *f = *state;
    bool busy;
    for (uint32_t service = SERVICE_A; service <= SERVICE_D; service++) {
        Hallq__LineRow *row = line_row(f, HALLQ__LINE__KIND__SERVICE, service);
        row->open = false;
        line_change(f, HALLQ__LINE__KIND__SERVICE, service, row);
    }
    sign_off(f, DEVICE_LEAD);
    sign_off(f, DEVICE_MANAGER);
    for (uint32_t counter = 1; counter <= COUNTERS; counter++)
        sign_off(f, DEVICE_COUNTER + counter);
    pass_s(f, 3600);
    assert_int_equal(look(f), 0);
    assert_int_equal(alerts_busy(&f->state, HALL, &busy), ERR_OK);
    assert_false(busy);
}

// ---------------------------------------------------------------- storms

static void more_of_a_kind_than_the_set_number__are_one_with_their_count(void **state) {
    struct fixture *f = *state;
    f->settings->alerts->storm = 2;
    settings_apply(f);
    for (uint32_t counter = 1; counter <= COUNTERS; counter++) {
        take_break(f, counter);
        pass_s(f, 60);
    }
    watch(f, 1110);
    assert_int_equal(open_count(f), 2);
    watch(f, 60);
    assert_int_equal(open_count(f), 1);
    const Hallq__Alert *storm = alert_need(f, KIND(PAUSED_LONG), 0);
    assert_int_equal(storm->count, 3);
    assert_int_equal(storm->alert, 3);
    resume_counter(f, 1);
    look(f);
    assert_int_equal(alert_need(f, KIND(PAUSED_LONG), 0)->count, 2); // one more or less is no news
    resume_counter(f, 2);
    look(f);
    assert_null(alert_of(f, KIND(PAUSED_LONG), 0));
    assert_non_null(alert_of(f, KIND(PAUSED_LONG), 3));
    assert_int_equal(open_count(f), 1);
}

// ---------------------------------------------------------------- people

static Hallq__Request *see(struct fixture *f, uint64_t alert) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SEE_ALERT);
    r->see_alert->alert = alert;
    return r;
}

// A counter is idle for 3 minutes, and somebody should act.
static uint64_t idle_make(struct fixture *f) {
    take(f, SERVICE_C);
    take_break(f, 2);
    watch(f, 180);
    return alert_need(f, KIND(COUNTER_IDLE), 3)->alert;
}

static void who_has_seen_it__is_on_record(void **state) {
    struct fixture *f = *state;
    uint64_t alert = idle_make(f);
    assert_done(f, DEVICE_LEAD, see(f, alert));
    assert_refused(f, DEVICE_MANAGER, see(f, alert), ALREADY);
    assert_refused(f, DEVICE_LEAD, see(f, alert + 1), NO_ALERT);
    assert_refused(f, DEVICE_GUIDE, see(f, alert), NOT_ALLOWED);
    assert_int_equal(told_of(f, alert)->seen_by, STAFF_LEAD);
    assert_int_equal(told_of(f, alert)->seen_at_ms, f->now_ms);
    next(f, 3);
    look(f);
    assert_int_equal(told_of(f, alert)->seen_by, STAFF_LEAD);
    assert_refused(f, DEVICE_LEAD, see(f, alert), NO_ALERT);
}

static void nobody_acts__and_the_manager_is_told_once(void **state) {
    struct fixture *f = *state;
    uint64_t alert = idle_make(f);
    watch(f, 599);
    assert_int_equal(told_of(f, alert)->escalated_at_ms, 0);
    watch(f, 15);
    int64_t at_ms = told_of(f, alert)->escalated_at_ms;
    assert_true(at_ms && at_ms >= f->now_ms - 15000);
    watch(f, 600);
    assert_int_equal(told_of(f, alert)->escalated_at_ms, at_ms);
}

static void what_was_acted_on__is_not_escalated(void **state) {
    struct fixture *f = *state;
    uint64_t alert = idle_make(f);
    Hallq__HallRow *row = hall_row(f);
    struct change c = {.state = &f->state, .hall = HALL, .at_ms = f->now_ms, .row = row};
    assert_int_equal(alert_acted(&c, alert, 17), ERR_OK);
    fixture_touched(f);
    watch(f, 900);
    assert_int_equal(told_of(f, alert)->measure, 17);
    assert_int_equal(told_of(f, alert)->escalated_at_ms, 0);
}

static void a_measure__is_what_was_done_about_the_alert_that_it_names(void **state) {
    struct fixture *f = *state;
    uint64_t alert = idle_make(f);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TAKE_MEASURE);
    Hallq__Measure what = HALLQ__MEASURE__INIT;
    what.kind = HALLQ__MEASURE__KIND__GUIDE;
    r->take_measure->measure = &what;
    r->take_measure->alert = alert + 1;
    assert_refused(f, DEVICE_LEAD, r, NO_ALERT);
    r->take_measure->alert = alert;
    assert_done(f, DEVICE_LEAD, r);
    assert_int_equal(told_of(f, alert)->measure, f->decision.done->measure);
    watch(f, 900);
    assert_int_equal(told_of(f, alert)->escalated_at_ms, 0);
}

static void alerts__are_on_the_feed_of_leads_alone(void **state) {
    struct fixture *f = *state;
    idle_make(f);
    for (enum feed feed = FEED_PUBLIC; feed <= FEED_LEAD; feed++) {
        const Hallq__Event *raised = f->record->events[f->record->n_events - 1];
        Hallq__Snapshot *snapshot;
        assert_int_equal(raised->body_case, HALLQ__EVENT__BODY_ALERT_RAISED);
        assert_int_equal(event_project(raised, feed, &f->arena) != NULL, feed == FEED_LEAD);
        assert_int_equal(snapshot_make(&f->state, f->now_ms, HALL, feed, &snapshot), ERR_OK);
        assert_int_equal(snapshot->n_alerts, feed == FEED_LEAD ? 1 : 0);
        assert_int_equal(snapshot->settings->alerts != NULL, feed == FEED_LEAD);
    }
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_ALERTS);
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NOT_ALLOWED);
}

// ---------------------------------------------------------------- settings

static void a_kind_that_is_not_wanted__is_not_raised_and_ends(void **state) {
    struct fixture *f = *state;
    take_break(f, 2);
    watch(f, 1200);
    assert_int_equal(open_count(f), 1);
    f->settings->alerts->without_paused_long = true;
    settings_apply(f);
    look(f);
    assert_int_equal(open_count(f), 0);
}

// Settings of an earlier version say nothing of alerts; the rules then go by what a file that is silent
// means.
static void settings_without_alerts__are_as_a_silent_file(void **state) {
    struct fixture *f = *state;
    Hallq__AlertSettings *said = f->settings->alerts;
    f->settings->alerts = NULL;
    struct alert_limits silent = alert_limits(f->settings);
    f->settings->alerts = said;
    struct alert_limits file = alert_limits(f->settings);
    assert_true(silent.crowd.long_s == file.crowd.long_s);
    assert_true(silent.crowd.calm_s == file.crowd.calm_s);
    assert_true(silent.crowd.calm_for_s == file.crowd.calm_for_s);
    assert_int_equal(silent.idle_ms, file.idle_ms);
    assert_int_equal(silent.pause_ms, file.pause_ms);
    assert_int_equal(silent.silent_ms, file.silent_ms);
    assert_int_equal(silent.no_lead_ms, file.no_lead_ms);
    assert_int_equal(silent.escalate_ms, file.escalate_ms);
    assert_int_equal(silent.help_red_ms, file.help_red_ms);
    assert_int_equal(silent.help_breach_ms, file.help_breach_ms);
    assert_int_equal(silent.over_target_percent, file.over_target_percent);
    assert_int_equal(silent.storm, file.storm);
    assert_int_equal(silent.storm, 5);
    f->settings->alerts = NULL;
}

static int setup(void **state) {
    struct fixture *f = fixture_create();
    f->settings->alerts = settings_else(f, &hallq__alert_settings__descriptor);
    fixture_open(f);
    *state = f;
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
