// What belongs together knows it: a file that is missing, cut, older or another store's is noticed by
// verify and by the start, which change nothing; and there are ways on.
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
#include "broker/store/copies/restore.h"
#include "broker/store/redo/redo.h"
#include "broker/store/rot/pages.h"
#include "broker/store/rot/verify.h"
#include "tests/store/fixture.h"

#define SMALL_LOG (64u << 10)
#define CLOSED_AT 20 // turns
#define KILLED_AT 25
#define LATER_AT 28

static struct store_options options(const struct fixture *f) {
    return (struct store_options){.path = f->data, .redo_bytes = SMALL_LOG, .unsynced = true};
}

static int try_open(struct fixture *f, struct store_why *ret_why) {
    struct store_options o = options(f);
    return store_open(&f->store, &o, ret_why);
}

static void run(struct store *s, uint64_t from, uint64_t to) {
    for (uint64_t turn = from; turn <= to; turn++)
        assert_int_equal(turn_run(s, turn), ERR_OK);
}

// Turns of a process that is killed, with a checkpoint after `checkpoint_at` if that is one of them.
static void run_and_die(struct fixture *f, uint64_t from, uint64_t to, uint64_t checkpoint_at) {
    store_close(&f->store);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        if (try_open(f, NULL))
            _exit(1);
        for (uint64_t turn = from; turn <= to; turn++) {
            run(f->store, turn, turn);
            if (turn == checkpoint_at)
                store_checkpoint(f->store);
        }
        kill(getpid(), SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
}

static void assert_holds(struct fixture *f, uint64_t turn) {
    struct store_why why;
    if (!f->store && try_open(f, &why))
        fail_msg("%s", why.text);
    assert_int_equal(store_begin(f->store), ERR_OK);
    assert_true(turns_hold(store_tables(f->store), turn));
    store_abort(f->store);
}

static void shell(const struct fixture *f, const char *line) {
    char command[PATH_MAX + 512];
    snprintf(command, sizeof command, "cd '%s' && %s", f->top, line);
    assert_int_equal(system(command), 0);
}

// A store closed after CLOSED_AT turns, whose folder is kept as `closed`; then one that was killed
// after KILLED_AT, kept as `killed`; then the same, started again and killed after LATER_AT, kept as
// `later`, before a checkpoint of what it did since. `other` is another store, killed too.
// `backup` is one of the closed store.
static int setup(void **state) {
    struct fixture *f = calloc(1, sizeof *f), other;
    char backup[PATH_MAX];
    fixture_init(f, 0, true);
    store_close(&f->store);
    shell(f, "rm data/redo.log");
    assert_int_equal(try_open(f, NULL), ERR_OK);
    run(f->store, 1, CLOSED_AT);
    store_close(&f->store);
    shell(f, "cp -a data closed");
    assert_int_equal(try_open(f, NULL), ERR_OK);
    fixture_path(f, "backup", backup);
    assert_int_equal(store_backup(f->store, backup, NULL, NULL), ERR_OK);
    store_close(&f->store);
    shell(f, "rm -rf data && cp -a closed data");
    run_and_die(f, CLOSED_AT + 1, KILLED_AT, CLOSED_AT + 2);
    shell(f, "cp -a data killed");
    run_and_die(f, KILLED_AT + 1, LATER_AT, 0);
    shell(f, "cp -a data later && rm -rf data && cp -a killed data");
    other = *f;
    fixture_path(f, "other", other.data);
    assert_int_equal(store_create(other.data, EPOCH + 9, STORE_KEYED, NULL), ERR_OK);
    run_and_die(&other, 1, KILLED_AT + 5, 0);
    *state = f;
    return 0;
}

static int teardown(void **state) {
    fixture_fini(*state);
    free(*state);
    return 0;
}

static void back_to(const struct fixture *f, const char *kept) {
    char line[64];
    snprintf(line, sizeof line, "rm -rf data && cp -a %s data", kept);
    shell(f, line);
}

static const struct {
    const char *done; // a shell's line, in the folder above `data`
    enum store_lack lack;
    uint64_t left; // turn that what is there ends with; 0: nothing can be gone on with
} slips[] = {
    {"rm data/redo.log", STORE_LACK_LOG, CLOSED_AT + 2},
    {"rm data/redo.log data/lock", STORE_LACK_LOG, CLOSED_AT + 2},
    {": > data/redo.log", STORE_LACK_PART, CLOSED_AT + 2},
    {"truncate -s 4096 data/redo.log", STORE_LACK_PART, CLOSED_AT + 3},
    {"truncate -s -1 data/redo.log", STORE_LACK_PART, KILLED_AT},
    {"truncate -s +4096 data/redo.log", STORE_LACK_PART, KILLED_AT},
    {"dd if=/dev/zero of=data/redo.log bs=4096 count=17 conv=notrunc 2>/dev/null", STORE_LACK_PART,
     CLOSED_AT + 2},
    {"dd if=/dev/zero of=data/redo.log bs=4096 count=16 conv=notrunc 2>/dev/null", STORE_LACK_TURNS,
     CLOSED_AT + 2},
    {"dd if=/dev/zero of=data/redo.log bs=4096 count=1 conv=notrunc 2>/dev/null", STORE_LACK_MIDST,
     CLOSED_AT + 2},
    {"dd if=/dev/zero of=data/redo.log bs=4096 seek=2 count=1 conv=notrunc 2>/dev/null",
     STORE_LACK_TURNS, KILLED_AT - 1},
    {"cp other/redo.log data/redo.log", STORE_LACK_PART, CLOSED_AT + 2},
    {"cp other/redo.log data/redo.log && rm data/lock", STORE_LACK_PART, CLOSED_AT + 2},
    {"cp closed/redo.log data/redo.log", STORE_LACK_PART, CLOSED_AT + 2},
    {"cp closed/redo.log closed/lock data", STORE_LACK_PART, CLOSED_AT + 2},
    {"cp closed/redo.log data && rm data/lock", STORE_LACK_PART, CLOSED_AT + 2},
    {"cp later/state.mdb data", STORE_LACK_PART, KILLED_AT},
    {"cp later/state.mdb later/lock data", STORE_LACK_PART, KILLED_AT},
    {"cp later/* data && cp killed/redo.log killed/lock data", STORE_LACK_PART, KILLED_AT},
    {"cp later/* data && cp closed/redo.log closed/lock data", STORE_LACK_PART, KILLED_AT},
    {"cp later/* data && cp killed/redo.log data && rm data/lock", STORE_LACK_PART, KILLED_AT},
    {"cp later/* data && cp killed/state.mdb data", STORE_LACK_PART, CLOSED_AT + 2},
    {"cp later/* data && cp killed/state.mdb killed/lock data", STORE_LACK_PART, CLOSED_AT + 2},
    {"cp closed/state.mdb data/state.mdb", STORE_LACK_TURNS, CLOSED_AT},
    {"cp closed/state.mdb data/state.mdb && rm data/lock", STORE_LACK_TURNS, CLOSED_AT},
    {"cp closed/state.mdb closed/redo.log data", STORE_LACK_TURNS, CLOSED_AT},
    {"cp closed/state.mdb data && rm data/redo.log", STORE_LACK_TURNS, CLOSED_AT},
    {"cp backup data/state.mdb && rm data/redo.log data/lock", STORE_LACK_BACKUP, CLOSED_AT},
    {"cp backup data/state.mdb && rm data/redo.log", STORE_LACK_BACKUP, CLOSED_AT},
    {"cp backup data/state.mdb && cp closed/redo.log closed/lock data", STORE_LACK_BACKUP,
     CLOSED_AT},
    {"rm -r data && mkdir data && cp backup data/state.mdb", STORE_LACK_BACKUP, CLOSED_AT},
    {"cp other/state.mdb data/state.mdb", STORE_LACK_PART, 0},
    {"cp other/state.mdb other/redo.log data", STORE_LACK_STATE, 0},
};

static void assert_refused(struct fixture *f, const char *done, enum store_lack lack) {
    struct store_report report;
    struct store_why why;
    shell(f, "rm -rf seen && cp -a data seen");
    int err = store_verify(f->data, &report);
    if (err != ERR_CORRUPT || report.lack != lack)
        fail_msg("%s: verify: %s, lack %d: %s", done, err_text(err), (int)report.lack,
                 report.first.text);
    err = try_open(f, &why);
    if (err != ERR_CORRUPT || !strstr(why.text, "hallq-admin restore") ||
        !strstr(why.text, "hallq-admin accept-loss"))
        fail_msg("%s: start: %s: %s", done, err_text(err), why.text);
    shell(f, "for f in state.mdb redo.log; do cmp -s seen/$f data/$f || ! test -e seen/$f; done");
}

static void slip__of_any_kind_is_refused_and_changes_nothing(void **state) {
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        back_to(f, "killed");
        shell(f, slips[i].done);
        assert_refused(f, slips[i].done, slips[i].lack);
        back_to(f, "killed"); // what was moved is put back
        assert_holds(f, KILLED_AT);
        store_close(&f->store);
    }
}

