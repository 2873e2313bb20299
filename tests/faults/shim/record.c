// record.so - writes down what a program asks of the files below RECORD_ROOT, in order, to
// RECORD_LOG (record.h). A write through a map cannot be seen; the store makes none.
//
// One lock is held over a call and its entry, so that the log's order is the disk's. Calls go to
// the kernel directly, but posix_fallocate: what it does where the kernel cannot is glibc's affair.
#include "tests/faults/shim/record.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES_MAX 4096

struct seen {
    dev_t device;
    ino_t inode;
    uint32_t file;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct seen seen[FILES_MAX];
static uint32_t seen_count, file_count;
static int log_fd = -2; // -2: not looked up yet, -1: no log
static char root[PATH_MAX];
static size_t root_size;

// --- the log

static void start(void) {
    const char *path = getenv("RECORD_LOG"), *top = getenv("RECORD_ROOT");
    log_fd = -1;
    if (!path || !top || !realpath(top, root))
        return;
    root_size = strlen(root);
    log_fd =
        (int)syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
}

static bool recording(void) {
    if (log_fd == -2)
        start();
    return log_fd >= 0;
}

static void put(const void *data, size_t size) {
    if (size && syscall(SYS_write, log_fd, data, size) != (long)size)
        abort(); // half a log proves nothing
}

static void enter(struct record r, const char *name, const char *other) {
    r.name_size = name ? (uint16_t)strlen(name) : 0;
    r.other_size = other ? (uint16_t)strlen(other) : 0;
    put(&r, sizeof r);
    put(name, r.name_size);
    put(other, r.other_size);
}

// --- which file, which name

// The name below the root; false if the path is elsewhere. "" is the root.
static bool relative(const char *path, char ret[PATH_MAX]) {
    char folder[PATH_MAX], real[PATH_MAX];
    const char *last = strrchr(path, '/');
    size_t folder_size = last ? (size_t)(last - path) : 0;
    if (!recording() || folder_size >= sizeof folder)
        return false;
    memcpy(folder, path, folder_size);
    folder[folder_size] = 0;
    if (!realpath(last ? (folder_size ? folder : "/") : ".", real))
        return false;
    if (snprintf(folder, sizeof folder, "%s/%s", real, last ? last + 1 : path) >= PATH_MAX)
        return false;
    if (strncmp(folder, root, root_size) != 0 || (folder[root_size] && folder[root_size] != '/'))
        return false;
    strcpy(ret, folder[root_size] ? folder + root_size + 1 : "");
    return true;
}

static struct seen *seen_find(const struct stat *st) {
    for (uint32_t i = 0; i < seen_count; i++) {
        if (seen[i].device == st->st_dev && seen[i].inode == st->st_ino)
            return &seen[i];
    }
    return NULL;
}

// The number of a file; a new one gets a fresh number even where an old inode is used again.
static uint32_t file_of(const struct stat *st, const char *name, bool is_new) {
    struct seen *s = seen_find(st);
    if (s && !is_new)
        return s->file;
    if (!s) {
        if (seen_count == FILES_MAX)
            abort();
        s = &seen[seen_count++];
    }
    *s = (struct seen){st->st_dev, st->st_ino, ++file_count};
    enter((struct record){.op = is_new ? RECORD_MAKE : RECORD_SEEN, .file = s->file}, name, NULL);
    return s->file;
}

static uint32_t file_at(const char *path, const char *name) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) ? file_of(&st, name, false) : 0;
}

