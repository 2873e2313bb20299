// Turns: durable or undone as a whole, also when the map is full; views of workers beside them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/wire/wire.h"
#include "broker/hall/core/keys.h"
#include "broker/store/read.h"
#include "broker/store/tables/meta.h"
#include "broker/store/tables/room.h"
#include "record.pb-c.h"
#include "tests/store/fixture.h"

static int setup_with(void **state, uint64_t map_bytes, bool unsynced) {
    struct fixture *f = calloc(1, sizeof *f);
    fixture_init(f, map_bytes, unsynced);
    *state = f;
    return 0;
}

static int setup(void **state) {
    return setup_with(state, 0, true);
}

static int setup_synced(void **state) {
    return setup_with(state, 0, false);
}

static int setup_small(void **state) {
    return setup_with(state, 1 << 20, true);
}

static int setup_small_synced(void **state) {
    return setup_with(state, 1 << 20, false);
}

static int teardown(void **state) {
    struct fixture *f = *state;
    fixture_fini(f);
    free(f);
    return 0;
}

static void assert_holds(struct store *s, uint64_t turn) {
    assert_int_equal(store_begin(s), ERR_OK);
    assert_true(turns_hold(store_tables(s), turn));
    store_abort(s);
}

// --- turns

// TEST_WITH(setup_synced)
static void turn__is_there_after_a_restart(void **state) {
    struct fixture *f = *state;
    struct store_meta meta;
    turns_run(f->store, 1, 100);
    fixture_reopen(f);
    assert_holds(f->store, 100);
    assert_int_equal(store_begin(f->store), ERR_OK);
    assert_int_equal(store_meta_get(store_tables(f->store), &meta), ERR_OK);
    assert_int_equal(meta.format, STORE_FORMAT);
    assert_int_equal(meta.epoch, EPOCH);
    assert_int_equal(meta.turn, 100);
    assert_int_equal(meta.at_ms, 100 * TURN_MS);
}

static void turn__leaves_nothing_when_aborted(void **state) {
    struct fixture *f = *state;
    turns_run(f->store, 1, 50);
    assert_int_equal(store_begin(f->store), ERR_OK);
    assert_int_equal(turn_write(f->store, 51, 51 * TURN_MS), ERR_OK);
    store_abort(f->store);
    assert_holds(f->store, 50);
    assert_int_equal(store_begin(f->store), ERR_OK);
    assert_int_equal(turn_write(f->store, 51, 51 * TURN_MS), ERR_OK);
    fixture_reopen(f); // closed within a turn
    assert_holds(f->store, 50);
}

static void turn__that_writes_nothing_is_free(void **state) {
    struct fixture *f = *state;
    struct store_stats stats;
    turns_run(f->store, 1, 3);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(store_begin(f->store), ERR_OK);
        store_stats_get(f->store, &stats);
        assert_int_equal(store_commit(f->store), ERR_OK);
    }
    store_stats_get(f->store, &stats);
    assert_int_equal(stats.commits, 3);
    assert_int_equal(stats.rows[TABLE_TICKET], 3);
    assert_true(stats.used_bytes > 0 && stats.used_bytes <= stats.map_bytes);
}

static void set_turn__keeps_what_others_keep_in_the_row(void **state) {
    struct fixture *f = *state;
    struct tables *t = store_tables(f->store);
    struct key key = key_meta();
    struct bytes value;
    Hallq__MetaRow row = HALLQ__META_ROW__INIT, *back;
    unsigned char packed[64];
    struct arena a;
    row.format = STORE_FORMAT;
    row.epoch = EPOCH;
    row.devices = 12;
    row.clock_alarm = true;
    assert_int_equal(store_begin(f->store), ERR_OK);
    assert_int_equal(
        t->put(t, TABLE_META, key_bytes(&key), (struct bytes){packed, wire_pack(&row, packed)}),
        ERR_OK);
    assert_int_equal(store_set_turn(f->store, 9, 900), ERR_OK);
    assert_int_equal(t->get(t, TABLE_META, key_bytes(&key), &value), ERR_OK);
    arena_init(&a, 0);
    back = wire_unpack_stored(&hallq__meta_row__descriptor, &a, value.data, value.size);
    assert_non_null(back);
    assert_int_equal(back->turn, 9);
    assert_int_equal(back->at_ms, 900);
    assert_int_equal(back->devices, 12);
    assert_true(back->clock_alarm);
    arena_fini(&a);
}

// TEST_WITH(setup_synced)
static void file__grows_ahead_of_need(void **state) {
    struct fixture *f = *state;
    struct store_stats stats;
    turns_run(f->store, 1, 1);
    store_stats_get(f->store, &stats);
    assert_true(stats.file_bytes >= stats.used_bytes + ROOM_STEP_BYTES / 2);
    assert_int_equal(fixture_file_bytes(f), stats.file_bytes);
    turns_run(f->store, 2, 200);
    fixture_reopen(f);
    assert_holds(f->store, 200);
}

