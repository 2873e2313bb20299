// checker.c - the small checks that every part of the settings needs, and the path they report.
#include "broker/hall/settings/checker.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/character.h"
#include "base/limit.h"

#define POINT_SIZE 16 // "U+10FFFF"

// A path that does not fit is cut, which only its reader notices.
size_t checker_push(struct checker *c, const char *format, ...) {
    size_t before_len = c->path_len;
    size_t room = CHECKER_PATH_SIZE - before_len;
    va_list args;
    va_start(args, format);
    int added_len = vsnprintf(c->path + before_len, room, format, args);
    va_end(args);
    c->path_len += (size_t)added_len < room ? (size_t)added_len : room - 1;
    return before_len;
}

void checker_pop(struct checker *c, size_t path_len) {
    c->path_len = path_len;
    c->path[path_len] = '\0';
}

// The present path without its first dot.
static const char *path_shown(const struct checker *c) {
    return c->path[0] == '.' ? c->path + 1 : c->path;
}

void checker_report(struct checker *c, const char *field, struct problem p) {
    size_t here = checker_push(c, "%s", field);
    p.path = path_shown(c);
    p.warning = problem_is_warning(p.kind);
    if (!p.warning)
        c->error_count++;
    c->problem_cb(c->arg, &p);
    checker_pop(c, here);
}

struct checker_other checker_other(const struct checker *c, const char *list, size_t index,
                                   const char *field) {
    struct checker there = *c;
    struct checker_other other = {0};
    checker_push(&there, "%s[%zu]%s", list, index, field);
    const char *path = path_shown(&there);
    memcpy(other.path, path, strlen(path));
    return other;
}

bool checker_range(struct checker *c, const char *field, int64_t value, int64_t low, int64_t high) {
    if (value >= low && value <= high)
        return true;
    checker_report(c, field,
                   (struct problem){PROBLEM_RANGE, .value = value, .low = low, .high = high});
    return false;
}

void checker_ranges(struct checker *c, const void *message, const struct checker_range *rows,
                    size_t row_count) {
    for (size_t i = 0; i < row_count; i++) {
        uint32_t value = *(const uint32_t *)((const char *)message + rows[i].offset);
        checker_range(c, rows[i].field, value, rows[i].low, rows[i].high);
    }
}

bool checker_count(struct checker *c, const char *list, size_t count, size_t low, size_t high) {
    if (count < low)
        checker_report(c, list, (struct problem){PROBLEM_NONE_GIVEN});
    if (count > high)
        checker_report(
            c, list,
            (struct problem){PROBLEM_TOO_MANY, .value = (int64_t)count, .high = (int64_t)high});
    return count <= high;
}

static void report_character(struct checker *c, const char *field, uint32_t code) {
    char point[POINT_SIZE];
    snprintf(point, sizeof point, "U+%04X", (unsigned)code);
    if (code == CHARACTER_BROKEN)
        checker_report(c, field, (struct problem){PROBLEM_TEXT_BROKEN});
    else
        checker_report(c, field, (struct problem){PROBLEM_TEXT_CHARACTER, .text = point});
}

// `may`: what may stand beside what is seen (base/character.h).
static void check_text(struct checker *c, const char *field, const char *text, unsigned may) {
    size_t text_len = strlen(text);
    uint32_t code;
    if (text_len > LIMIT_TEXT)
        checker_report(
            c, field,
            (struct problem){PROBLEM_TEXT_LONG, .value = (int64_t)text_len, .high = LIMIT_TEXT});
    else if (text_flaw(text, text_len, may, &code))
        report_character(c, field, code);
    else if (text_has_lost(text))
        checker_report(c, field, (struct problem){PROBLEM_TEXT_LOST});
    else if (text_is_blank(text, text_len))
        checker_report(c, field, (struct problem){PROBLEM_TEXT_BLANK});
}

void checker_utf8(struct checker *c, const char *field, const char *text) {
    check_text(c, field, text, 0);
}

static void check_languages(struct checker *c, const char *field, const Hallq__Text *text,
                            unsigned may) {
    size_t here = checker_push(c, "%s", field);
    const char *zh = text ? text_or_empty(text->zh) : "";
    if (*zh)
        check_text(c, ".zh", zh, may);
    else
        checker_report(c, ".zh", (struct problem){PROBLEM_TEXT_MISSING, .high = LIMIT_TEXT});
    if (text)
        check_text(c, ".en", text_or_empty(text->en), may);
    checker_pop(c, here);
}

void checker_text(struct checker *c, const char *field, const Hallq__Text *text) {
    check_languages(c, field, text, 0);
}

void checker_lines(struct checker *c, const char *field, const Hallq__Text *text) {
    check_languages(c, field, text, TEXT_MAY_LINES);
}

const char *checker_shown(const char *text) {
    uint32_t code;
    return text_flaw(text, strlen(text), 0, &code) ? "" : text;
}

bool checker_code(struct checker *c, const char *field, const char *code, size_t high_len) {
    size_t code_len = strlen(code);
    bool plain = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") == code_len;
    if (plain && code_len >= 1 && code_len <= high_len)
        return true;
    checker_report(
        c, field,
        (struct problem){PROBLEM_CODE_BAD, .text = checker_shown(code), .high = (int64_t)high_len});
    return false;
}

// Tells that items[index] of the list is the same as items[same].
static void report_twice(struct checker *c, const char *list, const char *field, size_t index,
                         size_t same, struct problem p) {
    struct checker_other other = checker_other(c, list, same, field);
    size_t here = checker_push(c, "%s[%zu]", list, index);
    p.other = other.path;
    checker_report(c, field, p);
    checker_pop(c, here);
}

void checker_id_once(struct checker *c, const char *list, const char *field, void *const *items,
                     size_t index, size_t offset, enum problem_kind kind) {
    uint32_t id = *(const uint32_t *)((const char *)items[index] + offset);
    for (size_t i = 0; i < index; i++) {
        if (*(const uint32_t *)((const char *)items[i] + offset) != id)
            continue;
        report_twice(c, list, field, index, i, (struct problem){kind, .value = id});
        return;
    }
}

static const char *text_at(const void *item, size_t offset) {
    return text_or_empty(*(char *const *)((const char *)item + offset));
}

void checker_text_once(struct checker *c, const char *list, const char *field, void *const *items,
                       size_t index, size_t offset, enum problem_kind kind) {
    const char *text = text_at(items[index], offset);
    for (size_t i = 0; *text && i < index; i++) {
        if (strcmp(text_at(items[i], offset), text))
            continue;
        report_twice(c, list, field, index, i, (struct problem){kind, .text = checker_shown(text)});
        return;
    }
}
