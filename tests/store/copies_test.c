// Whole stores: made, backed up, restored.
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
#include "broker/store/copies/backup.h"
#include "broker/store/copies/create.h"
#include "broker/store/rot/verify.h"
#include "tests/store/fixture.h"

#define BACKUPS 10
#define TURNS_MAX 200000 // a limit for a worker that gets no time

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
    assert_int_equal(store_create(f->data, 1, STORE_KEYS_UNSAID, &why), ERR_BUSY);
    turns_run(f->store, 1, 3);
    store_close(&f->store);
    assert_int_equal(store_create(f->data, 1, STORE_KEYS_UNSAID, &why), ERR_EXISTS);
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
    assert_int_equal(store_create(path, 5, STORE_KEYS_UNSAID, NULL), ERR_OK);
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
    assert_int_equal(seal_ring_create(&ring, f->data, NULL, 0), ERR_OK);
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
    assert_int_equal(restore_into(backup, path, 77, NULL), ERR_OK);
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
    assert_int_equal(restore_into(backup, f->data, 77, NULL), ERR_BUSY);
    store_close(&f->store);
    assert_int_equal(restore_into(backup, f->data, 77, NULL), ERR_OK);
    assert_int_equal(store_verify(f->data, &report), ERR_OK);
    assert_int_equal(report.meta.turn, 120);
    fixture_path(f, "data/before-restore-1", path);
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
    assert_int_equal(restore_into(backup, f->data, 77, &why), ERR_CORRUPT);
    assert_true(strlen(why.text) > 0);
    assert_int_equal(store_verify(f->data, &report), ERR_OK);
    assert_int_equal(report.meta.epoch, EPOCH);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
