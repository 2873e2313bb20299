// Today's figures by line and by clerk: what is so now, and how the clerks' time passes.
#include "tests/rules/hall.h"

#include "base/refusal.h"

static const Hallq__Figures *figures(struct fixture *f) {
    Hallq__Figures *made;
    assert_int_equal(figures_make(&f->state, HALL, f->now_ms, &made), ERR_OK);
    return made;
}

static const Hallq__ClerkFigures *clerk_of(const Hallq__Figures *made, uint32_t staff) {
    for (size_t i = 0; i < made->n_clerks; i++)
        if (made->clerks[i]->staff == staff)
            return made->clerks[i];
    fail_msg("clerk %u has no figures", staff);
    return NULL;
}

static const Hallq__ClerkFigures *clerk(struct fixture *f, uint32_t counter) {
    return clerk_of(figures(f), STAFF_CLERK + counter);
}

static void pause_counter(struct fixture *f, uint32_t counter) {
    assert_int_equal(counter_do(f, DEVICE_COUNTER + counter, HALLQ__REQUEST__BODY_COUNTER_PAUSE, 0),
                     HALLQ__REFUSAL__REASON__NONE);
}

static void resume_counter(struct fixture *f, uint32_t counter) {
    assert_int_equal(
        counter_do(f, DEVICE_COUNTER + counter, HALLQ__REQUEST__BODY_COUNTER_RESUME, 0),
        HALLQ__REFUSAL__REASON__NONE);
}

static void a_clerk__is_idle_while_the_counter_is_free(void **state) {
    struct fixture *f = *state;
    uint32_t before_s = clerk(f, 1)->idle_s;
    pass_s(f, 50);
    assert_int_equal(clerk(f, 1)->idle_s, before_s + 50); // still running
    take(f, SERVICE_A);
    next(f, 1);
    pass_s(f, 20);
    start(f, 1);
    pass_s(f, 300);
    finish(f, 1);
    assert_int_equal(clerk(f, 1)->idle_s, before_s + 50);
    pass_s(f, 7);
    const Hallq__ClerkFigures *one = clerk(f, 1);
    assert_int_equal(one->idle_s, before_s + 57);
    assert_int_equal(one->pauses, 0);
    assert_int_equal(one->counter, 1);
    assert_int_equal(one->state, HALLQ__COUNTER__STATE__FREE);
    assert_int_equal(one->since_ms, f->now_ms - 7000);
}

static void pauses__are_counted_and_measured(void **state) {
    struct fixture *f = *state;
    pass_s(f, 10);
    uint32_t idle_s = clerk(f, 2)->idle_s;
    for (int i = 0; i < 3; i++) {
        pause_counter(f, 2);
        pass_s(f, 60);
        resume_counter(f, 2);
        pass_s(f, 5);
    }
    pause_counter(f, 2);
    pass_s(f, 40);
    const Hallq__ClerkFigures *two = clerk(f, 2);
    assert_int_equal(two->pauses, 4);
    assert_int_equal(two->paused_s, 3 * 60 + 40);
    assert_int_equal(two->idle_s, idle_s + 3 * 5);
    assert_int_equal(two->state, HALLQ__COUNTER__STATE__PAUSED);
    assert_int_equal(clerk(f, 1)->pauses, 0);
}

// Who takes a counter over does not take the time of who was there before.
static void a_counter_taken_over__parts_the_time(void **state) {
    struct fixture *f = *state;
    pass_s(f, 100);
    uint32_t first_s = clerk(f, 1)->idle_s;
    assert_int_equal(counter_do(f, DEVICE_COUNTER + 1, HALLQ__REQUEST__BODY_COUNTER_CLOSE, 0),
                     HALLQ__REFUSAL__REASON__NONE);
    pass_s(f, 1000); // closed: nobody's time
    assert_done(f, DEVICE_COUNTER + 1, request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF));
    assert_done(f, DEVICE_COUNTER + 2, request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF));
    assert_int_equal(sign_on(f, DEVICE_COUNTER + 1, STAFF_CLERK + 2, 1, true),
                     HALLQ__REFUSAL__REASON__NONE);
    assert_int_equal(counter_do(f, DEVICE_COUNTER + 1, HALLQ__REQUEST__BODY_COUNTER_OPEN, 0),
                     HALLQ__REFUSAL__REASON__NONE);
    uint32_t second_s = clerk(f, 2)->idle_s;
    pass_s(f, 30);
    assert_int_equal(clerk(f, 1)->idle_s, first_s);
    assert_int_equal(clerk(f, 1)->counter, 0);
    assert_int_equal(clerk(f, 2)->idle_s, second_s + 30);
    assert_int_equal(clerk(f, 2)->counter, 1);
}

