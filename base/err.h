// err.h - the project's error codes. Every module returns these; codes of foreign libraries are
// translated by the one module that owns the library.
#ifndef HALLQ_ERR_H
#define HALLQ_ERR_H

// name, text for the log
#define ERR_TABLE(X)                                                                               \
    X(ERR_OK, "ok")                                                                                \
    X(ERR_NOT_FOUND, "not found")                                                                  \
    X(ERR_EXISTS, "exists already")                                                                \
    X(ERR_INVALID, "invalid")                                                                      \
    X(ERR_TOO_LARGE, "too large")                                                                  \
    X(ERR_NO_MEMORY, "out of memory")                                                              \
    X(ERR_MAP_FULL, "the data map is full")                                                        \
    X(ERR_DISK_FULL, "the disk is full")                                                           \
    X(ERR_IO, "input/output error")                                                                \
    X(ERR_CORRUPT, "a checksum does not match")                                                    \
    X(ERR_FORMAT, "made by another version")                                                       \
    X(ERR_BUSY, "in use")                                                                          \
    X(ERR_AGAIN, "try again")                                                                      \
    X(ERR_CLOSED, "closed")                                                                        \
    X(ERR_TIMEOUT, "timed out")                                                                    \
    X(ERR_DENIED, "not allowed")                                                                   \
    X(ERR_SYSTEM, "system error")

enum err {
#define ERR_ENUM(name, text) name,
    ERR_TABLE(ERR_ENUM)
#undef ERR_ENUM
        ERR_COUNT
};

// err_text: the text of a code; never NULL, also for a code that is none.
const char *err_text(int err);

#endif
