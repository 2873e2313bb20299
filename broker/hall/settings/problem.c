// problem.c - the catalogue of problems and the filling of its sentences.
//
// A pattern names what goes into it: "{value} is out of range; write {low} to {high}". So the two
// languages may put the same things in different places. A brace that begins no known name stands
// for itself, because sentences show YAML such as {service: 7, to_service: 2}.
#include "broker/hall/settings/problem.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TEXT_SHOWN 128 // bytes of somebody's text within a sentence
#define NUMBER_SIZE 32

enum severity { ERROR, WARNING };

static const struct {
    const char *name;
    enum severity severity;
    const char *pattern[2];
} catalogue[PROBLEM_COUNT] = {
#define PROBLEM(kind, severity, zh, en) [PROBLEM_##kind] = {#kind, severity, {zh, en}},
#include "broker/hall/settings/problems.def"

#include "base/count.h"
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

// The longest beginning of at most max_len bytes that does not cut a UTF-8 character.
static size_t clipped_len(const char *text, size_t max_len) {
    size_t len = strnlen(text, max_len + 1);
    if (len <= max_len)
        return len;
    len = max_len;
    while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    return len;
}

struct sentence {
    char *to;
    size_t size, len;
};

static void add(struct sentence *s, const char *text, size_t max_len) {
    size_t room_len = s->size - s->len - 1;
    size_t len = clipped_len(text, max_len < room_len ? max_len : room_len);
    memcpy(s->to + s->len, text, len);
    s->len += len;
    s->to[s->len] = '\0';
}

// Whole numbers as they are, others with up to two decimals.
static void add_number(struct sentence *s, int64_t n, unsigned scale) {
    char text[NUMBER_SIZE];
    if (scale <= 1 || n % scale == 0)
        snprintf(text, sizeof text, "%" PRId64, n / (scale ? scale : 1));
    else
        snprintf(text, sizeof text, "%.4g", (double)n / scale);
    add(s, text, sizeof text);
}

// Fills one placeholder; returns its length in the pattern, 0 if none begins here.
static size_t add_named(struct sentence *s, const char *at, const struct problem *p) {
    const struct {
        const char *name;
        const char *text;
        int64_t number;
    } names[] = {{"{text}", p->text ? p->text : "", 0},
                 {"{other}", p->other ? p->other : "", 0},
                 {"{value}", p->written, p->value},
                 {"{low}", NULL, p->low},
                 {"{high}", NULL, p->high}};
    for (size_t i = 0; i < COUNT(names); i++) {
        size_t name_len = strlen(names[i].name);
        if (strncmp(at, names[i].name, name_len))
            continue;
        if (names[i].text)
            add(s, names[i].text, TEXT_SHOWN);
        else
            add_number(s, names[i].number, p->scale);
        return name_len;
    }
    return 0;
}

static void add_pattern(struct sentence *s, const char *pattern, const struct problem *p) {
    while (*pattern) {
        size_t plain_len = strcspn(pattern + 1, "{") + 1;
        size_t name_len = *pattern == '{' ? add_named(s, pattern, p) : 0;
        if (!name_len)
            add(s, pattern, plain_len);
        pattern += name_len ? name_len : plain_len;
    }
}

char *problem_fill(const char *pattern, const struct problem *p, char *to, size_t size) {
    struct sentence s = {to, size, 0};
    to[0] = '\0';
    add_pattern(&s, pattern, p);
    return to;
}

char *problem_line(const struct problem *p, enum language language, char *to, size_t size) {
    struct sentence s = {to, size, 0};
    to[0] = '\0';
    if (p->path && *p->path) {
        add(&s, p->path, TEXT_SHOWN);
        add(&s, ": ", 2);
    }
    add_pattern(&s, problem_pattern(p->kind, language), p);
    return to;
}
