// number.c - reads numbers by itself: strtoul and its kin skip blanks, take signs, and stop
// silently at the first letter.
#include "base/number.h"

#define REAL_DIGITS_MAX 18 // so many digits fit 64 bits

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool number_take(const char **at, uint64_t least, uint64_t most, uint64_t *ret_number) {
    const char *text = *at;
    uint64_t number = 0;
    for (; is_digit(*text); text++) {
        unsigned digit = (unsigned)*text - '0';
        if (number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    if (text == *at || number < least || number > most)
        return false;
    *at = text;
    *ret_number = number;
    return true;
}

bool number_take_32(const char **at, uint32_t least, uint32_t most, uint32_t *ret_number) {
    uint64_t number;
    if (!number_take(at, least, most, &number))
        return false;
    *ret_number = (uint32_t)number;
    return true;
}

bool digits_take(const char **at, size_t low_len, size_t high_len, uint32_t *ret_number) {
    size_t len = 0;
    while (is_digit((*at)[len]))
        len++;
    return len >= low_len && len <= high_len && number_take_32(at, 0, UINT32_MAX, ret_number);
}

bool number_read(const char *text, uint64_t least, uint64_t most, uint64_t *ret_number) {
    uint64_t number;
    if (!number_take(&text, least, most, &number) || *text)
        return false;
    *ret_number = number;
    return true;
}

bool number_read_32(const char *text, uint32_t least, uint32_t most, uint32_t *ret_number) {
    uint64_t number;
    if (!number_read(text, least, most, &number))
        return false;
    *ret_number = (uint32_t)number;
    return true;
}

// All digits are read as one whole number and divided once: up to 15 digits come as near as a
// double can.
bool number_read_real(const char *text, double least, double most, double *ret_number) {
    uint64_t digits = 0;
    double scale = 1;
    unsigned count = 0;
    bool decimals = false;
    for (; *text; text++) {
        if (*text == '.' && !decimals && count && is_digit(text[1])) {
            decimals = true;
            continue;
        }
        if (!is_digit(*text) || (count == REAL_DIGITS_MAX && !decimals))
            return false;
        if (count == REAL_DIGITS_MAX)
            continue; // no double shows a decimal so far behind
        digits = digits * 10 + ((unsigned)*text - '0');
        scale = decimals ? scale * 10 : 1;
        count++;
    }
    double number = (double)digits / scale;
    if (!count || number < least || number > most)
        return false;
    *ret_number = number;
    return true;
}
