#include "clients/announce/tell.h"

#include <stdio.h>

#define LINE_SIZE 8192 // a path and a sentence

static const struct bilingual sentences[TELL_COUNT] = {
#define TELL(name, zh, en) [TELL_##name] = {zh, en},
#include "clients/announce/tell.def"
#undef TELL
};

const char *tell_text(enum language language, enum tell what) {
    return bilingual_in(sentences[what], language);
}

void tell(enum language language, enum tell what, const struct bilingual *values) {
    char line[LINE_SIZE];
    bilingual_fill(line, sizeof line, sentences[what], values, language);
    fprintf(stderr, "%s\n", line);
}
