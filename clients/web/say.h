// say.h - what the program says in its terminal or log, in one of two languages.
#ifndef HALLQ_WEB_SAY_H
#define HALLQ_WEB_SAY_H

#include <stddef.h>

#include "base/bilingual.h"

enum say {
#define SAY(name, zh, en) SAY_##name,
#include "web.def"
#undef SAY
    SAY_COUNT
};

// SAY_LINE: writes a line to standard error, with its places {0}.. filled from the bilingual values
// that follow.
#define SAY_LINE(language, what, ...)                                                              \
    say(language, what, (const struct bilingual[]){{"", ""}, __VA_ARGS__} + 1,                     \
        sizeof((const struct bilingual[]){{"", ""}, __VA_ARGS__}) / sizeof(struct bilingual) - 1)
void say(enum language language, enum say what, const struct bilingual *values, size_t count);

// say_text: the sentence as it stands.
const char *say_text(enum language language, enum say what);

#endif
