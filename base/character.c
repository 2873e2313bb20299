// character.c - one way through UTF-8, and the list of what is not seen.
//
// The list is Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties, 15.0) without the variation
// selectors, and with the separators of lines and paragraphs and the marks of interlinear notes.
#include "base/character.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

// In order.
static const struct {
    uint32_t first, last;
} hidden[] = {
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

bool character_is_hidden(uint32_t code) {
    for (size_t i = 0; i < COUNT(hidden) && code >= hidden[i].first; i++)
        if (code <= hidden[i].last)
            return true;
    return false;
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
