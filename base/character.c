// character.c - one way through UTF-8, and the lists of characters that are not seen.
//
// The first list is Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties, 15.0) without
// the variation selectors, and with the separators of lines and paragraphs and the marks of
// interlinear notes.
#include "base/character.h"

#include <string.h>

#include "base/count.h"

struct range {
    uint32_t first, last;
};

// In rising order, as all lists of this file.
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

// Characters that show nothing by themselves: blanks, the blocks of combining marks, choices of
// form, private use.
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

// Characters that are seen and say nothing by themselves: punctuation, symbols, arrows, boxes,
// pictures (Unicode's P and S, block by block). Numbers in circles and brackets do not belong here.
static const struct range sign[] = {
    {'!', '/'},         {':', '@'},       {'[', '`'},       {'{', '~'},
    {0x00a1, 0x00a9},   {0x00ab, 0x00b1}, {0x00b4, 0x00b4}, {0x00b6, 0x00b8},
    {0x00bb, 0x00bb},   {0x00bf, 0x00bf}, {0x00d7, 0x00d7}, {0x00f7, 0x00f7},
    {0x02c2, 0x02c5},   {0x02d2, 0x02df}, {0x02e5, 0x02eb}, {0x02ef, 0x02ff},
    {0x037e, 0x037e},   {0x0384, 0x0385}, {0x0387, 0x0387}, {0x055a, 0x055f},
    {0x0589, 0x058f},   {0x05be, 0x05c7}, {0x05f3, 0x05f4}, {0x0600, 0x060f},
    {0x061b, 0x061f},   {0x066a, 0x066d}, {0x06d4, 0x06d4}, {0x0964, 0x0965},
    {0x0e3f, 0x0e3f},   {0x0e4f, 0x0e4f}, {0x0e5a, 0x0e5b}, {0x0f01, 0x0f17},
    {0x0f3a, 0x0f3d},   {0x1800, 0x180a}, {0x2010, 0x2027}, {0x2030, 0x205e},
    {0x207a, 0x207e},   {0x208a, 0x208e}, {0x20a0, 0x20cf}, // money
    {0x2100, 0x2101},   {0x2103, 0x2106}, {0x2116, 0x2118}, {0x211e, 0x2123},
    {0x2190, 0x245f},                     // arrows, mathematics, technical
    {0x2500, 0x2775},                     // boxes, shapes, signs
    {0x2794, 0x27ff},   {0x2900, 0x2bff}, // arrows, mathematics
    {0x2e00, 0x2e7f},                     // punctuation
    {0x2ff0, 0x2fff},                     // descriptions of characters
    {0x3001, 0x3004},   {0x3008, 0x3020}, {0x3030, 0x3030}, {0x3036, 0x3037},
    {0x303d, 0x303f},   {0x309b, 0x309c}, {0x30a0, 0x30a0}, {0x30fb, 0x30fb},
    {0x31c0, 0x31ef},                     // strokes
    {0xa490, 0xa4cf},                     // radicals of Yi
    {0xfe10, 0xfe1f},   {0xfe30, 0xfe6f}, // forms of punctuation
    {0xff01, 0xff0f},   {0xff1a, 0xff20}, {0xff3b, 0xff40}, {0xff5b, 0xff65},
    {0xffe0, 0xffee},   // full-width signs
    {0x1d000, 0x1d24f}, // music
    {0x1f000, 0x1f0ff}, // tiles, dice, cards
    {0x1f1e6, 0x1f1ff}, // halves of flags
    {0x1f300, 0x1fbef}, // pictures
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

bool character_is_word(uint32_t code) {
    return !character_is_control(code) && !character_is_hidden(code) &&
           !is_among(blank, COUNT(blank), code) && !is_among(sign, COUNT(sign), code);
}

bool text_has_word(const char *text, size_t size) {
    const char *at = text, *end = text + size;
    while (at < end) {
        uint32_t code = character_take(&at, end);
        if (code == CHARACTER_BROKEN)
            return false;
        if (character_is_word(code))
            return true;
    }
    return false;
}

size_t text_characters(const char *text) {
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
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

// Whether the text begins with a character that may stand everywhere, as nearly all do.
static bool is_plain(const char *text) {
    return *text >= ' ' && *text < 0x7f;
}

bool text_flaw(const char *text, size_t size, unsigned may, uint32_t *ret_code) {
    const char *end = text + size;
    while (text < end) {
        if (is_plain(text)) {
            text++;
            continue;
        }
        uint32_t code = character_take(&text, end);
        if (code == CHARACTER_BROKEN || !may_stand(code, may)) {
            *ret_code = code;
            return true;
        }
    }
    return false;
}
