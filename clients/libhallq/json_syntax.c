#include "json_syntax.h"

#include <stdbool.h>
#include <string.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static size_t digits_len(const char *text, size_t size) {
    size_t len = 0;
    while (len < size && is_digit(text[len]))
        len++;
    return len;
}

static bool is_one_of(const char *text, size_t size, const char *these) {
    return size && text[0] && strchr(these, text[0]);
}

size_t json_number_len(const char *text, size_t size) {
    size_t at = is_one_of(text, size, "-"), digits = digits_len(text + at, size - at);
    if (!digits || (digits > 1 && text[at] == '0'))
        return 0;
    at += digits;
    if (is_one_of(text + at, size - at, ".")) {
        digits = digits_len(text + at + 1, size - at - 1);
        if (!digits)
            return 0;
        at += 1 + digits;
    }
    if (is_one_of(text + at, size - at, "eE")) {
        at++;
        at += is_one_of(text + at, size - at, "+-");
        digits = digits_len(text + at, size - at);
        if (!digits)
            return 0;
        at += digits;
    }
    return at > JSON_NUMBER_LEN_MAX ? 0 : at;
}

static bool is_four_hex(const char *text, size_t size) {
    size_t len = 0;
    while (len < 4 && is_one_of(text + len, size - len, "0123456789abcdefABCDEF"))
        len++;
    return len == 4;
}

// The characters of the text in quotes that begins here; 0: it is malformed or has no end.
static size_t quoted_len(const char *text, size_t size, bool *ret_nul) {
    for (size_t i = 1; i < size; i++) {
        if (text[i] == '"')
            return i + 1;
        if ((unsigned char)text[i] < ' ')
            return 0;
        if (text[i] != '\\')
            continue;
        if (++i == size || (text[i] == 'u' && !is_four_hex(text + i + 1, size - i - 1)))
            return 0;
        *ret_nul = *ret_nul || (size - i >= 5 && !memcmp(text + i, "u0000", 5));
    }
    return 0;
}

enum json_flaw json_look(const char *text, size_t size) {
    bool nul = memchr(text, '\0', size) != NULL;
    for (size_t at = 0, len; at < size && !nul; at += len) {
        char c = text[at];
        if (c == '"')
            len = quoted_len(text + at, size - at, &nul);
        else if (c == '-' || is_digit(c))
            len = json_number_len(text + at, size - at);
        else
            len = (unsigned char)c >= ' ' || strchr("\t\n\r", c);
        if (!len)
            return JSON_MALFORMED;
    }
    return nul ? JSON_NUL : JSON_SOUND;
}
