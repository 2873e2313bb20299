// start.h - why a broker does not start, in words: in the language of the person at the terminal,
// and in English in the log.
#ifndef HALLQ_START_H
#define HALLQ_START_H

#include "base/bilingual.h"

enum start {
#define START(name, zh, en) START_##name,
#include "broker/start.def"
#undef START
    START_COUNT
};

// start_words: returns the row's words, which live for ever.
struct bilingual start_words(enum start what);

// start_code: returns the exit code for an error of the disk, of the folder or of the machine
// (exit_code.h).
int start_code(int err);

// start_failed: says which part does not start, with the error's words and the reason. Returns
// `code`.
int start_failed(int code, int err, struct bilingual what, struct bilingual why);

#endif
