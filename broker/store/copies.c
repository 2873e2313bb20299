// Whole data files: made empty, copied out, brought back. Each is built under a temporary name
// beside its place, synced, renamed, and its folder synced, so that a power cut leaves the old file
// or the new one; what it leaves unfinished is removed by the next who comes by.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/store/fault.h"
#include "broker/store/folder.h"
#include "broker/store/inside.h"
#include "broker/store/pages.h"

#define COPY_CHUNK_BYTES (1u << 20)

// A data folder taken for building, and the two names.
struct place {
    int lock_fd;
    char state[PATH_MAX];
    char unfinished[PATH_MAX];
};

static int place_take(struct place *p, const char *folder, struct store_why *ret_why) {
    p->lock_fd = -1;
    if (ret_why)
        ret_why->text[0] = 0;
    int err = folder_path(folder, FOLDER_STATE, p->state);
    if (!err)
        err = folder_path(folder, FOLDER_STATE_NEW, p->unfinished);
    if (!err)
        err = folder_make(folder, ret_why);
    if (!err)
        err = folder_lock(folder, false, &p->lock_fd, ret_why);
    if (!err)
        unlink(p->unfinished);
    return err;
}

static void place_leave(struct place *p) {
    if (p->lock_fd >= 0)
        close(p->lock_fd);
}

// Opens the unfinished file, does one change in one transaction, closes.
typedef int (*build_cb)(struct txn *t, struct arena *a, const struct store_meta *to);

static int build(const char *file, bool create, build_cb cb, const struct store_meta *to,
                 struct store_why *ret_why) {
    struct env e;
    struct txn t;
    struct arena a;
    int err = env_open(&e, file, 0, MDB_NOLOCK, create, ret_why);
    if (err)
        return err;
    arena_init(&a, META_MEMORY_BYTES);
    txn_init(&t, &e);
    err = txn_begin(&t, false);
    if (!err)
        err = cb(&t, &a, to);
    if (!err)
        err = txn_commit(&t);
    if (err)
        fault_say(ret_why, err, "%s: %s", file, t.why.text);
    txn_fini(&t);
    arena_fini(&a);
    env_close(&e);
    return err;
}

// --- making one

static int build_first_row(struct txn *t, struct arena *a, const struct store_meta *to) {
    Hallq__MetaRow row = HALLQ__META_ROW__INIT;
    row.format = to->format;
    row.epoch = to->epoch;
    return meta_put(&t->tables, a, &row);
}

int store_create(const char *path, uint64_t epoch, struct store_why *ret_why) {
    struct place p;
    struct store_meta to = {.format = STORE_FORMAT, .epoch = epoch};
    int err = place_take(&p, path, ret_why);
    if (err)
        goto leave;
    if (access(p.state, F_OK) == 0) {
        err = fault_say(ret_why, ERR_EXISTS, "there is a store in %s already", path);
        goto leave;
    }
    err = build(p.unfinished, true, build_first_row, &to, ret_why);
    if (!err)
        err = folder_publish(p.unfinished, p.state, ret_why);
    if (err)
        unlink(p.unfinished);
leave:
    place_leave(&p);
    return err;
}

// --- copying out

static int verify_copy(const char *file, struct store_meta *ret_meta, struct store_why *ret_why) {
    struct store_report report;
    int err = pages_look(file, PAGES_ALL, &report);
    if (err)
        return fault_say(ret_why, err, "%s: %s", file, report.first.text);
    if (ret_meta)
        *ret_meta = report.meta;
    return ERR_OK;
}

static int copy_out(struct store *s, const char *file, struct store_why *ret_why) {
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return fault_say(ret_why, fault_errno(errno), "%s: %s", file, strerror(errno));
    int err = store_copy_to(s, fd, ret_why);
    close(fd); // synced when it gets its name
    return err;
}

