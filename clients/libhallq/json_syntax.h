// json_syntax.h - JSON as RFC 8259 has it, where cJSON takes more: control characters as blanks and
// in texts, \u without four digits (read as a NUL), numbers such as 01, 1. and 1e. Which of those a
// version of cJSON takes should not decide what a command means.
#ifndef HALLQ_JSON_SYNTAX_H
#define HALLQ_JSON_SYNTAX_H

#include <stddef.h>

// Longer numbers are not taken: cJSON up to 1.7.18 cuts them off there.
#define JSON_NUMBER_LEN_MAX 63

enum json_flaw {
    JSON_SOUND, // as far as is looked here: names, commas and brackets are cJSON's
    JSON_NUL,   // a NUL, written plainly or as an escape
    JSON_MALFORMED,
};

// json_look: looks through a text for what cJSON would let pass.
enum json_flaw json_look(const char *text, size_t size);

// json_number_len: the characters of the JSON number that the text begins with; 0: of none, or of
// one that is too long.
size_t json_number_len(const char *text, size_t size);

#endif
