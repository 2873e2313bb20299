// The redo log: turns in it survive the process, are done again exactly, and rot in it is refused.
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "broker/store/copies/backup.h"
#include "broker/store/copies/create.h"
#include "broker/store/redo/record.h"
#include "broker/store/redo/redo.h"
#include "broker/store/rot/verify.h"
#include "broker/store/tables/meta.h"
#include "tests/store/fixture.h"

#define SMALL_LOG (64u << 10)
#define BLOCKS (SMALL_LOG / REDO_BLOCK_BYTES) // a turn of the fixture fits one

static struct store *open_with(struct fixture *f, uint64_t map_bytes) {
    struct store *s;
    struct store_why why;
    struct store_options o = {
        .path = f->data, .map_bytes = map_bytes, .redo_bytes = SMALL_LOG, .unsynced = true};
    int err = store_open(&s, &o, &why);
    if (err)
        fail_msg("store_open: %s: %s", err_text(err), why.text);
    return s;
}

// A store with a small log.
static int setup_map(void **state, uint64_t map_bytes) {
    struct fixture *f = calloc(1, sizeof *f);
    char log[PATH_MAX];
    fixture_init(f, 0, true);
    store_close(&f->store);
    fixture_path(f, "data/redo.log", log);
    assert_int_equal(unlink(log), 0);
    f->store = open_with(f, map_bytes);
    *state = f;
    return 0;
}

static int setup(void **state) {
    return setup_map(state, 0);
}

static int setup_small_map(void **state) {
    return setup_map(state, 1 << 20);
}

static int teardown(void **state) {
    fixture_fini(*state);
    free(*state);
    return 0;
}

static void run(struct store *s, uint64_t from, uint64_t to) {
    for (uint64_t turn = from; turn <= to; turn++)
        assert_int_equal(turn_run(s, turn), ERR_OK);
}

static void assert_holds(struct store *s, uint64_t turn) {
    int err = store_begin(s);
    if (err)
        fail_msg("%s: %s", err_text(err), store_why(s));
    assert_true(turns_hold(store_tables(s), turn));
    store_abort(s);
}

static struct store_stats stats_of(struct store *s) {
    struct store_stats stats;
    store_stats_get(s, &stats);
    return stats;
}

