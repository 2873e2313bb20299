#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "bench/sim/person.h"

static struct day_service services[] = {
    {.service = 1,
     .mean_s = 370,
     .cv = .6,
     .patience_mean_s = 9000,
     .patience_cv = 1,
     .no_show = .05},
    {.service = 2,
     .mean_s = 620,
     .cv = .6,
     .patience_mean_s = 9000,
     .patience_cv = 1,
     .no_show = .05},
    {.service = 3,
     .mean_s = 110,
     .cv = .6,
     .patience_mean_s = 9000,
     .patience_cv = 1,
     .no_show = .05},
};
static const struct day day = {.services = services, .service_count = 3};
static const struct person_shares some = {.hold = .02, .transfer = .02};

static void assert_same(const struct person *a, const struct person *b) {
    assert_true(a->service == b->service && a->comes == b->comes && a->score == b->score);
    assert_true(a->patience_s == b->patience_s && a->service_s == b->service_s);
    assert_true(a->next_service_s == b->next_service_s);
}

static void a_person__is_the_same_whoever_was_drawn_before(void **state) {
    struct person first[50];
    (void)state;
    for (uint64_t place = 0; place < 50; place++)
        first[place] = person_draw(&day, 7, place, 1, some);
    for (uint64_t place = 50; place-- > 0;) {
        struct person again = person_draw(&day, 7, place, 1, some);
        assert_same(&first[place], &again);
        assert_true(first[place].holds == again.holds);
        assert_int_equal(first[place].next_service, again.next_service);
    }
}

static void other_shares__leave_times_and_patience_as_they_were(void **state) {
    (void)state;
    for (uint64_t place = 0; place < 200; place++) {
        struct person with = person_draw(&day, 7, place, 2, (struct person_shares){1, 1});
        struct person without = person_draw(&day, 7, place, 2, (struct person_shares){0, 0});
        assert_same(&with, &without);
        assert_true(with.holds && !without.holds);
        assert_true(with.next_service && with.next_service != 2 && !without.next_service);
    }
}

static void another_seed_or_place__is_another_person(void **state) {
    struct person p = person_draw(&day, 7, 0, 1, some);
    struct person seed = person_draw(&day, 8, 0, 1, some);
    struct person place = person_draw(&day, 7, 1, 1, some);
    (void)state;
    assert_true(p.service_s != seed.service_s && p.service_s != place.service_s);
    assert_true(p.patience_s != seed.patience_s && p.patience_s != place.patience_s);
}

// Twenty thousand people: the means lie within three of their standard errors.
static void many_people__are_as_the_day_says(void **state) {
    double service_s = 0, next_s = 0;
    unsigned comes = 0, holds = 0, transferred = 0, rated = 0;
    const unsigned count = 20000;
    (void)state;
    for (unsigned place = 0; place < count; place++) {
        struct person p = person_draw(&day, 3, place, 2, some);
        service_s += person_service_s(&p, 2) / count;
        comes += p.comes;
        holds += p.holds;
        rated += p.score > 0;
        if (p.next_service) {
            transferred++;
            next_s += person_service_s(&p, p.next_service);
        }
    }
    assert_true(service_s > 612 && service_s < 628);
    assert_true(comes > 18907 && comes < 19093);
    assert_true(holds > 340 && holds < 460);
    assert_true(transferred > 340 && transferred < 460);
    assert_true(rated > 11790 && rated < 12210);
    next_s /= transferred; // 370 or 110, as often
    assert_true(next_s > 200 && next_s < 280);
}

static void an_unknown_service__is_served_all_the_same(void **state) {
    struct person p = person_draw(&day, 7, 0, 9, some);
    (void)state;
    assert_true(p.comes && p.service_s > 0 && p.patience_s > 0);
    const struct day empty = {.services = NULL};
    p = person_draw(&empty, 7, 0, 9, (struct person_shares){1, 1});
    assert_int_equal(p.next_service, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
