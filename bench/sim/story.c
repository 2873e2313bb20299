#include "bench/sim/story.h"

#include "base/fill.h"

#define SENTENCE_SIZE 512

bool story_open(struct story *s, const char *path) {
    s->to = fopen(path, "we");
    return s->to;
}

void story_close(struct story *s) {
    if (s->to)
        fclose(s->to);
    s->to = NULL;
}

void story_tell(struct story *s, double day_s, enum word sentence, const char *const *values,
                size_t value_count) {
    char text[SENTENCE_SIZE];
    unsigned minute = day_s > 0 ? (unsigned)(day_s / 60) : 0;
    if (!s->to)
        return;
    fill_sentence(text, sizeof text, word(sentence), fill_by_number,
                  &(struct fill_values){values, value_count});
    fprintf(s->to, "%02u:%02u  %s\n", minute / 60 % 24, minute % 60, text);
    fflush(s->to); // whoever watches waits for the line
}
