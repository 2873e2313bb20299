#include "bench/sim/words.h"

static const char *const texts[][2] = {
#define WORD(name, zh, en) {zh, en},
#include "bench/sim/words.def"
#undef WORD
};

static enum language spoken = LANGUAGE_ZH;

void words_language(enum language language) {
    spoken = language;
}

enum language words_language_get(void) {
    return spoken;
}

const char *word(enum word w) {
    return texts[w][spoken];
}
