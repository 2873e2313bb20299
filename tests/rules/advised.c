// Advice for a crowded line becomes its alert's proposal: once, as long as it can be done.
#include "broker/hall/alert/advised.h"
#include "broker/hall/core/counters.h"
#include "tests/rules/alerting.h"

static struct advice find(struct fixture *f, const struct advice_wanted *wanted) {
    struct floor *floor;
    struct advice advice;
    assert_int_equal(floor_copy(&f->state, f->now_ms, HALL, &floor), ERR_OK);
    assert_int_equal(floor_arrivals(&f->state, floor), ERR_OK);
    assert_true(advice_find(floor, floor_service(floor, wanted->service), wanted->target_s,
                            floor->seq, &f->arena, &advice));
    return advice;
}

static size_t wanted_of(struct fixture *f, struct advice_wanted wanted[ADVISED_MOST]) {
    size_t count;
    assert_int_equal(advice_wanted(&f->state, f->now_ms, HALL, wanted, &count), ERR_OK);
    return count;
}

// True if it came to an event, which is then applied.
static bool advise(struct fixture *f, uint64_t alert, const struct advice *advice) {
    struct decision decision;
    assert_int_equal(decide_advice(&f->state, f->now_ms, HALL, alert, advice, &decision), ERR_OK);
    if (!decision.record)
        return false;
    f->record = decision.record;
    assert_int_equal(record_apply(&f->state, decision.record), ERR_OK);
    return true;
}

// Counter 2 is paused, counter 1 works; 20 people wait at A, somebody for over 20 minutes.
static uint64_t crowd(struct fixture *f) {
    take_break(f, 2);
    for (int i = 0; i < 20; i++)
        take(f, SERVICE_A);
    watch(f, 1300);
    return alert_need(f, HALLQ__ALERT__KIND__LINE_CROWDED, SERVICE_A)->alert;
}

static const Hallq__Proposal *proposal_of(struct fixture *f) {
    return alert_need(f, HALLQ__ALERT__KIND__LINE_CROWDED, SERVICE_A)->proposal;
}

static void a_crowded_line_is_proposed_a_window(void **state) {
    struct fixture *f = *state;
    struct advice_wanted wanted[ADVISED_MOST];
    assert_int_equal(wanted_of(f, wanted), 0);
    uint64_t alert = crowd(f);
    assert_int_equal(wanted_of(f, wanted), 1);
    assert_int_equal(wanted[0].alert, alert);
    assert_int_equal(wanted[0].service, SERVICE_A);
    struct advice advice = find(f, &wanted[0]);
    assert_true(advise(f, alert, &advice));
    const Hallq__Proposal *p = proposal_of(f);
    assert_int_equal(p->n_measures, 1);
    assert_int_equal(p->measures[0]->kind, HALLQ__MEASURE__KIND__OPEN_COUNTER);
    assert_int_equal(p->measures[0]->counter, 2);
    assert_true(p->with_s < p->without_s);
    assert_int_equal(p->at_ms, f->now_ms);
    assert_int_equal(p->later_at_ms, f->now_ms + 1800 * 1000);
    assert_int_equal(p->open, 1);
    assert_true(p->least <= p->safe);
}

static void a_proposal_stands_until_it_is_another(void **state) {
    struct fixture *f = *state;
    struct advice_wanted wanted[ADVISED_MOST];
    uint64_t alert = crowd(f);
    wanted_of(f, wanted);
    struct advice advice = find(f, &wanted[0]);
    assert_true(advise(f, alert, &advice));
    assert_int_equal(wanted_of(f, wanted), 0); // it is fresh
    assert_false(advise(f, alert, &advice));   // and the same
    watch(f, 15);
    assert_non_null(proposal_of(f));
    watch(f, ADVISED_FRESH_S);
    assert_int_equal(wanted_of(f, wanted), 1);
    advice.with_upper_s = 2 * advice.with_upper_s + 600;
    assert_true(advise(f, alert, &advice));
}

static void what_cannot_be_done_any_more_is_not_proposed(void **state) {
    struct fixture *f = *state;
    struct advice_wanted wanted[ADVISED_MOST];
    uint64_t alert = crowd(f);
    wanted_of(f, wanted);
    struct advice advice = find(f, &wanted[0]);
    resume_counter(f, 2);
    assert_false(advise(f, alert, &advice));
    assert_false(advise(f, alert + 1, &advice)); // there is no such alert
    advice.kind = ADVICE_SERVICES;
    advice.counters[0] = 3;
    advice.service_count = 1;
    advice.services[0] = SERVICE_A;
    assert_true(advise(f, alert, &advice));
    assert_int_equal(proposal_of(f)->measures[0]->kind, HALLQ__MEASURE__KIND__COUNTER_SERVICES);
    assert_int_equal(proposal_of(f)->measures[0]->n_services, 1);
    advice.services[0] = 77;
    assert_false(advise(f, alert, &advice)); // the settings have no such service any more
    advice.services[0] = SERVICE_A;
    advice.counters[0] = 9;
    assert_false(advise(f, alert, &advice)); // nor such a counter
}

