// text.h - every sentence these programs say, in both languages, from two tables: text.def, and
// alerts.def for alerts, figures.def for the heads of figures and what stands behind them.
#ifndef HALLQ_TEXT_H
#define HALLQ_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/count.h"
#include "base/fill.h"
#include "base/refusal.h"

enum text {
#define TEXT(name, zh, en) TEXT_##name,
#include "alerts.def"
#include "figures.def"
#include "text.def"
#undef TEXT
    TEXT_COUNT
};

// text_of: never NULL.
const char *text_of(enum text text, enum language language);

// text_fill: the text with {0}..{9} replaced by `values`; cut at a whole character to fit.
void text_fill(char *to, size_t to_size, enum text text, enum language language,
               const char *const *values, size_t value_count);

// TEXT_FILL: the same into an array.
#define TEXT_FILL(to, text, language, ...)                                                         \
    text_fill(to, sizeof(to), text, language, (const char *const[]){__VA_ARGS__},                  \
              COUNT(((const char *const[]){__VA_ARGS__})))

// text_output_end: writes out and closes standard output. False, having said why on standard error,
// when what was printed could not be written.
bool text_output_end(enum language language);

#endif
