// store-steps - works on a data folder step by step, for tests that make the process fail, kill it,
// or write down what it asks of the disk.
//
//   store-steps FOLDER STEP...
//
//   log=BYTES        size of a redo log made from here on
//   create           a store with the fixture's epoch
//   turns=N          N turns after the last stored one; says "turn T" and marks T after each; then
//   a
//                    checkpoint
//   leave=N          N turns in the same way, then the process ends at once, with the store open
//   restore=FILE     a store from a backup, with the epoch after the fixture's
//   backup=FILE
//   prepare=DAY      the key of hall 7 for the day; marks DAY
//   destroy=DAY      the keys of hall 7 up to the day
//   mark=N           marks N
//   unreserving      from here on the kernel can reserve no blocks, as on some file systems
//
// Exit status: the error code of the first step that fails; it is said on stderr.
#include <dlfcn.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "broker/seal/seal.h"
#include "broker/store/copies/backup.h"
#include "broker/store/copies/create.h"
#include "broker/store/tables/meta.h"
#include "tests/faults/shim/record.h"
#include "tests/store/fixture.h"

#define HALL 7

static struct store_why why;
static uint64_t log_bytes;

static void mark(uint64_t at) {
    void (*record)(uint64_t) = NULL;
    *(void **)&record = dlsym(RTLD_DEFAULT, "record_mark"); // where record.so is preloaded
    if (record)
        record(at);
}

static int open_store(const char *folder, struct store **ret) {
    struct store_report report;
    struct store_options o = {.path = folder, .redo_bytes = log_bytes};
    int err = store_open(ret, &o, &why);
    if (!err)
        err = store_verify_start(*ret, &report, &why);
    if (err)
        store_close(ret);
    return err;
}

static int last_turn(struct store *s, uint64_t *ret_turn) {
    struct store_meta meta;
    int err = store_begin(s);
    if (!err)
        err = store_meta_get(store_tables(s), &meta);
    *ret_turn = err ? 0 : meta.turn;
    store_abort(s);
    return err;
}

static int do_turns(struct store *s, const char *count) {
    uint64_t turn;
    int err = last_turn(s, &turn);
    for (long left = atol(count); left > 0 && !err; left--) {
        err = turn_run(s, ++turn);
        if (err)
            break;
        mark(turn);
        printf("turn %llu\n", (unsigned long long)turn);
        fflush(stdout);
    }
    return err;
}

static int step_turns(const char *folder, const char *count) {
    struct store *s;
    int err = open_store(folder, &s);
    if (err)
        return err;
    err = do_turns(s, count);
    if (!err)
        err = store_checkpoint(s);
    if (err) {
        snprintf(why.text, sizeof why.text, "%s", store_why(s));
        if (err == ERR_IO && store_begin(s) != ERR_IO)
            err = ERR_INVALID; // it must not go on
    }
    store_close(&s);
    return err;
}

static int step_leave(const char *folder, const char *count) {
    struct store *s;
    int err = open_store(folder, &s);
    if (!err)
        err = do_turns(s, count);
    if (err)
        return err;
    _exit(0);
}

static int step_log(const char *folder, const char *bytes) {
    (void)folder;
    log_bytes = (uint64_t)atoll(bytes);
    return ERR_OK;
}

static int step_create(const char *folder, const char *value) {
    (void)value;
    return store_create(folder, EPOCH, STORE_KEYS_UNSAID, &why);
}

static int step_restore(const char *folder, const char *file) {
    return restore_into(file, folder, EPOCH + 1, &why);
}

static int step_backup(const char *folder, const char *file) {
    struct store *s;
    int err = open_store(folder, &s);
    if (err)
        return err;
    err = store_backup(s, file, NULL, &why);
    store_close(&s);
    return err;
}

static int with_ring(const char *folder, int (*step)(struct seal_ring *, uint32_t, int32_t),
                     const char *day) {
    struct seal_ring *ring;
    int err = seal_ring_create(&ring, folder, NULL, 0);
    if (!err)
        err = step(ring, HALL, atoi(day));
    seal_ring_destroy(&ring);
    return err;
}

static int step_prepare(const char *folder, const char *day) {
    int err = with_ring(folder, seal_prepare, day);
    if (!err)
        mark((uint64_t)atol(day));
    return err;
}

static int step_destroy(const char *folder, const char *day) {
    return with_ring(folder, seal_destroy_upto, day);
}

static int step_mark(const char *folder, const char *at) {
    (void)folder;
    mark((uint64_t)atol(at));
    return ERR_OK;
}

// By a filter of system calls: posix_fallocate makes its own, which no preloaded library sees.
static int step_unreserving(const char *folder, const char *value) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fallocate, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    (void)folder, (void)value;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        return ERR_DENIED;
    return ERR_OK;
}

static const struct {
    const char *name;
    int (*step)(const char *folder, const char *value);
} steps[] = {
    {"create", step_create},   {"turns", step_turns},
    {"restore", step_restore}, {"backup", step_backup},
    {"prepare", step_prepare}, {"destroy", step_destroy},
    {"mark", step_mark},       {"leave", step_leave},
    {"log", step_log},         {"unreserving", step_unreserving},
};

static int run(const char *folder, char *step) {
    char *value = strchr(step, '=');
    if (value)
        *value++ = 0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (strcmp(steps[i].name, step) == 0)
            return steps[i].step(folder, value ? value : "");
    }
    return ERR_INVALID;
}

int main(int argc, char **argv) {
    for (int i = 2; i < argc; i++) {
        int err = run(argv[1], argv[i]);
        if (err) {
            fprintf(stderr, "%s: %s: %s\n", argv[i], err_text(err), why.text);
            return err;
        }
    }
    return argc > 2 ? 0 : ERR_INVALID;
}
