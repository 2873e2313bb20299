// character_test.c - which characters may stand in a text, each of Unicode's asked.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/character.h"
#include "base/count.h"

#define CODE_LAST 0x10ffff

static bool is_surrogate(uint32_t code) {
    return code >= 0xd800 && code < 0xe000;
}

static size_t utf8_of(uint32_t code, char to[4]) {
    size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = len; i-- > 1; code >>= 6)
        to[i] = (char)(0x80 | (code & 0x3f));
    to[0] = (char)(lead[len] | code);
    return len;
}

// What a text may hold is told from all the rest by this list alone.
static bool must_not_stand(uint32_t code) {
    static const uint32_t hidden[][2] = {
        {0xad, 0xad},       {0x34f, 0x34f},     {0x61c, 0x61c},     {0x115f, 0x1160},
        {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},
        {0x2060, 0x206f},   {0x3164, 0x3164},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
        {0xfff0, 0xfffb},   {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe00ff},
        {0xe01f0, 0xe0fff},
    };
    for (size_t i = 0; i < COUNT(hidden); i++)
        if (code >= hidden[i][0] && code <= hidden[i][1])
            return true;
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

static void text_flaw__finds_what_steers_or_is_not_seen_and_nothing_else(void **state) {
    (void)state;
    for (uint32_t code = 0; code <= CODE_LAST; code++) {
        char text[8] = {'a'};
        uint32_t found = 0;
        if (is_surrogate(code))
            continue;
        size_t len = 1 + utf8_of(code, text + 1);
        text[len++] = 'z';
        if (text_flaw(text, len, 0, &found) != must_not_stand(code) || (found && found != code))
            fail_msg("U+%04X", (unsigned)code);
    }
}

static void text_flaw__lets_stand_what_is_allowed(void **state) {
    (void)state;
    uint32_t code;
    assert_false(text_flaw("a\t\n", 3, TEXT_MAY_LINES, &code));
    assert_true(text_flaw("a\r\n", 3, TEXT_MAY_LINES, &code));
    assert_int_equal(code, '\r');
    assert_false(text_flaw("\u202e", 3, TEXT_MAY_HIDE, &code));
    assert_true(text_flaw("\n", 1, TEXT_MAY_HIDE, &code));
    assert_true(text_flaw("a\0b", 3, TEXT_MAY_HIDE | TEXT_MAY_LINES, &code));
    assert_int_equal(code, 0);
    assert_false(text_flaw("葛\U000e0100 ☎\ufe0f", strlen("葛\U000e0100 ☎\ufe0f"), 0, &code));
    assert_false(text_flaw("", 0, 0, &code));
}

static void text_flaw__finds_what_is_no_utf8(void **state) {
    (void)state;
    static const char *const broken[] = {"\xff",         "\x80",         "\xc1\xbf",
                                         "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                         "\xe5\x8f",     "\xf5\x80"};
    for (size_t i = 0; i < COUNT(broken); i++) {
        uint32_t code = 0;
        assert_true(text_flaw(broken[i], strlen(broken[i]), TEXT_MAY_HIDE, &code));
        assert_int_equal(code, CHARACTER_BROKEN);
    }
}

static void text_is_blank__is_what_nobody_sees_anything_of(void **state) {
    (void)state;
    static const char *const blank[] = {
        "\ufe0f", "\u0301", "\ue000",     "\ufffd",     " \u3000\u00a0\t",     "\u200b",
        "\u20dd", "\u3099", "\U000e0100", "\U0010fffd", " \u0301\ufe0f\ufffd", "\xef\xbf\xbe"};
    static const char *const seen[] = {"",
                                       "1",
                                       "\u00e9",
                                       "e\u0301",
                                       "\u54a8",
                                       "\u260e\ufe0f",
                                       "\u845b\U000e0100",
                                       "-",
                                       "\U0001f600",
                                       "\u5f20\ue000",
                                       "\u304b\u3099",
                                       "\xff"};
    for (size_t i = 0; i < COUNT(blank); i++)
        if (!text_is_blank(blank[i], strlen(blank[i])))
            fail_msg("%zu is not blank", i);
    for (size_t i = 0; i < COUNT(seen); i++)
        if (text_is_blank(seen[i], strlen(seen[i])))
            fail_msg("%zu is blank", i);
}

static void text_has_word__asks_for_a_letter_or_digit_of_any_script(void **state) {
    (void)state;
    static const char *const words[] = {
        "1",      "a",      "-x-",    "\u5f20",  "\u4e00",     "\u3007",
        "\uff11", "\u00e9", "\u0436", "\u0645",  "\u0967",     "\u2460",
        "\u3042", "\uac00", "\u0f40", "\ua000",  "\U00020000", "\u3105",
        "\u00aa", "\u2162", "\uff71", "e\u0301", "... 5",      "\u300c\u5f20\u300d"};
    static const char *const none[] = {"",
                                       " ",
                                       "-",
                                       "--- ---",
                                       "\u3000",
                                       "\u2014\u2014",
                                       "\uff0d",
                                       "\u3002",
                                       "\uff01\uff1f",
                                       "()",
                                       "\uff08\uff09",
                                       "\u2026\u2026",
                                       "\U0001f600",
                                       "\u2605",
                                       "\u260e\ufe0f",
                                       "\u0301",
                                       "\ue000",
                                       "\u00b7",
                                       "\u20ac",
                                       "+",
                                       "#*",
                                       "\u30fb",
                                       "\uffe5",
                                       "\U0001f1e8\U0001f1f3",
                                       "\u2192",
                                       "\ufe0f",
                                       "\u300a\u300b",
                                       "\u066a",
                                       "~",
                                       "_",
                                       "\ufe4f",
                                       "\xff"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (!text_has_word(words[i], strlen(words[i])))
            fail_msg("%zu has no word", i);
    for (size_t i = 0; i < COUNT(none); i++)
        if (text_has_word(none[i], strlen(none[i])))
            fail_msg("%zu has a word", i);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
