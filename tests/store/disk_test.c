// Disks that say no: full ones (a small tmpfs), and calls that fail (fail.so).
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "broker/store/copies/create.h"
#include "broker/store/rot/verify.h"
#include "broker/store/tables/room.h"
#include "tests/store/fixture.h"
#include "tests/store/run.h"

#define SMALL_DISK "size=4m"
#define TURNS_MAX 20000 // more than fit
#define ROUNDS 100
#define TRIES 5
#define SMALL_LOG "log=65536" // so that a checkpoint comes now and then

// --- a small disk

struct disk {
    char path[PATH_MAX / 2];
    char data[PATH_MAX];
    char ballast[PATH_MAX];
    struct store *store;
    uint64_t turn; // last one durable
};

static const char *no_mounts; // why not

static bool file_write(const char *path, const char *text) {
    int fd = open(path, O_WRONLY);
    bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    close(fd);
    return written;
}

// Root of a name space of users, in which nobody else is anybody: who has no number there can make
// no file.
static bool user_unshare(unsigned uid, unsigned gid) {
    char uids[32], gids[32];
    snprintf(uids, sizeof uids, "0 %u 1", uid);
    snprintf(gids, sizeof gids, "0 %u 1", gid);
    return unshare(CLONE_NEWUSER) == 0 && file_write("/proc/self/setgroups", "deny") &&
           file_write("/proc/self/uid_map", uids) && file_write("/proc/self/gid_map", gids);
}

