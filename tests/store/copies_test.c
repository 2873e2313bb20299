// Whole stores: made, backed up, restored; and what is there when the power is cut meanwhile.
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "broker/seal/seal.h"
#include "tests/faults/powercut.h"
#include "tests/store/fixture.h"
#include "tests/store/run.h"

#define TEAR_BYTES 512
#define BACKUPS 10
#define TURNS_MAX 200000 // a limit for a worker that gets no time
#define SAMPLES 24
#define SAMPLES_LONG 2000

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

// --- making

static void create__refuses_to_touch_a_store(void **state) {
    struct fixture *f = *state;
    struct store_why why;
    assert_int_equal(store_create(f->data, 1, &why), ERR_BUSY);
    turns_run(f->store, 1, 3);
    store_close(&f->store);
    assert_int_equal(store_create(f->data, 1, &why), ERR_EXISTS);
    assert_non_null(strstr(why.text, "already"));
    fixture_reopen(f);
    assert_int_equal(store_begin(f->store), ERR_OK);
    assert_true(turns_hold(store_tables(f->store), 3));
}

static void create__takes_a_folder_that_is_there(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX];
    struct store_report report;
    fixture_path(f, "other", path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(store_create(path, 5, NULL), ERR_OK);
    assert_int_equal(store_verify(path, &report), ERR_OK);
    assert_int_equal(report.meta.epoch, 5);
    assert_int_equal(report.row_count, 1);
}

// --- backup

struct backing_up {
    struct fixture *f;
    atomic_bool stop;
    atomic_int count;
    int bad;
};

static bool is_prefix(const char *folder_of_copy, const struct store_meta *meta) {
    struct store *s;
    struct store_options o = {.path = folder_of_copy, .read_only = true};
    if (store_open(&s, &o, NULL) != ERR_OK)
        return false;
    bool holds = store_begin(s) == ERR_OK && turns_hold(store_tables(s), meta->turn);
    store_close(&s);
    return holds;
}

// Each copy gets a folder of its own, so that it can be opened as a store.
static void *back_up(void *arg) {
    struct backing_up *b = arg;
    char folder[PATH_MAX], file[PATH_MAX + 16], name[32];
    while (!b->stop) {
        struct store_meta meta;
        struct store_why why;
        snprintf(name, sizeof name, "copy%d", b->count++);
        fixture_path(b->f, name, folder);
        mkdir(folder, 0700);
        snprintf(file, sizeof file, "%s/state.mdb", folder);
        if (store_backup(b->f->store, file, &meta, &why) != ERR_OK || !is_prefix(folder, &meta))
            b->bad++;
        remove_folder(folder);
    }
    return NULL;
}

static void backup__under_load_is_a_prefix_of_the_turns(void **state) {
    struct fixture *f = *state;
    struct backing_up b = {.f = f};
    pthread_t worker;
    uint64_t turn = 200;
    turns_run(f->store, 1, turn);
    assert_int_equal(pthread_create(&worker, NULL, back_up, &b), 0);
    for (; b.count <= BACKUPS && turn < TURNS_MAX; turn++)
        turns_run(f->store, turn + 1, turn + 1);
    b.stop = true;
    pthread_join(worker, NULL);
    assert_int_equal(b.bad, 0);
    assert_true(b.count > BACKUPS);
    print_message("%d backups over %d turns\n", (int)b.count, (int)turn);
}

static void backup__refuses_a_name_that_is_taken(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX];
    struct store_why why;
    turns_run(f->store, 1, 5);
    fixture_path(f, "backup", path);
    assert_int_equal(store_backup(f->store, path, NULL, NULL), ERR_OK);
    assert_int_equal(store_backup(f->store, path, NULL, &why), ERR_EXISTS);
    fixture_path(f, "no such folder/backup", path);
    assert_int_equal(store_backup(f->store, path, NULL, &why), ERR_NOT_FOUND);
}

