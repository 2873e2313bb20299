// character.c - one way through UTF-8, and the lists of what is not seen.
//
// The first list is Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties, 15.0) without the variation
// selectors, and with the separators of lines and paragraphs and the marks of interlinear notes.
#include "base/character.h"

#include <string.h>

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

struct range {
    uint32_t first, last;
};

// In order, both lists.
static const struct range hidden[] = {
    {0x00ad, 0x00ad},   // soft hyphen
    {0x034f, 0x034f},   // combining grapheme joiner
    {0x061c, 0x061c},   // Arabic letter mark
    {0x115f, 0x1160},   // fillers of Korean syllables
    {0x17b4, 0x17b5},   // Khmer vowels that are not written
    {0x180b, 0x180f},   // Mongolian selectors and vowel separator
    {0x200b, 0x200f},   // zero width, marks of direction
    {0x2028, 0x202e},   // line and paragraph separators, direction
    {0x2060, 0x206f},   // word joiner, isolates, deprecated format characters
    {0x3164, 0x3164},   // Korean filler
    {0xfeff, 0xfeff},   // byte order mark
    {0xffa0, 0xffa0},   // Korean filler, half width
    {0xfff0, 0xfffb},   // unassigned, interlinear notes
    {0x1bca0, 0x1bca3}, // controls of shorthand
    {0x1d173, 0x1d17a}, // controls of music
    {0xe0000, 0xe00ff}, // tags
    {0xe01f0, 0xe0fff}, // unassigned
};

// What alone shows nobody anything: blanks, the blocks of combining marks, choices of form, private use.
static const struct range blank[] = {
    {'\t', '\n'},        {' ', ' '}, {0x00a0, 0x00a0}, // no-break space
    {0x0300, 0x036f},                                  // marks: accents
    {0x0483, 0x0489},                                  // marks: Cyrillic
    {0x0591, 0x05bd},                                  // marks: Hebrew
    {0x0610, 0x061a},                                  // marks: Arabic
    {0x064b, 0x065f},                                  // marks: Arabic vowels
    {0x1680, 0x1680},                                  // Ogham space
    {0x1ab0, 0x1aff},                                  // marks: extended
    {0x1dc0, 0x1dff},                                  // marks: supplement
    {0x2000, 0x200a},                                  // spaces of print
    {0x202f, 0x202f},                                  // narrow no-break space
    {0x205f, 0x205f},                                  // mathematical space
    {0x20d0, 0x20ff},                                  // marks: for symbols
    {0x2800, 0x2800},                                  // Braille without a dot
    {0x3000, 0x3000},                                  // full-width space
    {0x302a, 0x302f},                                  // marks: tones
    {0x3099, 0x309a},                                  // marks: voiced kana
    {0xe000, 0xf8ff},                                  // private use
    {0xfdd0, 0xfdef},                                  // no characters
    {0xfe00, 0xfe0f},                                  // choices of form
    {0xfe20, 0xfe2f},                                  // marks: halves
    {0xfffd, 0xffff},                                  // replacement, no characters
    {0xe0100, 0xe01ef},                                // choices of form
    {0xf0000, 0x10ffff},                               // private use
};

uint32_t character_take(const char **at, const char *end) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)*at;
    size_t len = s[0] < 0x80 ? 1 : s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (len > (size_t)(end - *at) || (s[0] >= 0x80 && s[0] < 0xc2) || s[0] > 0xf4)
        return CHARACTER_BROKEN;
    uint32_t code = len == 1 ? s[0] : s[0] & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return CHARACTER_BROKEN;
        code = code << 6 | (s[i] & 0x3f);
    }
    if (code < least[len] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return CHARACTER_BROKEN;
    *at += len;
    return code;
}

bool character_is_control(uint32_t code) {
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

static bool is_among(const struct range *ranges, size_t range_count, uint32_t code) {
    for (size_t i = 0; i < range_count && code >= ranges[i].first; i++)
        if (code <= ranges[i].last)
            return true;
    return false;
}

bool character_is_hidden(uint32_t code) {
    return is_among(hidden, COUNT(hidden), code);
}

bool text_is_blank(const char *text, size_t size) {
    const char *at = text, *end = text + size;
    while (at < end) {
        uint32_t code = character_take(&at, end);
        if (code == CHARACTER_BROKEN ||
            (!is_among(blank, COUNT(blank), code) && !character_is_hidden(code)))
            return false;
    }
    return size;
}

bool text_has_full_width_digit(const char *text) {
    for (const char *at = text; (at = strstr(at, "\xef\xbc")); at++)
        if ((unsigned char)at[2] >= 0x90 && (unsigned char)at[2] <= 0x99)
            return true;
    return false;
}

bool text_has_lost(const char *text) {
    return strstr(text, "\ufffd");
}

static bool may_stand(uint32_t code, unsigned may) {
    if (code == '\t' || code == '\n')
        return may & TEXT_MAY_LINES;
    return !character_is_control(code) && (may & TEXT_MAY_HIDE || !character_is_hidden(code));
}

bool text_flaw(const char *text, size_t size, unsigned may, uint32_t *ret_code) {
    const char *end = text + size;
    while (text < end) {
        uint32_t code = character_take(&text, end);
        if (code == CHARACTER_BROKEN || !may_stand(code, may)) {
            *ret_code = code;
            return true;
        }
    }
    return false;
}