// The number of an open file; 0 if it is none that is recorded.
static uint32_t file_open(int fd) {
    struct stat st;
    if (!recording() || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return 0;
    struct seen *s = seen_find(&st);
    return s ? s->file : 0;
}

// --- opening

static int do_open(int dir, const char *path, int flags, mode_t mode) {
    char name[PATH_MAX];
    struct stat st;
    pthread_mutex_lock(&lock);
    bool ours = relative(path, name);
    bool was_there = ours && stat(path, &st) == 0;
    int fd = (int)syscall(SYS_openat, dir, path, flags, mode);
    int errnum = errno;
    if (fd >= 0 && ours && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        uint32_t file = file_of(&st, name, !was_there);
        if (was_there && (flags & O_TRUNC))
            enter((struct record){.op = RECORD_CUT, .file = file}, NULL, NULL);
    }
    pthread_mutex_unlock(&lock);
    errno = errnum;
    return fd;
}

static mode_t mode_of(int flags, va_list args) {
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
    va_list args;
    va_start(args, flags);
    mode_t mode = mode_of(flags, args);
    va_end(args);
    return do_open(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list args;
    va_start(args, flags);
    mode_t mode = mode_of(flags, args);
    va_end(args);
    return do_open(AT_FDCWD, path, flags, mode);
}

// --- writing

static void enter_write(int fd, uint32_t file, off_t at, ssize_t size, const struct iovec *parts,
                        int count) {
    bool synced = fcntl(fd, F_GETFL) & O_DSYNC;
    enter((struct record){.op = RECORD_WRITE,
                          .file = file,
                          .at = (uint64_t)at,
                          .size = (uint64_t)size,
                          .synced = synced},
          NULL, NULL);
    for (int i = 0; i < count && size > 0; i++) {
        size_t part = parts[i].iov_len < (size_t)size ? parts[i].iov_len : (size_t)size;
        put(parts[i].iov_base, part);
        size -= (ssize_t)part;
    }
}

// at < 0: where the file stands.
static ssize_t do_write(int fd, const struct iovec *parts, int count, off_t at) {
    pthread_mutex_lock(&lock);
    uint32_t file = file_open(fd);
    off_t from = at < 0 && file ? (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR) : at;
    ssize_t done = at < 0 ? syscall(SYS_writev, fd, parts, count)
                          : syscall(SYS_pwritev, fd, parts, count, at, 0);
    int errnum = errno;
    if (file && done > 0)
        enter_write(fd, file, from, done, parts, count);
    pthread_mutex_unlock(&lock);
    errno = errnum;
    return done;
}

ssize_t write(int fd, const void *data, size_t size) {
    return do_write(fd, &(struct iovec){(void *)data, size}, 1, -1);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    return do_write(fd, parts, count, -1);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    return do_write(fd, &(struct iovec){(void *)data, size}, 1, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    return pwrite(fd, data, size, at);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
    return do_write(fd, parts, count, at);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
    return do_write(fd, parts, count, at);
}

// A change of length: `rc` is what the call gave.
static int cut_done(int fd, int rc, off_t size) {
    int errnum = errno;
    uint32_t file = rc == 0 ? file_open(fd) : 0;
    if (file)
        enter((struct record){.op = RECORD_CUT, .file = file, .size = (uint64_t)size}, NULL, NULL);
    pthread_mutex_unlock(&lock);
    errno = errnum;
    return rc;
}

int ftruncate(int fd, off_t size) {
    pthread_mutex_lock(&lock);
    return cut_done(fd, (int)syscall(SYS_ftruncate, fd, size), size);
}

int ftruncate64(int fd, off64_t size) {
    return ftruncate(fd, size);
}

static uint64_t length(int fd) {
    struct stat st;
    return fstat(fd, &st) == 0 ? (uint64_t)st.st_size : 0;
}

// What a reservation changed that can be seen, be it a part of what was asked for.
static void enter_growth(int fd, uint64_t was) {
    uint32_t file = file_open(fd);
    uint64_t now = length(fd);
    if (file && now > was)
        enter((struct record){.op = RECORD_GROW, .file = file, .at = was, .size = now - was}, NULL,
              NULL);
}

int fallocate(int fd, int mode, off_t at, off_t size) {
    pthread_mutex_lock(&lock);
    if (mode && file_open(fd))
        abort(); // holes and shifts have no entry
    uint64_t was = length(fd);
    int rc = (int)syscall(SYS_fallocate, fd, mode, at, size);
    int errnum = errno;
    enter_growth(fd, was);
    pthread_mutex_unlock(&lock);
    errno = errnum;
    return rc;
}

int fallocate64(int fd, int mode, off64_t at, off64_t size) {
    return fallocate(fd, mode, at, size);
}

// Returns the error, and makes its system call itself, not through fallocate.
int posix_fallocate(int fd, off_t at, off_t size) {
    int (*real)(int, off_t, off_t);
    *(void **)&real = dlsym(RTLD_NEXT, "posix_fallocate");
    pthread_mutex_lock(&lock);
    uint64_t was = length(fd);
    int errnum = real(fd, at, size);
    enter_growth(fd, was);
    pthread_mutex_unlock(&lock);
    return errnum;
}

int posix_fallocate64(int fd, off64_t at, off64_t size) {
    return posix_fallocate(fd, at, size);
}

// --- syncing

static bool folder_name(int fd, char ret[PATH_MAX]) {
    char link[64], path[PATH_MAX];
    struct stat st;
    if (!recording() || fstat(fd, &st) != 0 || !S_ISDIR(st.st_mode))
        return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0)
        return false;
    path[size] = 0;
    return relative(path, ret);
}

static int do_sync(long call, int fd) {
    char name[PATH_MAX];
    pthread_mutex_lock(&lock);
    int rc = (int)syscall(call, fd);
    int errnum = errno;
    uint32_t file = file_open(fd);
    if (rc == 0 && file)
        enter((struct record){.op = RECORD_SYNC, .file = file}, NULL, NULL);
    else if (rc == 0 && folder_name(fd, name))
        enter((struct record){.op = RECORD_SETTLE}, name, NULL);
    pthread_mutex_unlock(&lock);
    errno = errnum;
    return rc;
}

int fsync(int fd) {
    return do_sync(SYS_fsync, fd);
}

int fdatasync(int fd) {
    return do_sync(SYS_fdatasync, fd);
}

// --- names

int rename(const char *from, const char *to) {
    char name[PATH_MAX], other[PATH_MAX];
    pthread_mutex_lock(&lock);
    bool ours = relative(from, name) && relative(to, other);
    uint32_t file = ours ? file_at(from, name) : 0;
    int rc = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    int errnum = errno;
    if (rc == 0 && ours)
        enter((struct record){.op = RECORD_MOVE, .file = file}, name, other);
    pthread_mutex_unlock(&lock);
    errno = errnum;
    return rc;
}

int link(const char *from, const char *to) {
    char name[PATH_MAX], other[PATH_MAX];
    pthread_mutex_lock(&lock);
    bool ours = relative(from, name) && relative(to, other);
    uint32_t file = ours ? file_at(from, name) : 0;
    int rc = (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
    int errnum = errno;
    if (rc == 0 && ours)
        enter((struct record){.op = RECORD_LINK, .file = file}, name, other);
    pthread_mutex_unlock(&lock);
    errno = errnum;
    return rc;
}

int unlink(const char *path) {
    char name[PATH_MAX];
    pthread_mutex_lock(&lock);
    bool ours = relative(path, name);
    int rc = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    int errnum = errno;
    if (rc == 0 && ours)
        enter((struct record){.op = RECORD_REMOVE}, name, NULL);
    pthread_mutex_unlock(&lock);
    errno = errnum;
    return rc;
}

int mkdir(const char *path, mode_t mode) {
    char name[PATH_MAX];
    pthread_mutex_lock(&lock);
    int rc = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    int errnum = errno;
    if (rc == 0 && relative(path, name))
        enter((struct record){.op = RECORD_MAKE}, name, NULL);
    pthread_mutex_unlock(&lock);
    errno = errnum;
    return rc;
}

void record_mark(uint64_t at) {
    pthread_mutex_lock(&lock);
    if (recording())
        enter((struct record){.op = RECORD_MARK, .at = at}, NULL, NULL);
    pthread_mutex_unlock(&lock);
}
