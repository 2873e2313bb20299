// keyfile_text.h - how the text of a key file is read and written, and how its faults are told; for
// keyfile_*.c alone.
#ifndef HALLQ_KEYFILE_TEXT_H
#define HALLQ_KEYFILE_TEXT_H

#include <stdbool.h>

#include "base/bilingual.h"
#include "keyfile.h"

enum keyfile_fault {
#define KEYFILE(name, zh, en) KEYFILE_##name,
#include "keyfile.def"
#undef KEYFILE
    KEYFILE_FAULT_COUNT
};

// The text that takes an error's sentence, and the language of that sentence.
struct keyfile_teller {
    char *to; // HALLQ_KEYFILE_ERROR_SIZE
    enum language language;
};

// keyfile_tell: writes a fault's sentence, filled with the values; returns err.
int keyfile_tell(const struct keyfile_teller *t, int err, enum keyfile_fault fault,
                 const struct bilingual *values);

#define COMPLAIN(teller, err, fault, ...)                                                          \
    keyfile_tell(teller, err, KEYFILE_##fault, (const struct bilingual[]){{"", ""}, ##__VA_ARGS__})

// keyfile_text_parse: as hallq_keyfile_parse, but tells faults to a teller.
int keyfile_text_parse(struct hallq_keyfile *k, const char *text, size_t text_size,
                       const struct keyfile_teller *teller);

// keyfile_text_print: the file's text; false when it does not fit.
bool keyfile_text_print(const struct hallq_keyfile *k, char *text, size_t room);

#endif
