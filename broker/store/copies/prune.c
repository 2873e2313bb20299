// Removes backups beyond the number to be kept. A file counts by its MetaRow, not by its name:
// MetaRow names the database and the last turn. A file that does not read as a backup is left
// alone.
#include "broker/store/copies/prune.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/store/folder/folder.h"
#include "broker/store/report/fault.h"
#include "broker/store/rot/pages.h"

#define UNFINISHED ".new"

struct backup {
    char *name;
    uint64_t turn;
    struct timespec made_at;
};

struct backups {
    struct backup *list;
    size_t count;
    size_t room;
};

static bool is_unfinished(const char *name) {
    size_t len = strlen(name), ending_len = strlen(UNFINISHED);
    return len >= ending_len && !strcmp(name + len - ending_len, UNFINISHED);
}

static int backup_add(struct backups *b, const char *name, uint64_t turn, struct timespec made_at) {
    if (b->count == b->room) {
        size_t room = b->room ? 2 * b->room : 64;
        struct backup *list = realloc(b->list, room * sizeof *list);
        if (!list)
            return ERR_NO_MEMORY;
        b->list = list;
        b->room = room;
    }
    struct backup *added = &b->list[b->count];
    *added = (struct backup){strdup(name), turn, made_at};
    b->count += added->name != NULL;
    return added->name ? ERR_OK : ERR_NO_MEMORY;
}

// Adds the file if it is a backup of the database `epoch`.
static int backup_look(struct backups *b, const char *folder, const char *name, uint64_t epoch) {
    char path[PATH_MAX];
    struct stat st;
    struct store_report report;
    if (is_unfinished(name) || folder_path(folder, name, path) || lstat(path, &st) != 0 ||
        !S_ISREG(st.st_mode) || pages_look(path, PAGES_META, &report) != ERR_OK ||
        report.meta.epoch != epoch || report.meta.log)
        return ERR_OK;
    return backup_add(b, name, report.meta.turn, st.st_mtim);
}

static int backups_read(struct backups *b, const char *folder, uint64_t epoch) {
    int err = ERR_OK;
    DIR *dir = opendir(folder);
    if (!dir)
        return err_of_errno(errno);
    for (struct dirent *e = readdir(dir); e && !err; e = readdir(dir))
        err = backup_look(b, folder, e->d_name, epoch);
    closedir(dir);
    return err;
}

static void backups_fini(struct backups *b) {
    for (size_t i = 0; i < b->count; i++)
        free(b->list[i].name);
    free(b->list);
}

// The backup with the later turn comes first; of two with the same turn, the file made later.
static int newer_first(const void *one, const void *two) {
    const struct backup *a = one, *b = two;
    if (a->turn != b->turn)
        return a->turn > b->turn ? -1 : 1;
    if (a->made_at.tv_sec != b->made_at.tv_sec)
        return a->made_at.tv_sec > b->made_at.tv_sec ? -1 : 1;
    if (a->made_at.tv_nsec != b->made_at.tv_nsec)
        return a->made_at.tv_nsec > b->made_at.tv_nsec ? -1 : 1;
    return strcmp(b->name, a->name);
}

static void remove_one(struct backup *b, const char *folder, struct store_pruned *ret,
                       struct store_why *ret_why, int *err) {
    char path[PATH_MAX];
    if (folder_path(folder, b->name, path) == ERR_OK && unlink(path) == 0) {
        ret->names[ret->count++] = b->name;
        b->name = NULL;
        return;
    }
    *err = fault_say(ret_why, err_of_errno(errno), REMOVE, SAME(path), bilingual_errno(errno));
}

static int remove_beyond(struct backups *b, const char *folder, const char *newest, size_t keep,
                         struct store_pruned *ret, struct store_why *ret_why) {
    int err = ERR_OK;
    if (b->count <= keep)
        return ERR_OK;
    qsort(b->list, b->count, sizeof *b->list, newer_first);
    ret->names = calloc(b->count, sizeof *ret->names);
    if (!ret->names)
        return ERR_NO_MEMORY;
    for (size_t i = keep; i < b->count; i++)
        if (strcmp(b->list[i].name, newest) != 0)
            remove_one(&b->list[i], folder, ret, ret_why, &err);
    int sync_err = folder_sync(folder);
    return err ? err : sync_err;
}

int store_prune(const char *newest, size_t keep, struct store_pruned *ret,
                struct store_why *ret_why) {
    char folder[PATH_MAX];
    struct store_report report;
    struct backups b = {0};
    const char *name = strrchr(newest, '/');
    if (ret_why)
        ret_why->text[0] = 0;
    int err = folder_above(newest, folder);
    if (!err)
        err = pages_look(newest, PAGES_META, &report);
    if (!err)
        err = backups_read(&b, folder, report.meta.epoch);
    if (!err)
        err = remove_beyond(&b, folder, name ? name + 1 : newest, keep, ret, ret_why);
    backups_fini(&b);
    return err;
}

void store_pruned_fini(struct store_pruned *pruned) {
    for (size_t i = 0; i < pruned->count; i++)
        free(pruned->names[i]);
    free(pruned->names);
    *pruned = (struct store_pruned){0};
}