static void backup__holds_no_key(void **state) {
    struct fixture *f = *state;
    struct seal_ring *ring;
    char path[PATH_MAX], key_path[PATH_MAX];
    unsigned char key[56], *bytes = malloc(1 << 22);
    assert_int_equal(seal_ring_create(&ring, f->data), ERR_OK);
    assert_int_equal(seal_prepare(ring, 7, 20000), ERR_OK);
    seal_ring_destroy(&ring);
    turns_run(f->store, 1, 50);
    fixture_path(f, "backup", path);
    assert_int_equal(store_backup(f->store, path, NULL, NULL), ERR_OK);
    fixture_path(f, "data/keys/0000000007-0020000.key", key_path);
    int fd = open(key_path, O_RDONLY);
    assert_int_equal(read(fd, key, sizeof key), sizeof key);
    close(fd);
    fd = open(path, O_RDONLY);
    ssize_t size = read(fd, bytes, 1 << 22);
    close(fd);
    assert_in_range(size, 8192, (1 << 22) - 1);
    for (size_t at = 8; at < 40; at += 8)
        assert_null(memmem(bytes, (size_t)size, key + at, 8));
    free(bytes);
}

// --- restore

static void make_backup(struct fixture *f, char ret_path[PATH_MAX]) {
    turns_run(f->store, 1, 120);
    fixture_path(f, "backup", ret_path);
    assert_int_equal(store_backup(f->store, ret_path, NULL, NULL), ERR_OK);
}

static void restore__brings_all_back_under_a_new_epoch(void **state) {
    struct fixture *f = *state;
    char backup[PATH_MAX], path[PATH_MAX];
    struct store_report report;
    make_backup(f, backup);
    fixture_path(f, "restored", path);
    assert_int_equal(store_restore(backup, path, 77, NULL), ERR_OK);
    assert_int_equal(store_verify(path, &report), ERR_OK);
    assert_int_equal(report.meta.epoch, 77);
    assert_int_equal(report.meta.turn, 120);
    struct store *s;
    struct store_options o = {.path = path};
    assert_int_equal(store_open(&s, &o, NULL), ERR_OK);
    assert_int_equal(store_begin(s), ERR_OK);
    assert_true(turns_hold(store_tables(s), 120));
    store_close(&s);
}

static void restore__keeps_the_store_it_replaces(void **state) {
    struct fixture *f = *state;
    char backup[PATH_MAX], path[PATH_MAX];
    struct store_report report;
    make_backup(f, backup);
    turns_run(f->store, 121, 150);
    assert_int_equal(store_restore(backup, f->data, 77, NULL), ERR_BUSY);
    store_close(&f->store);
    assert_int_equal(store_restore(backup, f->data, 77, NULL), ERR_OK);
    assert_int_equal(store_verify(f->data, &report), ERR_OK);
    assert_int_equal(report.meta.turn, 120);
    fixture_path(f, "data/state.mdb.old", path);
    assert_int_equal(store_verify(path, &report), ERR_OK);
    assert_int_equal(report.meta.turn, 150);
}

static void restore__refuses_a_rotten_backup_and_changes_nothing(void **state) {
    struct fixture *f = *state;
    char backup[PATH_MAX];
    unsigned char byte;
    struct store_report report;
    struct store_why why;
    make_backup(f, backup);
    store_close(&f->store);
    int fd = open(backup, O_RDWR);
    assert_int_equal(pread(fd, &byte, 1, 3 * 4096 - 30), 1);
    byte ^= 1;
    assert_int_equal(pwrite(fd, &byte, 1, 3 * 4096 - 30), 1);
    close(fd);
    assert_int_equal(store_restore(backup, f->data, 77, &why), ERR_CORRUPT);
    assert_true(strlen(why.text) > 0);
    assert_int_equal(store_verify(f->data, &report), ERR_OK);
    assert_int_equal(report.meta.epoch, EPOCH);
}

// --- the power is cut

