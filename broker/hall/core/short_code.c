#include "broker/hall/core/short_code.h"

#include <stdint.h>

#define DIGITS (SHORT_CODE_SIZE - 1)
#define BYTES_READ 4

char *short_code_text(const unsigned char *code, char ret[SHORT_CODE_SIZE]) {
    uint32_t number = 0;
    for (int i = 0; i < BYTES_READ; i++)
        number = number << 8 | code[i];
    for (int i = DIGITS - 1; i >= 0; i--, number /= 10)
        ret[i] = (char)('0' + number % 10);
    ret[DIGITS] = '\0';
    return ret;
}
