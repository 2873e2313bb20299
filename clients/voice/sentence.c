// sentence.c - digits of a ticket are said one by one, since that is how they are read on paper; a counter's number is said as
// a number.
//
//     A045 → 3     请 A 零 四 五 号 到 三 号窗口       ticket A zero four five, please go to counter three
//     B112 → 110   请 B 一 一 二 号 到 一 百 一 十 号窗口
#include "clients/voice/sentence.h"

#include <string.h>

#include "base/limit.h"

#define WORD_MS 30      // between the words of a number
#define COMMA_MS 220    // between the parts of a sentence
#define LANGUAGE_MS 450 // between two languages
#define TIMES_MS 800    // between one saying and the next
#define CHIME_MS 150    // behind the chime

static void say(struct sentence *s, enum clip clip, unsigned pause_ms) {
    if (s->part_count < SENTENCE_PARTS_MAX)
        s->parts[s->part_count++] = (struct sentence_part){.clip = clip, .pause_ms = pause_ms};
}

// Says a counter by its own name.
static void say_named(struct sentence *s, enum clip clip, uint32_t counter) {
    say(s, clip, 0);
    if (s->part_count)
        s->parts[s->part_count - 1].counter = counter;
}

// Makes the pause behind what was said last at least so long.
static void pause(struct sentence *s, unsigned pause_ms) {
    if (s->part_count && s->parts[s->part_count - 1].pause_ms < pause_ms)
        s->parts[s->part_count - 1].pause_ms = pause_ms;
}

static enum clip clip_after(enum clip first, unsigned steps) {
    return (enum clip)((unsigned)first + steps);
}

// ---------------------------------------------------------------- numbers

static bool number_is_one(const char *number) {
    size_t letters = strspn(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    size_t digits = strspn(number + letters, "0123456789");
    return letters >= 1 && letters <= LIMIT_LETTERS && digits && !number[letters + digits];
}

static void number_say(struct sentence *s, const char *number, enum clip zero, enum clip one) {
    for (const char *at = number; *at; at++) {
        unsigned digit = (unsigned)(*at - '0');
        if (*at >= 'A')
            say(s, clip_after(CLIP_LETTER_A, (unsigned)(*at - 'A')), WORD_MS);
        else
            say(s, digit == 1 ? one : clip_after(zero, digit), WORD_MS);
    }
}

static void counter_chinese(struct sentence *s, unsigned n, bool liang) {
    enum clip two = liang ? CLIP_ZH_LIANG : CLIP_ZH_2;
    unsigned hundreds = n / 100, tens = n / 10 % 10, ones = n % 10;
    if (n == 2) {
        say(s, two, WORD_MS);
        return;
    }
    if (hundreds) {
        say(s, hundreds == 2 ? two : clip_after(CLIP_ZH_0, hundreds), WORD_MS);
        say(s, CLIP_ZH_100, WORD_MS);
    }
    if (hundreds && !tens && ones)
        say(s, CLIP_ZH_0, WORD_MS);
    if (tens > 1 || (tens && hundreds))
        say(s, clip_after(CLIP_ZH_0, tens), WORD_MS);
    if (tens)
        say(s, CLIP_ZH_10, WORD_MS);
    if (ones)
        say(s, clip_after(CLIP_ZH_0, ones), WORD_MS);
}

static void counter_english(struct sentence *s, unsigned n) {
    unsigned hundreds = n / 100, rest = n % 100;
    if (hundreds) {
        say(s, clip_after(CLIP_EN_0, hundreds), WORD_MS);
        say(s, CLIP_EN_HUNDRED, WORD_MS);
    }
    if (hundreds && rest)
        say(s, CLIP_EN_AND, WORD_MS);
    if (rest >= 20)
        say(s, clip_after(CLIP_EN_20, rest / 10 - 2), WORD_MS);
    if (rest >= 20)
        rest %= 10;
    if (rest)
        say(s, clip_after(CLIP_EN_0, rest), WORD_MS);
}

// ---------------------------------------------------------------- sentences

static void chinese(struct sentence *s, const struct sentence_call *call, const struct manner *m) {
    say(s, CLIP_ZH_PLEASE, COMMA_MS / 2);
    for (size_t i = 0; i < call->number_count; i++) {
        number_say(s, call->numbers[i], CLIP_ZH_0, m->yao ? CLIP_ZH_YAO : CLIP_ZH_1);
        if (i + 1 < call->number_count)
            pause(s, COMMA_MS);
    }
    say(s, CLIP_ZH_NUMBER, COMMA_MS);
    say(s, CLIP_ZH_TO, WORD_MS);
    if (call->named_chinese) {
        say_named(s, CLIP_ZH_WINDOW, call->counter);
        return;
    }
    counter_chinese(s, call->counter, m->liang);
    say(s, CLIP_ZH_WINDOW, 0);
}

static void english(struct sentence *s, const struct sentence_call *call) {
    say(s, call->number_count > 1 ? CLIP_EN_TICKETS : CLIP_EN_TICKET, COMMA_MS / 2);
    for (size_t i = 0; i < call->number_count; i++) {
        if (i && i + 1 == call->number_count)
            say(s, CLIP_EN_AND, WORD_MS);
        number_say(s, call->numbers[i], CLIP_EN_0, CLIP_EN_1);
        pause(s, COMMA_MS);
    }
    if (call->named_english) {
        say_named(s, CLIP_EN_GO, call->counter);
        return;
    }
    say(s, CLIP_EN_GO, WORD_MS);
    counter_english(s, call->counter);
}

bool sentence_make(struct sentence *s, const struct sentence_call *call, const struct manner *m,
                   unsigned times) {
    s->part_count = 0;
    if (!call->number_count || call->number_count > SENTENCE_NUMBERS || !call->counter ||
        call->counter > LIMIT_COUNTER_ID)
        return false;
    for (size_t i = 0; i < call->number_count; i++)
        if (!number_is_one(call->numbers[i]))
            return false;
    if (m->chime)
        say(s, CLIP_CHIME, CHIME_MS);
    for (unsigned i = 0; i < times && i < SENTENCE_TIMES_MAX; i++) {
        if (i)
            pause(s, TIMES_MS);
        if (m->chinese)
            chinese(s, call, m);
        if (m->chinese && m->english)
            pause(s, LANGUAGE_MS);
        if (m->english)
            english(s, call);
    }
    if (s->part_count)
        s->parts[s->part_count - 1].pause_ms = 0;
    return true;
}
