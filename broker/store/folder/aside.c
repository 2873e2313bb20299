#include "broker/store/folder/aside.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/count.h"
#include "broker/store/folder/folder.h"
#include "broker/store/report/fault.h"

#define UNFINISHED ".new"
#define NAME "before-restore-"

static const char *const kept_names[] = {FOLDER_STATE, FOLDER_REDO};
enum { KEPT_COUNT = COUNT(kept_names) };

static int path_of(const char *folder, const char *set, const char *ending, const char *name,
                   char ret[PATH_MAX]) {
    int size = snprintf(ret, PATH_MAX, "%s/%s%s%s%s", folder, set, ending, *name ? "/" : "", name);
    return size < PATH_MAX ? ERR_OK : ERR_TOO_LARGE;
}

static bool is_there(const char *folder, const char *name) {
    char path[PATH_MAX];
    struct stat st; // a dangling link has the name as well
    return folder_path(folder, name, path) == ERR_OK && lstat(path, &st) == 0;
}

// --- making a set

static int name_choose(const char *folder, char ret[ASIDE_NAME_SIZE], struct store_why *ret_why) {
    char unfinished[ASIDE_NAME_SIZE + sizeof UNFINISHED];
    for (int n = 1; n <= ASIDE_MAX; n++) {
        snprintf(ret, ASIDE_NAME_SIZE, NAME "%d", n);
        snprintf(unfinished, sizeof unfinished, "%s" UNFINISHED, ret);
        if (!is_there(folder, ret) && !is_there(folder, unfinished))
            return ERR_OK;
    }
    return fault_say(ret_why, ERR_TOO_LARGE, ASIDES_FULL, SAME(folder), NUMBER(ASIDE_MAX));
}

static int set_make(const char *folder, const char *set, struct store_why *ret_why) {
    struct stat above;
    if (mkdir(set, 0700) != 0)
        return fault_say(ret_why, err_of_errno(errno), FOLDER_MAKE, SAME(set),
                         bilingual_errno(errno));
    if (stat(folder, &above) != 0 || chmod(set, above.st_mode & 07777) != 0 ||
        (chown(set, above.st_uid, above.st_gid) != 0 && errno != EPERM))
        return err_of_errno(errno);
    return ERR_OK;
}

static int keep(const char *folder, const char *name, const char *file, struct store_why *ret_why) {
    char from[PATH_MAX], to[PATH_MAX];
    int err = folder_path(folder, file, from);
    if (!err)
        err = path_of(folder, name, UNFINISHED, file, to);
    if (!err && link(from, to) != 0 && errno != ENOENT)
        err = fault_say(ret_why, err_of_errno(errno), KEEP, SAME(from), SAME(to),
                        bilingual_errno(errno));
    return err;
}

static int keep_note(const char *set, struct note note) {
    char path[PATH_MAX];
    int fd, err = folder_path(set, FOLDER_LOCK, path);
    if (!err)
        err = folder_make_file(set, path, &fd);
    if (err)
        return err;
    if (note.epoch)
        note_write(fd, note);
    if (fsync(fd) != 0)
        err = err_of_errno(errno);
    close(fd);
    return err;
}

int aside_begin(const char *folder, struct note note, char ret_name[ASIDE_NAME_SIZE],
                struct store_why *ret_why) {
    char set[PATH_MAX];
    ret_name[0] = 0;
    if (!is_there(folder, FOLDER_STATE) && !is_there(folder, FOLDER_REDO))
        return ERR_OK;
    int err = name_choose(folder, ret_name, ret_why);
    if (!err)
        err = path_of(folder, ret_name, UNFINISHED, "", set);
    if (!err)
        err = set_make(folder, set, ret_why);
    for (int i = 0; i < KEPT_COUNT && !err; i++)
        err = keep(folder, ret_name, kept_names[i], ret_why);
    if (!err)
        err = keep_note(set, note);
    if (!err)
        err = folder_sync(set);
    return err ? err : folder_sync(folder);
}

int aside_end(const char *folder, const char *name, struct store_why *ret_why) {
    char log[PATH_MAX], unfinished[PATH_MAX], finished[PATH_MAX];
    if (!*name)
        return ERR_OK;
    int err = folder_path(folder, FOLDER_REDO, log);
    if (!err)
        err = path_of(folder, name, UNFINISHED, "", unfinished);
    if (!err)
        err = folder_path(folder, name, finished);
    if (err)
        return err;
    unlink(log); // else the next broker makes a new log, since this file has a second name
    if (rename(unfinished, finished) != 0)
        return fault_say(ret_why, err_of_errno(errno), NAME, SAME(finished),
                         bilingual_errno(errno));
    return folder_sync(folder);
}