static void where_no_window_helps_people_may_come_another_time(void **state) {
    struct fixture *f = *state;
    struct advice advice = {.kind = ADVICE_ELSEWHERE, .people = 12, .without_s = 3000};
    uint64_t alert = crowd(f);
    assert_true(advise(f, alert, &advice));
    const Hallq__Measure *measure = proposal_of(f)->measures[0];
    assert_int_equal(measure->kind, HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS);
    assert_int_equal(measure->people, 12);
    assert_int_equal(measure->n_services, 1);
    assert_int_equal(measure->services[0], SERVICE_A);
}

static const Hallq__MeasureTaken *measure_taken(struct fixture *f, uint64_t alert,
                                                Hallq__Measure *what) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TAKE_MEASURE);
    r->take_measure->measure = what;
    r->take_measure->alert = alert;
    assert_done(f, DEVICE_LEAD, r);
    for (size_t i = 0; i < f->record->n_events; i++)
        if (f->record->events[i]->body_case == HALLQ__EVENT__BODY_MEASURE_TAKEN)
            return f->record->events[i]->measure_taken;
    fail_msg("no measure was taken");
    return NULL;
}

static const Hallq__MeasureTaken *taken(struct fixture *f, uint64_t alert, uint32_t counter) {
    Hallq__Measure what = HALLQ__MEASURE__INIT;
    what.kind = HALLQ__MEASURE__KIND__OPEN_COUNTER;
    what.counter = counter;
    return measure_taken(f, alert, &what);
}

static void a_window_that_was_asked_for_is_not_proposed_again(void **state) {
    struct fixture *f = *state;
    struct advice advice = {.kind = ADVICE_OPEN, .counters = {2, 3}, .counter_count = 2};
    uint64_t alert = crowd(f);
    Hallq__CounterRow *row = counter_row(f, 2);
    row->state = HALLQ__COUNTER__STATE__CLOSED;
    row->clerk = row->device = 0;
    counter_change(f, 2, row);
    take_break(f, 3);
    assert_true(taken(f, 0, 2)->lasts);
    assert_false(advise(f, alert, &advice)); // nor the other one alone: it would not bring as much
    advice.counters[0] = 3;
    advice.counter_count = 1;
    assert_true(advise(f, alert, &advice));
}

static void who_is_offered_another_time_already_is_not_again(void **state) {
    struct fixture *f = *state;
    uint32_t services[] = {SERVICE_A, SERVICE_B};
    struct advice advice = {.kind = ADVICE_ELSEWHERE, .people = 12, .without_s = 3000};
    Hallq__Measure what = HALLQ__MEASURE__INIT;
    what.kind = HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS;
    what.services = services;
    what.n_services = 2;
    uint64_t alert = crowd(f);
    assert_true(measure_taken(f, 0, &what)->lasts);
    assert_false(advise(f, alert, &advice));
}

static void what_the_proposal_said_is_kept_with_the_measure(void **state) {
    struct fixture *f = *state;
    struct advice_wanted wanted[ADVISED_MOST];
    uint64_t alert = crowd(f);
    wanted_of(f, wanted);
    struct advice advice = find(f, &wanted[0]);
    assert_true(advise(f, alert, &advice));
    Hallq__Proposal p = *proposal_of(f);
    const Hallq__MeasureTaken *measure = taken(f, alert, 2);
    assert_true(measure->proposed);
    assert_int_equal(measure->proposed_with_s, p.with_s);
    assert_int_equal(measure->proposed_without_s, p.without_s);
    assert_int_equal(measure->proposed_for_ms, p.later_at_ms);
    assert_int_equal(told_of(f, alert)->measure, measure->measure);
    assert_int_equal(wanted_of(f, wanted), 0); // something was done
}

// Of two windows each is proposed, and what both would bring is kept with the second.
static void what_two_windows_promise_is_kept_with_the_second(void **state) {
    struct fixture *f = *state;
    struct advice advice = {.kind = ADVICE_OPEN,
                            .counters = {2, 3},
                            .counter_count = 2,
                            .with_s = 60,
                            .without_s = 1800};
    uint64_t alert = crowd(f);
    take_break(f, 3);
    assert_true(advise(f, alert, &advice));
    const Hallq__MeasureTaken *first = taken(f, alert, 3);
    assert_true(first->proposed);
    assert_int_equal(first->proposed_for_ms, 0);
    const Hallq__MeasureTaken *second = taken(f, alert, 2);
    assert_true(second->proposed);
    assert_int_equal(second->proposed_with_s, 60);
    assert_int_equal(second->proposed_without_s, 1800);
    assert_int_equal(second->proposed_for_ms, proposal_of(f)->later_at_ms);
}

