// line_ends.c - lines whose ends are known in memory against lines in tables alone: whatever comes and goes,
// in a trial too and after an undone turn, the same is told of both.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "broker/hall/core/queue.h"
#include "broker/hall/core/row_cache.h"
#include "broker/hall/core/row_places.h"
#include "broker/hall/core/trial.h"
#include "tests/rules/memtable.h"

enum { HALL = 7, LINES = 3, TICKETS = 60, OPERATIONS = 40000 };

struct side {
    struct memtable *mem;
    struct state state;
    struct arena arena;
};

struct bench {
    struct side ends, plain;
    uint64_t dice;
    int64_t ranks_ms[LINES][TICKETS]; // of the tickets that are in the line; 0: it is not
};

static void side_init(struct side *s, struct row_cache *rows) {
    s->mem = memtable_create();
    arena_init(&s->arena, 0);
    s->state = (struct state){.tables = memtable_tables(s->mem), .arena = &s->arena, .rows = rows};
}

static void side_fini(struct side *s) {
    row_cache_destroy(s->state.rows);
    memtable_destroy(s->mem);
    arena_fini(&s->arena);
}

static int setup(void **state) {
    static struct bench bench;
    bench = (struct bench){.dice = 1};
    side_init(&bench.ends, row_cache_create());
    side_init(&bench.plain, NULL);
    *state = &bench;
    return 0;
}

static int teardown(void **state) {
    struct bench *b = *state;
    side_fini(&b->ends);
    side_fini(&b->plain);
    return 0;
}

static uint32_t below(struct bench *b, uint32_t limit) {
    b->dice = b->dice * 6364136223846793005u + 1442695040888963407u; // Knuth's MMIX
    return (uint32_t)(b->dice >> 33) % limit;
}

static Hallq__Line line_of(uint32_t line) {
    Hallq__Line l = HALLQ__LINE__INIT;
    l.kind = HALLQ__LINE__KIND__SERVICE;
    l.id = line + 1;
    return l;
}

// ---------------------------------------------------------------- what is asked

static uint32_t waiting(struct side *s, uint32_t line) {
    const Hallq__LineRow *row;
    struct key key = key_line(HALL, HALLQ__LINE__KIND__SERVICE, line + 1);
    assert_int_equal(line_row_need(&s->state, key, &row), ERR_OK);
    return row->waiting;
}

static size_t first(struct side *s, uint32_t line, size_t max, struct queue_entry *ret) {
    size_t count;
    assert_int_equal(
        queue_first(&s->state, HALL, HALLQ__LINE__KIND__SERVICE, line + 1, max, ret, &count),
        ERR_OK);
    return count;
}

static size_t last(struct side *s, uint32_t line, struct queue_entry *ret) {
    size_t count;
    assert_int_equal(queue_last(&s->state, HALL, HALLQ__LINE__KIND__SERVICE, line + 1, ret, &count),
                     ERR_OK);
    return count;
}

static uint32_t ahead(struct side *s, uint32_t line, uint64_t ticket, int64_t rank_ms,
                      uint32_t others) {
    uint32_t count;
    bool or_more;
    assert_int_equal(queue_ahead(&s->state, HALL, HALLQ__LINE__KIND__SERVICE, line + 1, others,
                                 rank_ms, ticket, &count, &or_more),
                     ERR_OK);
    assert_false(or_more);
    return count;
}

static void assert_entries(const struct queue_entry *a, const struct queue_entry *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(a[i].ticket, b[i].ticket);
        assert_int_equal(a[i].rank_ms, b[i].rank_ms);
    }
}

static void ask(struct bench *b, uint32_t line) {
    struct queue_entry here[LINE_FIRST + 4], there[LINE_FIRST + 4];
    size_t max = 1 + below(b, LINE_FIRST + 4);
    uint64_t ticket = below(b, TICKETS);
    int64_t rank_ms = b->ranks_ms[line][ticket];
    uint32_t others = waiting(&b->plain, line) - (rank_ms != 0);
    if (!rank_ms)
        rank_ms = 1 + below(b, 40);
    switch (below(b, 3)) {
    case 0:
        assert_int_equal(first(&b->ends, line, max, here), first(&b->plain, line, max, there));
        return assert_entries(here, there, first(&b->plain, line, max, there));
    case 1:
        assert_int_equal(last(&b->ends, line, here), last(&b->plain, line, there));
        return assert_entries(here, there, last(&b->plain, line, there));
    default:
        assert_int_equal(ahead(&b->ends, line, ticket, rank_ms, others),
                         ahead(&b->plain, line, ticket, rank_ms, others));
    }
}

// ---------------------------------------------------------------- what changes

static void put(struct bench *b, uint32_t line, uint64_t ticket, int64_t rank_ms) {
    Hallq__Line l = line_of(line);
    assert_int_equal(queue_put(&b->ends.state, HALL, &l, rank_ms, ticket), ERR_OK);
    assert_int_equal(queue_put(&b->plain.state, HALL, &l, rank_ms, ticket), ERR_OK);
    b->ranks_ms[line][ticket] = rank_ms;
}

