// The answer to "what if": each line as it is and as it would be, and what is no plan.
#include "tests/rules/hall.h"

#include "base/refusal.h"

static Hallq__WhatIfAnswer *what_if(struct fixture *f, Hallq__WhatIf asked,
                                    Hallq__Refusal *ret_refusal) {
    Hallq__WhatIfAnswer *answer;
    assert_int_equal(what_if_make(&f->state, f->now_ms, HALL, &asked, ret_refusal, &answer),
                     ERR_OK);
    return answer;
}

static Hallq__WhatIf asked_new(void) {
    Hallq__WhatIf asked = HALLQ__WHAT_IF__INIT;
    return asked;
}

// Counter 1 (A, B) works, counter 2 (B, A, C) is paused, counter 3 (C) works; 8 wait for A, who came within 10 minutes.
static void crowd(struct fixture *f) {
    counter_do(f, DEVICE_COUNTER + 2, HALLQ__REQUEST__BODY_COUNTER_PAUSE, 0);
    for (int i = 0; i < 8; i++) {
        take(f, SERVICE_A);
        pass_s(f, 60);
    }
}

static void each_line_is_told_as_it_is_and_as_it_would_be(void **state) {
    struct fixture *f = *state;
    uint32_t two = 2;
    Hallq__WhatIf asked = asked_new();
    Hallq__Refusal refusal;
    crowd(f);
    asked.open = &two;
    asked.n_open = 1;
    asked.later_s = 900;
    Hallq__WhatIfAnswer *answer = what_if(f, asked, &refusal);
    assert_non_null(answer);
    assert_false(answer->too_many);
    assert_int_equal(answer->n_lines, 4);
    const Hallq__WhatIfLine *a = answer->lines[0], *d = answer->lines[3];
    assert_int_equal(a->service, SERVICE_A);
    assert_int_equal(a->waiting, 8);
    assert_int_equal(a->target_s, 1200);
    assert_int_equal(a->counters, 1);
    assert_int_equal(a->counters_if, 2);
    assert_int_equal(a->now->forecast_s, 8 * 300);
    assert_int_equal(a->now_if->forecast_s, 4 * 300);
    assert_true(a->later->forecast_s > a->later_if->forecast_s);
    assert_true(a->later->lower_s <= a->later->forecast_s);
    assert_true(a->later->upper_s >= a->later->forecast_s);
    assert_int_equal(answer->later_at_ms, f->now_ms + 900 * 1000);
    assert_true(d->now->nobody && d->later_if->nobody);
    assert_int_equal(d->now->forecast_s, 0);
}

static void people_who_go_elsewhere_shorten_the_wait(void **state) {
    struct fixture *f = *state;
    Hallq__WhatIfElsewhere elsewhere = HALLQ__WHAT_IF_ELSEWHERE__INIT, *list = &elsewhere;
    Hallq__WhatIf asked = asked_new();
    Hallq__Refusal refusal;
    crowd(f);
    elsewhere.service = SERVICE_A;
    elsewhere.people = 3;
    asked.elsewhere = &list;
    asked.n_elsewhere = 1;
    const Hallq__WhatIfLine *a = what_if(f, asked, &refusal)->lines[0];
    assert_int_equal(a->now->forecast_s, 8 * 300);
    assert_int_equal(a->now_if->forecast_s, 5 * 300);
    assert_int_equal(a->waiting, 8);
}

static void a_counter_is_tried_with_other_services(void **state) {
    struct fixture *f = *state;
    uint32_t both[] = {SERVICE_C, SERVICE_A};
    Hallq__WhatIfServices services = HALLQ__WHAT_IF_SERVICES__INIT, *list = &services;
    Hallq__WhatIf asked = asked_new();
    Hallq__Refusal refusal;
    crowd(f);
    services.counter = 3;
    services.services = both;
    services.n_services = 2;
    asked.services = &list;
    asked.n_services = 1;
    assert_int_equal(what_if(f, asked, &refusal)->lines[0]->now_if->forecast_s, 4 * 300);
}

static void the_question_changes_nothing(void **state) {
    struct fixture *f = *state;
    uint32_t two = 2;
    Hallq__WhatIf asked = asked_new();
    Hallq__Refusal refusal;
    crowd(f);
    uint64_t seq = hall_row(f)->seq;
    asked.open = &two;
    asked.n_open = 1;
    what_if(f, asked, &refusal);
    assert_int_equal(hall_row(f)->seq, seq);
    assert_int_equal(counter_row(f, 2)->state, HALLQ__COUNTER__STATE__PAUSED);
}

static void assert_no_plan(struct fixture *f, Hallq__WhatIf asked, const char *reason,
                           const char *detail) {
    Hallq__Refusal refusal;
    assert_null(what_if(f, asked, &refusal));
    assert_string_equal(refusal_name(refusal.reason), reason);
    assert_string_equal(refusal.detail, detail);
}

static void what_is_no_plan_is_refused_by_its_number(void **state) {
    struct fixture *f = *state;
    uint32_t one = 1, two = 2, nine = 9;
    Hallq__WhatIfServices services = HALLQ__WHAT_IF_SERVICES__INIT, *moved = &services;
    Hallq__WhatIfElsewhere elsewhere = HALLQ__WHAT_IF_ELSEWHERE__INIT, *gone = &elsewhere;
    crowd(f);
    elsewhere.service = 9;
    services.counter = 1;
    assert_no_plan(f, (Hallq__WhatIf){.n_open = 1, .open = &nine}, "NO_COUNTER", "9");
    assert_no_plan(f, (Hallq__WhatIf){.n_close = 1, .close = &nine}, "NO_COUNTER", "9");
    assert_no_plan(f, (Hallq__WhatIf){.n_open = 1, .open = &one}, "ALREADY", "1");
    assert_no_plan(f, (Hallq__WhatIf){.n_close = 1, .close = &two}, "ALREADY", "2");
    assert_no_plan(f, (Hallq__WhatIf){.n_elsewhere = 1, .elsewhere = &gone}, "NO_SERVICE", "9");
    assert_no_plan(f, (Hallq__WhatIf){.n_services = 1, .services = &moved}, "BAD_MESSAGE",
                   "services");
    services.services = &nine;
    services.n_services = 1;
    assert_no_plan(f, (Hallq__WhatIf){.n_services = 1, .services = &moved}, "NO_SERVICE", "9");
    assert_no_plan(f, (Hallq__WhatIf){.later_s = 59}, "BAD_MESSAGE", "later_s");
    assert_no_plan(f, (Hallq__WhatIf){.later_s = 14401}, "BAD_MESSAGE", "later_s");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
