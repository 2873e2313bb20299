#include "broker/credential.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/given_file.h"
#include "base/private_file.h"

static int descriptor_read(int fd, const char *path, unsigned char *ret, size_t *ret_size) {
    struct stat st;
    unsigned char more;
    if (fstat(fd, &st))
        return ERR_SYSTEM;
    if (!private_file_ok(&st, path))
        return ERR_DENIED;
    ssize_t got = read(fd, ret, CREDENTIAL_SIZE_MAX);
    if (got < 0)
        return ERR_SYSTEM;
    if (got == CREDENTIAL_SIZE_MAX && read(fd, &more, 1) > 0)
        return ERR_TOO_LARGE;
    *ret_size = (size_t)got;
    while (*ret_size && (ret[*ret_size - 1] == '\n' || ret[*ret_size - 1] == '\r'))
        --*ret_size;
    return ERR_OK;
}

int credential_read(const char *name, unsigned char *ret, size_t *ret_size) {
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    char path[PATH_MAX];
    enum given_kind kind;
    *ret_size = 0;
    if (!folder || snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return ERR_NOT_FOUND;
    int fd = given_file_open(path, O_RDONLY, &kind);
    if (fd < 0 && kind == GIVEN_FILE && errno == ENOENT)
        return ERR_NOT_FOUND;
    if (fd < 0)
        return kind == GIVEN_FILE && errno == EACCES ? ERR_DENIED : ERR_INVALID;
    int err = descriptor_read(fd, path, ret, ret_size);
    close(fd);
    return err;
}
