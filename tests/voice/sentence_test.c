// sentence_test.c - each number and each counter is said so that it can be written down again from what is heard: a listener
// who knows the clips alone, and nothing of how sentences are made, does so. HALLQ_LONG: each number at each counter.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limit.h"
#include "clients/voice/sentence.h"

#define HEARD_SIZE 2048
#define COUNTERS 256 // of a hall

static const struct manner usual = {.chinese = true, .english = true, .times = 1};

static struct sentence_call call_of(const char *number, uint32_t counter) {
    struct sentence_call call = {.number_count = 1, .counter = counter};
    snprintf(call.numbers[0], sizeof call.numbers[0], "%s", number);
    return call;
}

// The names of the clips with blanks between, a comma where there is a pause to be heard.
static const char *heard(const struct sentence *s, char to[HEARD_SIZE]) {
    size_t len = 0;
    to[0] = '\0';
    for (size_t i = 0; i < s->part_count; i++) {
        const struct sentence_part *part = &s->parts[i];
        len += (size_t)snprintf(to + len, HEARD_SIZE - len, "%s%s%s", i ? " " : "",
                                clip_name(part->clip), part->pause_ms >= 200 ? "," : "");
        assert_true(len < HEARD_SIZE);
    }
    return to;
}

static void must_say(const struct sentence_call *call, const struct manner *m, unsigned times,
                     const char *wanted) {
    struct sentence s;
    char text[HEARD_SIZE];
    assert_true(sentence_make(&s, call, m, times));
    assert_string_equal(heard(&s, text), wanted);
}

// ---------------------------------------------------------------- a listener

struct listener {
    const struct sentence_part *at, *end;
};

static bool hears(struct listener *l, enum clip clip) {
    if (l->at == l->end || l->at->clip != clip)
        return false;
    l->at++;
    return true;
}

// What the name of a Chinese or English word of a number means; -1: it is none.
static int value_of(enum clip clip, const char *language) {
    const char *name = clip_name(clip);
    int value;
    if (strncmp(name, language, 3) != 0)
        return -1;
    if (!strcmp(name, "en-hundred"))
        return 100;
    return sscanf(name + 3, "%d", &value) == 1 ? value : -1;
}

static void number_hear(struct listener *l, const char *language, char to[SENTENCE_NUMBER_SIZE]) {
    size_t len = 0;
    while (l->at < l->end && len + 1 < SENTENCE_NUMBER_SIZE) {
        const char *name = clip_name(l->at->clip);
        int value = value_of(l->at->clip, language);
        if (!strncmp(name, "letter-", 7))
            to[len++] = (char)(name[7] - 'a' + 'A');
        else if (value >= 0 && value <= 9)
            to[len++] = (char)('0' + value);
        else
            break;
        l->at++;
    }
    to[len] = '\0';
}

// 二百 五 十 六, two hundred and fifty six: a word multiplies what is before it, or is added.
static unsigned counter_hear(struct listener *l, const char *language) {
    int total = 0, last = -1;
    for (; l->at < l->end; l->at++) {
        int value = value_of(l->at->clip, language);
        bool chinese = !strcmp(language, "zh-");
        if (l->at->clip == CLIP_EN_AND)
            continue;
        if (value < 0)
            break;
        if (value == 100 || (chinese && value == 10)) {
            total += (last < 0 ? 1 : last) * value;
            last = -1;
            continue;
        }
        total += last < 0 ? 0 : last;
        last = value;
    }
    return (unsigned)(total + (last < 0 ? 0 : last));
}

static void hear_chinese(struct listener *l, const char *number, uint32_t counter) {
    char told[SENTENCE_NUMBER_SIZE];
    assert_true(hears(l, CLIP_ZH_PLEASE));
    number_hear(l, "zh-", told);
    assert_string_equal(told, number);
    assert_true(hears(l, CLIP_ZH_NUMBER));
    assert_true(hears(l, CLIP_ZH_TO));
    assert_int_equal(counter_hear(l, "zh-"), counter);
    assert_true(hears(l, CLIP_ZH_WINDOW));
}

static void hear_english(struct listener *l, const char *number, uint32_t counter) {
    char told[SENTENCE_NUMBER_SIZE];
    assert_true(hears(l, CLIP_EN_TICKET));
    number_hear(l, "en-", told);
    assert_string_equal(told, number);
    assert_true(hears(l, CLIP_EN_GO));
    assert_int_equal(counter_hear(l, "en-"), counter);
}

static void must_be_heard(const char *number, uint32_t counter, const struct manner *m) {
    struct sentence_call call = call_of(number, counter);
    struct sentence s;
    assert_true(sentence_make(&s, &call, m, 1));
    struct listener l = {s.parts, s.parts + s.part_count};
    hear_chinese(&l, number, counter);
    hear_english(&l, number, counter);
    assert_ptr_equal(l.at, l.end);
}

// ---------------------------------------------------------------- all of them

static void every_number__is_heard_as_it_is_written(void **state) {
    (void)state;
    struct manner other = usual;
    other.yao = other.liang = true;
    unsigned counters = getenv("HALLQ_LONG") ? COUNTERS : 1; // at which each is called
    char number[SENTENCE_NUMBER_SIZE];
    for (unsigned nth = 0; nth < 26 * 1000; nth++) {
        snprintf(number, sizeof number, "%c%03u", 'A' + nth / 1000, nth % 1000);
        for (unsigned i = 0; i < counters; i++)
            must_be_heard(number, (nth + i) % COUNTERS + 1, (nth + i) % 2 ? &usual : &other);
    }
}

