// bilingual.h - a text in both languages: people read theirs, the log is in English.
#ifndef HALLQ_BILINGUAL_H
#define HALLQ_BILINGUAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/refusal.h"

struct bilingual {
    const char *zh, *en;
};

// SAME: a path, a key or another word that reads alike in both languages.
#define SAME(text) ((struct bilingual){text, text})

// NUMBER: a number as text, which lives as long as the enclosing block.
#define NUMBER(number) SAME(bilingual_number((char[BILINGUAL_NUMBER_SIZE]){0}, number))
#define BILINGUAL_NUMBER_SIZE 24
const char *bilingual_number(char to[BILINGUAL_NUMBER_SIZE], uint64_t number);

// bilingual_in: the text in this language.
const char *bilingual_in(struct bilingual text, enum language language);

// bilingual_err: the words for a code of base/err.h. bilingual_errno: the words for a value of
// errno.
struct bilingual bilingual_err(int err);
struct bilingual bilingual_errno(int error_number);

// bilingual_fill: writes a sentence in one language, with {1}..{9} replaced by values[1].. in that
// language; the text is cut to fit.
void bilingual_fill(char *to, size_t to_size, struct bilingual sentence,
                    const struct bilingual *values, enum language language);

#endif
