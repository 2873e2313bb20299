#include "text.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>

#include "base/fill.h"
#include "base/output.h"

static const char *const texts[TEXT_COUNT][2] = {
#define TEXT(name, zh, en) [TEXT_##name] = {zh, en},
#include "alerts.def"
#include "figures.def"
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

void text_fill(char *to, size_t to_size, enum text text, enum language language,
               const char *const *values, size_t value_count) {
    fill_sentence(to, to_size, text_of(text, language), fill_by_number,
                  &(struct fill_values){values, value_count});
}
