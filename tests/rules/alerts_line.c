// Alerts of lines: crowded with its levels, its cause and its calm; suspended; more people than can be
// called until it closes.
#include "broker/hall/core/calendar.h"
#include "broker/hall/core/lately.h"
#include "tests/rules/alerting.h"

// Service C is given by counters 2 and 3. Counters are busy, so that none is idle.
static void line_make(struct fixture *f, uint32_t people) {
    f->quick = true;
    for (uint32_t counter = 1; counter <= COUNTERS; counter++) {
        take(f, counter == 3 ? SERVICE_C : SERVICE_A);
        next(f, counter);
        start(f, counter);
    }
    for (uint32_t i = 0; i < people; i++)
        take(f, SERVICE_C);
}

static Hallq__Alert__Level level_c(struct fixture *f) {
    const Hallq__Alert *alert = alert_of(f, KIND(LINE_CROWDED), SERVICE_C);
    return alert ? alert->level : LEVEL(NO_LEVEL);
}

static void a_forecast_over_20_minutes__is_red__and_ends_after_5_calm_ones(void **state) {
    struct fixture *f = *state;
    line_make(f, 9);
    mean_set(f, SERVICE_C, 270); // ten times 270 s at two counters: 22.5 minutes
    look(f);
    const Hallq__Alert *alert = alert_need(f, KIND(LINE_CROWDED), SERVICE_C);
    assert_int_equal(alert->level, LEVEL(RED));
    assert_int_equal(alert->forecast_s, 1350);
    assert_int_equal(alert->waiting, 9);
    assert_int_equal(alert->counters, 2);
    assert_int_equal(alert->since_ms, f->now_ms);
    mean_set(f, SERVICE_C, 190); // 15.8 minutes: not calm
    watch(f, 330);
    assert_int_equal(level_c(f), LEVEL(RED));
    mean_set(f, SERVICE_C, 60);
    watch(f, 285);
    assert_int_equal(level_c(f), LEVEL(RED));
    watch(f, 15);
    assert_int_equal(level_c(f), LEVEL(NO_LEVEL));
    assert_int_equal(told_of(f, 1)->cleared_at_ms, f->now_ms);
}

static void a_wait_of_20_minutes__is_a_breach__also_where_no_wait_is_told(void **state) {
    struct fixture *f = *state;
    line_make(f, 1);
    mean_set(f, SERVICE_C, 60);
    for (uint32_t counter = 2; counter <= 3; counter++) { // nobody gives it any more
        finish(f, counter);
        take_break(f, counter);
    }
    watch(f, 1139);
    assert_int_equal(level_c(f), LEVEL(NO_LEVEL));
    watch(f, 1);
    assert_int_equal(level_c(f), LEVEL(RED)); // the minute before
    watch(f, 59);
    assert_int_equal(level_c(f), LEVEL(RED));
    watch(f, 1);
    const Hallq__Alert *alert = alert_need(f, KIND(LINE_CROWDED), SERVICE_C);
    assert_int_equal(alert->level, LEVEL(BREACH));
    assert_int_equal(alert->longest_s, 1200);
    resume_counter(f, 3);
    next(f, 3);
    look(f);
    assert_int_equal(level_c(f), LEVEL(RED)); // no breach any more, at once: a wait is a fact
    watch(f, 300);
    assert_int_equal(level_c(f), LEVEL(NO_LEVEL));
}

// A forecast that wanders about a threshold.
static uint32_t noise(uint64_t *dice, uint32_t middle, uint32_t width) {
    *dice = *dice * 6364136223846793005ull + 1442695040888963407ull;
    return middle - width + (uint32_t)((*dice >> 33) % (2 * width + 1));
}

// Two are served, two come: who waits is called within twelve minutes.
static void line_moves(struct fixture *f) {
    for (uint32_t counter = 2; counter <= 3; counter++) {
        finish(f, counter);
        next(f, counter);
        start(f, counter);
        take(f, SERVICE_C);
    }
}