// --- after a power cut

static void set_remove(const char *set) {
    char path[PATH_MAX];
    for (int i = 0; i < KEPT_COUNT; i++)
        if (folder_path(set, kept_names[i], path) == ERR_OK)
            unlink(path); // the file keeps its first name
    if (folder_path(set, FOLDER_LOCK, path) == ERR_OK)
        unlink(path);
    rmdir(set);
}

// The file that tells whether the set's store is still in its place.
static const char *telling(const char *set) {
    for (int i = 0; i < KEPT_COUNT; i++)
        if (is_there(set, kept_names[i]))
            return kept_names[i];
    return NULL;
}

static void mend(const char *folder, const char *name) {
    char set[PATH_MAX], in_set[PATH_MAX], in_place[PATH_MAX];
    if (path_of(folder, name, UNFINISHED, "", set))
        return;
    const char *file = telling(set);
    if (!file) {
        set_remove(set);
        return;
    }
    if (folder_path(set, file, in_set) || folder_path(folder, file, in_place))
        return;
    if (folder_same(in_set, in_place))
        set_remove(set);
    else
        aside_end(folder, name, NULL);
}

// "before-restore-12.new" -> "before-restore-12".
static bool name_parse(const char *text, char ret[ASIDE_NAME_SIZE]) {
    int n, end = 0;
    if (sscanf(text, NAME "%4d" UNFINISHED "%n", &n, &end) != 1 || !end || text[end])
        return false;
    snprintf(ret, ASIDE_NAME_SIZE, NAME "%d", n);
    return true;
}

void aside_mend(const char *folder) {
    char name[ASIDE_NAME_SIZE];
    DIR *dir = opendir(folder);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir))
        if (name_parse(e->d_name, name))
            mend(folder, name);
    if (dir)
        closedir(dir);
}

// --- folders that are no place for a store

static bool name_is_of_a_set(const char *name) {
    int n, end = 0;
    if (sscanf(name, NAME "%4d%n", &n, &end) != 1)
        return false;
    return !name[end] || !strcmp(name + end, UNFINISHED);
}

// A set that was moved out of its data folder is an ordinary folder.
int aside_target_fine(const char *folder, struct store_why *ret_why) {
    char real[PATH_MAX], above[PATH_MAX];
    const char *name;
    bool is_data = false;
    if (!realpath(folder, real)) // links, "." and a final slash hide the name
        return ERR_OK;
    name = strrchr(real, '/');
    int err = folder_above(real, above);
    for (int i = 0; i < KEPT_COUNT && !err; i++)
        is_data = is_data || is_there(above, kept_names[i]);
    if (err || !is_data || !name || !name_is_of_a_set(name + 1))
        return err;
    return fault_say(ret_why, ERR_INVALID, ASIDE_TARGET, SAME(folder), SAME(above));
}

// The real path of the folder, empty if it does not exist yet, and of the folder above. False: the
// folder above does not exist either.
static bool real_of(const char *folder, char ret[PATH_MAX], char ret_above[PATH_MAX]) {
    char above[PATH_MAX];
    if (realpath(folder, ret))
        return folder_above(ret, ret_above) == ERR_OK;
    ret[0] = 0;
    return folder_above(folder, above) == ERR_OK && realpath(above, ret_above);
}

static bool is_part(const char *name) {
    return !strcmp(name, "keys") || !strcmp(name, "backups");
}

int aside_new_fine(const char *folder, struct store_why *ret_why) {
    char real[PATH_MAX], above[PATH_MAX];
    int err = aside_target_fine(folder, ret_why);
    if (err || !real_of(folder, real, above))
        return err;
    const char *name = strrchr(real, '/');
    if (name && is_there(real, FOLDER_STATE) && !is_part(name + 1))
        return ERR_OK; // a data folder that an earlier version made there
    while (!err && !is_there(above, FOLDER_STATE) && strcmp(above, "/") != 0) {
        strcpy(real, above);
        err = folder_above(real, above);
    }
    return err || !is_there(above, FOLDER_STATE)
               ? err
               : fault_say(ret_why, ERR_INVALID, TARGET_INSIDE, SAME(folder), SAME(above));
}