int store_backup(struct store *s, const char *to_path, struct store_meta *ret_meta,
                 struct store_why *ret_why) {
    char unfinished[PATH_MAX];
    if (ret_why)
        ret_why->text[0] = 0;
    if (snprintf(unfinished, sizeof unfinished, "%s.new", to_path) >= (int)sizeof unfinished)
        return ERR_TOO_LARGE;
    if (access(to_path, F_OK) == 0)
        return fault_say(ret_why, ERR_EXISTS, "%s is there already", to_path);
    int err = copy_out(s, unfinished, ret_why);
    if (!err)
        err = verify_copy(unfinished, ret_meta, ret_why);
    if (!err)
        err = folder_publish(unfinished, to_path, ret_why);
    if (err)
        unlink(unfinished);
    return err;
}

// --- bringing back

static int copy_chunk(int from_fd, int to_fd, char *chunk, bool *ret_end) {
    ssize_t got = read(from_fd, chunk, COPY_CHUNK_BYTES);
    if (got < 0)
        return errno == EINTR ? ERR_OK : fault_errno(errno);
    for (ssize_t done = 0; done < got;) {
        ssize_t put = write(to_fd, chunk + done, (size_t)(got - done));
        if (put < 0 && errno != EINTR)
            return fault_errno(errno);
        done += put > 0 ? put : 0;
    }
    *ret_end = got == 0;
    return ERR_OK;
}

static int copy_file(const char *from, const char *to, struct store_why *ret_why) {
    bool end = false;
    int err = ERR_OK, to_fd = -1;
    char *chunk = malloc(COPY_CHUNK_BYTES);
    int from_fd = open(from, O_RDONLY | O_CLOEXEC);
    if (from_fd >= 0)
        to_fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (!chunk || from_fd < 0 || to_fd < 0)
        err = chunk ? fault_errno(errno) : ERR_NO_MEMORY;
    while (!err && !end)
        err = copy_chunk(from_fd, to_fd, chunk, &end);
    if (to_fd >= 0)
        close(to_fd);
    if (from_fd >= 0)
        close(from_fd);
    free(chunk);
    return err ? fault_say(ret_why, err, "cannot copy %s to %s: %s", from, to, err_text(err)) : err;
}

static void change_epoch(Hallq__MetaRow *row, const struct store_meta *to) {
    row->epoch = to->epoch;
}

static int build_epoch(struct txn *t, struct arena *a, const struct store_meta *to) {
    return meta_change(&t->tables, a, change_epoch, to);
}

// A second name for a file that is about to be replaced.
static int keep_file(const char *folder, const char *name, const char *old_name,
                     struct store_why *ret_why) {
    char path[PATH_MAX], old[PATH_MAX];
    int err = folder_path(folder, name, path);
    if (!err)
        err = folder_path(folder, old_name, old);
    if (err)
        return err;
    unlink(old);
    if (link(path, old) != 0 && errno != ENOENT)
        return fault_say(ret_why, fault_errno(errno), "cannot keep %s as %s: %s", path, old,
                         strerror(errno));
    return ERR_OK;
}

// The log stays in place, where the new epoch makes nothing of it: a power cut may leave the old
// store. The next broker sees its second name and makes a new one.
static int keep_old(const char *folder, struct store_why *ret_why) {
    int err = keep_file(folder, FOLDER_STATE, FOLDER_STATE_OLD, ret_why);
    return err ? err : keep_file(folder, FOLDER_REDO, FOLDER_REDO_OLD, ret_why);
}

int store_restore(const char *backup_path, const char *to_path, uint64_t new_epoch,
                  struct store_why *ret_why) {
    struct place p;
    struct store_meta to = {.epoch = new_epoch};
    int err = place_take(&p, to_path, ret_why);
    if (!err)
        err = copy_file(backup_path, p.unfinished, ret_why);
    if (!err)
        err = verify_copy(p.unfinished, NULL, ret_why);
    if (!err)
        err = build(p.unfinished, false, build_epoch, &to, ret_why);
    if (!err)
        err = keep_old(to_path, ret_why);
    if (!err)
        err = folder_publish(p.unfinished, p.state, ret_why);
    if (err && p.lock_fd >= 0)
        unlink(p.unfinished);
    place_leave(&p);
    return err;
}