static void del(struct bench *b, uint32_t line, uint64_t ticket) {
    Hallq__Line l = line_of(line);
    int64_t rank_ms = b->ranks_ms[line][ticket];
    assert_int_equal(queue_del(&b->ends.state, HALL, &l, rank_ms, ticket), ERR_OK);
    assert_int_equal(queue_del(&b->plain.state, HALL, &l, rank_ms, ticket), ERR_OK);
    b->ranks_ms[line][ticket] = 0;
}

// Stretches in which the lines grow, and in which they are called empty from their front, as a rule.
static void change(struct bench *b, uint32_t line, bool grows) {
    struct queue_entry next;
    uint64_t ticket = below(b, TICKETS);
    if (!b->ranks_ms[line][ticket] && (grows || !below(b, 4)))
        put(b, line, ticket, 1 + below(b, 40));
    else if (!grows && below(b, 4) && first(&b->plain, line, 1, &next))
        del(b, line, next.ticket);
    else if (b->ranks_ms[line][ticket] && !below(b, 3))
        del(b, line, ticket);
}

static void trial(struct bench *b, bool grows) {
    struct trial here, there;
    int64_t before[LINES][TICKETS];
    memcpy(before, b->ranks_ms, sizeof before);
    trial_begin(&b->ends.state, &here);
    trial_begin(&b->plain.state, &there);
    for (uint32_t i = below(b, 6); i; i--) {
        change(b, below(b, LINES), grows);
        ask(b, below(b, LINES));
    }
    assert_int_equal(trial_end(&b->ends.state), ERR_OK);
    assert_int_equal(trial_end(&b->plain.state), ERR_OK);
    memcpy(b->ranks_ms, before, sizeof before);
}

static void undo(struct side *s, const struct memtable *turn) {
    memtable_destroy(s->mem);
    s->mem = memtable_copy(turn);
    s->state.tables = memtable_tables(s->mem);
    if (s->state.rows)
        row_cache_clear(s->state.rows);
}

static void whatever_comes_and_goes__the_same_is_told(void **state) {
    struct bench *b = *state;
    struct memtable *turn = memtable_copy(b->plain.mem); // as of the last commit
    int64_t then[LINES][TICKETS] = {{0}};
    for (int i = 0; i < OPERATIONS; i++) {
        uint32_t dice = below(b, 200);
        bool grows = i / 500 % 2 == 0;
        if (dice < 190) {
            change(b, below(b, LINES), grows);
            ask(b, below(b, LINES));
        } else if (dice < 194) {
            trial(b, grows);
        } else if (dice < 198) { // the turn is committed
            assert_int_equal(rows_flush(&b->ends.state), ERR_OK);
            assert_null(memtable_difference(b->ends.mem, b->plain.mem));
            memtable_destroy(turn);
            turn = memtable_copy(b->plain.mem);
            memcpy(then, b->ranks_ms, sizeof then);
        } else { // or undone
            undo(&b->ends, turn);
            undo(&b->plain, turn);
            memcpy(b->ranks_ms, then, sizeof then);
        }
        arena_reset(&b->ends.arena);
        arena_reset(&b->plain.arena);
    }
    memtable_destroy(turn);
}

// ---------------------------------------------------------------- reads

static void a_line_that_is_known__is_not_read_again(void **state) {
    struct bench *b = *state;
    struct queue_entry entries[LINE_FIRST];
    for (uint32_t i = 0; i < 40; i++)
        put(b, 0, i, 1 + i);
    first(&b->ends, 0, 2, entries);
    ahead(&b->ends, 0, 50, 100, 40);
    memtable_reads(b->ends.mem);
    for (uint32_t i = 0; i < LINE_FIRST - 2; i++) {
        del(b, 0, i);
        put(b, 0, 40 + i, 100 + i);
        memtable_reads(b->ends.mem);
        assert_int_equal(first(&b->ends, 0, 2, entries), 2);
        assert_int_equal(entries[0].ticket, i + 1);
        assert_int_equal(ahead(&b->ends, 0, 59, 200, 40), 40);
        assert_int_equal(last(&b->ends, 0, entries), 1);
        assert_int_equal(memtable_reads(b->ends.mem), 0);
    }
}

static void a_look__learns_nothing_of_a_line(void **state) {
    struct bench *b = *state;
    struct queue_entry entry;
    put(b, 0, 1, 5);
    assert_int_equal(rows_flush(&b->ends.state), ERR_OK);
    row_cache_clear(b->ends.state.rows);
    row_cache_look(b->ends.state.rows, true);
    assert_int_equal(first(&b->ends, 0, 1, &entry), 1);
    assert_int_equal(last(&b->ends, 0, &entry), 1);
    assert_int_equal(ahead(&b->ends, 0, 2, 9, 1), 1);
    row_cache_look(b->ends.state.rows, false);
    assert_null(row_cache_line(b->ends.state.rows,
                               (struct line_key){HALL, HALLQ__LINE__KIND__SERVICE, 1}, false));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