static void walks_and_services_over_target__are_each_clerks(void **state) {
    struct fixture *f = *state;
    uint32_t target_s = f->settings->services[0]->target_service_s;
    for (int i = 0; i < 3; i++) {
        take(f, SERVICE_A);
        next(f, 1);
        pass_s(f, 10 + 10 * i);
        start(f, 1);
        pass_s(f, i == 2 ? target_s + 1 : target_s);
        finish(f, 1);
    }
    const Hallq__Figures *made = figures(f);
    assert_int_equal(made->today->n_clerks, 1);
    const Hallq__ClerkReport *one = made->today->clerks[0];
    assert_int_equal(one->staff, STAFF_CLERK + 1);
    assert_int_equal(one->served, 3);
    assert_int_equal(one->walk_mean_s, 20);
    assert_int_equal(one->over_target, 1);
}

static void a_line__shows_who_waits_and_who_is_at_a_counter(void **state) {
    struct fixture *f = *state;
    for (int i = 0; i < 4; i++)
        take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    next(f, 2); // called: at a counter too
    const Hallq__Figures *made = figures(f);
    assert_int_equal(made->n_lines, f->settings->n_services);
    assert_int_equal(made->lines[0]->service, SERVICE_A);
    assert_int_equal(made->lines[0]->waiting, 2);
    assert_int_equal(made->lines[0]->counters, 2);
    assert_int_equal(made->lines[0]->at_counters, 2);
    assert_int_equal(made->lines[1]->at_counters, 0);
}

static const Hallq__Figures *figures_at(struct fixture *f, uint32_t device) {
    Hallq__Figures *made;
    assert_int_equal(figures_make(&f->state, HALL, f->now_ms, &made), ERR_OK);
    assert_int_equal(figures_narrow(&f->state, HALL, device, made), ERR_OK);
    return made;
}

static void a_clerk__sees_their_own_figures_alone(void **state) {
    struct fixture *f = *state;
    for (uint32_t counter = 1; counter <= 2; counter++) {
        take(f, SERVICE_A);
        next(f, counter);
        start(f, counter);
        finish(f, counter);
    }
    const Hallq__Figures *made = figures_at(f, DEVICE_COUNTER + 2);
    assert_int_equal(made->n_lines, 0);
    assert_int_equal(made->today->n_services, 0);
    assert_int_equal(made->n_clerks, 1);
    assert_int_equal(made->clerks[0]->staff, STAFF_CLERK + 2);
    assert_int_equal(made->today->n_clerks, 1);
    assert_int_equal(made->today->clerks[0]->staff, STAFF_CLERK + 2);
    assert_int_equal(made->today->clerks[0]->served, 1);
    assert_int_equal(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), HALLQ__REFUSAL__REASON__NONE);
    made = figures_at(f, DEVICE_LEAD);
    assert_int_equal(made->n_lines, f->settings->n_services);
    assert_int_equal(made->today->n_clerks, 2);
    made = figures_at(f, DEVICE_MANAGER + 100); // nobody is signed on there
    assert_int_equal(made->n_lines + made->n_clerks + made->today->n_clerks, 0);
}

static void a_new_day__begins_with_no_time(void **state) {
    struct fixture *f = hall_new(); // the fixture's own rolls no day
    (void)state;
    hall_start(f);
    work(f, 1);
    pass_s(f, 600);
    pause_counter(f, 1);
    pass_s(f, 600);
    assert_int_equal(clerk(f, 1)->paused_s, 600);
    pass_s(f, (int64_t)24 * 3600);
    assert_int_equal(figures(f)->today->day, MONDAY + 1);
    assert_int_equal(figures(f)->n_clerks, 0); // all were signed off, and nobody has worked yet
    work(f, 1);
    pass_s(f, 10);
    assert_int_equal(clerk(f, 1)->idle_s, 10);
    assert_int_equal(clerk(f, 1)->paused_s, 0);
    fixture_destroy(f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
