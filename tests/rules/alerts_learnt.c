// Alerts of a hall that forecasts by what it has learnt: service C, two counters, a call each half minute.
#include "broker/forecast/start.h"
#include "broker/hall/wait/learnt.h"
#include "tests/rules/alerting.h"

#define STEP_S 30 // between two calls

static struct fixture *hall_early(void) {
    struct fixture *f = fixture_create();
    f->now_ms -= 3 * 3600 * 1000; // the hall opens
    fixture_open(f);
    f->quick = true;
    for (uint32_t counter = 2; counter <= 3; counter++) {
        take(f, SERVICE_C);
        next(f, counter);
        start(f, counter);
    }
    return f;
}

// So many are called one after the other, by turns; as many come after each call.
static void calls(struct fixture *f, uint32_t count, uint32_t come) {
    for (uint32_t i = 0; i < count; i++) {
        uint32_t counter = 2 + i % 2;
        pass_s(f, STEP_S);
        finish(f, counter);
        next(f, counter);
        start(f, counter);
        for (uint32_t k = 0; k < come; k++)
            take(f, SERVICE_C);
        look(f);
    }
}

static void come(struct fixture *f, uint32_t people) {
    for (uint32_t i = 0; i < people; i++)
        take(f, SERVICE_C);
}

static void it_has_learnt(struct fixture *f) {
    struct learnt learnt;
    assert_int_equal(learnt_look(&f->state, HALL, &learnt), ERR_OK);
    assert_true(learnt.forecast.learnt > START_HALL_WAITS); // not by theory
}

static struct outlook outlook(struct fixture *f) {
    struct outlook o;
    assert_int_equal(outlook_read(&f->state, f->now_ms, HALL, SERVICE_C, &o), ERR_OK);
    assert_true(o.told);
    return o;
}

static void a_line_that_fills__is_red_by_what_was_learnt__and_calm_again(void **state) {
    struct fixture *f = hall_early();
    (void)state;
    come(f, 10);
    for (int i = 0; i < 10; i++) { // from ten people to twenty-five and back
        calls(f, 15, 2);
        calls(f, 15, 0);
    }
    calls(f, 20, 1);
    it_has_learnt(f);
    assert_in_range((uint64_t)outlook(f).forecast_s, 285, 345); // ten stand before who comes
    assert_null(alert_of(f, KIND(LINE_CROWDED), SERVICE_C));
    come(f, 40); // twenty-five minutes
    look(f);
    const Hallq__Alert *alert = alert_need(f, KIND(LINE_CROWDED), SERVICE_C);
    assert_int_equal(alert->level, LEVEL(RED));
    assert_in_range(alert->forecast_s, 1350, 1650);
    assert_true(alert->upper_s >= alert->forecast_s);
    assert_int_equal(alert->waiting, 50);
    uint64_t number = alert->alert;
    calls(f, 45, 0); // some of them wait for too long
    assert_int_equal(alert_need(f, KIND(LINE_CROWDED), SERVICE_C)->level, LEVEL(BREACH));
    calls(f, 5 + 5 * 60 / STEP_S + 5, 1); // those are called, and five minutes are calm
    assert_null(alert_of(f, KIND(LINE_CROWDED), SERVICE_C));
    assert_int_equal(told_of(f, number)->alert, number); // it was one
    assert_true(told_of(f, number)->cleared_at_ms > 0);
    fixture_destroy(f);
}

#define TEST(name) cmocka_unit_test(name)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
