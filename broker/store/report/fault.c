#include "broker/store/report/fault.h"

#include <errno.h>
#include <lmdb.h>
#include <stdio.h>
#include <sys/statvfs.h>

static int no_block_is_free(int fd) {
    struct statvfs fs;
    return fd >= 0 && fstatvfs(fd, &fs) == 0 && fs.f_bavail == 0;
}

int fault_lmdb(int rc, int fd) {
    switch (rc) {
    case MDB_SUCCESS:
        return ERR_OK;
    case MDB_NOTFOUND:
        return ERR_NOT_FOUND;
    case MDB_MAP_FULL:
        return ERR_MAP_FULL;
    case MDB_READERS_FULL:
        return ERR_BUSY;
    case MDB_TXN_FULL:
        return ERR_TOO_LARGE;
    case MDB_BAD_VALSIZE:
    case MDB_BAD_TXN:
    case MDB_BAD_DBI:
    case EINVAL:
        return ERR_INVALID;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_CURSOR_FULL:
    case MDB_PAGE_FULL:
    case MDB_INCOMPATIBLE:
    case MDB_INVALID:
        return ERR_CORRUPT;
    case MDB_VERSION_MISMATCH:
        return ERR_FORMAT;
    case MDB_PANIC: // a meta page could not be written
        return ERR_IO;
    case EIO:
        return no_block_is_free(fd) ? ERR_DISK_FULL : ERR_IO;
    default:
        return rc > 0 ? err_of_errno(rc) : ERR_SYSTEM;
    }
}

static const struct bilingual reasons[REASON_COUNT] = {
#define REASON(name, zh, en) [REASON_##name] = {zh, en},
#include "broker/store/report/reasons.def"
#undef REASON
};

struct bilingual fault_reason(enum reason reason) {
    return reasons[reason];
}

struct bilingual fault_words(int rc) {
    return (struct bilingual){bilingual_err(fault_lmdb(rc, -1)).zh, mdb_strerror(rc)};
}

// The values may lie in `why` itself, so the text is built aside first.
int fault_tell(struct store_why *why, int err, enum reason reason, const struct bilingual *values) {
    struct store_why told = {""};
    if (!why)
        return err;
    bilingual_fill(told.zh, sizeof told.zh, reasons[reason], values, LANGUAGE_ZH);
    bilingual_fill(told.text, sizeof told.text, reasons[reason], values, LANGUAGE_EN);
    *why = told;
    return err;
}

int fault_clear(struct store_why *why) {
    if (why)
        *why = (struct store_why){""};
    return ERR_OK;
}

const char *fault_hex(struct bytes key, char *ret, size_t ret_size) {
    static const char digits[] = "0123456789abcdef";
    const unsigned char *data = key.data;
    size_t used = 0;
    for (size_t i = 0; i < key.size && used + 2 < ret_size; i++) {
        ret[used++] = digits[data[i] >> 4];
        ret[used++] = digits[data[i] & 15];
    }
    ret[used] = 0;
    return ret;
}

const char *table_name(enum table table) {
    static const char *const names[TABLE_COUNT] = {
#define TABLE_NAME(name, text) [TABLE_##name] = text,
        TABLES(TABLE_NAME)
#undef TABLE_NAME
    };
    return names[table];
}
