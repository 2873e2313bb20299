// row_cache.c - rows behind the cache against rows in tables alone: the same operations must give
// the same answers at any time and the same tables after a flush, and an undone turn must leave
// nothing behind.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "broker/hall/core/part_rows.h"
#include "broker/hall/core/row_cache.h"
#include "broker/hall/core/row_places.h"
#include "broker/hall/core/rows.h"
#include "broker/hall/core/trial.h"
#include "tests/rules/memtable.h"

#define HALL 7

struct side {
    struct memtable *mem;
    struct state state;
    struct arena arena;
};

struct bench {
    struct side cached, plain;
    uint64_t dice;
};

static void side_init(struct side *s, struct row_cache *rows) {
    s->mem = memtable_create();
    arena_init(&s->arena, 0);
    s->state = (struct state){memtable_tables(s->mem), &s->arena, NULL, rows, NULL, NULL};
}

static void side_fini(struct side *s) {
    row_cache_destroy(s->state.rows);
    memtable_destroy(s->mem);
    arena_fini(&s->arena);
}

static int setup(void **state) {
    static struct bench bench;
    bench = (struct bench){.dice = 1};
    side_init(&bench.cached, row_cache_create());
    side_init(&bench.plain, NULL);
    *state = &bench;
    return 0;
}

static int teardown(void **state) {
    struct bench *b = *state;
    side_fini(&b->cached);
    side_fini(&b->plain);
    return 0;
}

static uint32_t below(struct bench *b, uint32_t limit) {
    b->dice = b->dice * 6364136223846793005u + 1442695040888963407u; // Knuth's MMIX
    return (uint32_t)(b->dice >> 33) % limit;
}

static void assert_tables_same(struct bench *b) {
    const char *table = memtable_difference(b->cached.mem, b->plain.mem);
    assert_null(table);
}

// ---------------------------------------------------------------- one row

static struct key line_key(uint32_t id) {
    return key_line(HALL, HALLQ__LINE__KIND__SERVICE, id);
}

static const Hallq__LineRow *line_read(struct side *s, uint32_t id) {
    const Hallq__LineRow *row;
    int err = line_row_get(&s->state, line_key(id), &row);
    assert_true(!err || (err == ERR_NOT_FOUND && !row));
    return row;
}

static void line_write(struct side *s, uint32_t id, uint32_t waiting, const char *reason) {
    Hallq__LineRow row = HALLQ__LINE_ROW__INIT;
    row.waiting = waiting;
    row.reason = (char *)(uintptr_t)reason;
    assert_int_equal(line_row_put(&s->state, line_key(id), &row), ERR_OK);
}

static void put__is_seen_at_once_and_stored_by_the_flush(void **state) {
    struct side *s = &((struct bench *)*state)->cached;
    line_write(s, 1, 5, "lunch");
    assert_int_equal(line_read(s, 1)->waiting, 5);
    assert_int_equal(memtable_count(s->mem, TABLE_LINE), 0);
    assert_int_equal(rows_flush(&s->state), ERR_OK);
    assert_int_equal(memtable_count(s->mem, TABLE_LINE), 1);
    memtable_reads(s->mem);
    assert_string_equal(line_read(s, 1)->reason, "lunch");
    assert_int_equal(memtable_reads(s->mem), 0);
}

static void put__keeps_its_own_copy_of_texts_and_lists(void **state) {
    struct side *s = &((struct bench *)*state)->cached;
    char text[] = "A001";
    uint32_t services[] = {3, 4};
    Hallq__CounterRow row = HALLQ__COUNTER_ROW__INIT;
    const Hallq__CounterRow *read;
    row.number = text;
    row.services = services;
    row.n_services = 2;
    assert_int_equal(counter_row_put(&s->state, key_counter(HALL, 1), &row), ERR_OK);
    memset(text, 'x', 4);
    services[0] = 99;
    arena_reset(&s->arena); // what the turn read is gone
    assert_int_equal(counter_row_get(&s->state, key_counter(HALL, 1), &read), ERR_OK);
    assert_string_equal(read->number, "A001");
    assert_int_equal(read->n_services, 2);
    assert_int_equal(read->services[0], 3);
}

