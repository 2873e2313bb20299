// Whole data files: made empty, copied out (restore.c brings them back). Each is built under a temporary name
// beside its place, synced, renamed, and its folder synced, so that a power cut leaves the old file
// or the new one; what it leaves unfinished is removed by the next who comes by.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/store/copies/copies.h"
#include "broker/store/folder/aside.h"
#include "broker/store/folder/folder.h"
#include "broker/store/folder/parts.h"
#include "broker/store/inside.h"
#include "broker/store/redo/redo.h"
#include "broker/store/report/fault.h"
#include "broker/store/rot/pages.h"

#define COPY_CHUNK_BYTES (1u << 20)

static bool lock_is_missing(const char *folder) {
    char lock[PATH_MAX];
    return folder_path(folder, FOLDER_LOCK, lock) == ERR_OK && access(lock, F_OK) != 0;
}

int place_take(struct place *p, const char *folder, struct store_why *ret_why) {
    *p = (struct place){.lock_fd = -1, .folder = folder};
    fault_clear(ret_why);
    int err = folder_path(folder, FOLDER_STATE, p->state);
    if (!err)
        err = folder_path(folder, FOLDER_STATE_NEW, p->unfinished);
    if (!err)
        err = aside_new_fine(folder, ret_why);
    p->folder_made = !err && access(folder, F_OK) != 0;
    if (!err)
        err = folder_make(folder, ret_why);
    if (!err)
        err = parts_look(folder, PARTS_NEEDED, ret_why);
    p->lock_made = !err && lock_is_missing(folder);
    if (!err)
        err = folder_lock(folder, false, &p->lock_fd, ret_why);
    if (!err) {
        unlink(p->unfinished);
        aside_mend(folder);
    }
    return err;
}

void place_leave(struct place *p) {
    if (p->lock_fd >= 0)
        close(p->lock_fd);
}

void place_give_up(struct place *p) {
    char lock[PATH_MAX];
    if (p->lock_fd >= 0)
        unlink(p->unfinished);
    if (p->lock_fd >= 0 && p->lock_made && folder_path(p->folder, FOLDER_LOCK, lock) == ERR_OK)
        unlink(lock); // while it is held
    if (p->folder_made)
        rmdir(p->folder); // if it is empty
}

int build(const char *file, bool create, build_cb cb, const void *arg, struct store_why *ret_why) {
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
        err = cb(&t, &a, arg);
    if (!err)
        err = txn_commit(&t);
    if (err && !(ret_why && ret_why->text[0]))
        fault_say(ret_why, err, ABOUT, SAME(file), *t.why.text ? WHY(t.why) : bilingual_err(err));
    txn_fini(&t);
    arena_fini(&a);
    env_close(&e);
    return err;
}

// --- making one

static int build_first_row(struct txn *t, struct arena *a, const void *arg) {
    const struct store_meta *to = arg;
    Hallq__MetaRow row = HALLQ__META_ROW__INIT;
    row.format = to->format;
    row.epoch = to->epoch;
    row.keys = (Hallq__MetaRow__Keys)to->keys;
    return meta_put(&t->tables, a, &row);
}

// Whether a store may be made here. A log without tables is a store that has lost them: it stays.
static int must_be_empty(const struct place *p, const char *path, struct store_why *ret_why) {
    char log[PATH_MAX];
    int err = folder_path(path, FOLDER_REDO, log);
    if (!err && access(p->state, F_OK) == 0)
        err = fault_say(ret_why, ERR_EXISTS, STORE_THERE, SAME(path));
    else if (!err && access(log, F_OK) == 0)
        err = fault_say(ret_why, ERR_EXISTS, LOG_ALONE, SAME(path));
    return err;
}

int store_create(const char *path, uint64_t epoch, enum store_keys keys,
                 struct store_why *ret_why) {
    struct place p;
    struct store_meta to = {.format = STORE_FORMAT, .epoch = epoch, .keys = keys};
    int err = place_take(&p, path, ret_why);
    if (!err)
        err = must_be_empty(&p, path, ret_why);
    if (err)
        goto leave;
    err = note_clear(p.lock_fd); // of a store that was removed
    if (!err)
        err = build(p.unfinished, true, build_first_row, &to, ret_why);
    if (!err)
        err = folder_follow(path, p.unfinished);
    if (!err)
        err = folder_publish(p.unfinished, p.state, ret_why);
leave:
    if (err)
        place_give_up(&p);
    place_leave(&p);
    return err;
}

// --- copying out

