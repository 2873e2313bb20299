#include "base/err.h"

#include <errno.h>

static const char *const texts[ERR_COUNT] = {
#define ERR_TEXT(name, zh, en) [name] = en,
    ERR_TABLE(ERR_TEXT)
#undef ERR_TEXT
};

const char *err_text(int err) {
    return err >= 0 && err < ERR_COUNT ? texts[err] : "unknown error";
}

int err_of_errno(int error_number) {
    switch (error_number) {
    case 0:
        return ERR_OK;
    case ENOENT:
    case ENOTDIR:
    case ENODEV:
    case EADDRNOTAVAIL: // the address is not this machine's, or is so no more
        return ERR_NOT_FOUND;
    case EEXIST:
        return ERR_EXISTS;
    case ENOMEM:
        return ERR_NO_MEMORY;
    case ENOSPC:
    case EDQUOT:
        return ERR_DISK_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
        return ERR_DENIED;
    case EWOULDBLOCK:
    case EADDRINUSE:
        return ERR_BUSY;
    case EINVAL:
    case ENAMETOOLONG:
        return ERR_INVALID;
    case EIO:
        return ERR_IO;
    default: // an int, not an enum of ours
        return ERR_SYSTEM;
    }
}
