#include "base/pin.h"

#include <string.h>

#include "base/count.h"
#include "base/limit.h"

// The twenty most frequent PINs of four digits (DataGenetics, 2012), and the PINs of six digits
// most frequent in published lists and with us, without those that the other rules find.
static const char *const common[] = {
    "1234",   "1111",   "0000",   "1212",   "7777",   "1004",    "2000",    "4444",   "2222",
    "6969",   "9999",   "3333",   "5555",   "6666",   "1122",    "1313",    "8888",   "4321",
    "2001",   "1010",   "112233", "123321", "520520", "147258",  "159753",  "159357", "789456",
    "147852", "258369", "741852", "100200", "123654", "456123",  "110110",  "520131", "521521",
    "201314", "131420", "314159", "888666", "666888", "1314520", "5201314",
};

static bool is_digits(const char *pin) {
    size_t len = strlen(pin);
    return len >= LIMIT_PIN_MIN && len <= LIMIT_PIN_MAX && strspn(pin, "0123456789") == len;
}

static bool is_common(const char *pin) {
    for (size_t i = 0; i < COUNT(common); i++)
        if (!strcmp(pin, common[i]))
            return true;
    return false;
}

// Whether the PIN is the person's number, with or without zeros before it.
static bool is_number(const char *pin, uint32_t staff) {
    uint64_t value = 0;
    for (; *pin; pin++)
        value = value * 10 + (uint64_t)(*pin - '0');
    return value == staff;
}

// Whether each digit is one more than the digit before, or each is one less; 0 follows 9.
static bool is_run(const char *pin) {
    int step = (pin[1] - pin[0] + 10) % 10;
    for (size_t i = 1; pin[i]; i++)
        if ((pin[i] - pin[i - 1] + 10) % 10 != step)
            return false;
    return step == 1 || step == 9;
}

// Whether the PIN is one group of digits over and over.
static bool is_repeat(const char *pin) {
    size_t len = strlen(pin);
    for (size_t group = 1; group <= len / 2; group++)
        if (len % group == 0 && !memcmp(pin, pin + group, len - group))
            return true;
    return false;
}

bool pin_is_short(const char *pin, bool leads) {
    return leads && strlen(pin) < LIMIT_PIN_LEADING_MIN;
}

Hallq__Refusal__Reason pin_unfit(const char *pin, uint32_t staff, bool leads) {
    if (!is_digits(pin))
        return HALLQ__REFUSAL__REASON__BAD_MESSAGE;
    if (pin_is_short(pin, leads))
        return HALLQ__REFUSAL__REASON__PIN_TOO_SHORT;
    if (is_number(pin, staff))
        return HALLQ__REFUSAL__REASON__PIN_OWN_NUMBER;
    if (is_run(pin))
        return HALLQ__REFUSAL__REASON__PIN_RUN;
    if (is_repeat(pin))
        return HALLQ__REFUSAL__REASON__PIN_REPEAT;
    return is_common(pin) ? HALLQ__REFUSAL__REASON__PIN_COMMON : HALLQ__REFUSAL__REASON__NONE;
}
