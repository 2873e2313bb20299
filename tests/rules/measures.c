// Measures: what each does, who may take it, how it ends, and what is on record of it.
#include <stdlib.h>

#include "base/refusal.h"
#include "tests/rules/hall.h"
#include "tests/rules/measuring.h"

#define CASE(NAME) HALLQ__REQUEST__BODY_##NAME
#define MINUTE_S 60

static void counter_close(struct fixture *f, uint32_t counter) {
    assert_done(f, DEVICE_COUNTER + counter, request_new(f, CASE(COUNTER_CLOSE)));
}

static void counter_leave(struct fixture *f, uint32_t counter) {
    assert_done(f, DEVICE_COUNTER + counter, request_new(f, CASE(SIGN_OFF)));
}

static Hallq__Measure *counter_measure(struct fixture *f, uint32_t counter) {
    Hallq__Measure *what = measure_new(f, KIND(OPEN_COUNTER));
    what->counter = counter;
    return what;
}

static Hallq__Snapshot *shown(struct fixture *f, uint32_t device) {
    return ask_read(f, device, request_new(f, CASE(GET_SNAPSHOT)))->snapshot;
}

// Whether the last record has an event of this kind.
static bool has_event(const struct fixture *f, Hallq__Event__BodyCase body_case) {
    for (size_t i = 0; i < f->record->n_events; i++)
        if (f->record->events[i]->body_case == body_case)
            return true;
    return false;
}

// ---------------------------------------------------------------- counters and services

static void open_counter__opens_where_somebody_is_signed_on(void **state) {
    struct fixture *f = *state;
    counter_close(f, 2);
    uint32_t measure = measured(f, DEVICE_LEAD, counter_measure(f, 2));
    assert_int_equal(counter_row(f, 2)->state, HALLQ__COUNTER__STATE__FREE);
    assert_false(measure_row(f, measure)->now->lasts);
}

static void open_counter__where_nobody_is_stands_until_it_opens(void **state) {
    struct fixture *f = *state;
    counter_leave(f, 2);
    uint32_t measure = measured(f, DEVICE_LEAD, counter_measure(f, 2));
    assert_true(measure_row(f, measure)->now->lasts);
    assert_int_equal(counter_row(f, 2)->state, HALLQ__COUNTER__STATE__CLOSED);
    Hallq__Request *on = request_new(f, CASE(SIGN_ON));
    on->sign_on->staff = STAFF_CLERK + 2;
    on->sign_on->pin = text_of(f, "748159");
    on->sign_on->counter = 2;
    assert_done(f, DEVICE_COUNTER + 2, on);
    assert_true(measure_row(f, measure)->now->lasts);
    assert_done(f, DEVICE_COUNTER + 2, request_new(f, CASE(COUNTER_OPEN)));
    const Hallq__MeasureEnded *ended = EVENT_OF(f, MEASURE_ENDED, MeasureEnded);
    assert_int_equal(ended->measure, measure);
    assert_int_equal(ended->why, HALLQ__MEASURE__END__FULFILLED);
    assert_false(measure_row(f, measure)->now->lasts);
    assert_refused(f, DEVICE_LEAD, take_request(f, counter_measure(f, 2)), ALREADY);
}

static void counter_services__and_suspension_are_done_by_their_rules(void **state) {
    struct fixture *f = *state;
    Hallq__Measure *set = measure_for(f, KIND(COUNTER_SERVICES), SERVICE_C);
    set->counter = 1;
    measured(f, DEVICE_LEAD, set);
    assert_int_equal(counter_row(f, 1)->services[0], SERVICE_C);
    Hallq__Measure *suspend = measure_for(f, KIND(SUSPEND_SERVICE), SERVICE_A);
    suspend->text_code = text_of(f, "no-such");
    assert_refused(f, DEVICE_LEAD, take_request(f, suspend), NO_REASON);
    suspend->text_code = text_of(f, "system");
    measured(f, DEVICE_LEAD, suspend);
    assert_true(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->suspended);
    assert_refused(f, DEVICE_LEAD, take_request(f, suspend), ALREADY);
}

// ---------------------------------------------------------------- zones and halls

