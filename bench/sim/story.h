// story.h - what the shift lead sees and does, a sentence a line, for people who watch.
#ifndef HALLQ_SIM_STORY_H
#define HALLQ_SIM_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/count.h"
#include "bench/sim/words.h"

struct story {
    FILE *to; // NULL: nobody watches
};

// story_open: begins the file anew. False where it cannot be written. story_close flushes.
bool story_open(struct story *s, const char *path);
void story_close(struct story *s);

// story_tell: "10:52  " and the sentence with {0}, {1} ... replaced, at this second of the day.
void story_tell(struct story *s, double day_s, enum word sentence, const char *const *values,
                size_t value_count);

// STORY_TELL: the same with the values in the call.
#define STORY_TELL(story, day_s, sentence, ...)                                                    \
    story_tell(story, day_s, sentence, (const char *const[]){__VA_ARGS__},                         \
               COUNT(((const char *const[]){__VA_ARGS__})))

#endif