static void noise_about_the_thresholds__raises_an_alert_once(void **state) {
    struct fixture *f = *state;
    uint64_t dice = 7;
    line_make(f, 9);
    for (int step = 1; step <= 960; step++) { // two hours about 20 minutes, two about 15
        if (step % 10 == 0)
            line_moves(f);
        mean_set(f, SERVICE_C, noise(&dice, step < 480 ? 240 : 180, 36));
        pass_s(f, 15);
        look(f);
        assert_int_not_equal(level_c(f), LEVEL(BREACH));
    }
    size_t of_line = 0;
    for (uint64_t i = 1; i <= raised_count(f); i++)
        of_line += told_of(f, i) && told_of(f, i)->kind == KIND(LINE_CROWDED);
    assert_int_equal(of_line, 1);
}

static void the_calm_time__is_kept_in_the_rows(void **state) {
    struct fixture *f = *state;
    line_make(f, 9);
    mean_set(f, SERVICE_C, 270);
    look(f);
    mean_set(f, SERVICE_C, 60);
    look(f);
    assert_int_equal(
        line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_C)->crowding->red_calm_since_ms, f->now_ms);
    pass_s(f, 290); // nobody looked meanwhile: the broker was away
    look(f);
    assert_int_equal(level_c(f), LEVEL(RED));
    pass_s(f, 10);
    look(f);
    assert_int_equal(level_c(f), LEVEL(NO_LEVEL));
}

// ---------------------------------------------------------------- causes

static void usual_set(struct fixture *f, uint32_t service, uint32_t arrivals, uint32_t counters) {
    Hallq__UsualRow row = HALLQ__USUAL_ROW__INIT;
    uint32_t days[48], many[48], open[48], none[48] = {0};
    for (size_t i = 0; i < 48; i++) {
        days[i] = 5;
        many[i] = arrivals * 100;
        open[i] = counters * 100;
    }
    row.n_days = row.n_arrivals = row.n_no_shows = row.n_counters = 48;
    row.days = days;
    row.arrivals = many;
    row.counters = open;
    row.no_shows = none;
    assert_int_equal(usual_row_put(&f->state, key_usual(HALL, service), &row), ERR_OK);
    fixture_touched(f);
}

static void cause_is(struct fixture *f, Hallq__Alert__Cause__Kind kind, uint32_t figure,
                     uint32_t usual) {
    const Hallq__Alert *alert = alert_need(f, KIND(LINE_CROWDED), SERVICE_C);
    assert_int_equal(alert->cause ? alert->cause->kind : 0, kind);
    if (!kind)
        return;
    assert_int_equal(alert->cause->figure, figure);
    assert_int_equal(alert->cause->usual, usual);
}

static void more_people_than_usual__are_the_cause(void **state) {
    struct fixture *f = *state;
    usual_set(f, SERVICE_C, 5, 2);
    line_make(f, 9); // and one at counter 3: ten within the last 30 minutes
    mean_set(f, SERVICE_C, 270);
    look(f);
    cause_is(f, HALLQ__ALERT__CAUSE__KIND__ARRIVALS, 10, 5);
}

static void fewer_counters_than_usual__are_the_cause(void **state) {
    struct fixture *f = *state;
    usual_set(f, SERVICE_C, 10, 4);
    line_make(f, 9);
    mean_set(f, SERVICE_C, 270);
    look(f);
    cause_is(f, HALLQ__ALERT__CAUSE__KIND__WINDOWS, 2, 4);
}

static void longer_services_than_usual__are_the_cause(void **state) {
    struct fixture *f = *state;
    line_make(f, 9);
    pass_s(f, 540);
    finish(f, 3);
    next(f, 3);
    start(f, 3);
    mean_set(f, SERVICE_C, 300);
    look(f);
    cause_is(f, HALLQ__ALERT__CAUSE__KIND__LONG_SERVICES, 540, 300);
}