static void accept_loss__goes_on_with_what_is_there_and_keeps_all(void **state) {
    struct fixture *f = *state;
    char aside[ASIDE_NAME_SIZE];
    struct store_restoring r = {
        .from = f->data, .to = f->data, .new_epoch = EPOCH + 1, .accept_loss = true};
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        if (!slips[i].left)
            continue;
        back_to(f, "killed");
        shell(f, slips[i].done);
        shell(f, "rm -rf seen && cp -a data seen");
        assert_int_equal(store_restore(&r, aside, NULL), ERR_OK);
        assert_string_equal(aside, "before-restore-1");
        shell(f, "for f in state.mdb redo.log; do ! test -e seen/$f || "
                 "cmp -s seen/$f data/before-restore-1/$f || exit 1; done");
        assert_holds(f, slips[i].left);
        run(f->store, slips[i].left + 1, slips[i].left + 3);
        store_close(&f->store);
        assert_int_equal(store_verify(f->data, &(struct store_report){0}), ERR_OK);
    }
}

static void closed__store_needs_no_log(void **state) {
    struct fixture *f = *state;
    back_to(f, "closed");
    shell(f, "rm data/redo.log");
    assert_int_equal(store_verify(f->data, &(struct store_report){0}), ERR_OK);
    assert_holds(f, CLOSED_AT);
    run_and_die(f, CLOSED_AT + 1, CLOSED_AT + 4, 0);
    assert_holds(f, CLOSED_AT + 4);
}

