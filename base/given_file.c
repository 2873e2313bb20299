#include "base/given_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static const struct bilingual texts[] = {
    [GIVEN_FILE] = {"文件", "a file"},       [GIVEN_FOLDER] = {"文件夹", "a folder"},
    [GIVEN_PIPE] = {"管道", "a pipe"},       [GIVEN_DEVICE] = {"设备", "a device"},
    [GIVEN_SOCKET] = {"套接字", "a socket"},
};

struct bilingual given_kind_words(enum given_kind kind) {
    return texts[kind];
}

const char *given_kind_text(enum given_kind kind, enum language language) {
    return bilingual_in(texts[kind], language);
}

static enum given_kind kind_of(mode_t mode) {
    if (S_ISDIR(mode))
        return GIVEN_FOLDER;
    if (S_ISFIFO(mode))
        return GIVEN_PIPE;
    if (S_ISSOCK(mode))
        return GIVEN_SOCKET;
    return S_ISREG(mode) ? GIVEN_FILE : GIVEN_DEVICE;
}

enum given_kind given_kind_of(const char *path) {
    struct stat st;
    return stat(path, &st) ? GIVEN_FILE : kind_of(st.st_mode);
}

// A pipe that a shell has made has no name of its own on any disk.
static bool is_shells_pipe(int fd) {
    struct statfs fs;
    return !fstatfs(fd, &fs) && fs.f_type == PIPEFS_MAGIC;
}

// The file is looked at before it is opened, since a device may act on its opening; and once more
// afterwards, since another file may have got the name.
static int open_kind(const char *path, int flags, bool pipe_too, enum given_kind *ret_kind) {
    struct stat st;
    *ret_kind = given_kind_of(path);
    bool may_do = *ret_kind == GIVEN_FILE || (pipe_too && *ret_kind == GIVEN_PIPE);
    int fd = may_do ? open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) : -1;
    if (fd < 0)
        return -1;
    if (fstat(fd, &st)) {
        int why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    *ret_kind = kind_of(st.st_mode);
    if (*ret_kind == GIVEN_FILE || (pipe_too && *ret_kind == GIVEN_PIPE && is_shells_pipe(fd) &&
                                    !fcntl(fd, F_SETFL, O_RDONLY)))
        return fd;
    close(fd);
    return -1;
}

int given_file_open(const char *path, int flags, enum given_kind *ret_kind) {
    return open_kind(path, flags, false, ret_kind);
}

int given_text_open(const char *path, enum given_kind *ret_kind) {
    return open_kind(path, O_RDONLY, true, ret_kind);
}
