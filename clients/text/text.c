// text.c - the table, and filling in its {0}: words stand in another order in another language.
#include "text.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/output.h"

static const char *const texts[TEXT_COUNT][2] = {
#define TEXT(name, zh, en) [TEXT_##name] = {zh, en},
#include "text.def"
#undef TEXT
};

const char *text_of(enum text text, enum language language) {
    assert(text < TEXT_COUNT);
    return texts[text][language];
}

bool text_output_end(enum language language) {
    int error_number = output_close();
    if (!error_number)
        return true;
    fprintf(stderr, "%s\n",
            text_of(error_number == ENOSPC  ? TEXT_OUTPUT_FULL
                    : error_number == EPIPE ? TEXT_OUTPUT_UNREAD
                                            : TEXT_OUTPUT_FAILED,
                    language));
    return false;
}

void text_join(char *to, size_t to_size, const char *more) {
    size_t size = strlen(to);
    size_t more_size = strlen(more);
    if (size + more_size >= to_size) {
        more_size = to_size - 1 - size;
        while (more_size && ((unsigned char)more[more_size] & 0xC0) == 0x80)
            more_size--;
    }
    memcpy(to + size, more, more_size);
    to[size + more_size] = 0;
}

void text_fill(char *to, size_t to_size, enum text text, enum language language,
               const char *const *values, size_t value_count) {
    const char *from = text_of(text, language);
    char one[5];
    *to = 0;
    while (*from) {
        size_t value = from[0] == '{' ? (size_t)(from[1] - '0') : value_count;
        if (value < value_count && from[2] == '}') {
            text_join(to, to_size, values[value] ? values[value] : "");
            from += 3;
            continue;
        }
        size_t bytes = 1;
        while (bytes < 4 && ((unsigned char)from[bytes] & 0xC0) == 0x80)
            bytes++;
        memcpy(one, from, bytes);
        one[bytes] = 0;
        text_join(to, to_size, one);
        from += bytes;
    }
}