static void killed__store_may_be_moved_whole(void **state) {
    struct fixture *f = *state;
    shell(f, "rm -rf data && mkdir data && cp killed/state.mdb killed/redo.log data");
    assert_holds(f, KILLED_AT);
    store_close(&f->store);
    shell(f, "rm -rf data && cp -r killed data");
    assert_holds(f, KILLED_AT);
}

// A log far too short is replaced while the tables name it; a kill right after finds the new one.
static void log__that_is_replaced_keeps_its_number(void **state) {
    struct fixture *f = *state;
    struct store_options o = {.path = f->data, .redo_bytes = 8 * SMALL_LOG, .unsynced = true};
    run_and_die(f, KILLED_AT + 1, KILLED_AT + 1, KILLED_AT + 1); // nothing is in the log
    for (int i = 0; i < 2; i++) {
        fflush(NULL);
        pid_t pid = fork();
        if (pid == 0) { // dies before the first turn
            int err = store_open(&f->store, &o, NULL);
            _exit(err);
        }
        int status;
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(status, 0);
    }
    assert_holds(f, KILLED_AT + 1);
}

static void create__beside_a_log_that_lost_its_store_is_refused(void **state) {
    struct fixture *f = *state;
    struct store_why why;
    shell(f, "rm data/state.mdb");
    assert_int_equal(store_create(f->data, 1, STORE_KEYED, &why), ERR_EXISTS);
    assert_non_null(strstr(why.text, "redo.log"));
    assert_int_equal(try_open(f, &why), ERR_CORRUPT);
    assert_non_null(strstr(why.text, "state.mdb is missing"));
    back_to(f, "killed");
    assert_holds(f, KILLED_AT);
}

// The mistake, and going back: one command each, nothing is lost.
static void restore__of_what_was_set_aside_brings_all_back(void **state) {
    struct fixture *f = *state;
    char backup[PATH_MAX], first[PATH_MAX], aside[ASIDE_NAME_SIZE];
    struct store_report report;
    struct store_why why;
    fixture_path(f, "closed/state.mdb", backup);
    fixture_path(f, "data/before-restore-1", first);
    struct store_restoring mistake = {.from = backup, .to = f->data, .new_epoch = EPOCH + 1};
    assert_int_equal(store_restore(&mistake, aside, &why), ERR_OK);
    assert_string_equal(aside, "before-restore-1");
    assert_holds(f, CLOSED_AT);
    store_close(&f->store);
    shell(f, "cp -a data/before-restore-1 first");

    char bare[PATH_MAX];
    fixture_path(f, "data/before-restore-1/state.mdb", bare);
    assert_int_equal(store_verify(bare, &report), ERR_CORRUPT);
    assert_int_equal(restore_into(bare, f->data, EPOCH + 2, &why), ERR_INVALID);
    assert_non_null(strstr(why.text, "is no backup"));

    struct store_restoring back = {.from = first, .to = f->data, .new_epoch = EPOCH + 2};
    assert_int_equal(store_restore(&back, aside, &why), ERR_OK);
    assert_string_equal(aside, "before-restore-2");
    assert_holds(f, KILLED_AT);
    store_close(&f->store);
    shell(f, "diff -r first data/before-restore-1");
    assert_int_equal(restore_into(f->data, f->data, 1, &why), ERR_INVALID);
}

