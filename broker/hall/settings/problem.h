// problem.h - a problem of a hall's settings, as data, and the sentence made of it.
#ifndef HALLQ_SETTINGS_PROBLEM_H
#define HALLQ_SETTINGS_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/refusal.h"

// Room for any sentence of a problem: texts in it are clipped.
#define PROBLEM_TEXT_SIZE 640

enum problem_kind {
#define PROBLEM(kind, severity, zh, en) PROBLEM_##kind,
#include "broker/hall/settings/problems.def"
#undef PROBLEM
    PROBLEM_COUNT
};

// One problem. All pointers are borrowed; fields that a kind does not use are zero or NULL.
struct problem {
    enum problem_kind kind;
    bool warning;        // the settings may be applied all the same
    const char *path;    // the place, e.g. "services[2].letter"; "" for the settings as a whole
    const char *text;    // the text that was written, or that may be written
    const char *other;   // the path of the other place
    const char *written; // the text that `value` was written as, shown in its place
    int64_t value, low, high;
    unsigned scale; // divisor of the numbers as shown (seconds as minutes: 60); 0 counts as 1
};

// Called with each problem; borrows p and all that p points to for the call.
typedef void (*settings_problem_cb)(void *arg, const struct problem *p);

// problem_is_warning: whether settings with this kind of problem may be applied all the same.
bool problem_is_warning(enum problem_kind kind);

// problem_name: the kind as in problems.def, e.g. "LETTER_TWICE".
const char *problem_name(enum problem_kind kind);

// problem_pattern: the kind's sentence with its placeholders.
const char *problem_pattern(enum problem_kind kind, enum language language);

// problem_fill: writes the pattern into `to`, placeholders filled from p, clipped to size - 1 bytes
// without cutting a character. Returns `to`.
char *problem_fill(const char *pattern, const struct problem *p, char *to, size_t size);

// problem_line: "services[2].letter: what is wrong; what to write instead". Returns `to`.
char *problem_line(const struct problem *p, enum language language, char *to, size_t size);

#endif
