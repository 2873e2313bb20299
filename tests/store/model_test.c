// Random puts, deletes, reads and scans on three tables, one of them of rows that wait (late.h), beside a model in an array: what the tables
// answer does not depend on what was done in them before, over turns kept and undone and over
// checkpoints, while they grow to some thousand rows and shrink to none again and again.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/store/fixture.h"

#define KEYS 4000
#define VALUE_MAX 700
#define TURNS 400
#define TURNS_LONG 20000
#define STEPS_A_TURN 150
#define WAVE_TURNS 50 // as long the tables grow, as long they shrink
#define SCAN_ROWS 6
#define TABLES_USED 3

static const enum table used[TABLES_USED] = {TABLE_TICKET, TABLE_JOURNAL, TABLE_STREAM};

// Of each key the number of the put that gave it its value, 0: there is none.
struct model {
    uint32_t rows[TABLES_USED][KEYS];
};

struct beside {
    struct fixture f;
    struct model now;
    struct model kept; // as of the last turn that was kept
    uint64_t random;
    uint32_t put_count;
};

static int setup(void **state) {
    struct beside *b = calloc(1, sizeof *b);
    fixture_init(&b->f, 0, true);
    b->random = 20;
    *state = b;
    return 0;
}

static int teardown(void **state) {
    struct beside *b = *state;
    fixture_fini(&b->f);
    free(b);
    return 0;
}

static unsigned draw(struct beside *b, unsigned below) {
    b->random = b->random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(b->random >> 33) % below;
}

static size_t value_make(uint32_t put, unsigned char ret[VALUE_MAX]) {
    size_t size = put * 2654435761u % VALUE_MAX;
    memset(ret, (int)(put % 251), size);
    return size;
}

static void assert_value(struct bytes value, uint32_t put) {
    unsigned char expected[VALUE_MAX];
    size_t size = value_make(put, expected);
    assert_int_equal(value.size, size);
    assert_memory_equal(value.data, expected, size);
}

static void put(struct beside *b, struct tables *t, unsigned table, unsigned key) {
    unsigned char room[8], value[VALUE_MAX];
    size_t size = value_make(++b->put_count, value);
    assert_int_equal(t->put(t, used[table], u64_key(key, room), (struct bytes){value, size}),
                     ERR_OK);
    b->now.rows[table][key] = b->put_count;
}

static void del(struct beside *b, struct tables *t, unsigned table, unsigned key) {
    unsigned char room[8];
    int err = t->del(t, used[table], u64_key(key, room));
    assert_int_equal(err, b->now.rows[table][key] ? ERR_OK : ERR_NOT_FOUND);
    b->now.rows[table][key] = 0;
}

static void get(struct beside *b, struct tables *t, unsigned table, unsigned key) {
    unsigned char room[8];
    struct bytes value;
    int err = t->get(t, used[table], u64_key(key, room), &value);
    assert_int_equal(err, b->now.rows[table][key] ? ERR_OK : ERR_NOT_FOUND);
    if (!err)
        assert_value(value, b->now.rows[table][key]);
}

// A scan of the tables, and the key the model expects next.
struct walk {
    struct beside *b;
    struct tables *t;
    unsigned table;
    int key;
    int step;
    unsigned count;
};

static void walk_on(struct walk *w) {
    while (w->key >= 0 && w->key < KEYS && !w->b->now.rows[w->table][w->key])
        w->key += w->step;
}

static int walk_row(void *arg, struct bytes key, struct bytes value) {
    struct walk *w = arg;
    unsigned char room[8];
    walk_on(w);
    assert_in_range(w->key, 0, KEYS - 1);
    assert_memory_equal(key.data, u64_key((uint64_t)w->key, room).data, sizeof room);
    assert_value(value, w->b->now.rows[w->table][w->key]);
    get(w->b, w->t, w->table, draw(w->b, KEYS)); // a scan may look elsewhere in its table
    w->key += w->step;
    return ++w->count == SCAN_ROWS;
}

static void scan(struct beside *b, struct tables *t, unsigned table, unsigned key, bool down) {
    unsigned char room[8];
    struct walk w = {b, t, table, (int)key, down ? -1 : 1, 0};
    assert_int_equal(t->scan(t, used[table], u64_key(key, room), 0, down, walk_row, &w), ERR_OK);
    walk_on(&w);
    if (w.count < SCAN_ROWS) // it met them all
        assert_true(w.key < 0 || w.key >= KEYS);
}

// Keys lie near each other, or the next one is the last one's neighbour, as those of rows do.
static unsigned draw_key(struct beside *b, unsigned *near_key) {
    if (draw(b, 8) == 0)
        *near_key = draw(b, KEYS);
    *near_key = (*near_key + draw(b, 4)) % KEYS;
    return *near_key;
}

static void turn(struct beside *b, struct tables *t, bool grows) {
    unsigned near_key = draw(b, KEYS);
    for (int i = 0; i < STEPS_A_TURN; i++) {
        unsigned table = draw(b, TABLES_USED), key = draw_key(b, &near_key), what = draw(b, 10);
        if (what < 6)
            (what < 5) == grows ? put(b, t, table, key) : del(b, t, table, key);
        else if (what < 8)
            get(b, t, table, key);
        else
            scan(b, t, table, key, what == 8);
    }
}

// All that a shrinking wave has left goes, from either end.
static void empty(struct beside *b, struct tables *t, bool down) {
    for (unsigned table = 0; table < TABLES_USED; table++) {
        for (unsigned i = 0; i < KEYS; i++) {
            unsigned key = down ? KEYS - 1 - i : i;
            if (b->now.rows[table][key])
                del(b, t, table, key);
        }
        scan(b, t, table, 0, false);
    }
}

static void turn_end(struct beside *b, uint64_t number) {
    struct store *s = b->f.store;
    if (draw(b, 10) == 0) {
        store_abort(s);
        b->now = b->kept;
        return;
    }
    assert_int_equal(store_set_turn(s, number, 0), ERR_OK);
    assert_int_equal(store_commit(s), ERR_OK);
    b->kept = b->now;
    if (draw(b, 10) == 0)
        assert_int_equal(store_checkpoint(s), ERR_OK);
}

static void tables__answer_as_their_model_does(void **state) {
    struct beside *b = *state;
    uint64_t turns = getenv("HALLQ_LONG") ? TURNS_LONG : TURNS;
    for (uint64_t i = 1; i <= turns; i++) {
        assert_int_equal(store_begin(b->f.store), ERR_OK);
        turn(b, store_tables(b->f.store), i / WAVE_TURNS % 2 == 0);
        if (i % (2 * WAVE_TURNS) == 0)
            empty(b, store_tables(b->f.store), draw(b, 2));
        turn_end(b, i);
        if (draw(b, 100) == 0)
            fixture_reopen(&b->f);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