// In a name space of its own, so that nothing is left mounted; without root, in a user's one.
static int group_setup(void **state) {
    unsigned uid = geteuid(), gid = getegid();
    (void)state;
    if ((uid && !user_unshare(uid, gid)) || unshare(CLONE_NEWNS) != 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        no_mounts = strerror(errno);
    return 0;
}

static bool disk_init(struct disk *d, bool unsynced) {
    struct store_why why;
    *d = (struct disk){.store = NULL};
    make_folder(d->path, sizeof d->path, false);
    if (no_mounts || mount("tmpfs", d->path, "tmpfs", 0, SMALL_DISK) != 0) {
        print_message("cannot mount a small disk: %s\n", no_mounts ? no_mounts : strerror(errno));
        remove_folder(d->path);
        return false;
    }
    snprintf(d->data, sizeof d->data, "%s/data", d->path);
    snprintf(d->ballast, sizeof d->ballast, "%s/ballast", d->path);
    assert_int_equal(store_create(d->data, EPOCH, STORE_KEYS_UNSAID, &why), ERR_OK);
    struct store_options o = {
        .path = d->data, .map_bytes = 64 << 20, .redo_bytes = 64 << 10, .unsynced = unsynced};
    assert_int_equal(store_open(&d->store, &o, &why), ERR_OK);
    return true;
}

static void disk_fini(struct disk *d) {
    store_close(&d->store);
    umount2(d->path, MNT_DETACH);
    remove_folder(d->path);
}

static struct store_stats disk_stats(struct disk *d) {
    struct store_stats stats;
    store_stats_get(d->store, &stats);
    return stats;
}

// Takes all that is free.
static void disk_fill(struct disk *d) {
    static const char block[4096];
    int fd = open(d->ballast, O_WRONLY | O_CREAT | O_APPEND, 0600);
    assert_true(fd >= 0);
    while (write(fd, block, sizeof block) > 0) {
    }
    close(fd);
}

static void disk_free(struct disk *d) {
    unlink(d->ballast);
}

static void disk_free_some(struct disk *d, uint64_t bytes) {
    struct stat st;
    assert_int_equal(stat(d->ballast, &st), 0);
    assert_int_equal(truncate(d->ballast, st.st_size - (off_t)bytes), 0);
}

static bool holds(struct disk *d) {
    bool ok = store_begin(d->store) == ERR_OK && turns_hold(store_tables(d->store), d->turn);
    store_abort(d->store);
    return ok;
}

// Turns until the disk is full.
static void run_until_full(struct disk *d) {
    int err = ERR_OK;
    for (int i = 0; i < TURNS_MAX && !err; i++) {
        err = turn_run(d->store, d->turn + 1);
        d->turn += !err;
    }
    if (err != ERR_DISK_FULL)
        fail_msg("turn %d: %s: %s", (int)d->turn + 1, err_text(err), store_why(d->store));
}

static void refuse_and_read(struct disk *d) {
    for (int i = 0; i < TRIES; i++) {
        assert_int_equal(turn_run(d->store, d->turn + 1), ERR_DISK_FULL);
        assert_true(holds(d));
    }
}

static void full_disk__refuses_reads_on_and_recovers(void **state) {
    struct disk d;
    struct store_report report;
    (void)state;
    if (!disk_init(&d, false))
        skip();
    disk_fill(&d);
    run_until_full(&d);
    refuse_and_read(&d);
    disk_free(&d);
    run_until_full(&d); // of itself, without opening again
    assert_true(d.turn > 100);
    refuse_and_read(&d);
    store_close(&d.store);
    assert_int_equal(store_verify(d.data, &report), ERR_OK);
    assert_int_equal(report.meta.turn, d.turn);
    disk_fini(&d);
}

// What was reserved is there for the tables when somebody else has taken the rest.
static void full_disk__leaves_the_room_made_before(void **state) {
    struct disk d;
    (void)state;
    if (!disk_init(&d, false))
        skip();
    turns_run(d.store, 1, d.turn = 20);
    disk_fill(&d);
    struct store_stats before = disk_stats(&d);
    run_until_full(&d);
    struct store_stats after = disk_stats(&d);
    assert_true(before.file_bytes >= before.used_bytes + ROOM_STEP_BYTES / 2);
    assert_true(after.file_bytes < after.used_bytes + ROOM_STEP_BYTES / 2);
    assert_int_equal(after.file_bytes, before.file_bytes);
    assert_true(holds(&d));
    disk_fini(&d);
}

// Less than a step, but enough for a turn.
static void full_disk__gives_what_it_has(void **state) {
    const uint64_t some_bytes = ROOM_STEP_BYTES / 8 * 5;
    struct disk d;
    (void)state;
    if (!disk_init(&d, false))
        skip();
    disk_fill(&d);
    run_until_full(&d);
    uint64_t file_bytes = disk_stats(&d).file_bytes;
    disk_free_some(&d, some_bytes);
    assert_int_equal(turn_run(d.store, d.turn + 1), ERR_OK);
    d.turn++;
    assert_int_equal(disk_stats(&d).file_bytes, file_bytes + some_bytes);
    run_until_full(&d);
    assert_true(holds(&d));
    disk_fini(&d);
}

// The disk fills up after any number of turns, in the middle of any of them.
static void full_disk__leaves_no_turn_half_done(void **state) {
    struct disk d;
    uint64_t first;
    (void)state;
    if (!disk_init(&d, true)) // without room ahead LMDB itself meets the end of the disk
        skip();
    for (int round = 0; round < ROUNDS; round++) {
        first = d.turn;
        disk_fill(&d);
        run_until_full(&d);
        refuse_and_read(&d);
        disk_free(&d);
        assert_int_equal(turn_run(d.store, d.turn + 1), ERR_OK);
        d.turn++;
        assert_true(holds(&d));
    }
    print_message("%d turns, the last round %d\n", (int)d.turn, (int)(d.turn - first));
    disk_fini(&d);
}

// --- calls that fail

struct bad_call {
    const char *file;
    const char *call;
    const char *with;
    int err;
    bool stays;        // and all after it
    const char *turns; // NULL: 5
};

#define FINE_RUNS 3 // in a row

static struct run_result run_turns(const char *data, const char *const *env, const char *turns) {
    const char *const steps[] = {SMALL_LOG, turns, NULL};
    struct run_result result;
    run_steps(
        &(struct run){.shim = env ? "fail" : NULL, .env = env, .folder = data, .steps = steps},
        &result);
    return result;
}

// The Nth call fails, for N = 1 until none does. (One alone may be survived: naming the log at a start
// is tried again with the first turn.) Each time the process stops with that error; what
// it promised is there, and the next one goes on. Returns for how many N it failed.
static int fail_each(const struct bad_call *bad) {
    char file[32], at[32], call[32], with[32], count[32], top[PATH_MAX / 2], data[PATH_MAX];
    const char *env[] = {file, at, call, with, count, NULL};
    struct store_report report;
    struct run_result result = {.status = bad->err};
    int n = 0, points = 0, fine = 0, promised = 0;
    make_folder(top, sizeof top, false);
    snprintf(data, sizeof data, "%s/data", top);
    snprintf(file, sizeof file, "FAIL_FILE=/%s", bad->file);
    snprintf(call, sizeof call, "FAIL_CALL=%s", bad->call);
    snprintf(with, sizeof with, "FAIL_WITH=%s", bad->with);
    snprintf(count, sizeof count, "FAIL_COUNT=%d", bad->stays ? 0 : 1);
    assert_int_equal(store_create(data, EPOCH, STORE_KEYS_UNSAID, NULL), ERR_OK);
    while (fine < FINE_RUNS) {
        snprintf(at, sizeof at, "FAIL_AT=%d", ++n);
        result = run_turns(data, env, bad->turns ? bad->turns : "turns=5");
        if (result.status && result.status != bad->err)
            fail_msg("%s %s %s %d: status %d, %s", bad->file, bad->call, bad->with, n,
                     result.status, result.said);
        promised = result.last_turn ? (int)result.last_turn : promised;
        assert_int_equal(store_verify(data, &report), ERR_OK);
        assert_in_range(report.meta.turn, promised, promised + (result.status != 0));
        promised = (int)report.meta.turn;
        points += result.status != 0;
        fine = result.status ? 0 : fine + 1;
        assert_in_range(n, 1, 60);
    }
    print_message("%s %s %s: %d points\n", bad->file, bad->call, bad->with, points);
    assert_in_range(points, bad->err ? 1 : 0, 60);
    remove_folder(top);
    return points;
}

static void io_error__stops_the_process_and_keeps_the_promise(void **state) {
    (void)state;
    fail_each(&(struct bad_call){"redo.log", "sync", "EIO", ERR_IO});
    fail_each(&(struct bad_call){"redo.log", "write", "EIO", ERR_IO});
    fail_each(&(struct bad_call){"redo.log", "sync", "ENOSPC", ERR_IO});
    fail_each(&(struct bad_call){"state.mdb", "sync", "EIO", ERR_IO});
    fail_each(&(struct bad_call){"state.mdb", "write", "EIO", ERR_IO});
    fail_each(&(struct bad_call){"state.mdb", "meta", "EIO", ERR_IO});
}

static void full_disk__at_any_call_is_told_apart_from_an_io_error(void **state) {
    (void)state;
    fail_each(&(struct bad_call){"state.mdb", "sync", "ENOSPC", ERR_DISK_FULL});
    fail_each(&(struct bad_call){"state.mdb", "write", "EDQUOT", ERR_DISK_FULL});
}

// With so many turns the file grows several times.
#define GROWING "turns=2000"

static void reservation__that_fails_at_any_growth_keeps_the_promise(void **state) {
    static const struct bad_call bad[] = {
        {"state.mdb", "reserve", "EIO", ERR_IO, false, GROWING},
        {"state.mdb", "reserve", "ENOSPC", ERR_DISK_FULL, true, GROWING},
        {"state.mdb", "reserve", "EDQUOT", ERR_DISK_FULL, true, GROWING},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_true(fail_each(&bad[i]) >= 2);
}

// Not for all at once, but part by part.
static void reservation__that_fails_once_is_asked_for_again(void **state) {
    static const char *const with[] = {"FAIL_WITH=EINTR", "FAIL_WITH=ENOSPC", "FAIL_WITH=EDQUOT"};
    struct store_report report;
    (void)state;
    for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
        const char *const env[] = {"FAIL_FILE=/state.mdb", "FAIL_CALL=reserve", with[i], NULL};
        struct fixture f;
        fixture_init(&f, 0, false);
        store_close(&f.store);
        uint64_t before_bytes = fixture_file_bytes(&f);
        struct run_result result = run_turns(f.data, env, "turns=5");
        assert_int_equal(result.status, ERR_OK);
        assert_int_equal(store_verify(f.data, &report), ERR_OK);
        assert_int_equal(report.meta.turn, 5);
        assert_true(fixture_file_bytes(&f) >= before_bytes + ROOM_STEP_BYTES);
        fixture_fini(&f);
    }
}

static void reservation__is_written_where_the_file_system_has_none(void **state) {
    const char *const steps[] = {"unreserving", "turns=5", NULL};
    struct fixture f;
    struct run_result result;
    struct store_report report;
    (void)state;
    fixture_init(&f, 0, false);
    store_close(&f.store);
    uint64_t before_bytes = fixture_file_bytes(&f);
    run_steps(&(struct run){.folder = f.data, .steps = steps}, &result);
    uint64_t after_bytes = fixture_file_bytes(&f);
    int err = store_verify(f.data, &report);
    fixture_fini(&f);
    if (result.status == ERR_DENIED)
        skip(); // no filters here
    assert_int_equal(result.status, ERR_OK);
    assert_int_equal(err, ERR_OK);
    assert_int_equal(report.meta.turn, 5);
    assert_true(after_bytes >= before_bytes + ROOM_STEP_BYTES);
}

// A file system that copies on write may have no room for what was written before.
static void full_disk__under_the_log_makes_each_turn_a_checkpoint(void **state) {
    const char *const env[] = {"FAIL_FILE=/redo.log", "FAIL_CALL=write", "FAIL_WITH=ENOSPC",
                               "FAIL_COUNT=0", NULL};
    struct fixture f;
    struct store_report report;
    (void)state;
    fixture_init(&f, 0, false);
    store_close(&f.store);
    struct run_result result = run_turns(f.data, env, "turns=5");
    assert_int_equal(result.status, ERR_OK);
    assert_int_equal(result.last_turn, 5);
    assert_int_equal(store_verify(f.data, &report), ERR_OK);
    assert_int_equal(report.rows[TABLE_JOURNAL], 5);
    fixture_fini(&f);
}

static void full_disk__is_met_before_the_checkpoint(void **state) {
    const char *const env[] = {"FAIL_FILE=/state.mdb", "FAIL_CALL=reserve", "FAIL_WITH=ENOSPC",
                               "FAIL_COUNT=0", NULL};
    struct fixture f;
    struct store_report before, after;
    (void)state;
    fixture_init(&f, 0, false);
    store_close(&f.store);
    assert_int_equal(store_verify(f.data, &before), ERR_OK);
    struct run_result result = run_turns(f.data, env, "turns=1");
    assert_int_equal(result.status, ERR_DISK_FULL);
    assert_non_null(strstr(result.said, "no room to grow into"));
    assert_int_equal(store_verify(f.data, &after), ERR_OK);
    assert_int_equal(after.checkpoint, before.checkpoint);
    assert_int_equal(after.meta.turn, before.meta.turn);
    fixture_fini(&f);
}

static void slow_disk__makes_turns_slow_not_wrong(void **state) {
    const char *const env[] = {"SLOW_US=2000", NULL};
    const char *const steps[] = {"create", "turns=20", NULL};
    char top[PATH_MAX / 2], data[PATH_MAX];
    struct run_result result;
    struct store_report report;
    (void)state;
    make_folder(top, sizeof top, false);
    snprintf(data, sizeof data, "%s/data", top);
    run_steps(&(struct run){.shim = "slowsync", .env = env, .folder = data, .steps = steps},
              &result);
    assert_int_equal(result.last_turn, 20);
    assert_int_equal(store_verify(data, &report), ERR_OK);
    remove_folder(top);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, group_setup, NULL);
}