// The store closed by a process that is killed after so many turns.
static void run_and_die(struct fixture *f, uint64_t from, uint64_t to) {
    store_close(&f->store);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        run(open_with(f, 0), from, to);
        kill(getpid(), SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
}

static uint64_t print_of(struct store *s) {
    uint64_t print;
    assert_int_equal(store_checkpoint(s), ERR_OK);
    assert_int_equal(store_begin(s), ERR_OK);
    assert_int_equal(fingerprint(store_tables(s), TABLE_COUNT, &print), ERR_OK);
    store_abort(s);
    return print;
}

// --- turns and checkpoints

static void turn__is_one_record_and_no_checkpoint(void **state) {
    struct fixture *f = *state;
    struct store_report report;
    run(f->store, 1, 5);
    struct store_stats stats = stats_of(f->store);
    assert_int_equal(stats.redo_turns, 5);
    assert_int_equal(stats.redo_written_bytes, 5 * REDO_BLOCK_BYTES);
    assert_int_equal(stats.redo_bytes, SMALL_LOG);
    assert_int_equal(stats.checkpoints, 0);
    assert_in_range(stats.dirty_pages, 4, 40); // of four tables: rows of the others wait
    assert_int_equal(stats.rows[TABLE_TICKET], 5);
    assert_int_equal(store_checkpoint(f->store), ERR_OK);
    assert_int_equal(store_checkpoint(f->store), ERR_OK); // nothing is left to do
    stats = stats_of(f->store);
    assert_int_equal(stats.redo_turns, 0);
    assert_int_equal(stats.checkpoints, 1);
    assert_int_equal(stats.dirty_pages, 0);
    store_close(&f->store);
    assert_int_equal(store_verify(f->data, &report), ERR_OK);
    assert_int_equal(report.redo_turns, 0);
}

static void log__that_is_full_becomes_a_checkpoint_and_begins_anew(void **state) {
    struct fixture *f = *state;
    for (uint64_t turn = 1; turn <= 20 * BLOCKS; turn++) {
        run(f->store, turn, turn);
        assert_in_range(stats_of(f->store).redo_turns, 0, BLOCKS);
    }
    assert_in_range(stats_of(f->store).checkpoints, 19, 25);
    assert_holds(f->store, 20 * BLOCKS);
    run_and_die(f, 20 * BLOCKS + 1, 20 * BLOCKS + 7); // what an earlier lap left lies behind
    f->store = open_with(f, 0);
    assert_holds(f->store, 20 * BLOCKS + 7);
}

static void turn__too_large_for_the_log_is_a_checkpoint(void **state) {
    struct fixture *f = *state;
    struct tables *t = store_tables(f->store);
    static char large[SMALL_LOG];
    unsigned char room[8];
    struct bytes value;
    run(f->store, 1, 3);
    assert_int_equal(store_begin(f->store), ERR_OK);
    assert_int_equal(t->put(t, TABLE_CALL, u64_key(1, room), (struct bytes){large, sizeof large}),
                     ERR_OK);
    assert_int_equal(turn_write(f->store, 4, 4 * TURN_MS), ERR_OK);
    assert_int_equal(store_commit(f->store), ERR_OK);
    assert_int_equal(stats_of(f->store).checkpoints, 1);
    run_and_die(f, 5, 6);
    f->store = open_with(f, 0);
    assert_holds(f->store, 6);
    assert_int_equal(store_begin(f->store), ERR_OK);
    t = store_tables(f->store);
    assert_int_equal(t->get(t, TABLE_CALL, u64_key(1, room), &value), ERR_OK);
    assert_int_equal(value.size, sizeof large);
}

// --- done again

static void kill__between_log_and_checkpoint_loses_nothing(void **state) {
    struct fixture *f = *state;
    struct store_report report;
    run(f->store, 1, 40);
    run_and_die(f, 41, 47);
    assert_int_equal(store_verify(f->data, &report), ERR_OK);
    assert_int_equal(report.meta.turn, 47);
    assert_int_equal(report.redo_turns, 7);
    assert_int_equal(report.rows[TABLE_JOURNAL], 40);
    f->store = open_with(f, 0);
    assert_holds(f->store, 47);
    assert_int_equal(stats_of(f->store).redo_turns, 0); // in the tables before the first turn
    run(f->store, 48, 60);
    assert_holds(f->store, 60);
}

static void replay__gives_the_same_tables_as_without_a_kill(void **state) {
    struct fixture *f = *state, other;
    uint64_t turn = 0;
    for (; turn < 60; turn += 6)
        run_and_die(f, turn + 1, turn + 6);
    f->store = open_with(f, 0);
    fixture_init(&other, 0, true);
    turns_run(other.store, 1, turn);
    assert_true(print_of(f->store) == print_of(other.store));
    fixture_fini(&other);
}

static void abort__of_one_turn_keeps_the_earlier_ones(void **state) {
    struct fixture *f = *state;
    for (uint64_t turn = 1; turn <= 60; turn++) {
        run(f->store, turn, turn);
        assert_int_equal(store_begin(f->store), ERR_OK);
        assert_int_equal(turn_write(f->store, turn + 1, 0), ERR_OK);
        store_abort(f->store);
        if (turn % 3 == 0)
            assert_holds(f->store, turn);
    }
    assert_in_range(stats_of(f->store).checkpoints, 3, 6); // not one for each
    run_and_die(f, 61, 61);
    f->store = open_with(f, 0);
    assert_holds(f->store, 61);
}

static void abort__of_a_turn_that_only_read_costs_nothing(void **state) {
    struct fixture *f = *state;
    run(f->store, 1, 5);
    uint64_t dirty_pages = stats_of(f->store).dirty_pages;
    for (int i = 0; i < 100; i++)
        assert_holds(f->store, 5);
    assert_int_equal(stats_of(f->store).dirty_pages, dirty_pages); // the same transaction
    assert_int_equal(stats_of(f->store).redo_turns, 5);
}

// --- a full map

// TEST_SMALL
static void full_map__keeps_the_turns_of_the_log(void **state) {
    struct fixture *f = *state;
    int grown = 0;
    for (uint64_t turn = 1; turn <= 3000; turn++) {
        int err = turn_run(f->store, turn);
        if (err == ERR_MAP_FULL) {
            assert_holds(f->store, turn - 1);
            assert_int_equal(turn_run(f->store, turn), ERR_MAP_FULL); // until it is grown
            assert_holds(f->store, turn - 1);
            assert_int_equal(store_grow(f->store), ERR_OK);
            err = turn_run(f->store, turn);
            grown++;
        }
        assert_int_equal(err, ERR_OK);
    }
    assert_in_range(grown, 1, 10);
    assert_holds(f->store, 3000);
}

// A large turn in the log takes the map's last pages, so that the checkpoint finds none.
// TEST_SMALL
static void full_map__at_a_checkpoint_keeps_the_turns_of_the_log(void **state) {
    struct fixture *f = *state;
    uint64_t turn = 0;
    int err = ERR_OK;
    for (; turn < 5000 && !err; turn += !err) {
        err = turn_run(f->store, turn + 1);
        if (!err)
            err = store_checkpoint(f->store);
    }
    assert_int_equal(err, ERR_MAP_FULL);
    struct store_meta meta;
    assert_int_equal(store_begin(f->store), ERR_OK);
    assert_int_equal(store_meta_get(store_tables(f->store), &meta), ERR_OK);
    store_abort(f->store);
    assert_in_range(meta.turn, turn, turn + 1);
    assert_holds(f->store, meta.turn);
    assert_int_equal(store_grow(f->store), ERR_OK);
    run(f->store, meta.turn + 1, meta.turn + 50);
    assert_int_equal(store_checkpoint(f->store), ERR_OK);
    assert_holds(f->store, meta.turn + 50);
}

// --- rot

static int log_fd(struct fixture *f) {
    char path[PATH_MAX];
    fixture_path(f, "data/redo.log", path);
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    return fd;
}

static void flip(struct fixture *f, off_t at) {
    unsigned char byte;
    int fd = log_fd(f);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 4;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

static int try_open(struct fixture *f, struct store_why *ret_why) {
    struct store_options o = {.path = f->data, .redo_bytes = SMALL_LOG, .unsynced = true};
    return store_open(&f->store, &o, ret_why);
}

static void rot__in_the_middle_of_the_log_is_refused(void **state) {
    struct fixture *f = *state;
    struct store_why why;
    struct store_report report;
    run_and_die(f, 1, 5);
    flip(f, 2 * REDO_BLOCK_BYTES + 80);
    assert_int_equal(try_open(f, &why), ERR_CORRUPT);
    assert_non_null(strstr(why.text, "redo.log, byte 8192"));
    assert_non_null(strstr(why.text, "turn 4 after it"));
    assert_int_equal(store_verify(f->data, &report), ERR_CORRUPT);
    assert_non_null(strstr(report.first.text, "redo.log, byte 8192"));
    flip(f, 2 * REDO_BLOCK_BYTES + 80);
    assert_int_equal(try_open(f, &why), ERR_OK);
    assert_holds(f->store, 5);
}

// Any bit of any record but the last: refused, or of no consequence.
static void rot__is_never_silent(void **state) {
    struct fixture *f = *state;
    struct store_report report;
    int loud = 0;
    run_and_die(f, 1, 6);
    for (off_t at = 0; at < 5 * REDO_BLOCK_BYTES; at += 7) {
        flip(f, at);
        int err = store_verify(f->data, &report);
        if (err != ERR_CORRUPT && (err || report.meta.turn != 6))
            fail_msg("byte %d: %s, turn %d", (int)at, err_text(err), (int)report.meta.turn);
        loud += err == ERR_CORRUPT;
        flip(f, at);
    }
    assert_true(loud > 100);
}

static void tail__that_is_torn_ends_the_log(void **state) {
    struct fixture *f = *state;
    struct store_why why;
    run_and_die(f, 1, 5);
    flip(f, 4 * REDO_BLOCK_BYTES + 80);
    assert_int_equal(try_open(f, &why), ERR_CORRUPT); // it was acknowledged, and that is noted
    fixture_forget_note(f);
    assert_int_equal(try_open(f, &why), ERR_OK);
    assert_holds(f->store, 4);
    run(f->store, 5, 9);
    assert_holds(f->store, 9);
}

// --- other logs

static void copy_log(struct fixture *from, struct fixture *to) {
    static char bytes[SMALL_LOG];
    int in = log_fd(from), out = log_fd(to);
    assert_int_equal(read(in, bytes, sizeof bytes), sizeof bytes);
    assert_int_equal(write(out, bytes, sizeof bytes), sizeof bytes);
    close(in);
    close(out);
}

static void log__of_another_epoch_is_ignored(void **state) {
    struct fixture *f = *state;
    struct fixture other = {.store = NULL};
    struct store_why why;
    run_and_die(f, 1, 5);
    make_folder(other.top, sizeof other.top, true);
    fixture_path(&other, "data", other.data);
    assert_int_equal(store_create(other.data, EPOCH + 1, STORE_KEYS_UNSAID, &why), ERR_OK);
    other.store = open_with(&other, 0);
    store_close(&other.store);
    copy_log(f, &other);
    other.store = open_with(&other, 0);
    assert_holds(other.store, 0);
    run(other.store, 1, 2);
    run_and_die(&other, 3, 4);
    other.store = open_with(&other, 0);
    assert_holds(other.store, 4);
    fixture_fini(&other);
}

static void restore__keeps_the_log_of_the_store_it_replaces(void **state) {
    struct fixture *f = *state;
    char backup[PATH_MAX], path[PATH_MAX];
    struct store_report report;
    turns_run(f->store, 1, 20);
    fixture_path(f, "backup", backup);
    assert_int_equal(store_backup(f->store, backup, NULL, NULL), ERR_OK);
    run_and_die(f, 21, 25);
    assert_int_equal(restore_into(backup, f->data, 77, NULL), ERR_OK);
    f->store = open_with(f, 0);
    assert_holds(f->store, 20);
    run(f->store, 21, 22);
    fixture_path(f, "data/before-restore-1", path);
    assert_int_equal(store_verify(path, &report), ERR_OK);
    assert_int_equal(report.meta.turn, 25);
}

static void open__read_only_shows_the_checkpoint_and_leaves_the_log(void **state) {
    struct fixture *f = *state;
    struct store *s;
    struct store_options o = {.path = f->data, .read_only = true};
    run(f->store, 1, 20);
    run_and_die(f, 21, 24);
    assert_int_equal(store_open(&s, &o, NULL), ERR_OK);
    assert_holds(s, 20);
    store_close(&s);
    f->store = open_with(f, 0);
    assert_holds(f->store, 24);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define TEST_SMALL(name) cmocka_unit_test_setup_teardown(name, setup_small_map, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
