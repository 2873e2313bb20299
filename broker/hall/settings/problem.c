// problem.c - the catalogue of problems and the filling of its sentences.
//
// A pattern names the fields that go into it: "{value} is out of range; write {low} to {high}". So
// the two languages may put the fields in different places. A brace that begins no known name
// stands for itself, because sentences show YAML such as {service: 7, to_service: 2}.
#include "broker/hall/settings/problem.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/count.h"
#include "base/fill.h"

#define TEXT_SHOWN 128 // bytes of a text from the settings within a sentence
#define NUMBER_SIZE 32

enum severity { ERROR, WARNING };

static const struct {
    const char *name;
    enum severity severity;
    const char *pattern[2];
} catalogue[PROBLEM_COUNT] = {
#define PROBLEM(kind, severity, zh, en) [PROBLEM_##kind] = {#kind, severity, {zh, en}},
#include "broker/hall/settings/problems.def"
#undef PROBLEM
};

bool problem_is_warning(enum problem_kind kind) {
    return catalogue[kind].severity == WARNING;
}

const char *problem_name(enum problem_kind kind) {
    return catalogue[kind].name;
}

const char *problem_pattern(enum problem_kind kind, enum language language) {
    return catalogue[kind].pattern[language];
}

// Writes whole numbers as they are, other numbers with up to two decimals.
static const char *number_text(char to[NUMBER_SIZE], int64_t n, unsigned scale) {
    if (scale <= 1 || n % scale == 0)
        snprintf(to, NUMBER_SIZE, "%" PRId64, n / (scale ? scale : 1));
    else
        snprintf(to, NUMBER_SIZE, "%.4g", (double)n / scale);
    return to;
}

static const char *shown(char to[TEXT_SHOWN + 1], const char *text) {
    *to = '\0';
    text_join(to, TEXT_SHOWN + 1, text ? text : "");
    return to;
}

char *problem_fill(const char *pattern, const struct problem *p, char *to, size_t size) {
    char text[TEXT_SHOWN + 1], other[TEXT_SHOWN + 1], written[TEXT_SHOWN + 1];
    char value[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE];
    const struct fill_named names[] = {
        {"text", shown(text, p->text)},
        {"other", shown(other, p->other)},
        {"value", p->written ? shown(written, p->written) : number_text(value, p->value, p->scale)},
        {"low", number_text(low, p->low, p->scale)},
        {"high", number_text(high, p->high, p->scale)}};
    fill_sentence(to, size, pattern, fill_by_name, &(struct fill_names){names, COUNT(names)});
    return to;
}

char *problem_line(const struct problem *p, enum language language, char *to, size_t size) {
    char path[TEXT_SHOWN + 1];
    *to = '\0';
    if (p->path && *p->path) {
        text_join(to, size, shown(path, p->path));
        text_join(to, size, ": ");
    }
    size_t used = strlen(to);
    problem_fill(problem_pattern(p->kind, language), p, to + used, size - used);
    return to;
}
