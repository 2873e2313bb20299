// start.h - why a broker does not start, in words: to a person at a terminal in theirs, into the log in
// English.
#ifndef HALLQ_START_H
#define HALLQ_START_H

#include "base/bilingual.h"

enum start {
#define START(name, zh, en) START_##name,
#include "broker/start.def"
#undef START
    START_COUNT
};

struct bilingual start_words(enum start what);

// start_code: the exit code for an error of the disk, of the folder or of the machine (options.h).
int start_code(int err);

// start_failed: says that a part does not start: the error's words, and why. Returns `code`.
int start_failed(int code, int err, struct bilingual what, struct bilingual why);

#endif
