// score_test.c - the figures of a few waits by hand, and when skill is said to be lost.
#include "broker/forecast/score.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct score_said said(double forecast_min, double queue_min, double head_min) {
    return (struct score_said){.forecast_s = forecast_min * 60,
                               .lower_s = forecast_min * 30,
                               .upper_s = forecast_min * 90,
                               .shadow_s = {queue_min * 60, head_min * 60}};
}

static void no_waits__have_no_figures(void **state) {
    struct score score = {0};
    struct score_figures figures;
    (void)state;
    score_figures(&score, &figures);
    assert_near(figures.rmse_s, 0, 0);
    assert_near(figures.recall, 0, 0);
    assert_near(figures.skill[SHADOW_HEAD], 0, 0);
}

static void figures__are_those_of_the_waits(void **state) {
    static const struct {
        double forecast_min, waited_min;
    } rows[] = {{10, 14}, {30, 24}, {22, 18}, {12, 30}};
    struct score score = {0};
    struct score_figures figures;
    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        struct score_said now =
            said(rows[i].forecast_min, rows[i].waited_min + 16, rows[i].waited_min - 8);
        score_add(&score, &now, rows[i].waited_min * 60);
    }
    score_figures(&score, &figures);
    assert_near(figures.mean_s, 21.5 * 60, 1e-9);
    assert_near(figures.mae_s, 8 * 60, 1e-9); // 4 6 4 18
    assert_near(figures.rmse_s, sqrt(98) * 60, 1e-9);
    assert_near(figures.bias_s, -3 * 60, 1e-9);
    assert_near(figures.width_s, 18.5 * 60, 1e-9);
    assert_near(figures.far, .5, 1e-12);
    assert_near(figures.inside, .75, 1e-12);   // 30 is above 18
    assert_near(figures.recall, .5, 1e-12);    // of 24 and 30
    assert_near(figures.precision, .5, 1e-12); // of 30 and 22
    assert_near(figures.shadow_rmse_s[SHADOW_QUEUE], 16 * 60, 1e-9);
    assert_near(figures.skill[SHADOW_QUEUE], 1 - sqrt(98) / 16, 1e-12);
    assert_near(figures.skill[SHADOW_HEAD], 1 - sqrt(98) / 8, 1e-12);
}

static void scores__joined_are_the_score_of_all_waits(void **state) {
    struct score whole = {0}, parts[2] = {{0}, {0}};
    (void)state;
    for (uint32_t i = 0; i < 40; i++) {
        struct score_said now = said(8 + i, 5 + i / 2., 2 * i);
        score_add(&whole, &now, (30 + i % 7 * 240) * 1.);
        score_add(&parts[i % 3 == 0], &now, (30 + i % 7 * 240) * 1.);
    }
    score_join(&parts[0], &parts[1]);
    assert_memory_equal(&whole, &parts[0], sizeof whole); // halves of minutes add up exactly
}

static void skill__is_lost_after_200_waits_at_the_earliest(void **state) {
    struct skill skill = {0};
    struct score_said bad = said(20, 13, 12); // the wait is 10
    (void)state;
    for (uint32_t i = 0; i < 199; i++)
        assert_false(skill_add(&skill, &bad, 600));
    assert_true(skill_add(&skill, &bad, 600));
    assert_int_equal(skill.fallen_to, SHADOW_HEAD + 1);
    assert_false(skill_add(&skill, &bad, 600)); // it is told once
}

static void skill__is_there_while_one_shadow_is_worse(void **state) {
    struct skill skill = {0};
    struct score_said fair = said(14, 13, 15);
    (void)state;
    fair.shadow_s[SHADOW_QUEUE] = 1000; // 16 min 40 s
    for (uint32_t i = 0; i < 1000; i++)
        assert_false(skill_add(&skill, &fair, 600));
    assert_int_equal(skill.fallen_to, 0);
}

static void skill__is_not_lost_by_a_little(void **state) {
    struct skill skill = {0};
    struct score_said near_enough = said(12.8, 12, 12); // an error of 1.4 times
    (void)state;
    for (uint32_t i = 0; i < 1000; i++)
        assert_false(skill_add(&skill, &near_enough, 600));
    assert_int_equal(skill.fallen_to, 0);
}

static void skill__comes_back_when_it_is_as_good_again(void **state) {
    struct skill skill = {0};
    struct score_said bad = said(20, 13, 12), good = said(10.1, 12, 11);
    (void)state;
    for (uint32_t i = 0; i < 300; i++)
        skill_add(&skill, &bad, 600);
    uint32_t told = 0;
    for (uint32_t i = 0; i < 2000; i++)
        told += skill_add(&skill, &good, 600);
    assert_int_equal(told, 1);
    assert_int_equal(skill.fallen_to, 0);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