static void get__of_a_changed_copy_that_was_not_put_is_as_before(void **state) {
    struct side *s = &((struct bench *)*state)->cached;
    line_write(s, 1, 5, "");
    Hallq__LineRow *row;
    assert_int_equal(line_row_edit(&s->state, line_key(1), &row), ERR_OK);
    row->waiting = 6; // and never put
    assert_int_equal(line_read(s, 1)->waiting, 5);
}

static void del__of_a_row_put_before_leaves_none(void **state) {
    struct side *s = &((struct bench *)*state)->cached;
    line_write(s, 1, 5, "");
    assert_int_equal(rows_flush(&s->state), ERR_OK);
    line_write(s, 1, 6, "");
    assert_int_equal(row_del(&s->state, TABLE_LINE, line_key(1)), ERR_OK);
    assert_null(line_read(s, 1));
    assert_int_equal(rows_flush(&s->state), ERR_OK);
    assert_int_equal(memtable_count(s->mem, TABLE_LINE), 0);
}

static int count_cb(void *arg, struct bytes key, struct bytes value) {
    (void)key;
    (void)value;
    ++*(size_t *)arg;
    return 0;
}

static void scan__sees_what_was_put(void **state) {
    struct side *s = &((struct bench *)*state)->cached;
    size_t count = 0;
    struct key from = line_key(0);
    line_write(s, 1, 5, "");
    line_write(s, 2, 5, "");
    assert_int_equal(
        rows_scan(&s->state, TABLE_LINE, key_bytes(&from), KEY_HALL_SIZE, 0, count_cb, &count),
        ERR_OK);
    assert_int_equal(count, 2);
}

static void flush__that_fails_says_so(void **state) {
    struct side *s = &((struct bench *)*state)->cached;
    line_write(s, 1, 5, "");
    memtable_fail_at(s->mem, 1, ERR_MAP_FULL);
    assert_int_equal(rows_flush(&s->state), ERR_MAP_FULL);
    row_cache_clear(s->state.rows);
    assert_null(line_read(s, 1)); // as the tables say
}

// ---------------------------------------------------------------- a trial

static void trial__takes_back_what_was_put_deleted_and_flushed(void **state) {
    struct side *s = &((struct bench *)*state)->cached;
    struct key ticket = key_queue(HALL, HALLQ__LINE__KIND__SERVICE, 1, 5, 7);
    struct key other = key_queue(HALL, HALLQ__LINE__KIND__SERVICE, 1, 6, 8);
    struct trial trial;
    line_write(s, 1, 5, "stored");
    line_write(s, 4, 4, "stored, and in no cache");
    assert_int_equal(rows_flush(&s->state), ERR_OK);
    row_cache_clear(s->state.rows);
    line_write(s, 2, 1, "put, and not flushed");
    assert_int_equal(bytes_put(&s->state, TABLE_QUEUE, ticket, (struct bytes){"x", 1}), ERR_OK);

    trial_begin(&s->state, &trial);
    line_write(s, 1, 9, "");
    line_write(s, 3, 1, "");
    assert_int_equal(row_del(&s->state, TABLE_LINE, line_key(4)), ERR_OK);
    assert_int_equal(bytes_put(&s->state, TABLE_QUEUE, ticket, (struct bytes){"y", 1}), ERR_OK);
    assert_int_equal(bytes_put(&s->state, TABLE_QUEUE, other, (struct bytes){"", 0}), ERR_OK);
    assert_int_equal(rows_flush(&s->state), ERR_OK);
    line_write(s, 1, 10, "");
    assert_int_equal(row_del(&s->state, TABLE_LINE, line_key(2)), ERR_OK);
    assert_null(line_read(s, 2));
    assert_int_equal(trial_end(&s->state), ERR_OK);

    for (int flushed = 0; flushed < 2; flushed++) {
        assert_int_equal(line_read(s, 1)->waiting, 5);
        assert_string_equal(line_read(s, 2)->reason, "put, and not flushed");
        assert_null(line_read(s, 3));
        assert_int_equal(line_read(s, 4)->waiting, 4);
        assert_int_equal(rows_flush(&s->state), ERR_OK);
        row_cache_clear(s->state.rows);
    }
    struct bytes value;
    assert_int_equal(memtable_count(s->mem, TABLE_LINE), 3);
    assert_int_equal(memtable_count(s->mem, TABLE_QUEUE), 1);
    assert_int_equal(s->state.tables->get(s->state.tables, TABLE_QUEUE, key_bytes(&ticket), &value),
                     ERR_OK);
    assert_memory_equal(value.data, "x", 1);
}

