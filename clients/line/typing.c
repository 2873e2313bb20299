// typing.c - the characters that look like others.
#include "typing.h"

#include <string.h>

#include "base/character.h"

enum text typing_text(const char *line, enum text otherwise) {
    return strstr(line, "\u3000")            ? TEXT_FULL_WIDTH_BLANK
           : text_has_full_width_digit(line) ? TEXT_FULL_WIDTH_DIGITS
                                             : otherwise;
}
