// bilingual.h - a text in both languages: what people read is in theirs, what the log says is English.
#ifndef HALLQ_BILINGUAL_H
#define HALLQ_BILINGUAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/refusal.h"

struct bilingual {
    const char *zh, *en;
};

// SAME: a path, a key, a word of no language.
#define SAME(text) ((struct bilingual){text, text})

// NUMBER: a number, as long as the block that it stands in.
#define NUMBER(number) SAME(bilingual_number((char[BILINGUAL_NUMBER_SIZE]){0}, number))
#define BILINGUAL_NUMBER_SIZE 24
const char *bilingual_number(char to[BILINGUAL_NUMBER_SIZE], uint64_t number);

// bilingual_in: one of the two.
const char *bilingual_in(struct bilingual text, enum language language);

// bilingual_err, bilingual_errno: the words for a code of base/err.h; for errno's.
struct bilingual bilingual_err(int err);
struct bilingual bilingual_errno(int error_number);

// bilingual_fill: one language of a sentence, with {1}..{9} replaced by values[1].. of that language; cut
// to fit.
void bilingual_fill(char *to, size_t to_size, struct bilingual sentence,
                    const struct bilingual *values, enum language language);

#endif