static void every_counter__is_heard_as_it_is_written(void **state) {
    (void)state;
    struct manner other = usual;
    other.yao = other.liang = true;
    for (uint32_t counter = 1; counter <= LIMIT_COUNTER_ID; counter++) {
        must_be_heard("A001", counter, &usual);
        must_be_heard("ZZ99999", counter, &other);
    }
}

// ---------------------------------------------------------------- as people say it

static void a_call__is_said_in_chinese_and_then_in_english(void **state) {
    (void)state;
    struct sentence_call call = call_of("A045", 3);
    struct manner m = usual;
    m.chime = true;
    must_say(&call, &m, 1,
             "chime zh-please letter-a zh-0 zh-4 zh-5 zh-number, zh-to zh-3 zh-window, "
             "en-ticket letter-a en-0 en-4 en-5, en-go en-3");
    m.english = m.chime = false;
    must_say(&call, &m, 1, "zh-please letter-a zh-0 zh-4 zh-5 zh-number, zh-to zh-3 zh-window");
    m.english = !(m.chinese = false);
    must_say(&call, &m, 1, "en-ticket letter-a en-0 en-4 en-5, en-go en-3");
    must_say(&call, &m, 2,
             "en-ticket letter-a en-0 en-4 en-5, en-go en-3, "
             "en-ticket letter-a en-0 en-4 en-5, en-go en-3");
}

static void counters__are_said_as_numbers(void **state) {
    (void)state;
    static const struct {
        uint32_t counter;
        const char *plain, *liang;
    } cases[] = {
        {2, "zh-2", "zh-2-liang"},
        {10, "zh-10", "zh-10"},
        {12, "zh-10 zh-2", "zh-10 zh-2"},
        {20, "zh-2 zh-10", "zh-2 zh-10"},
        {22, "zh-2 zh-10 zh-2", "zh-2 zh-10 zh-2"},
        {100, "zh-1 zh-100", "zh-1 zh-100"},
        {102, "zh-1 zh-100 zh-0 zh-2", "zh-1 zh-100 zh-0 zh-2"},
        {110, "zh-1 zh-100 zh-1 zh-10", "zh-1 zh-100 zh-1 zh-10"},
        {200, "zh-2 zh-100", "zh-2-liang zh-100"},
        {256, "zh-2 zh-100 zh-5 zh-10 zh-6", "zh-2-liang zh-100 zh-5 zh-10 zh-6"},
    };
    struct manner m = usual;
    char wanted[HEARD_SIZE];
    m.english = false;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sentence_call call = call_of("B7", cases[i].counter);
        static const char shape[] = "zh-please letter-b zh-7 zh-number, zh-to %s zh-window";
        snprintf(wanted, sizeof wanted, shape, cases[i].plain);
        m.liang = false;
        must_say(&call, &m, 1, wanted);
        snprintf(wanted, sizeof wanted, shape, cases[i].liang);
        m.liang = true;
        must_say(&call, &m, 1, wanted);
    }
}

static void a_one_of_a_ticket__may_be_yao__and_of_a_counter_never_is(void **state) {
    (void)state;
    struct sentence_call call = call_of("A101", 11);
    struct manner m = usual;
    m.english = false;
    m.yao = true;
    must_say(&call, &m, 1,
             "zh-please letter-a zh-1-yao zh-0 zh-1-yao zh-number, zh-to zh-10 zh-1 zh-window");
}

static void tickets_of_one_counter__share_a_sentence(void **state) {
    (void)state;
    struct sentence_call call = call_of("A045", 3);
    call.number_count = 2;
    strcpy(call.numbers[1], "A046");
    must_say(&call, &usual, 1,
             "zh-please letter-a zh-0 zh-4 zh-5, letter-a zh-0 zh-4 zh-6 zh-number, "
             "zh-to zh-3 zh-window, en-tickets letter-a en-0 en-4 en-5, "
             "en-and letter-a en-0 en-4 en-6, en-go en-3");
}

static void what_is_no_number_of_a_ticket__is_not_said(void **state) {
    (void)state;
    static const char *const odd[] = {"", "A", "045", "a045", "A0 5", "ABC1", "A04５", "A-1"};
    struct sentence s;
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        struct sentence_call call = call_of(odd[i], 1);
        assert_false(sentence_make(&s, &call, &usual, 1));
    }
    struct sentence_call nowhere = call_of("A001", 0), far = call_of("A001", 1000);
    assert_false(sentence_make(&s, &nowhere, &usual, 1));
    assert_false(sentence_make(&s, &far, &usual, 1));
}

// The longest there is has room, so that nothing is left out at its end.
static void the_longest_sentence__has_room(void **state) {
    (void)state;
    struct sentence_call call = {.number_count = SENTENCE_NUMBERS, .counter = 777};
    struct manner m = usual;
    struct sentence s;
    m.chime = true;
    for (size_t i = 0; i < SENTENCE_NUMBERS; i++)
        strcpy(call.numbers[i], "ZZ99999");
    assert_true(sentence_make(&s, &call, &m, SENTENCE_TIMES_MAX));
    assert_true(s.part_count < SENTENCE_PARTS_MAX);
    assert_int_equal(s.parts[s.part_count - 1].clip, CLIP_EN_7);
}

static void clips__have_names_of_their_own(void **state) {
    (void)state;
    for (enum clip a = 0; a < CLIP_COUNT; a++)
        for (enum clip b = 0; b < a; b++)
            assert_string_not_equal(clip_name(a), clip_name(b));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
