#include "broker/store/folder/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/given_file.h"
#include "broker/store/report/fault.h"

int folder_path(const char *folder, const char *name, char ret[PATH_MAX]) {
    int size = snprintf(ret, PATH_MAX, "%s/%s", folder, name);
    return size > 0 && size < PATH_MAX ? ERR_OK : ERR_TOO_LARGE;
}

int folder_above(const char *path, char ret[PATH_MAX]) {
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/')
        size--;
    while (size > 0 && path[size - 1] != '/')
        size--;
    while (size > 1 && path[size - 1] == '/')
        size--;
    if (size >= PATH_MAX)
        return ERR_TOO_LARGE;
    if (size == 0)
        return folder_path(".", "", ret);
    memcpy(ret, path, size);
    ret[size] = 0;
    return ERR_OK;
}

bool folder_same(const char *path, const char *other) {
    struct stat one, two;
    return stat(path, &one) == 0 && stat(other, &two) == 0 && one.st_dev == two.st_dev &&
           one.st_ino == two.st_ino;
}

static int sync_path(const char *path, int flags) {
    int err = ERR_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0)
        return err_of_errno(errno);
    if (fsync(fd) != 0)
        err = err_of_errno(errno);
    close(fd);
    return err;
}

int folder_sync(const char *path) {
    return sync_path(path, O_DIRECTORY);
}

int folder_make(const char *path, struct store_why *ret_why) {
    char above[PATH_MAX];
    if (mkdir(path, 0700) != 0) {
        if (errno == EEXIST)
            return ERR_OK;
        return fault_say(ret_why, err_of_errno(errno), FOLDER_MAKE, SAME(path),
                         bilingual_errno(errno));
    }
    int err = folder_above(path, above);
    return err ? err : folder_sync(above);
}

#define MODE_OWN 0600
#define MODE_FOLLOWED 0660 // never the bits for others

static int follow(const char *folder, int fd, bool mode_too) {
    struct stat above;
    if (stat(folder, &above) != 0 ||
        (mode_too && fchmod(fd, MODE_OWN | (above.st_mode & MODE_FOLLOWED)) != 0))
        return err_of_errno(errno);
    if (fchown(fd, above.st_uid, above.st_gid) == 0)
        return ERR_OK;
    bool others = errno == EPERM; // only root may change the owner, but one of our groups may do
    return others && (fchown(fd, (uid_t)-1, above.st_gid) == 0 || errno == EPERM)
               ? ERR_OK
               : err_of_errno(errno);
}

static int follow_path(const char *folder, const char *path, bool mode_too) {
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? ERR_OK : err_of_errno(errno);
    int err = follow(folder, fd, mode_too);
    close(fd);
    return err;
}

int folder_follow(const char *folder, const char *path) {
    return follow_path(folder, path, true);
}

int folder_give(const char *folder, const char *path) {
    return follow_path(folder, path, false);
}

int folder_make_file(const char *folder, const char *path, int *ret_fd) {
    unlink(path);
    *ret_fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, MODE_OWN);
    if (*ret_fd < 0)
        return err_of_errno(errno);
    int err = follow(folder, *ret_fd, true);
    if (err) {
        close(*ret_fd);
        *ret_fd = -1;
    }
    return err;
}

int folder_open_file(const char *path, int flags, int *ret_fd, struct store_why *ret_why) {
    enum given_kind kind;
    *ret_fd = given_file_open(path, flags, &kind);
    if (*ret_fd >= 0)
        return ERR_OK;
    if (kind != GIVEN_FILE)
        return fault_say(ret_why, ERR_INVALID, PART_KIND, SAME(path), given_kind_words(kind),
                         given_kind_words(GIVEN_FILE));
    int why = errno;
    return fault_say(ret_why, err_of_errno(why), ABOUT, SAME(path), bilingual_errno(why));
}

int folder_private(const char *path, struct store_why *ret_why) {
    struct stat st;
    if (stat(path, &st) == 0 && (st.st_mode & S_IWOTH))
        return fault_say(ret_why, ERR_DENIED, FOLDER_OPEN, SAME(path));
    return ERR_OK;
}

int folder_lock(const char *path, bool shared, int *ret_fd, struct store_why *ret_why) {
    char name[PATH_MAX];
    int err = folder_path(path, FOLDER_LOCK, name);
    *ret_fd = -1;
    if (!err && !shared)
        err = folder_private(path, ret_why);
    if (err)
        return err;
    int fd = shared ? open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
                    : open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, MODE_OWN);
    if (fd < 0 && shared && errno == ENOENT)
        return ERR_OK;
    if (fd < 0)
        return fault_say(ret_why, err_of_errno(errno), OPEN, SAME(name), bilingual_errno(errno));
    if (flock(fd, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
        int errnum = errno;
        close(fd);
        return fault_say(ret_why, err_of_errno(errnum), ABOUT, SAME(path),
                         errnum == EWOULDBLOCK ? fault_reason(REASON_RUNNING)
                                               : bilingual_errno(errnum));
    }
    if (!shared)
        folder_follow(path, name); // else a lock made by root keeps the folder's owner out
    *ret_fd = fd;
    return ERR_OK;
}

int folder_publish(const char *from, const char *to, struct store_why *ret_why) {
    char above[PATH_MAX];
    int err = folder_above(to, above);
    if (!err)
        err = sync_path(from, 0);
    if (!err && rename(from, to) != 0)
        err = err_of_errno(errno);
    if (!err)
        err = folder_sync(above);
    if (err)
        return fault_say(ret_why, err, PUBLISH, SAME(to), bilingual_err(err));
    return ERR_OK;
}