static void no_shows__are_the_cause(void **state) {
    struct fixture *f = *state;
    usual_set(f, SERVICE_C, 10, 2);
    line_make(f, 9);
    finish(f, 3);
    for (int i = 0; i < 3; i++)
        miss(f, 3);
    mean_set(f, SERVICE_C, 600);
    look(f);
    cause_is(f, HALLQ__ALERT__CAUSE__KIND__NO_SHOWS, 3, 0);
}

static void nothing_unusual__is_no_cause(void **state) {
    struct fixture *f = *state;
    line_make(f, 9);
    mean_set(f, SERVICE_C, 270);
    look(f);
    cause_is(f, HALLQ__ALERT__CAUSE__KIND__NO_CAUSE, 0, 0);
}

static void what_is_usual__is_learnt_at_the_end_of_each_half_hour(void **state) {
    struct fixture *f = *state;
    struct usual usual;
    for (int i = 0; i < 3; i++)
        take(f, SERVICE_C);
    int64_t first_ms = f->now_ms; // 11:40
    pass_s(f, 3600);
    take(f, SERVICE_C); // 12:40; between them 12:00, in which nobody came
    assert_int_equal(usual_of(&f->state, f->settings, HALL, SERVICE_C, first_ms, &usual), ERR_OK);
    assert_int_equal(usual.days, 1);
    assert_int_equal(usual.arrivals_c, 300);
    assert_int_equal(usual.counters_c, 200);
    assert_int_equal(
        usual_of(&f->state, f->settings, HALL, SERVICE_C, first_ms + 30 * MINUTE_MS, &usual),
        ERR_OK);
    assert_int_equal(usual.days, 1);
    assert_int_equal(usual.arrivals_c, 0);
    assert_int_equal(
        usual_of(&f->state, f->settings, HALL, SERVICE_C, first_ms + 60 * MINUTE_MS, &usual),
        ERR_OK);
    assert_int_equal(usual.days, 0); // it is not over
}

// ---------------------------------------------------------------- suspended, closing

static void a_service_suspended_inside_its_hours__is_told(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SERVICE_SUSPEND);
    r->service_suspend->service = SERVICE_B;
    r->service_suspend->reason = text_of(f, "system");
    assert_done(f, DEVICE_LEAD, r);
    look(f);
    assert_int_equal(alert_need(f, KIND(SERVICE_SUSPENDED), SERVICE_B)->level, LEVEL(NOTE));
    r = request_new(f, HALLQ__REQUEST__BODY_SERVICE_UNSUSPEND);
    r->service_unsuspend->service = SERVICE_B;
    assert_done(f, DEVICE_LEAD, r);
    look(f);
    assert_int_equal(open_count(f), 0);
}

static void more_people_than_can_be_called_until_it_closes__are_told(void **state) {
    struct fixture *f = *state;
    line_make(f, 9);
    mean_set(f, SERVICE_C, 300);
    f->now_ms += (6 * 60 + 10 - 45) * MINUTE_MS; // 17:05, 55 minutes are left
    Hallq__HallRow *row = hall_row(f);
    row->hours_at_ms = calendar_next_hours_ms(f->settings, f->now_ms);
    hall_change(f, row);
    look(f);
    assert_null(alert_of(f, KIND(CLOSING), SERVICE_C)); // eleven a counter
    mean_set(f, SERVICE_C, 900);
    look(f);
    const Hallq__Alert *alert = alert_need(f, KIND(CLOSING), SERVICE_C);
    assert_int_equal(alert->served, 7);
    assert_int_equal(alert->waiting, 9);
    assert_int_equal(alert->closes_at_ms, row->hours_at_ms);
    mean_set(f, SERVICE_C, 700); // room for nine: not for two more
    look(f);
    assert_non_null(alert_of(f, KIND(CLOSING), SERVICE_C));
    mean_set(f, SERVICE_C, 400);
    look(f);
    assert_null(alert_of(f, KIND(CLOSING), SERVICE_C));
}

// By the rule of thumb, so that each forecast is a plain number of people and minutes.
static int rough_setup(void **state) {
    int failed = fixture_setup(state);
    if (!failed)
        fixture_rough(*state);
    return failed;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rough_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
