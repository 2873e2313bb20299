// The power is cut while a store is made, restored, works, or makes a key: every state the disk may
// be in then (tests/faults/powercut.h) holds what was promised.
//
// POWERCUT_STATES asks for at least so many states of a working store.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "broker/seal/seal.h"
#include "broker/store/copies/backup.h"
#include "broker/store/copies/create.h"
#include "broker/store/rot/verify.h"
#include "tests/faults/powercut.h"
#include "tests/store/fixture.h"
#include "tests/store/run.h"

#define TEAR_BYTES 512
#define SMALL_LOG "log=65536" // so that a checkpoint comes now and then
#define SMALL_LOG_BYTES 65536
#define STATES_MIN 3000
#define SAMPLES 24
#define SAMPLES_LONG 2000
#define SEED 11
#define TURNS_LEFT 29
#define OLD_TURNS 5

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

static void make_backup(struct fixture *f, char ret_path[PATH_MAX]) {
    turns_run(f->store, 1, 120);
    fixture_path(f, "backup", ret_path);
    assert_int_equal(store_backup(f->store, ret_path, NULL, NULL), ERR_OK);
}

struct cut {
    struct fixture *f;
    char data[PATH_MAX]; // the folder that was recorded
    char before[PATH_MAX];
    char scratch[PATH_MAX];
    char log[PATH_MAX];
    char backup[PATH_MAX];
    long old_count;
    long new_count;
    long in_log_count;
};

static void cut_init(struct cut *c, struct fixture *f) {
    *c = (struct cut){.f = f};
    fixture_path(f, "recorded", c->data);
    fixture_path(f, "before", c->before);
    fixture_path(f, "scratch", c->scratch);
    fixture_path(f, "log", c->log);
    mkdir(c->data, 0700);
    mkdir(c->before, 0700);
    mkdir(c->scratch, 0700);
}

static void record(struct cut *c, const char *const *steps) {
    char log[PATH_MAX + 16], root[PATH_MAX + 16];
    const char *env[] = {log, root, NULL};
    struct run_result result;
    snprintf(log, sizeof log, "RECORD_LOG=%s", c->log);
    snprintf(root, sizeof root, "RECORD_ROOT=%s", c->data);
    run_steps(&(struct run){.shim = "record", .env = env, .folder = c->data, .steps = steps},
              &result);
    if (result.status)
        fail_msg("%s", result.said);
}

static struct powercut_result replay_seed(struct cut *c, powercut_cb cb, bool ignore_syncs,
                                          uint64_t seed) {
    struct powercut_options o = {
        .log = c->log,
        .before = c->before,
        .scratch = c->scratch,
        .seed = seed,
        .samples = getenv("HALLQ_LONG") ? SAMPLES_LONG : SAMPLES,
        .tear_bytes = TEAR_BYTES,
        .ignore_syncs = ignore_syncs,
    };
    struct powercut_result result;
    c->old_count = c->new_count = c->in_log_count = 0;
    assert_true(powercut_replay(&o, cb, c, &result));
    print_message("%d states of %d entries, %d syncs, %d growths, up to %d pending: %ld old, "
                  "%ld new, %d bad\n",
                  (int)result.states, (int)result.entries, (int)result.syncs, (int)result.growths,
                  (int)result.pending_max, c->old_count, c->new_count, (int)result.bad);
    return result;
}

static struct powercut_result replay(struct cut *c, powercut_cb cb, bool ignore_syncs) {
    return replay_seed(c, cb, ignore_syncs, SEED);
}

// No store and one can be made, or the whole store; only the store once it was promised.
static bool is_none_or_created(void *arg, const char *folder, uint64_t mark) {
    struct cut *c = arg;
    struct store_report report;
    int err = store_verify(folder, &report);
    if (err == ERR_NOT_FOUND && mark == 0) {
        c->old_count++;
        return store_create(folder, EPOCH, STORE_KEYS_UNSAID, NULL) == ERR_OK &&
               store_verify(folder, &report) == ERR_OK;
    }
    c->new_count++;
    return err == ERR_OK && report.meta.epoch == EPOCH;
}

static void powercut__in_create_leaves_a_store_or_none(void **state) {
    struct cut c;
    cut_init(&c, *state);
    record(&c, (const char *const[]){"create", "mark=1", NULL});
    struct powercut_result result = replay(&c, is_none_or_created, false);
    assert_int_equal(result.bad, 0);
    assert_true(c.old_count > 0 && c.new_count > 0);
    result = replay(&c, is_none_or_created, true);
    assert_true(result.bad > 0); // the check sees what syncs are for
}

static bool begins(const char *folder, uint64_t turn) {
    struct store *s;
    struct store_options o = {.path = folder, .unsynced = true, .redo_bytes = SMALL_LOG_BYTES};
    if (store_open(&s, &o, NULL) != ERR_OK)
        return false;
    bool holds = store_begin(s) == ERR_OK && turns_hold(store_tables(s), turn);
    store_close(&s);
    return holds;
}

static bool is_set_aside(const char *folder) {
    char set[PATH_MAX + 32];
    struct store_report report;
    snprintf(set, sizeof set, "%s/before-restore-1", folder);
    return store_verify(set, &report) == ERR_OK && report.meta.epoch == EPOCH &&
           report.meta.turn == OLD_TURNS;
}

// The store as it was, with the turns of its log, or the restored one, with the old one set aside
// whole; and either can be begun with.
static bool is_old_or_restored(void *arg, const char *folder, uint64_t mark) {
    struct cut *c = arg;
    struct store_report report;
    if (store_verify(folder, &report) != ERR_OK)
        return false;
    bool is_new = report.meta.epoch == EPOCH + 1 && report.meta.turn == 120;
    bool is_old = report.meta.epoch == EPOCH && report.meta.turn == OLD_TURNS && mark == 0;
    c->new_count += is_new;
    c->old_count += is_old;
    if (!begins(folder, is_new ? 120 : OLD_TURNS))
        return false;
    return is_new ? is_set_aside(folder) : is_old && !is_set_aside(folder);
}

