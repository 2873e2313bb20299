// sentence.h - an announcement as a row of clips with pauses between: "请 A 零四五 号 到 三 号窗口", then the same in English.
// Nothing here is sound yet.
#ifndef HALLQ_VOICE_SENTENCE_H
#define HALLQ_VOICE_SENTENCE_H

#include <stddef.h>
#include <stdint.h>

#include "clients/voice/clip.h"
#include "clients/voice/manner.h"

#define SENTENCE_NUMBERS 3 // tickets in one sentence: who hears more has forgotten the first
#define SENTENCE_NUMBER_SIZE 16
#define SENTENCE_TIMES_MAX 3
// Of each saying, in two languages: three numbers of seven characters, a counter of five words, and what stands between.
#define SENTENCE_PARTS_MAX 256

struct sentence_part {
    enum clip clip;
    unsigned pause_ms; // after the clip
    uint32_t
        counter; // not 0: in the place of the clip, the one that this counter has in the clip's language
};

struct sentence {
    struct sentence_part parts[SENTENCE_PARTS_MAX];
    size_t part_count;
};

// Who is called, and where to.
struct sentence_call {
    char numbers[SENTENCE_NUMBERS][SENTENCE_NUMBER_SIZE]; // such as "A045"
    size_t number_count;
    uint32_t counter; // 1..999
    // The counter has a name of its own, and a clip that says it: in Chinese for "三号窗口", in English for "please go to counter three".
    bool named_chinese, named_english;
};

// sentence_make: what to say, `times` times over. False: nothing, since a number is none of a ticket (one or two letters A..Z
// and digits), or the counter is none.
bool sentence_make(struct sentence *s, const struct sentence_call *call, const struct manner *m,
                   unsigned times);

#endif