// Wherever it lies: in place already, with another's log beside it.
static void restore__takes_the_mark_off_a_backup(void **state) {
    struct fixture *f = *state;
    char in_place[PATH_MAX];
    struct store_report report;
    struct store_why why;
    fixture_path(f, "data/state.mdb", in_place);
    for (int with_log = 0; with_log < 2; with_log++) {
        back_to(f, "killed");
        shell(f, with_log ? "cp backup data/state.mdb"
                          : "cp backup data/state.mdb && rm data/redo.log");
        assert_int_equal(store_verify(in_place, &report), ERR_OK);
        assert_true(report.meta.is_backup);
        assert_int_equal(restore_into(in_place, f->data, EPOCH + 1, &why), ERR_OK);
        assert_int_equal(store_verify(f->data, &report), ERR_OK);
        assert_false(report.meta.is_backup);
        assert_holds(f, CLOSED_AT);
        run(f->store, CLOSED_AT + 1, CLOSED_AT + 2);
        store_close(&f->store);
    }
}

// As restores of earlier versions kept a store.
static void restore__of_state_mdb_old_sees_the_log_beside_it(void **state) {
    struct fixture *f = *state;
    char old[PATH_MAX];
    struct store_why why;
    shell(f, "cp killed/state.mdb data/state.mdb.old && cp killed/redo.log data/redo.log.old");
    fixture_path(f, "data/state.mdb.old", old);
    assert_int_equal(restore_into(old, f->data, 1, &why), ERR_INVALID);
    assert_non_null(strstr(why.text, "redo log beside it"));
    assert_holds(f, KILLED_AT);
}

// A store as versions before the foot left it: the tables name no log, the log has none, and holds
// a turn.
static void old__folder_opens_with_the_turns_of_its_log(void **state) {
    struct fixture *f = *state;
    struct redo_options o = {.folder = f->data, .bytes = options(f).redo_bytes, .lock_fd = -1};
    struct store_report report;
    struct redo_held held;
    struct redo r;
    struct bytes value;
    unsigned char room[8];
    back_to(f, "closed");
    char file[PATH_MAX];
    fixture_path(f, "data/state.mdb", file);
    assert_int_equal(pages_look(file, PAGES_META, &report), ERR_OK);
    redo_init(&r);
    assert_int_equal(redo_open(&r, &o, &report, &held, NULL), ERR_OK);
    redo_put(&r, TABLE_CALL, u64_key(1, room), (struct bytes){"late", 4});
    assert_int_equal(redo_write(&r, CLOSED_AT + 1, TURN_MS, NULL), ERR_OK);
    redo_fini(&r);
    shell(f, ": > data/lock; truncate -s -4096 data/redo.log");
    assert_int_equal(store_verify(f->data, &report), ERR_OK);
    assert_int_equal(report.redo_turns, 1);
    for (int i = 0; i < 2; i++) { // once by its log, once by what became of it
        assert_int_equal(try_open(f, NULL), ERR_OK);
        assert_int_equal(store_begin(f->store), ERR_OK);
        struct tables *t = store_tables(f->store);
        assert_int_equal(t->get(t, TABLE_CALL, u64_key(1, room), &value), ERR_OK);
        store_abort(f->store);
        store_close(&f->store);
    }
    run_and_die(f, CLOSED_AT + 1, CLOSED_AT + 4, 0);
    assert_int_equal(store_verify(f->data, &report), ERR_OK);
    assert_int_equal(report.redo_turns, 4); // the log was taken over
    shell(f, "rm data/redo.log");
    assert_refused(f, "the log of an old folder", STORE_LACK_LOG);
}

static mode_t mode_of(const struct fixture *f, const char *name) {
    char path[PATH_MAX];
    struct stat st;
    fixture_path(f, name, path);
    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 07777;
}

static void files__follow_the_folders_mode(void **state) {
    static const struct {
        mode_t folder, file;
    } modes[] = {{0700, 0600}, {0750, 0640}, {0775, 0660}, {0711, 0600}};
    struct fixture *f = *state;
    char backup[PATH_MAX];
    fixture_path(f, "closed/state.mdb", backup);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        assert_int_equal(chmod(f->data, modes[i].folder), 0);
        assert_int_equal(restore_into(backup, f->data, 50 + i, NULL), ERR_OK);
        assert_holds(f, CLOSED_AT);
        store_close(&f->store);
        assert_int_equal(mode_of(f, "data/state.mdb"), modes[i].file);
        assert_int_equal(mode_of(f, "data/redo.log"), modes[i].file);
        assert_int_equal(mode_of(f, "data/state.mdb-lock"), modes[i].file);
        assert_int_equal(mode_of(f, "data/lock"), modes[i].file);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
