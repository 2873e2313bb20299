// fault.h - errors from below the store, as the project's codes and in plain words.
#ifndef HALLQ_STORE_FAULT_H
#define HALLQ_STORE_FAULT_H

#include "base/bilingual.h"
#include "base/table.h"
#include "broker/store/report/why.h"

// fault_lmdb: the project's code for the result of an LMDB call; fd: the data file, or -1. EIO is
// ERR_DISK_FULL while the file's system has no free block, since LMDB reports a short write as EIO.
int fault_lmdb(int rc, int fd);

enum reason {
#define REASON(name, zh, en) REASON_##name,
#include "broker/store/report/reasons.def"
#undef REASON
    REASON_COUNT
};

// fault_say: fills why (may be NULL) in both languages and returns err, for `return
// fault_say(...)`: takes a reason of reasons.def and the values of its {1}, {2} ..., each a struct
// bilingual.
#define fault_say(why, err, reason, ...)                                                           \
    fault_tell(why, err, REASON_##reason, (const struct bilingual[]){{"", ""}, ##__VA_ARGS__})
int fault_tell(struct store_why *why, int err, enum reason reason, const struct bilingual *values);

// fault_clear: empties why (may be NULL). Returns ERR_OK.
int fault_clear(struct store_why *why);

// fault_reason: a reason as a value for another reason's place. WHY: the words of a store_why as
// such a value.
struct bilingual fault_reason(enum reason reason);
#define WHY(why) ((struct bilingual){(why).zh, (why).text})

// fault_words: LMDB's own words for the result of a call.
struct bilingual fault_words(int rc);

// fault_hex: a key as text, at most ret_size - 1 characters. Returns ret.
const char *fault_hex(struct bytes key, char *ret, size_t ret_size);
#define FAULT_HEX_SIZE (2 * TABLE_KEY_MAX + 1)

// table_name: the table's name in TABLES (base/table.h).
const char *table_name(enum table table);

#endif