// The services that a window gives have no order.
static void services_are_those_proposed_in_any_order(void **state) {
    struct fixture *f = *state;
    struct advice advice = {.kind = ADVICE_SERVICES,
                            .counters = {3},
                            .counter_count = 1,
                            .services = {SERVICE_A, SERVICE_C},
                            .service_count = 2,
                            .with_s = 60};
    uint32_t other_way[] = {SERVICE_C, SERVICE_A}, more[] = {SERVICE_C, SERVICE_A, SERVICE_B};
    Hallq__Measure what = HALLQ__MEASURE__INIT;
    uint64_t alert = crowd(f);
    assert_true(advise(f, alert, &advice));
    what.kind = HALLQ__MEASURE__KIND__COUNTER_SERVICES;
    what.counter = 3;
    what.services = more;
    what.n_services = 3;
    assert_false(measure_taken(f, alert, &what)->proposed);
    what.services = other_way;
    what.n_services = 2;
    const Hallq__MeasureTaken *measure = measure_taken(f, alert, &what);
    assert_true(measure->proposed);
    assert_int_equal(measure->proposed_with_s, 60);
}

static const Hallq__MeasureTaken *offered(struct fixture *f, uint64_t alert, uint32_t people,
                                          uint32_t minutes) {
    uint32_t service = SERVICE_A;
    Hallq__Measure what = HALLQ__MEASURE__INIT;
    what.kind = HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS;
    what.services = &service;
    what.n_services = 1;
    what.people = people;
    what.minutes = minutes;
    const Hallq__MeasureTaken *measure = measure_taken(f, alert, &what);
    Hallq__Request *end = request_new(f, HALLQ__REQUEST__BODY_END_MEASURE);
    end->end_measure->measure = measure->measure;
    assert_done(f, DEVICE_LEAD, end);
    return measure;
}

// Fewer people, or for a shorter time, is less than what was proposed; more is not.
static void less_than_proposed_was_promised_nothing(void **state) {
    struct fixture *f = *state;
    struct advice advice = {
        .kind = ADVICE_ELSEWHERE, .people = 12, .without_s = 1800, .with_s = 1800};
    uint64_t alert = crowd(f);
    assert_true(advise(f, alert, &advice));
    assert_false(offered(f, alert, 11, 0)->proposed);
    assert_false(offered(f, alert, 12, 29)->proposed);
    assert_true(offered(f, alert, 12, 30)->proposed);
    assert_true(offered(f, alert, 12, 0)->proposed);
    assert_true(offered(f, alert, 20, 0)->proposed);
    assert_int_equal(offered(f, alert, 0, 0)->proposed_without_s, 1800); // for anybody
}

static void a_proposal_is_told_anew_before_its_time_has_come(void **state) {
    struct fixture *f = *state;
    struct advice advice = {.kind = ADVICE_OPEN, .counters = {2}, .counter_count = 1, .with_s = 60};
    uint64_t alert = crowd(f);
    assert_true(advise(f, alert, &advice));
    watch(f, 885);
    assert_false(advise(f, alert, &advice));
    watch(f, 15);
    assert_true(advise(f, alert, &advice));
    assert_int_equal(proposal_of(f)->later_at_ms, f->now_ms + 1800 * 1000);
}

static void what_was_done_and_did_not_help_is_followed_by_another_proposal(void **state) {
    struct fixture *f = *state;
    struct advice_wanted wanted[ADVISED_MOST];
    struct advice more = {.kind = ADVICE_ELSEWHERE, .people = 12, .without_s = 3000};
    uint64_t alert = crowd(f);
    wanted_of(f, wanted);
    struct advice advice = find(f, &wanted[0]);
    assert_true(advise(f, alert, &advice));
    taken(f, alert, 2);
    watch(f, ADVISED_AGAIN_S - 60);
    assert_int_equal(wanted_of(f, wanted), 0);
    assert_false(advise(f, alert, &more)); // sought before the measure, it comes too late
    watch(f, 60);
    assert_int_equal(wanted_of(f, wanted), 1);
    assert_true(advise(f, alert, &more));
    assert_int_equal(proposal_of(f)->measures[0]->kind, HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS);
}

static void another_window_is_none_of_the_proposal(void **state) {
    struct fixture *f = *state;
    struct advice advice = {.kind = ADVICE_OPEN, .counters = {2}, .counter_count = 1, .with_s = 60};
    uint64_t alert = crowd(f);
    assert_true(advise(f, alert, &advice));
    take_break(f, 3);
    const Hallq__MeasureTaken *measure = taken(f, alert, 3);
    assert_false(measure->proposed);
    assert_int_equal(measure->proposed_with_s, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