static int verify_copy(const char *file, struct store_meta *ret_meta, struct store_why *ret_why) {
    struct store_report report;
    int err = pages_look(file, PAGES_ALL, &report);
    if (err)
        return fault_say(ret_why, err, ABOUT, SAME(file), WHY(report.first));
    if (ret_meta)
        *ret_meta = report.meta;
    return ERR_OK;
}

static void change_alone(Hallq__MetaRow *row, const struct store_meta *to) {
    (void)to;
    row->log = 0;
    row->backup_of_epoch = row->epoch;
}

static int build_alone(struct txn *t, struct arena *a, const void *arg) {
    (void)arg;
    return meta_change(&t->tables, a, change_alone, NULL);
}

// The tables as of a checkpoint need no log, and say so. They say as well that they are a backup: put
// in place by hand they would go on under an epoch whose later turns others have seen.
static int copy_out(struct store *s, const char *folder, const char *file,
                    struct store_why *ret_why) {
    int fd, err = folder_make_file(folder, file, &fd);
    if (err)
        return fault_say(ret_why, err, ABOUT, SAME(file), bilingual_err(err));
    err = store_copy_to(s, fd, ret_why);
    close(fd); // synced when it gets its name
    return err ? err : build(file, false, build_alone, NULL, ret_why);
}

int store_backup(struct store *s, const char *to_path, struct store_meta *ret_meta,
                 struct store_why *ret_why) {
    char unfinished[PATH_MAX], folder[PATH_MAX];
    fault_clear(ret_why);
    if (folder_above(to_path, folder) != ERR_OK ||
        snprintf(unfinished, sizeof unfinished, "%s.new", to_path) >= (int)sizeof unfinished)
        return ERR_TOO_LARGE;
    if (access(to_path, F_OK) == 0)
        return fault_say(ret_why, ERR_EXISTS, THERE, SAME(to_path));
    int err = copy_out(s, folder, unfinished, ret_why);
    if (!err)
        err = verify_copy(unfinished, ret_meta, ret_why);
    if (!err)
        err = folder_publish(unfinished, to_path, ret_why);
    if (err)
        unlink(unfinished);
    return err;
}

// --- file to file

static int copy_chunk(int from_fd, int to_fd, char *chunk, bool *ret_end) {
    ssize_t got = read(from_fd, chunk, COPY_CHUNK_BYTES);
    if (got < 0)
        return errno == EINTR ? ERR_OK : err_of_errno(errno);
    for (ssize_t done = 0; done < got;) {
        ssize_t put = write(to_fd, chunk + done, (size_t)(got - done));
        if (put < 0 && errno != EINTR)
            return err_of_errno(errno);
        done += put > 0 ? put : 0;
    }
    *ret_end = got == 0;
    return ERR_OK;
}

int copy_file(const char *from, const char *folder, const char *to, struct store_why *ret_why) {
    bool end = false;
    int err = ERR_OK, to_fd = -1;
    char *chunk = malloc(COPY_CHUNK_BYTES);
    int from_fd = -1;
    if (!chunk)
        err = ERR_NO_MEMORY;
    if (!err)
        err = folder_open_file(from, O_RDONLY, &from_fd, NULL);
    if (!err)
        err = folder_make_file(folder, to, &to_fd);
    while (!err && !end)
        err = copy_chunk(from_fd, to_fd, chunk, &end);
    if (to_fd >= 0)
        close(to_fd);
    if (from_fd >= 0)
        close(from_fd);
    free(chunk);
    return err ? fault_say(ret_why, err, COPY, SAME(from), SAME(to), bilingual_err(err)) : err;
}

// The log that would be beside a tables' file; false if its name is not such a one's.
static bool log_beside(const char *file, char ret[PATH_MAX]) {
    const char *name = strrchr(file, '/');
    int folder_len = name ? (int)(name + 1 - file) : 0;
    name = file + folder_len;
    size_t stem_len = strlen(FOLDER_STATE);
    if (strncmp(name, FOLDER_STATE, stem_len) != 0)
        return false;
    return snprintf(ret, PATH_MAX, "%.*s" FOLDER_REDO "%s", folder_len, file, name + stem_len) <
           PATH_MAX;
}

bool tables_alone(const char *file, const struct store_report *report) {
    char log[PATH_MAX];
    struct redo_held held;
    if (report->meta.log)
        return false;
    if (report->meta.is_backup) // whatever lies beside it
        return true;
    if (!log_beside(file, log))
        return true;
    return redo_look(log, report, &held, NULL) == ERR_OK && !held.count;
}
