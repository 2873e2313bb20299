// Brings a store back from a backup, from a set that an earlier restore has put aside, or from the
// folder itself, to go on with its own files.
//
//     copy of the tables ─▶ looked through ─▶ turns of the redo log, epoch, the caller's change
//     ─▶ the old store is set aside ─▶ the new tables are put in place
#include "broker/store/copies/restore.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/given_file.h"
#include "broker/store/copies/site.h"
#include "broker/store/folder/aside.h"
#include "broker/store/folder/folder.h"
#include "broker/store/folder/parts.h"
#include "broker/store/redo/lack.h"
#include "broker/store/report/fault.h"
#include "broker/store/rot/pages.h"
#include "broker/store/tables/meta.h"

// The store that is restored.
struct source {
    char state[PATH_MAX];
    char log[PATH_MAX]; // empty: the source is a file without a log
    int lock_fd;
    struct note note;
    struct store_report report; // with the log's turns
    struct redo_held held;
};

// --- the source

#define NAMES_SIZE 200 // bytes for the names of the backups in a folder, as many as fit

static void name_add(char names[NAMES_SIZE], const char *name) {
    size_t size = strlen(names);
    bool is_full = size > 3 && !strcmp(names + size - 3, "...");
    bool fits = size + sizeof ", " + strlen(name) + sizeof ", ..." <= NAMES_SIZE;
    if (!is_full && snprintf(names + size, NAMES_SIZE - size, "%s%s", size ? ", " : "",
                             fits ? name : "...") < 0)
        names[size] = 0;
}

// Finds the newest backup in the folder, empty if there is none, and the names of all backups.
static void backups_in(const char *folder, char ret[PATH_MAX], char ret_names[NAMES_SIZE]) {
    char path[PATH_MAX];
    struct store_report report;
    struct stat st;
    time_t newest = 0;
    DIR *dir = opendir(folder);
    ret[0] = ret_names[0] = 0;
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        if (folder_path(folder, e->d_name, path) || lstat(path, &st) != 0 || !S_ISREG(st.st_mode) ||
            pages_look(path, PAGES_META, &report) != ERR_OK || report.meta.log)
            continue;
        name_add(ret_names, e->d_name);
        if (*ret && st.st_mtime < newest)
            continue;
        newest = st.st_mtime;
        strcpy(ret, path);
    }
    if (dir)
        closedir(dir);
}

// Says what kind of folder was given as a data folder, if it has no tables.
static int source_empty(const char *folder, struct store_why *ret_why) {
    char log[PATH_MAX], backup[PATH_MAX], names[NAMES_SIZE];
    int err = folder_path(folder, FOLDER_REDO, log);
    if (err)
        return err;
    if (access(log, F_OK) == 0)
        return fault_say(ret_why, ERR_NOT_FOUND, STATE_MISSING, SAME(folder));
    backups_in(folder, backup, names);
    return *backup ? fault_say(ret_why, ERR_INVALID, FOLDER_OF_BACKUPS, SAME(folder), SAME(backup),
                               SAME(names))
                   : fault_say(ret_why, ERR_NOT_FOUND, FOLDER_OF_NOTHING, SAME(folder));
}

static int source_folder(struct source *s, const struct store_restoring *r, const struct site *p,
                         struct store_why *ret_why) {
    bool itself = folder_same(r->from, r->to);
    int err = parts_look(r->from, PARTS_NEEDED, ret_why);
    if (!err)
        err = folder_path(r->from, FOLDER_STATE, s->state);
    if (!err)
        err = folder_path(r->from, FOLDER_REDO, s->log);
    if (!err && access(s->state, F_OK) != 0 && errno == ENOENT)
        err = source_empty(r->from, ret_why);
    if (!err && itself && !r->accept_loss)
        err = fault_say(ret_why, ERR_INVALID, ITSELF, SAME(r->from));
    if (!err && !itself)
        err = folder_lock(r->from, true, &s->lock_fd, ret_why);
    s->note = note_read(itself ? p->lock_fd : s->lock_fd);
    return err;
}

static int source_open(struct source *s, const struct store_restoring *r, const struct site *p,
                       struct store_why *ret_why) {
    *s = (struct source){.lock_fd = -1};
    enum given_kind kind = given_kind_of(r->from);
    if (kind == GIVEN_FOLDER)
        return source_folder(s, r, p, ret_why);
    if (kind != GIVEN_FILE)
        return fault_say(ret_why, ERR_INVALID, NO_FILE, SAME(r->from), given_kind_words(kind));
    if (access(r->from, F_OK) != 0 && errno == ENOENT)
        return fault_say(ret_why, ERR_NOT_FOUND, NOTHING, SAME(r->from));
    if (strlen(r->from) >= sizeof s->state)
        return ERR_TOO_LARGE;
    strcpy(s->state, r->from);
    return ERR_OK;
}