// TEST_WITH(setup_small_synced)
static void file__grows_no_further_than_the_map(void **state) {
    struct fixture *f = *state;
    struct store_stats stats;
    turns_run(f->store, 1, 5);
    store_stats_get(f->store, &stats);
    assert_int_equal(stats.file_bytes, stats.map_bytes);
    assert_int_equal(fixture_file_bytes(f), stats.map_bytes);
    assert_holds(f->store, 5);
}

// --- one broker at a time

static void open__is_refused_while_another_process_has_it(void **state) {
    struct fixture *f = *state;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        struct store *s;
        struct store_why why;
        struct store_options o = {.path = f->data};
        int err = store_open(&s, &o, &why);
        _exit(err == ERR_BUSY && strstr(why.text, "broker is running") ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void open__is_refused_within_the_same_process_too(void **state) {
    struct fixture *f = *state;
    struct store *s;
    struct store_options o = {.path = f->data};
    assert_int_equal(store_open(&s, &o, NULL), ERR_BUSY);
    assert_null(s);
    store_close(&f->store);
    assert_int_equal(store_open(&s, &o, NULL), ERR_OK);
    store_close(&s);
}

static void open__says_when_there_is_no_store(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX];
    struct store *s;
    struct store_why why;
    fixture_path(f, "empty", path);
    assert_int_equal(mkdir(path, 0700), 0);
    struct store_options o = {.path = path};
    assert_int_equal(store_open(&s, &o, &why), ERR_NOT_FOUND);
    assert_non_null(strstr(why.text, "hallq-admin init"));
}

static void open__read_only_shares_and_changes_nothing(void **state) {
    struct fixture *f = *state;
    struct store *a, *b;
    struct store_options o = {.path = f->data, .read_only = true};
    unsigned char room[8];
    turns_run(f->store, 1, 10);
    assert_int_equal(store_open(&a, &o, NULL), ERR_BUSY);
    store_close(&f->store);
    assert_int_equal(store_open(&a, &o, NULL), ERR_OK);
    assert_int_equal(store_open(&b, &o, NULL), ERR_OK);
    assert_holds(a, 10);
    assert_int_equal(store_begin(b), ERR_OK);
    struct tables *t = store_tables(b);
    assert_int_equal(t->put(t, TABLE_CALL, u64_key(1, room), (struct bytes){"x", 1}), ERR_DENIED);
    store_close(&a);
    store_close(&b);
}

static void open__refuses_another_format_in_plain_words(void **state) {
    struct fixture *f = *state;
    struct tables *t = store_tables(f->store);
    struct key key = key_meta();
    Hallq__MetaRow row = HALLQ__META_ROW__INIT;
    unsigned char packed[64];
    struct store_why why;
    row.format = STORE_FORMAT + 6;
    row.epoch = EPOCH;
    assert_int_equal(store_begin(f->store), ERR_OK);
    assert_int_equal(
        t->put(t, TABLE_META, key_bytes(&key), (struct bytes){packed, wire_pack(&row, packed)}),
        ERR_OK);
    assert_int_equal(store_commit(f->store), ERR_OK);
    store_close(&f->store);
    struct store_options o = {.path = f->data};
    assert_int_equal(store_open(&f->store, &o, &why), ERR_FORMAT);
    assert_non_null(strstr(why.text, "has format 7"));
    assert_non_null(strstr(why.text, "reads format 1"));
}

// --- a full map

// TEST_WITH(setup_small)
static void full_map__grows_and_the_turn_is_done_again(void **state) {
    struct fixture *f = *state;
    int grown = 0;
    for (uint64_t turn = 1; turn <= 5000; turn++) {
        int err = turn_run(f->store, turn);
        if (err == ERR_MAP_FULL) {
            assert_holds(f->store, turn - 1);
            assert_int_equal(store_grow(f->store), ERR_OK);
            grown++;
            err = turn_run(f->store, turn);
        }
        assert_int_equal(err, ERR_OK);
    }
    assert_in_range(grown, 2, 10);
    assert_holds(f->store, 5000);
    fixture_reopen(f);
    assert_holds(f->store, 5000);
}

// TEST_WITH(setup_small)
static void full_map__sticks_until_the_turn_is_undone(void **state) {
    struct fixture *f = *state;
    struct tables *t = store_tables(f->store);
    static char large[100000];
    unsigned char room[8];
    struct bytes value;
    int err = ERR_OK;
    assert_int_equal(store_begin(f->store), ERR_OK);
    for (uint64_t i = 1; !err; i++)
        err = t->put(t, TABLE_CALL, u64_key(i, room), (struct bytes){large, sizeof large});
    assert_int_equal(err, ERR_MAP_FULL);
    assert_int_equal(t->get(t, TABLE_CALL, u64_key(1, room), &value), ERR_MAP_FULL);
    assert_int_equal(store_commit(f->store), ERR_MAP_FULL);
    store_abort(f->store);
    assert_int_equal(store_begin(f->store), ERR_OK);
    assert_int_equal(t->get(t, TABLE_CALL, u64_key(1, room), &value), ERR_NOT_FOUND);
}

// TEST_WITH(setup_small)
static void grow__waits_for_readers(void **state) {
    struct fixture *f = *state;
    struct store_read *r;
    turns_run(f->store, 1, 5);
    assert_int_equal(store_read_begin(f->store, &r), ERR_OK);
    assert_int_equal(store_grow(f->store), ERR_BUSY);
    store_read_end(&r);
    assert_int_equal(store_grow(f->store), ERR_OK);
    assert_holds(f->store, 5);
}

// Bytes of address space that the process has now.
static rlim_t address_space(void) {
    unsigned long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%lu", &pages), 1);
    fclose(f);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void grow__without_address_space_leaves_all_as_it_was(void **state) {
    struct fixture *f = *state;
    struct rlimit before, now;
    turns_run(f->store, 1, 5);
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    now = (struct rlimit){.rlim_cur = address_space(), .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_AS, &now), 0);
    int err = store_grow(f->store);
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
    assert_int_equal(err, ERR_MAP_FULL);
    assert_holds(f->store, 5);
    turns_run(f->store, 6, 9);
    assert_int_equal(store_grow(f->store), ERR_OK);
    assert_holds(f->store, 9);
}

// --- views of workers

static void read__stays_as_it_was_while_turns_go_on(void **state) {
    struct fixture *f = *state;
    struct store_read *r;
    uint64_t before, after;
    turns_run(f->store, 1, 60);
    assert_int_equal(store_read_begin(f->store, &r), ERR_OK);
    assert_int_equal(fingerprint(store_read_tables(r), TABLE_COUNT, &before), ERR_OK);
    turns_run(f->store, 61, 120);
    assert_int_equal(fingerprint(store_read_tables(r), TABLE_COUNT, &after), ERR_OK);
    assert_true(before == after);
    assert_true(turns_hold(store_read_tables(r), 60));
    store_read_end(&r);
    assert_int_equal(store_read_begin(f->store, &r), ERR_OK);
    assert_true(turns_hold(store_read_tables(r), 120));
    store_read_end(&r);
}

static void read__may_not_write(void **state) {
    struct fixture *f = *state;
    struct store_read *r;
    unsigned char room[8];
    assert_int_equal(store_read_begin(f->store, &r), ERR_OK);
    struct tables *t = store_read_tables(r);
    assert_int_equal(t->put(t, TABLE_CALL, u64_key(1, room), (struct bytes){"x", 1}), ERR_DENIED);
    assert_int_equal(t->del(t, TABLE_CALL, u64_key(1, room)), ERR_DENIED);
    store_read_end(&r);
}

static void read__is_bounded_in_number(void **state) {
    struct fixture *f = *state;
    struct store_read *reads[STORE_READS_MAX], *one_more;
    struct store_stats stats;
    for (int i = 0; i < STORE_READS_MAX; i++)
        assert_int_equal(store_read_begin(f->store, &reads[i]), ERR_OK);
    assert_int_equal(store_read_begin(f->store, &one_more), ERR_BUSY);
    assert_null(one_more);
    store_stats_get(f->store, &stats);
    assert_int_equal(stats.reads, STORE_READS_MAX);
    for (int i = 0; i < STORE_READS_MAX; i++)
        store_read_end(&reads[i]);
    store_stats_get(f->store, &stats);
    assert_int_equal(stats.reads, 0);
}

static void read__times_out_after_its_bound_of_commits(void **state) {
    struct fixture *f = *state;
    struct tables *t = store_tables(f->store);
    struct store_read *r;
    struct store_meta meta;
    unsigned char room[8];
    assert_int_equal(store_read_begin(f->store, &r), ERR_OK);
    for (uint64_t i = 0; i <= STORE_READ_COMMITS_MAX; i++) {
        assert_int_equal(store_meta_get(store_read_tables(r), &meta), ERR_OK);
        assert_int_equal(store_begin(f->store), ERR_OK);
        assert_int_equal(t->put(t, TABLE_CALL, u64_key(1, room), (struct bytes){&i, sizeof i}),
                         ERR_OK);
        assert_int_equal(store_commit(f->store), ERR_OK);
    }
    assert_int_equal(store_meta_get(store_read_tables(r), &meta), ERR_TIMEOUT);
    store_read_end(&r);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define TEST_WITH(name, setup) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
