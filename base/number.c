// number.c - strtoul and its kin skip blanks, take signs, and stop silently at the first letter; this
// does not.
#include "base/number.h"

bool number_read(const char *text, uint64_t least, uint64_t most, uint64_t *ret_number) {
    uint64_t number = 0;
    if (!*text)
        return false;
    for (; *text; text++) {
        unsigned digit = (unsigned)(unsigned char)*text - '0';
        if (digit > 9 || number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    if (number < least || number > most)
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