static int source_look(struct source *s, const struct store_restoring *r, const struct site *p,
                       struct store_why *ret_why) {
    int err = pages_look(p->unfinished, PAGES_ALL, &s->report);
    if (err == ERR_CORRUPT && !s->log[0] && !pages_is_ours(p->unfinished))
        return fault_say(ret_why, ERR_INVALID, NOT_OURS, SAME(s->state));
    if (err)
        return fault_say(ret_why, err, ABOUT, SAME(s->state), WHY(s->report.first));
    if (!s->log[0])
        return lack_alone(s->state, &s->report)
                   ? ERR_OK
                   : fault_say(ret_why, ERR_INVALID, NO_BACKUP, SAME(s->state));
    err = held_look(s->log, &s->report, &s->held, ret_why);
    err = lack_look(&s->report, &s->held, err, s->note, ret_why);
    return err == ERR_CORRUPT && r->accept_loss ? fault_clear(ret_why) : err;
}

static void source_close(struct source *s) {
    if (s->lock_fd >= 0)
        close(s->lock_fd);
}

// --- the new store

struct making {
    const struct store_restoring *restoring;
    struct source *source;
    struct store_why *why;
};

static void change_origin(Hallq__MetaRow *row, const struct store_meta *to) {
    row->epoch = to->epoch;
    row->log = 0;
    row->backup_of_epoch = 0;
}

static int build_restored(struct txn *t, struct arena *a, const void *arg) {
    const struct making *m = arg;
    const struct store_restoring *r = m->restoring;
    const struct source *s = m->source;
    struct store_meta to = {.epoch = r->new_epoch};
    int err = held_bring(s->log, &s->report, &s->held, &t->tables, m->why);
    if (!err)
        err = meta_change(&t->tables, a, change_origin, &to);
    if (!err && r->change_cb)
        err = r->change_cb(r->arg, &t->tables, &s->report);
    return err;
}

// --- in place

static int put_in_place(const struct site *p, const char *folder, char *ret_aside,
                        struct store_why *ret_why) {
    struct note note = note_read(p->lock_fd);
    int err = aside_begin(folder, note, ret_aside, ret_why);
    if (!err)
        err = note_clear(p->lock_fd); // the note is of the old store
    if (!err)
        err = folder_publish(p->unfinished, p->state, ret_why);
    if (!err)
        return aside_end(folder, ret_aside, ret_why);
    if (note.epoch)
        note_write(p->lock_fd, note);
    aside_mend(folder);
    return err;
}

static int make(struct source *s, const struct site *p, const struct store_restoring *r,
                struct store_why *ret_why) {
    struct making making = {r, s, ret_why};
    int err = copy_file(s->state, r->to, p->unfinished, ret_why);
    if (!err)
        err = source_look(s, r, p, ret_why);
    if (!err) {
        s->report.redo_turns = s->held.count;
        s->report.meta.turn = s->log[0] ? s->held.turn : s->report.meta.turn;
        s->report.meta.at_ms = s->log[0] ? s->held.at_ms : s->report.meta.at_ms;
        err = build(p->unfinished, false, build_restored, &making, ret_why);
    }
    return err;
}

// `from` and `to` may be swapped: a file is no place to restore into.
static int target_look(const struct store_restoring *r, struct store_why *ret_why) {
    if (access(r->to, F_OK) != 0 || given_kind_of(r->to) == GIVEN_FOLDER)
        return ERR_OK;
    bool swapped = given_kind_of(r->from) == GIVEN_FOLDER;
    return swapped ? fault_say(ret_why, ERR_INVALID, TARGET_NO_FOLDER, SAME(r->to), SAME(r->from))
                   : fault_say(ret_why, ERR_INVALID, TARGET_FILE, SAME(r->to));
}

int store_restore(const struct store_restoring *r, char *ret_aside, struct store_why *ret_why) {
    struct site p;
    struct source s = {.lock_fd = -1};
    char aside[ASIDE_NAME_SIZE] = "";
    if (ret_aside)
        *ret_aside = 0;
    int err = target_look(r, ret_why);
    if (err)
        return err;
    err = site_take(&p, r->to, ret_why);
    if (!err)
        err = source_open(&s, r, &p, ret_why);
    if (!err)
        err = make(&s, &p, r, ret_why);
    if (!err)
        err = put_in_place(&p, r->to, aside, ret_why);
    if (err)
        site_give_up(&p);
    if (ret_aside)
        strcpy(ret_aside, aside);
    source_close(&s);
    site_leave(&p);
    return err;
}
