#include "say.h"

#include <stdio.h>

#include "base/fill.h"

#define PLACES_MAX 4

static const struct bilingual texts[SAY_COUNT] = {
#define SAY(name, zh, en) [SAY_##name] = {zh, en},
#include "web.def"
#undef SAY
};

const char *say_text(enum language language, enum say what) {
    return bilingual_in(texts[what], language);
}

void say(enum language language, enum say what, const struct bilingual *values, size_t count) {
    char line[1024];
    const char *words[PLACES_MAX] = {0};
    for (size_t i = 0; i < count && i < PLACES_MAX; i++)
        words[i] = bilingual_in(values[i], language);
    fill_sentence(line, sizeof line, say_text(language, what), fill_by_number,
                  &(struct fill_values){words, PLACES_MAX});
    fprintf(stderr, "hallq-web: %s\n", line);
}