struct cut {
    struct fixture *f;
    char data[PATH_MAX]; // the folder that was recorded
    char before[PATH_MAX];
    char scratch[PATH_MAX];
    char log[PATH_MAX];
    char backup[PATH_MAX];
    long old_count;
    long new_count;
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

static struct powercut_result replay(struct cut *c, powercut_cb cb, bool ignore_syncs) {
    struct powercut_options o = {
        .log = c->log,
        .before = c->before,
        .scratch = c->scratch,
        .seed = 11,
        .samples = getenv("HALLQ_LONG") ? SAMPLES_LONG : SAMPLES,
        .tear_bytes = TEAR_BYTES,
        .ignore_syncs = ignore_syncs,
    };
    struct powercut_result result;
    c->old_count = c->new_count = 0;
    assert_true(powercut_replay(&o, cb, c, &result));
    print_message("%d states of %d entries, %d syncs, up to %d pending: %ld old, %ld new, %d bad\n",
                  (int)result.states, (int)result.entries, (int)result.syncs,
                  (int)result.pending_max, c->old_count, c->new_count, (int)result.bad);
    return result;
}

// No store and one can be made, or the whole store; only the store once it was promised.
static bool is_none_or_created(void *arg, const char *folder, uint64_t mark) {
    struct cut *c = arg;
    struct store_report report;
    int err = store_verify(folder, &report);
    if (err == ERR_NOT_FOUND && mark == 0) {
        c->old_count++;
        return store_create(folder, EPOCH, NULL) == ERR_OK &&
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

// The store as it was, or the restored one.
static bool is_old_or_restored(void *arg, const char *folder, uint64_t mark) {
    struct cut *c = arg;
    struct store_report report;
    if (store_verify(folder, &report) != ERR_OK)
        return false;
    bool is_new = report.meta.epoch == EPOCH + 1 && report.meta.turn == 120;
    bool is_old = report.meta.epoch == EPOCH && report.meta.turn == 3 && mark == 0;
    c->new_count += is_new;
    c->old_count += is_old;
    return is_new || is_old;
}

static void copy_state(const char *from, const char *to) {
    char command[2 * PATH_MAX + 64];
    snprintf(command, sizeof command, "cp %s/state.mdb %s/state.mdb", from, to);
    assert_int_equal(system(command), 0);
}

static void powercut__in_restore_leaves_the_old_store_or_the_new(void **state) {
    struct fixture *f = *state;
    struct cut c;
    char step[PATH_MAX + 16];
    cut_init(&c, f);
    make_backup(f, c.backup);
    const char *const make_old[] = {"create", "turns=3", NULL};
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
    struct store_options o = {.path = folder, .unsynced = true};
    if (store_open(&s, &o, NULL) != ERR_OK)
        return false;
    int err = turn_run(s, turn + 1);
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
    return err == ERR_OK && report.meta.turn >= mark && report.meta.turn <= mark + 1 &&
           report.rows[TABLE_JOURNAL] == report.meta.turn && goes_on(folder, report.meta.turn);
}

static void powercut__in_a_turn_loses_no_turn_that_was_promised(void **state) {
    struct cut c;
    cut_init(&c, *state);
    record(&c, (const char *const[]){"create", "turns=12", NULL});
    assert_int_equal(replay(&c, holds_the_promised, false).bad, 0);
    assert_true(replay(&c, holds_the_promised, true).bad > 0);
}

// The key once promised is there and whole; before that, a new one can be made.
static bool has_the_promised_key(void *arg, const char *folder, uint64_t mark) {
    struct cut *c = arg;
    struct seal_ring *ring;
    if (seal_ring_create(&ring, folder) != ERR_OK)
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
        TEST(create__refuses_to_touch_a_store),
        TEST(create__takes_a_folder_that_is_there),
        TEST(backup__under_load_is_a_prefix_of_the_turns),
        TEST(backup__refuses_a_name_that_is_taken),
        TEST(backup__holds_no_key),
        TEST(restore__brings_all_back_under_a_new_epoch),
        TEST(restore__keeps_the_store_it_replaces),
        TEST(restore__refuses_a_rotten_backup_and_changes_nothing),
        TEST(powercut__in_create_leaves_a_store_or_none),
        TEST(powercut__in_restore_leaves_the_old_store_or_the_new),
        TEST(powercut__in_a_turn_loses_no_turn_that_was_promised),
        TEST(powercut__in_making_a_key_leaves_a_key_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
