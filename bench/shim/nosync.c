// nosync.so - a disk that costs nothing: syncs return at once, and files are not opened for synced
// writes. What is left is what the program itself costs. Never with data that matters.
#include <fcntl.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_unsynced(int folder, const char *path, int flags, unsigned mode) {
    return (int)syscall(SYS_openat, folder, path, flags & ~(O_SYNC | O_DSYNC), mode);
}

#define MODE_OF(last)                                                                              \
    unsigned mode = 0;                                                                             \
    if (flags & (O_CREAT | __O_TMPFILE)) {                                                         \
        va_list args;                                                                              \
        va_start(args, last);                                                                      \
        mode = va_arg(args, unsigned);                                                             \
        va_end(args);                                                                              \
    }

int fsync(int fd) {
    (void)fd;
    return 0;
}

int fdatasync(int fd) {
    (void)fd;
    return 0;
}

int open(const char *path, int flags, ...) {
    MODE_OF(flags)
    return open_unsynced(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE_OF(flags)
    return open_unsynced(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int folder, const char *path, int flags, ...) {
    MODE_OF(flags)
    return open_unsynced(folder, path, flags, mode);
}
