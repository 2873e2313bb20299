// stride_test.c - how far apart checkpoints are, on disks that are only figures.
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "broker/store/stride.h"

enum { ROUNDS = 40 };

// What a checkpoint costs, and how fast pages change.
struct disk {
    uint64_t syncs_us; // both of a checkpoint
    uint64_t page_ns;
    uint64_t pages_s;
};

static uint64_t took_us(const struct disk *d, uint32_t pages) {
    return d->syncs_us + pages * d->page_ns / 1000;
}

static void checkpoint(struct stride *s, const struct disk *d) {
    uint64_t took = took_us(d, s->pages);
    stride_measured(s, s->pages, took, took + s->pages * UINT64_C(1000000) / d->pages_s);
}

static struct stride settled(const struct disk *d) {
    struct stride s;
    stride_init(&s);
    for (int i = 0; i < ROUNDS; i++)
        checkpoint(&s, d);
    return s;
}

static void on_a_quick_disk__a_checkpoint_takes_what_is_wanted(void **state) {
    const struct disk busy = {.syncs_us = 400, .page_ns = 2500, .pages_s = 20000};
    (void)state;
    assert_in_range(took_us(&busy, settled(&busy).pages), STRIDE_WANTED_US * 9 / 10,
                    STRIDE_WANTED_US * 11 / 10);
}

static void on_a_slow_disk__checkpoints_take_their_share_of_the_time_and_no_more(void **state) {
    const struct disk slow = {.syncs_us = 10000, .page_ns = 4000, .pages_s = 5000};
    const struct disk slower = {.syncs_us = 80000, .page_ns = 40000, .pages_s = 50000};
    (void)state;
    uint32_t pages = settled(&slow).pages;
    uint64_t took = took_us(&slow, pages), period = took + pages * UINT64_C(1000000) / slow.pages_s;
    assert_in_range(took * STRIDE_SHARE, period * 9 / 10, period * 11 / 10);
    assert_int_equal(settled(&slower).pages, STRIDE_PAGES_MAX);
}

static void a_hall_at_leisure__has_short_checkpoints_on_any_disk(void **state) {
    const struct disk slow = {.syncs_us = 10000, .page_ns = 4000, .pages_s = 100};
    (void)state;
    assert_int_equal(settled(&slow).pages, STRIDE_PAGES_MIN);
}

static void a_single_slow_checkpoint__is_soon_forgotten(void **state) {
    const struct disk quick = {.syncs_us = 400, .page_ns = 2500, .pages_s = 20000};
    (void)state;
    struct stride s = settled(&quick);
    uint32_t before = s.pages;
    stride_measured(&s, s.pages, 1000000, 100000000);
    assert_in_range(s.pages, before / 2, before - 1);
    for (int i = 0; i < 4; i++)
        checkpoint(&s, &quick);
    assert_in_range(s.pages, before * 9 / 10, before * 11 / 10);
}

static void a_checkpoint_that_comes_before_it_is_due__says_nothing(void **state) {
    const struct disk quick = {.syncs_us = 400, .page_ns = 2500, .pages_s = 20000};
    (void)state;
    struct stride s = settled(&quick);
    uint32_t before = s.pages;
    stride_measured(&s, 3, 900, 1000000);
    stride_measured(&s, 0, 0, 0);
    assert_int_equal(s.pages, before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
