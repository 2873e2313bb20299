// tell.h - what the program says in its terminal, in one of two languages.
#ifndef HALLQ_ANNOUNCE_TELL_H
#define HALLQ_ANNOUNCE_TELL_H

#include "base/bilingual.h"

enum tell {
#define TELL(name, zh, en) TELL_##name,
#include "clients/announce/tell.def"
#undef TELL
    TELL_COUNT
};

// TELL_LINE: writes a line to standard error, with its places {1}.. filled from the bilingual values that follow.
#define TELL_LINE(language, what, ...)                                                             \
    tell(language, what, (const struct bilingual[]){{"", ""}, __VA_ARGS__})
void tell(enum language language, enum tell what, const struct bilingual *values);

// tell_text: the sentence as it stands.
const char *tell_text(enum language language, enum tell what);

#endif
