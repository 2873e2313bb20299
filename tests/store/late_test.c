// late_test.c - rows that come again turn after turn: they wait for the checkpoint, and nobody who asks for
// them can tell.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "broker/store/read.h"
#include "broker/store/tables/late.h"
#include "tests/store/fixture.h"

enum { ROWS = 3 * LATE_ROWS_MAX }; // more than may wait at once

static int setup(void **state) {
    struct fixture *f = calloc(1, sizeof *f);
    fixture_init(f, 0, true);
    *state = f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    fixture_fini(f);
    free(f);
    return 0;
}

static void put(struct store *s, uint64_t key, uint64_t value) {
    unsigned char key_room[8], value_room[8];
    struct tables *t = store_tables(s);
    assert_int_equal(t->put(t, TABLE_STREAM, u64_key(key, key_room), u64_key(value, value_room)),
                     ERR_OK);
}

static void turn_begin(struct store *s) {
    assert_int_equal(store_begin(s), ERR_OK);
}

static void turn_keep(struct store *s, uint64_t turn) {
    assert_int_equal(store_set_turn(s, turn, 0), ERR_OK);
    assert_int_equal(store_commit(s), ERR_OK);
}

static void assert_row(struct tables *t, uint64_t key, uint64_t value) {
    unsigned char key_room[8], value_room[8];
    struct bytes found;
    int err = t->get(t, TABLE_STREAM, u64_key(key, key_room), &found);
    assert_int_equal(err, value ? ERR_OK : ERR_NOT_FOUND);
    if (value)
        assert_memory_equal(found.data, u64_key(value, value_room).data, 8);
}

static uint64_t dirty_pages(struct store *s) {
    struct store_stats stats;
    store_stats_get(s, &stats);
    return stats.dirty_pages;
}

static int count_cb(void *arg, struct bytes key, struct bytes value) {
    (void)key;
    (void)value;
    ++*(uint64_t *)arg;
    return 0;
}

static uint64_t count(struct store *s) {
    struct tables *t = store_tables(s);
    uint64_t rows = 0;
    assert_int_equal(t->scan(t, TABLE_STREAM, (struct bytes){"", 0}, 0, 0, count_cb, &rows),
                     ERR_OK);
    return rows;
}

static void a_row_that_comes_again__changes_no_page_until_the_checkpoint(void **state) {
    struct store *s = ((struct fixture *)*state)->store;
    turn_begin(s);
    put(s, 1, 1);
    turn_keep(s, 1);
    uint64_t pages = dirty_pages(s);
    for (uint64_t turn = 2; turn < 100; turn++) {
        turn_begin(s);
        put(s, 1, turn);
        turn_keep(s, turn);
    }
    assert_int_equal(dirty_pages(s), pages);
    assert_int_equal(store_checkpoint(s), ERR_OK);
    turn_begin(s);
    assert_row(store_tables(s), 1, 99);
    store_abort(s);
}

static void an_undone_turn__leaves_what_was_before_it(void **state) {
    struct store *s = ((struct fixture *)*state)->store;
    turn_begin(s);
    put(s, 1, 1);
    turn_keep(s, 1);
    turn_begin(s);
    put(s, 1, 2);
    put(s, 2, 2);
    assert_row(store_tables(s), 1, 2);
    store_abort(s);
    turn_begin(s);
    assert_row(store_tables(s), 1, 1);
    assert_row(store_tables(s), 2, 0);
    assert_int_equal(count(s), 1);
    store_abort(s);
}

static void a_scan_and_a_delete__find_the_rows_that_wait(void **state) {
    struct store *s = ((struct fixture *)*state)->store;
    unsigned char room[8];
    turn_begin(s);
    for (uint64_t i = 1; i <= 10; i++)
        put(s, i, i);
    assert_int_equal(count(s), 10);
    put(s, 11, 11);
    struct tables *t = store_tables(s);
    assert_int_equal(t->del(t, TABLE_STREAM, u64_key(11, room)), ERR_OK);
    assert_int_equal(t->del(t, TABLE_STREAM, u64_key(11, room)), ERR_NOT_FOUND);
    assert_int_equal(count(s), 10);
    turn_keep(s, 1);
}

static void a_store_that_is_opened_again__has_them(void **state) {
    struct fixture *f = *state;
    for (uint64_t turn = 1; turn <= 5; turn++) {
        turn_begin(f->store);
        put(f->store, turn % 2, turn);
        turn_keep(f->store, turn);
    }
    fixture_reopen(f);
    turn_begin(f->store);
    assert_row(store_tables(f->store), 0, 4);
    assert_row(store_tables(f->store), 1, 5);
    store_abort(f->store);
}

static void a_view_after_a_checkpoint__has_them(void **state) {
    struct store *s = ((struct fixture *)*state)->store;
    struct store_read *read;
    turn_begin(s);
    put(s, 1, 7);
    turn_keep(s, 1);
    assert_int_equal(store_checkpoint(s), ERR_OK);
    assert_int_equal(store_read_begin(s, &read), ERR_OK);
    assert_row(store_read_tables(read), 1, 7);
    store_read_end(&read);
}

static void more_rows_than_may_wait__are_all_there(void **state) {
    struct fixture *f = *state;
    struct store_stats stats;
    for (uint64_t turn = 1; turn <= 3; turn++) {
        turn_begin(f->store);
        for (uint64_t i = 1; i <= ROWS; i++)
            put(f->store, i, turn * i);
        turn_keep(f->store, turn);
    }
    store_stats_get(f->store, &stats);
    assert_int_equal(stats.rows[TABLE_STREAM], ROWS);
    fixture_reopen(f);
    turn_begin(f->store);
    for (uint64_t i = 1; i <= ROWS; i++)
        assert_row(store_tables(f->store), i, 3 * i);
    assert_int_equal(count(f->store), ROWS);
    store_abort(f->store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
