// words.h - what hallq-sim says to people, in their language.
#ifndef HALLQ_SIM_WORDS_H
#define HALLQ_SIM_WORDS_H

#include "base/refusal.h"

enum word {
#define WORD(name, zh, en) WORD_##name,
#include "bench/sim/words.def"
#undef WORD
};

// words_language: which language word() speaks from now on; words_language_get: which one it does.
void words_language(enum language language);
enum language words_language_get(void);

// word: a text or printf format of the catalogue; never NULL.
const char *word(enum word w) __attribute__((returns_nonnull));

#endif