// ---------------------------------------------------------------- many

static void clear__forgets_a_turn_that_was_undone(void **state) {
    struct side *s = &((struct bench *)*state)->cached;
    line_write(s, 1, 5, "");
    assert_int_equal(rows_flush(&s->state), ERR_OK);
    line_write(s, 1, 6, "");
    line_write(s, 2, 1, "");
    row_cache_clear(s->state.rows);
    assert_int_equal(line_read(s, 1)->waiting, 5);
    assert_null(line_read(s, 2));
}

static void trim__gives_memory_back_and_loses_nothing(void **state) {
    struct side *s = &((struct bench *)*state)->cached;
    char text[2][3000];
    memset(text[0], 'a', sizeof text[0] - 1);
    memset(text[1], 'b', sizeof text[1] - 1);
    text[0][sizeof text[0] - 1] = text[1][sizeof text[1] - 1] = 0;
    line_write(s, 2, 9, "");
    for (uint32_t i = 0; i < 4000; i++) { // 12 MB of texts in all
        line_write(s, 1, i, text[i % 2]);
        arena_reset(&s->arena);
    }
    assert_int_equal(rows_flush(&s->state), ERR_OK);
    memtable_reads(s->mem);
    line_read(s, 2);
    assert_int_equal(memtable_reads(s->mem), 0);
    row_cache_trim(s->state.rows);
    assert_int_equal(line_read(s, 2)->waiting, 9);
    assert_int_equal(memtable_reads(s->mem), 1);
    assert_string_equal(line_read(s, 1)->reason, text[1]);
}

enum { ROWS = 12, OPERATIONS = 20000 };

static void sides_equal(struct bench *b, uint32_t id) {
    const Hallq__LineRow *a = line_read(&b->cached, id), *c = line_read(&b->plain, id);
    assert_true(!a == !c);
    if (!a)
        return;
    assert_int_equal(a->waiting, c->waiting);
    assert_string_equal(a->reason, c->reason);
}

static void change(struct bench *b, uint32_t id) {
    static const char *const reasons[] = {"", "lunch", "printer",
                                          "a text that is rather longer than others"};
    uint32_t kind = below(b, 8), waiting = below(b, 1000);
    const char *reason = reasons[below(b, 4)];
    struct side *sides[] = {&b->cached, &b->plain};
    for (size_t i = 0; i < 2; i++) {
        Hallq__LineRow *row;
        bool there = line_read(sides[i], id) != NULL;
        if (kind == 0) {
            assert_int_equal(row_del(&sides[i]->state, TABLE_LINE, line_key(id)), ERR_OK);
        } else if (kind < 4 && there) {
            assert_int_equal(line_row_edit(&sides[i]->state, line_key(id), &row), ERR_OK);
            row->waiting = waiting;
            assert_int_equal(line_row_put(&sides[i]->state, line_key(id), row), ERR_OK);
        } else {
            line_write(sides[i], id, waiting, reason);
        }
    }
}

static void operations__give_what_plain_tables_give(void **state) {
    struct bench *b = *state;
    struct memtable *turn = memtable_copy(b->plain.mem); // as of the last commit
    for (int i = 0; i < OPERATIONS; i++) {
        uint32_t dice = below(b, 100);
        sides_equal(b, below(b, ROWS));
        if (dice < 90) {
            change(b, below(b, ROWS));
            continue;
        }
        if (dice < 97) { // the turn is committed
            assert_int_equal(rows_flush(&b->cached.state), ERR_OK);
            row_cache_trim(b->cached.state.rows);
            assert_tables_same(b);
            memtable_destroy(turn);
            turn = memtable_copy(b->plain.mem);
        } else { // or undone, perhaps after a part of it reached the tables
            if (dice == 97)
                assert_int_equal(rows_flush(&b->cached.state), ERR_OK);
            row_cache_clear(b->cached.state.rows);
            memtable_destroy(b->plain.mem);
            memtable_destroy(b->cached.mem);
            b->plain.mem = memtable_copy(turn);
            b->cached.mem = memtable_copy(turn);
            b->plain.state.tables = memtable_tables(b->plain.mem);
            b->cached.state.tables = memtable_tables(b->cached.mem);
        }
        arena_reset(&b->cached.arena);
        arena_reset(&b->plain.arena);
    }
    memtable_destroy(turn);
}

