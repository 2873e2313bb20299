// contact.c - makes contacts plain, to compare them. The stored contact stays as it was written.
#include "base/contact.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/character.h"

#define MOBILE_LEN 11 // digits of a mainland mobile number: 1, then 3 to 9

bool contact_is_long(const char *contact) {
    return strlen(contact) > LIMIT_CONTACT_SIZE || text_characters(contact) > LIMIT_CONTACT;
}

// The plain character for full-width ASCII, as an input method gives it, and for dashes of print.
static uint32_t fold(uint32_t code) {
    if (code >= 0xff01 && code <= 0xff5e)
        return code - 0xff01 + '!';
    return code >= 0x2010 && code <= 0x2015 ? '-' : code == 0x2212 ? '-' : code;
}

static bool is_digit(uint32_t code) {
    return code >= '0' && code <= '9';
}

// Whether a character is a blank, dash or bracket; `text`: the character as it was written.
static bool is_filler(uint32_t code, const char *text, size_t size) {
    bool bracket = code >= 0x3008 && code <= 0x301b;
    return bracket || (code < 0x80 && strchr("-()[]", (int)code)) || text_is_blank(text, size);
}

static bool has_letter(const char *contact) {
    for (const char *at = contact, *end = contact + strlen(contact); at < end;) {
        uint32_t code = character_take(&at, end);
        if (code == CHARACTER_BROKEN)
            return true; // the contact is compared as it is
        code = fold(code);
        if (character_is_word(code) && !is_digit(code))
            return true;
    }
    return false;
}

static void plain_words(const char *contact, char *ret) {
    for (const char *at = contact, *end = contact + strlen(contact); at < end;) {
        const char *from = at;
        uint32_t code = character_take(&at, end);
        if (code == CHARACTER_BROKEN) {
            *ret++ = *at++;
            continue;
        }
        code = fold(code);
        if (is_filler(code, from, (size_t)(at - from)))
            continue;
        if (code < 0x80)
            *ret++ = (char)code;
        for (; code >= 0x80 && from < at; from++)
            *ret++ = *from;
    }
    *ret = '\0';
}

static bool is_mobile(const char *digits) {
    return strlen(digits) == MOBILE_LEN && digits[0] == '1' && digits[1] >= '3';
}

static void leave_out(char *digits, size_t count) {
    memmove(digits, digits + count, strlen(digits + count) + 1);
}

// Turns a mainland number with its country code into the number as it is dialled at home: a mobile
// number, or a town's number with its 0.
static void at_home(char *digits) {
    leave_out(digits, 2);
    if (*digits == '0' || is_mobile(digits))
        return;
    memmove(digits + 1, digits, strlen(digits) + 1);
    digits[0] = '0';
}

static void plain_number(const char *contact, char *ret) {
    bool abroad = false;
    char *to = ret;
    for (const char *at = contact, *end = contact + strlen(contact); at < end;) {
        uint32_t code = fold(character_take(&at, end));
        if (is_digit(code))
            *to++ = (char)code;
        abroad = abroad || (code == '+' && to == ret);
    }
    *to = '\0';
    if (!abroad && !strncmp(ret, "00", 2) && strlen(ret) > MOBILE_LEN) {
        leave_out(ret, 2);
        abroad = true;
    }
    bool with_code = !strncmp(ret, "86", 2) && (abroad || is_mobile(ret + 2));
    if (with_code && ret[2])
        at_home(ret);
    if (ret[0] == '0' && is_mobile(ret + 1))
        leave_out(ret, 1);
}

void contact_plain(const char *contact, char ret[CONTACT_PLAIN_SIZE]) {
    *ret = '\0';
    if (contact_is_long(contact))
        return;
    if (has_letter(contact))
        plain_words(contact, ret);
    else
        plain_number(contact, ret);
}

bool contact_same(const char *a, const char *b) {
    char plain_a[CONTACT_PLAIN_SIZE], plain_b[CONTACT_PLAIN_SIZE];
    contact_plain(a, plain_a);
    contact_plain(b, plain_b);
    return *plain_a && !strcmp(plain_a, plain_b);
}
