// Looks for rot in all files of a closed store. A starting store is checked by store_verify_start,
// a running store by scrub.h.
#include "broker/store/rot/verify.h"

#include <errno.h>
#include <unistd.h>

#include "base/given_file.h"
#include "broker/store/folder/folder.h"
#include "broker/store/folder/parts.h"
#include "broker/store/redo/lack.h"
#include "broker/store/report/fault.h"
#include "broker/store/rot/pages.h"

static int verify_log(const char *folder, int lock_fd, struct store_report *r) {
    struct redo_held held;
    char path[PATH_MAX];
    int err = folder_path(folder, FOLDER_REDO, path);
    if (err)
        return err;
    err = held_look(path, r, &held, &r->first);
    err = lack_look(r, &held, err, note_read(lock_fd), &r->first);
    r->redo_turns = held.count;
    r->meta.turn = held.turn;
    r->meta.at_ms = held.at_ms;
    return err;
}

static void state_missing(const char *folder, struct store_why *ret_why) {
    char log[PATH_MAX];
    if (folder_path(folder, FOLDER_REDO, log) == ERR_OK && access(log, F_OK) == 0)
        fault_say(ret_why, ERR_NOT_FOUND, STATE_MISSING, SAME(folder));
}

static int verify_folder(const char *path, struct store_report *ret_report) {
    char file[PATH_MAX];
    int lock_fd = -1, err = folder_private(path, &ret_report->first);
    if (!err)
        err = parts_look(path, PARTS_ALL, &ret_report->first);
    if (!err)
        err = folder_path(path, FOLDER_STATE, file);
    if (!err)
        err = folder_lock(path, true, &lock_fd, &ret_report->first);
    if (err)
        return err;
    err = pages_look(file, PAGES_ALL, ret_report);
    if (err == ERR_NOT_FOUND)
        state_missing(path, &ret_report->first);
    if (!err)
        err = verify_log(path, lock_fd, ret_report);
    if (lock_fd >= 0)
        close(lock_fd);
    return err;
}

static int verify_file(const char *path, struct store_report *ret_report) {
    int err = pages_look(path, PAGES_ALL, ret_report);
    if (err == ERR_CORRUPT && !pages_is_ours(path))
        return fault_say(&ret_report->first, ERR_INVALID, NOT_OURS, SAME(path));
    if (err || lack_alone(path, ret_report))
        return err;
    ret_report->lack = STORE_LACK_LOG;
    return fault_say(&ret_report->first, ERR_CORRUPT, NOT_ALONE, SAME(path));
}

int store_look_parts(const char *path, struct store_why *ret_why) {
    return parts_look(path, PARTS_ALL, ret_why);
}

int store_verify(const char *path, struct store_report *ret_report) {
    *ret_report = (struct store_report){0};
    enum given_kind kind = given_kind_of(path);
    if (kind == GIVEN_FOLDER)
        return verify_folder(path, ret_report);
    if (kind != GIVEN_FILE)
        return fault_say(&ret_report->first, ERR_INVALID, NO_FILE, SAME(path),
                         given_kind_words(kind));
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return fault_say(&ret_report->first, ERR_NOT_FOUND, NOTHING, SAME(path));
    return verify_file(path, ret_report);
}