static void copy_state(const char *from, const char *to) {
    char command[3 * PATH_MAX + 64];
    snprintf(command, sizeof command, "cp %s/state.mdb %s/redo.log %s", from, from, to);
    assert_int_equal(system(command), 0);
}

static void powercut__in_restore_leaves_the_old_store_or_the_new(void **state) {
    struct fixture *f = *state;
    struct cut c;
    char step[PATH_MAX + 16];
    cut_init(&c, f);
    make_backup(f, c.backup);
    const char *const make_old[] = {SMALL_LOG, "create", "turns=3", "leave=2", NULL};
    struct run_result result;
    run_steps(&(struct run){.folder = c.data, .steps = make_old}, &result);
    assert_int_equal(result.status, 0);
    copy_state(c.data, c.before);
    snprintf(step, sizeof step, "restore=%s", c.backup);
    record(&c, (const char *const[]){step, "mark=1", NULL});
    assert_int_equal(replay(&c, is_old_or_restored, false).bad, 0);
    assert_true(c.old_count > 0 && c.new_count > 0);
    assert_true(replay(&c, is_old_or_restored, true).bad > 0);
}

static bool goes_on(const char *folder, uint64_t turn) {
    struct store *s;
    struct store_report report;
    struct store_options o = {.path = folder, .unsynced = true, .redo_bytes = SMALL_LOG_BYTES};
    if (store_open(&s, &o, NULL) != ERR_OK)
        return false;
    int err = store_begin(s);
    if (!err && !turns_hold(store_tables(s), turn))
        err = ERR_CORRUPT;
    store_abort(s);
    if (!err)
        err = turn_run(s, turn + 1);
    store_close(&s);
    return err == ERR_OK && store_verify(folder, &report) == ERR_OK && report.meta.turn == turn + 1;
}

// Every turn that was promised is there, whole, no more than the one begun after it, and the next
// can be done.
static bool holds_the_promised(void *arg, const char *folder, uint64_t mark) {
    struct cut *c = arg;
    struct store_report report;
    int err = store_verify(folder, &report);
    if (mark == 0)
        return true; // still being made
    c->new_count += report.meta.turn > mark;
    c->old_count += report.meta.turn == mark;
    c->in_log_count += report.redo_turns > 0;
    return err == ERR_OK && report.meta.turn >= mark && report.meta.turn <= mark + 1 &&
           report.rows[TABLE_JOURNAL] + report.redo_turns == report.meta.turn &&
           goes_on(folder, report.meta.turn);
}

static void powercut__in_a_turn_loses_no_turn_that_was_promised(void **state) {
    struct cut c;
    cut_init(&c, *state);
    record(&c, (const char *const[]){SMALL_LOG, "create", "turns=30", "turns=3", NULL});
    const char *asked = getenv("POWERCUT_STATES");
    uint64_t states = 0, wanted = asked ? strtoull(asked, NULL, 10) : STATES_MIN;
    for (uint64_t seed = SEED; states < wanted; seed += 2) {
        struct powercut_result result = replay_seed(&c, holds_the_promised, false, seed);
        assert_int_equal(result.bad, 0);
        assert_true(c.in_log_count > STATES_MIN / 4);
        assert_true(result.growths > 0);
        states += result.states;
    }
    print_message("%llu states of a working store, 0 bad\n", (unsigned long long)states);
    assert_true(replay(&c, holds_the_promised, true).bad > 0);
}

// As above; before the first mark, the turns that a killed broker left in the log.
static bool holds_what_was_left(void *arg, const char *folder, uint64_t mark) {
    return holds_the_promised(arg, folder, mark < TURNS_LEFT ? TURNS_LEFT : mark);
}

static void powercut__in_a_start_loses_nothing_of_the_log(void **state) {
    struct cut c;
    struct run_result result;
    cut_init(&c, *state);
    const char *const before[] = {SMALL_LOG, "create", "turns=20", "leave=9", NULL};
    run_steps(&(struct run){.folder = c.data, .steps = before}, &result);
    assert_int_equal(result.last_turn, TURNS_LEFT);
    copy_state(c.data, c.before);
    record(&c, (const char *const[]){SMALL_LOG, "turns=6", NULL});
    assert_int_equal(replay(&c, holds_what_was_left, false).bad, 0);
    assert_true(replay(&c, holds_what_was_left, true).bad > 0);
}

// The key once promised is there and whole; before that, a new one can be made.
static bool has_the_promised_key(void *arg, const char *folder, uint64_t mark) {
    struct cut *c = arg;
    struct seal_ring *ring;
    if (seal_ring_create(&ring, folder, NULL, 0) != ERR_OK)
        return false;
    size_t count = seal_key_count(ring);
    int err = seal_prepare(ring, 7, 20000);
    seal_ring_destroy(&ring);
    c->old_count += count == 0;
    c->new_count += count == 1;
    return err == ERR_OK && (mark == 0 || count == 1);
}

static void powercut__in_making_a_key_leaves_a_key_or_none(void **state) {
    struct cut c;
    cut_init(&c, *state);
    record(&c, (const char *const[]){"prepare=20000", NULL});
    assert_int_equal(replay(&c, has_the_promised_key, false).bad, 0);
    assert_true(c.old_count > 0 && c.new_count > 0);
    assert_true(replay(&c, has_the_promised_key, true).bad > 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