static void diverting__needs_self_service_that_works(void **state) {
    struct fixture *f = *state;
    Hallq__Measure *divert = measure_for(f, KIND(DIVERT), SERVICE_A);
    uint32_t first = measured(f, DEVICE_LEAD, divert);
    assert_string_equal(measure_row(f, first)->now->what->zone, "self");
    uint32_t out = measured(f, DEVICE_GUIDE, measure_new(f, KIND(ZONE_OUT)));
    assert_int_equal(measure_row(f, first)->now->end, HALLQ__MEASURE__END__ZONE_FAILED);
    assert_refused(f, DEVICE_LEAD, take_request(f, divert), NOT_FITTED);
    divert->zone = text_of(f, "self");
    assert_refused(f, DEVICE_LEAD, take_request(f, divert), ZONE_OUT);
    divert->zone = text_of(f, "rest");
    assert_refused(f, DEVICE_LEAD, take_request(f, divert), NOT_FITTED);
    divert->zone = text_of(f, "nowhere");
    assert_refused(f, DEVICE_LEAD, take_request(f, divert), NO_ZONE);
    measure_over(f, out);
    divert->zone = text_of(f, "");
    measured(f, DEVICE_LEAD, divert);
}

static void diverting__to_another_hall_needs_it_in_the_settings(void **state) {
    struct fixture *f = *state;
    Hallq__Measure *divert = measure_for(f, KIND(DIVERT), SERVICE_B);
    divert->to_hall = 3;
    assert_refused(f, DEVICE_LEAD, take_request(f, divert), NO_OTHER_HALL);
    divert->to_hall = 2;
    divert->zone = text_of(f, "self");
    assert_refused(f, DEVICE_LEAD, take_request(f, divert), BAD_MESSAGE);
    divert->zone = text_of(f, "");
    measured(f, DEVICE_LEAD, divert);
}

static void rest_area__is_told_to_customers_for_as_long_as_set(void **state) {
    struct fixture *f = *state;
    uint32_t measure = measured(f, DEVICE_GUIDE, measure_for(f, KIND(REST_AREA), SERVICE_A));
    const Hallq__Snapshot *kiosk = shown(f, DEVICE_KIOSK);
    assert_int_equal(kiosk->n_offers, 1);
    assert_int_equal(kiosk->offers[0]->measure, measure);
    assert_string_equal(kiosk->offers[0]->what->zone, "rest");
    assert_int_equal(kiosk->offers[0]->until_ms, f->now_ms + 15 * MINUTE_S * 1000);
    assert_int_equal(kiosk->n_measures, 0); // who took it is the leads' alone
    pass_s(f, 15 * MINUTE_S);
    assert_int_equal(shown(f, DEVICE_KIOSK)->n_offers, 0);
    assert_int_equal(measure_row(f, measure)->now->end, HALLQ__MEASURE__END__TIME_OVER);
}

static void old_settings__without_a_rest_area_are_told_what_to_do(void **state) {
    struct fixture *f = fixture_create();
    (void)state;
    fixture_open(f);
    assert_refused(f, DEVICE_LEAD, take_request(f, measure_new(f, KIND(REST_AREA))), NOT_FITTED);
    assert_refused(f, DEVICE_LEAD, take_request(f, measure_new(f, KIND(DIVERT))), NOT_FITTED);
    assert_refused(f, DEVICE_LEAD, take_request(f, measure_new(f, KIND(NOTICE))), NO_NOTICE);
    measured(f, DEVICE_LEAD, measure_new(f, KIND(OFFER_APPOINTMENTS)));
    fixture_destroy(f);
}

static void old_settings__with_a_rest_area_and_no_minutes_call_for_a_quarter(void **state) {
    struct fixture *f = fixture_create();
    (void)state;
    measuring_settings(f);
    f->settings->rest_s = 0; // as a version before stored them
    fixture_open(f);
    uint32_t measure = measured(f, DEVICE_LEAD, measure_new(f, KIND(REST_AREA)));
    assert_int_equal(measure_row(f, measure)->now->what->minutes, 15);
    fixture_destroy(f);
}

// ---------------------------------------------------------------- who may, and what it must say

static void a_guide__may_guide_seat_people_and_report_a_zone(void **state) {
    struct fixture *f = *state;
    measured(f, DEVICE_GUIDE, measure_new(f, KIND(GUIDE)));
    measured(f, DEVICE_GUIDE, measure_new(f, KIND(REST_AREA)));
    measured(f, DEVICE_GUIDE, measure_new(f, KIND(ZONE_OUT)));
    assert_refused(f, DEVICE_GUIDE, take_request(f, measure_new(f, KIND(NOTICE))), PERSON_MAY_NOT);
    assert_refused(f, DEVICE_GUIDE, take_request(f, counter_measure(f, 1)), PERSON_MAY_NOT);
    assert_refused(f, DEVICE_COUNTER + 1, take_request(f, measure_new(f, KIND(GUIDE))),
                   NOT_ALLOWED);
    assert_refused(f, DEVICE_KIOSK, take_request(f, measure_new(f, KIND(GUIDE))), NOT_ALLOWED);
    measured(f, DEVICE_LEAD, measure_new(f, KIND(GUIDE))); // another person
    assert_refused(f, DEVICE_LEAD, take_request(f, measure_new(f, KIND(GUIDE))), ALREADY);
    measured(f, DEVICE_MANAGER, measure_new(f, KIND(NOTICE)));
}

