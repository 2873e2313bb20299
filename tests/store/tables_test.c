// The struct tables of a turn: what goes in comes out, in order, and dies when it should.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/store/fixture.h"

#define ROWS_MAX 64

static int setup(void **state) {
    struct fixture *f = calloc(1, sizeof *f);
    fixture_init(f, 0, true);
    assert_int_equal(store_begin(f->store), ERR_OK);
    *state = f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    fixture_fini(f);
    free(f);
    return 0;
}

static struct tables *tables_of(void **state) {
    return store_tables(((struct fixture *)*state)->store);
}

static struct bytes text(const char *s) {
    return (struct bytes){s, strlen(s)};
}

static void put(struct tables *t, const char *key, const char *value) {
    assert_int_equal(t->put(t, TABLE_TICKET, text(key), text(value)), ERR_OK);
}

// --- one row

static void store__gives_back_what_was_put(void **state) {
    struct tables *t = tables_of(state);
    struct bytes value;
    put(t, "k", "first");
    put(t, "k", "second, longer");
    assert_int_equal(t->get(t, TABLE_TICKET, text("k"), &value), ERR_OK);
    assert_int_equal(value.size, strlen("second, longer"));
    assert_memory_equal(value.data, "second, longer", value.size);
}

static void store__keeps_values_of_any_size(void **state) {
    struct tables *t = tables_of(state);
    static const size_t sizes[] = {0, 1, 7, 8, 2000, 2040, 4096, 100000};
    static unsigned char large[100000];
    unsigned char room[8];
    struct bytes value;
    memset(large, 'x', sizeof large);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        assert_int_equal(t->put(t, TABLE_CALL, u64_key(i, room), (struct bytes){large, sizes[i]}),
                         ERR_OK);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(t->get(t, TABLE_CALL, u64_key(i, room), &value), ERR_OK);
        assert_int_equal(value.size, sizes[i]);
        assert_memory_equal(value.data, large, value.size);
    }
}

static void store__has_tables_of_their_own(void **state) {
    struct tables *t = tables_of(state);
    struct bytes value;
    put(t, "k", "ticket");
    assert_int_equal(t->get(t, TABLE_HALL, text("k"), &value), ERR_NOT_FOUND);
    assert_int_equal(t->del(t, TABLE_HALL, text("k")), ERR_NOT_FOUND);
    assert_int_equal(t->get(t, TABLE_TICKET, text("k"), &value), ERR_OK);
}

static void store__forgets_what_is_deleted(void **state) {
    struct tables *t = tables_of(state);
    struct bytes value;
    put(t, "k", "v");
    assert_int_equal(t->del(t, TABLE_TICKET, text("k")), ERR_OK);
    assert_int_equal(t->get(t, TABLE_TICKET, text("k"), &value), ERR_NOT_FOUND);
    assert_int_equal(t->del(t, TABLE_TICKET, text("k")), ERR_NOT_FOUND);
}

// --- scans

struct rows {
    struct tables *t;
    char keys[ROWS_MAX][16];
    size_t count;
    size_t stop_after;
};

static int gather(void *arg, struct bytes key, struct bytes value) {
    struct rows *r = arg;
    assert_true(r->count < ROWS_MAX && key.size < sizeof r->keys[0]);
    assert_int_equal(value.size, key.size);
    memcpy(r->keys[r->count], key.data, key.size);
    r->keys[r->count++][key.size] = 0;
    return r->count == r->stop_after;
}

// The keys that a scan meets, joined by blanks.
static const char *scanned(struct tables *t, const char *from, size_t prefix_size, int down) {
    static char joined[ROWS_MAX * 16];
    struct rows r = {.t = t};
    assert_int_equal(t->scan(t, TABLE_TICKET, text(from), prefix_size, down, gather, &r), ERR_OK);
    joined[0] = 0;
    for (size_t i = 0; i < r.count; i++) {
        strcat(joined, i ? " " : "");
        strcat(joined, r.keys[i]);
    }
    return joined;
}

