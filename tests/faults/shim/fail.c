// fail.so - a disk that says no. The Nth call of one kind on one file fails, and so do those after
// it, as many as asked.
//
//   FAIL_FILE   end of the file's path
//   FAIL_CALL   sync     fsync or fdatasync
//               write    pwrite, write, writev without O_DSYNC
//               meta     pwrite with O_DSYNC: LMDB's meta page
//               reserve  fallocate, posix_fallocate
//   FAIL_AT     which call, from 1
//   FAIL_COUNT  how many from there on; 1 without it, 0: all
//   FAIL_WITH   EIO (without it), ENOSPC, EDQUOT or EINTR
//
// Counts are of the whole process. The call that fails does nothing.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;

static long number(const char *name, long otherwise) {
    const char *text = getenv(name);
    return text ? atol(text) : otherwise;
}

static bool is_file(int fd) {
    const char *end = getenv("FAIL_FILE");
    char link[64], path[4096];
    if (!end)
        return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    size_t end_size = strlen(end);
    return size >= (ssize_t)end_size && memcmp(path + size - end_size, end, end_size) == 0;
}

static int error_number(void) {
    static const struct {
        const char *name;
        int errnum;
    } known[] = {{"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT}, {"EINTR", EINTR}};
    const char *with = getenv("FAIL_WITH");
    for (size_t i = 0; with && i < sizeof known / sizeof *known; i++) {
        if (strcmp(with, known[i].name) == 0)
            return known[i].errnum;
    }
    return EIO;
}

static bool fails(int fd, const char *call) {
    const char *wanted = getenv("FAIL_CALL");
    if (!wanted || strcmp(wanted, call) != 0 || !is_file(fd))
        return false;
    long nth = atomic_fetch_add(&calls, 1) + 1, at = number("FAIL_AT", 1);
    long count = number("FAIL_COUNT", 1);
    if (nth < at || (count && nth >= at + count))
        return false;
    errno = error_number();
    return true;
}

int fsync(int fd) {
    return fails(fd, "sync") ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
    return fails(fd, "sync") ? -1 : (int)syscall(SYS_fdatasync, fd);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    bool synced = fcntl(fd, F_GETFL) & O_DSYNC;
    return fails(fd, synced ? "meta" : "write") ? -1 : syscall(SYS_pwrite64, fd, data, size, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    return pwrite(fd, data, size, at);
}

ssize_t write(int fd, const void *data, size_t size) {
    return fails(fd, "write") ? -1 : syscall(SYS_write, fd, data, size);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    return fails(fd, "write") ? -1 : syscall(SYS_writev, fd, parts, count);
}

int fallocate(int fd, int mode, off_t at, off_t size) {
    return fails(fd, "reserve") ? -1 : (int)syscall(SYS_fallocate, fd, mode, at, size);
}

int fallocate64(int fd, int mode, off64_t at, off64_t size) {
    return fallocate(fd, mode, at, size);
}

// Returns the error, and leaves errno alone. The real one makes its system call itself.
int posix_fallocate(int fd, off_t at, off_t size) {
    int errnum = errno;
    int (*real)(int, off_t, off_t);
    *(void **)&real = dlsym(RTLD_NEXT, "posix_fallocate");
    if (!fails(fd, "reserve"))
        return real(fd, at, size);
    int failed = errno;
    errno = errnum;
    return failed;
}

int posix_fallocate64(int fd, off64_t at, off64_t size) {
    return posix_fallocate(fd, at, size);
}