static void a_measure__says_what_its_kind_has_and_no_more(void **state) {
    struct fixture *f = *state;
    Hallq__Measure *what = measure_new(f, KIND(NO_KIND));
    assert_refused(f, DEVICE_LEAD, take_request(f, NULL), BAD_MESSAGE);
    assert_refused(f, DEVICE_LEAD, take_request(f, what), BAD_MESSAGE);
    what->kind = (Hallq__Measure__Kind)77;
    assert_refused(f, DEVICE_LEAD, take_request(f, what), BAD_MESSAGE);
    what = measure_new(f, KIND(NOTICE));
    what->counter = 1;
    assert_refused(f, DEVICE_LEAD, take_request(f, what), BAD_MESSAGE);
    assert_string_equal(f->decision.refusal.detail, "counter");
    what = measure_new(f, KIND(NOTICE));
    what->minutes = LIMIT_MEASURE_MIN + 1;
    assert_refused(f, DEVICE_LEAD, take_request(f, what), BAD_MESSAGE);
    what = measure_for(f, KIND(DIVERT), 77);
    assert_refused(f, DEVICE_LEAD, take_request(f, what), NO_SERVICE);
    assert_refused(f, DEVICE_LEAD, take_request(f, counter_measure(f, 77)), NO_COUNTER);
    uint32_t twice[] = {SERVICE_A, SERVICE_A};
    what->services = twice;
    what->n_services = 2;
    assert_refused(f, DEVICE_LEAD, take_request(f, what), BAD_MESSAGE);
    what = measure_new(f, KIND(SUSPEND_SERVICE));
    assert_refused(f, DEVICE_LEAD, take_request(f, what), BAD_MESSAGE);
}

static void one_for_some_of_the_same_services_is_refused_with_its_number(void **state) {
    struct fixture *f = *state;
    uint32_t a = measured(f, DEVICE_LEAD, measure_for(f, KIND(OFFER_APPOINTMENTS), SERVICE_A));
    measured(f, DEVICE_LEAD, measure_for(f, KIND(OFFER_APPOINTMENTS), SERVICE_B));
    assert_refused(f, DEVICE_LEAD, take_request(f, measure_new(f, KIND(OFFER_APPOINTMENTS))),
                   ALREADY);
    assert_int_equal(strtoul(f->decision.refusal.detail, NULL, 10), a);
}

static void a_retry__of_a_measure_is_answered_with_the_same_number(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = take_request(f, measure_new(f, KIND(NOTICE)));
    assert_done(f, DEVICE_LEAD, r);
    uint32_t measure = f->decision.done->measure;
    assert_int_equal(ask_again(f, DEVICE_LEAD, r), HALLQ__REFUSAL__REASON__NONE);
    assert_true(f->decision.retry);
    assert_int_equal(f->decision.done->measure, measure);
}

// ---------------------------------------------------------------- what is on record

// HALL.md, the crowded late morning: every action stands with who, when and its effect.
static void afterwards_every_action_stands_with_who_when_and_its_effect(void **state) {
    struct fixture *f = *state;
    for (int i = 0; i < 3; i++)
        take(f, SERVICE_A);
    int64_t taken_ms = f->now_ms;
    uint32_t measure = measured(f, DEVICE_LEAD, measure_for(f, KIND(DIVERT), SERVICE_A));
    serve(f, 1, MINUTE_S);
    pass_s(f, 9 * MINUTE_S);
    const Hallq__MeasureNow *now = measure_row(f, measure)->now;
    assert_int_equal(now->at_ms, taken_ms);
    assert_int_equal(now->by->staff, STAFF_LEAD);
    assert_int_equal(now->n_lines, 1);
    assert_int_equal(now->lines[0]->service, SERVICE_A);
    assert_int_equal(now->lines[0]->waiting, 3);
    assert_true(now->lines[0]->told);
    assert_int_not_equal(now->lines[0]->forecast_s, 0);
    assert_int_equal(now->n_outcomes, 1);
    assert_int_equal(now->outcomes[0]->minutes, 10);
    assert_int_equal(now->outcomes[0]->lines[0]->waiting, 2);
    assert_int_equal(now->outcomes[0]->lines[0]->longest_s, 10 * MINUTE_S);
    pass_s(f, 20 * MINUTE_S);
    Hallq__Reply *reply = ask_read(f, DEVICE_MANAGER, request_new(f, CASE(GET_MEASURES)));
    assert_int_equal(reply->measures->n_measures, 1);
    assert_int_equal(reply->measures->measures[0]->n_outcomes, 2);
    assert_int_equal(reply->measures->measures[0]->outcomes[1]->minutes, 30);
    assert_int_equal(shown(f, DEVICE_LEAD)->n_measures, 1);
    pass_s(f, 60 * MINUTE_S);
    assert_int_equal(measure_row(f, measure)->now->n_outcomes, 2);
}

