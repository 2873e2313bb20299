#include "json_text.h"

#include <stdlib.h>
#include <string.h>

void json_name(const char *name, char *ret_name) {
    size_t len = 0;
    bool upper = false;
    for (; *name && len < JSON_NAME_SIZE - 1; name++) {
        if (*name == '_') {
            upper = true;
            continue;
        }
        ret_name[len++] = upper && *name >= 'a' && *name <= 'z' ? (char)(*name - 32) : *name;
        upper = false;
    }
    ret_name[len] = '\0';
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *base64_print(const ProtobufCBinaryData *bytes) {
    char *text = malloc((bytes->len + 2) / 3 * 4 + 1), *to = text;
    for (size_t i = 0; text && i < bytes->len; i += 3) {
        size_t left = bytes->len - i;
        uint32_t group = (uint32_t)bytes->data[i] << 16;
        group |= left > 1 ? (uint32_t)bytes->data[i + 1] << 8 : 0;
        group |= left > 2 ? bytes->data[i + 2] : 0;
        *to++ = base64_digits[group >> 18 & 63];
        *to++ = base64_digits[group >> 12 & 63];
        *to++ = left > 1 ? base64_digits[group >> 6 & 63] : '=';
        *to++ = left > 2 ? base64_digits[group & 63] : '=';
    }
    if (text)
        *to = '\0';
    return text;
}

// A digit's value, in the URL-safe alphabet too; -1 for a character that is no digit.
static int base64_digit(char c) {
    const char *at = c ? strchr(base64_digits, c) : NULL;
    if (at)
        return (int)(at - base64_digits);
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool base64_parse(const char *text, uint8_t *data, size_t *ret_len) {
    size_t digits = strcspn(text, "="), padding = strlen(text + digits), len = 0;
    uint32_t group = 0;
    if (strspn(text + digits, "=") != padding || digits % 4 == 1 ||
        (padding && (digits + padding) % 4) || padding > 2)
        return false;
    for (size_t i = 0; i < digits; i++) {
        int digit = base64_digit(text[i]);
        if (digit < 0)
            return false;
        group = group << 6 | (uint32_t)digit;
        if (i % 4)
            data[len++] = (uint8_t)(group >> (6 - 2 * (i % 4)));
    }
    *ret_len = len;
    return true;
}