static void fill(struct tables *t) {
    static const char *const keys[] = {"a1", "a3", "a5", "b", "b2", "b22", "c\xff", "d1"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        put(t, keys[i], keys[i]);
}

static void scan__goes_up_from_the_key_or_the_next(void **state) {
    struct tables *t = tables_of(state);
    fill(t);
    assert_string_equal(scanned(t, "a3", 1, 0), "a3 a5");
    assert_string_equal(scanned(t, "a2", 1, 0), "a3 a5");
    assert_string_equal(scanned(t, "a2", 0, 0), "a3 a5 b b2 b22 c\xff d1");
    assert_string_equal(scanned(t, "", 0, 0), "a1 a3 a5 b b2 b22 c\xff d1");
}

static void scan__goes_down_from_the_key_or_the_one_before(void **state) {
    struct tables *t = tables_of(state);
    fill(t);
    assert_string_equal(scanned(t, "a3", 1, 1), "a3 a1");
    assert_string_equal(scanned(t, "a4", 1, 1), "a3 a1");
    assert_string_equal(scanned(t, "a9", 1, 1), "a5 a3 a1");
    assert_string_equal(scanned(t, "zzz", 0, 1), "d1 c\xff b22 b2 b a5 a3 a1");
}

static void scan__keeps_to_the_prefix(void **state) {
    struct tables *t = tables_of(state);
    fill(t);
    assert_string_equal(scanned(t, "b", 1, 0), "b b2 b22");
    assert_string_equal(scanned(t, "b2", 2, 0), "b2 b22");
    assert_string_equal(scanned(t, "b\xff", 1, 1), "b22 b2 b");
    assert_string_equal(scanned(t, "c\xff", 1, 0), "c\xff");
    assert_string_equal(scanned(t, "c\xff\xff", 1, 1), "c\xff");
}

static void scan__finds_nothing_where_nothing_is(void **state) {
    struct tables *t = tables_of(state);
    assert_string_equal(scanned(t, "a", 0, 0), "");
    assert_string_equal(scanned(t, "a", 0, 1), "");
    fill(t);
    assert_string_equal(scanned(t, "e", 0, 0), "");
    assert_string_equal(scanned(t, "a0", 0, 1), "");
    assert_string_equal(scanned(t, "a9", 1, 0), "");
    assert_string_equal(scanned(t, "b", 1, 1), "b");
    assert_string_equal(scanned(t, "a", 1, 1), "");
    assert_string_equal(scanned(t, "", 0, 1), "");
}

static void scan__stops_when_told(void **state) {
    struct tables *t = tables_of(state);
    struct rows r = {.t = t, .stop_after = 2};
    fill(t);
    assert_int_equal(t->scan(t, TABLE_TICKET, text("a"), 1, 0, gather, &r), ERR_OK);
    assert_int_equal(r.count, 2);
}

static int look_inside(void *arg, struct bytes key, struct bytes value) {
    struct rows *outer = arg, inner = {.t = outer->t};
    struct tables *t = outer->t;
    struct bytes again;
    assert_int_equal(t->get(t, TABLE_TICKET, key, &again), ERR_OK);
    assert_memory_equal(again.data, value.data, value.size);
    assert_int_equal(t->scan(t, TABLE_TICKET, text("b"), 1, 1, gather, &inner), ERR_OK);
    assert_int_equal(inner.count, 1);
    return gather(outer, key, value);
}

static void scan__may_scan_the_same_table_inside(void **state) {
    struct tables *t = tables_of(state);
    struct rows r = {.t = t};
    fill(t);
    for (int again = 0; again < 2; again++) {
        r.count = 0;
        assert_int_equal(t->scan(t, TABLE_TICKET, text("a"), 1, 0, look_inside, &r), ERR_OK);
        assert_int_equal(r.count, 3);
    }
}

static void scan__sees_what_was_written_before_it(void **state) {
    struct tables *t = tables_of(state);
    fill(t);
    assert_string_equal(scanned(t, "b", 1, 0), "b b2 b22");
    put(t, "b1", "b1");
    assert_int_equal(t->del(t, TABLE_TICKET, text("b2")), ERR_OK);
    assert_string_equal(scanned(t, "b", 1, 0), "b b1 b22");
}

// --- borrowed values

#ifdef HALLQ_POISON
static void assert_spoiled(struct bytes b) {
    for (size_t i = 0; i < b.size; i++)
        assert_int_equal(((const unsigned char *)b.data)[i], 0xA5);
}

static int borrow(void *arg, struct bytes key, struct bytes value) {
    struct bytes *kept = arg;
    kept[0] = key;
    kept[1] = value;
    return 1;
}

static void poison__spoils_a_value_at_the_next_put(void **state) {
    struct tables *t = tables_of(state);
    struct bytes value, row[2];
    put(t, "k", "value");
    assert_int_equal(t->get(t, TABLE_TICKET, text("k"), &value), ERR_OK);
    assert_int_equal(t->scan(t, TABLE_TICKET, text("k"), 1, 0, borrow, row), ERR_OK);
    assert_memory_equal(value.data, "value", 5);
    put(t, "other", "x");
    assert_spoiled(value);
    assert_spoiled(row[0]);
    assert_spoiled(row[1]);
}

static void poison__spoils_a_value_at_a_delete_a_commit_and_an_abort(void **state) {
    struct fixture *f = *state;
    struct tables *t = tables_of(state);
    struct bytes value;
    put(t, "k", "value");
    put(t, "gone", "x");
    assert_int_equal(t->get(t, TABLE_TICKET, text("k"), &value), ERR_OK);
    assert_int_equal(t->del(t, TABLE_TICKET, text("gone")), ERR_OK);
    assert_spoiled(value);
    assert_int_equal(t->get(t, TABLE_TICKET, text("k"), &value), ERR_OK);
    assert_int_equal(store_commit(f->store), ERR_OK);
    assert_spoiled(value);
    assert_int_equal(store_begin(f->store), ERR_OK);
    assert_int_equal(t->get(t, TABLE_TICKET, text("k"), &value), ERR_OK);
    store_abort(f->store);
    assert_spoiled(value);
}
#endif

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