static void the_day__ends_what_lasts_and_what_is_to_be_judged(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    measuring_settings(f);
    hall_start(f);
    pass_s(f, (hall_row(f)->roll_at_ms - f->now_ms) / 1000 - 5 * MINUTE_S);
    assert_string_equal(refusal_name(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true)), "NONE");
    uint32_t lasting = measured(f, DEVICE_LEAD, measure_new(f, KIND(NOTICE)));
    Hallq__Measure *set = measure_for(f, KIND(COUNTER_SERVICES), SERVICE_C);
    set->counter = 1;
    uint32_t done = measured(f, DEVICE_LEAD, set);
    assert_int_equal(hall_row(f)->open_measures, 2);
    pass_s(f, 15 * MINUTE_S);
    assert_int_equal(hall_row(f)->open_measures, 0);
    assert_int_equal(measure_row(f, lasting)->now->end, HALLQ__MEASURE__END__DAY_OVER);
    assert_int_equal(measure_row(f, done)->judge_at_ms, 0);
    assert_int_equal(shown(f, DEVICE_LEAD)->n_measures, 0);
    assert_int_equal(shown(f, DEVICE_KIOSK)->n_offers, 0);
    fixture_destroy(f);
}

static void settings__that_lose_what_a_measure_is_about_end_it(void **state) {
    struct fixture *f = *state;
    uint32_t notice = measured(f, DEVICE_LEAD, measure_new(f, KIND(NOTICE)));
    uint32_t divert = measured(f, DEVICE_LEAD, measure_for(f, KIND(DIVERT), SERVICE_A));
    uint32_t guide = measured(f, DEVICE_LEAD, measure_new(f, KIND(GUIDE)));
    Hallq__Request *r = request_new(f, CASE(APPLY_SETTINGS));
    r->apply_settings->settings = f->settings;
    f->settings->n_notices = 0;
    f->settings->zones[f->settings->n_zones - 2]->self_service = false;
    assert_done(f, DEVICE_ADMIN, r);
    assert_true(has_event(f, HALLQ__EVENT__BODY_OFFER_CHANGED));
    assert_int_equal(measure_row(f, notice)->now->end, HALLQ__MEASURE__END__SETTINGS_GONE);
    assert_int_equal(measure_row(f, divert)->now->end, HALLQ__MEASURE__END__SETTINGS_GONE);
    assert_true(measure_row(f, guide)->now->lasts);
}

static void a_hall__keeps_what_is_open_and_refuses_when_it_is_full(void **state) {
    struct fixture *f = *state;
    Hallq__Measure *set = measure_for(f, KIND(COUNTER_SERVICES), SERVICE_C);
    set->counter = 1;
    uint32_t guide = measured(f, DEVICE_LEAD, measure_new(f, KIND(GUIDE)));
    for (int i = 1; i < LIMIT_MEASURES_KEPT; i++)
        measured(f, DEVICE_LEAD, set);
    assert_refused(f, DEVICE_LEAD, take_request(f, set), MEASURES_FULL);
    pass_s(f, 30 * MINUTE_S);
    assert_int_equal(hall_row(f)->open_measures, 1);
    Hallq__Request *on = request_new(f, CASE(SIGN_ON)); // the console was idle for long
    on->sign_on->staff = STAFF_LEAD;
    on->sign_on->pin = text_of(f, "748159");
    assert_done(f, DEVICE_LEAD, on);
    for (int i = 0; i < LIMIT_MEASURES_KEPT - 1; i++)
        measured(f, DEVICE_LEAD, set);
    assert_true(measure_row(f, guide)->now->lasts);
    assert_int_equal(shown(f, DEVICE_LEAD)->n_measures, LIMIT_MEASURES_KEPT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, measuring_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