// ---------------------------------------------------------------- by place, and in a look

static struct part_rows places(struct side *s, uint32_t version, uint32_t first, uint32_t second) {
    static Hallq__Service services[2];
    static Hallq__Service *list[] = {&services[0], &services[1]};
    static Hallq__HallSettings settings;
    settings = (Hallq__HallSettings)HALLQ__HALL_SETTINGS__INIT;
    services[0].id = first;
    services[1].id = second;
    settings.services = list;
    settings.n_services = 2;
    return part_rows_of(&s->state, HALL, version, &settings);
}

static uint32_t waiting_at(const struct part_rows *p, size_t place) {
    const Hallq__LineRow *row;
    assert_int_equal(part_rows_line(p, place, &row), ERR_OK);
    return row->waiting;
}

static void a_row_by_its_place__is_as_of_now(void **state) {
    struct side *sides[] = {&((struct bench *)*state)->cached, &((struct bench *)*state)->plain};
    for (size_t i = 0; i < 2; i++) {
        struct side *s = sides[i];
        struct part_rows p = places(s, 1, 5, 9);
        assert_int_equal(waiting_at(&p, 0), 0);
        line_write(s, 5, 1, "");
        assert_int_equal(waiting_at(&p, 0), 1);
        line_write(s, 5, 2, "");
        line_write(s, 9, 3, "");
        assert_int_equal(waiting_at(&p, 0), 2);
        assert_int_equal(waiting_at(&p, 1), 3);
        assert_int_equal(row_del(&s->state, TABLE_LINE, line_key(5)), ERR_OK);
        assert_int_equal(waiting_at(&p, 0), 0);
    }
}

static void a_place_of_other_settings__is_another_row(void **state) {
    struct side *s = &((struct bench *)*state)->cached;
    line_write(s, 5, 1, "");
    line_write(s, 9, 3, "");
    struct part_rows p = places(s, 1, 5, 9);
    assert_int_equal(waiting_at(&p, 0), 1);
    p = places(s, 2, 9, 5);
    assert_int_equal(waiting_at(&p, 0), 3);
}

static void a_row_by_its_place__is_sought_anew_after_an_undone_turn(void **state) {
    struct side *s = &((struct bench *)*state)->cached;
    line_write(s, 5, 1, "");
    assert_int_equal(rows_flush(&s->state), ERR_OK);
    line_write(s, 5, 2, "");
    struct part_rows p = places(s, 1, 5, 9);
    assert_int_equal(waiting_at(&p, 0), 2);
    row_cache_clear(s->state.rows);
    p = places(s, 1, 5, 9);
    assert_int_equal(waiting_at(&p, 0), 1);
}

static void a_look__borrows_from_the_cache_and_adds_nothing_to_it(void **state) {
    struct side *s = &((struct bench *)*state)->cached;
    struct key key = line_key(9);
    line_write(s, 9, 3, "");
    assert_int_equal(rows_flush(&s->state), ERR_OK);
    row_cache_clear(s->state.rows);
    line_write(s, 5, 1, "");
    assert_int_equal(rows_flush(&s->state), ERR_OK);
    row_cache_look(s->state.rows, true);
    struct part_rows p = places(s, 1, 5, 9);
    assert_int_equal(waiting_at(&p, 0), 1);
    assert_int_equal(waiting_at(&p, 1), 3);
    assert_int_equal(waiting_at(&p, 1), 3); // seen once
    assert_int_equal(line_read(s, 9)->waiting, 3);
    assert_null(row_cache_find(s->state.rows, TABLE_LINE, &key));
    row_cache_look(s->state.rows, false);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
