// checker.c - the small checks that every part of the settings needs, and the path that they
// report.
#include "broker/hall/settings/checker.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/character.h"
#include "base/limit.h"
#include "base/wire/field.h"

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

// ---- by the table of settings

static const struct setting_group *group_of(const void *message) {
    return setting_group(((const ProtobufCMessage *)message)->descriptor);
}

static const ProtobufCFieldDescriptor *row_field(const void *message, const struct setting *row) {
    return &((const ProtobufCMessage *)message)->descriptor->fields[row->index];
}

const struct setting *checker_row(const void *message, const char *name) {
    return setting_named(group_of(message), name, strlen(name));
}

static int64_t number_at(const void *message, const struct setting *row) {
    const ProtobufCFieldDescriptor *field = row_field(message, row);
    const void *at = (const char *)message + field->offset;
    if (field->type == PROTOBUF_C_TYPE_INT64)
        return *(const int64_t *)at;
    if (field->type == PROTOBUF_C_TYPE_UINT32)
        return *(const uint32_t *)at;
    return *(const int32_t *)at; // an int32 or an enum: no setting has another number type
}

static bool check_number(struct checker *c, const void *message, const struct setting *row) {
    int64_t value = number_at(message, row), low = row->low;
    const char *zero = row->zero ? row->zero : "";
    if (row->zero && !*zero && !value)
        return true;
    if (*zero && !number_at(message, checker_row(message, zero)))
        low = 0;
    size_t here = checker_push(c, ".%s", row->name);
    bool fine = checker_range(c, "", value, low, row->high);
    checker_pop(c, here);
    return fine;
}

bool checker_number(struct checker *c, const void *message, const char *name) {
    return check_number(c, message, checker_row(message, name));
}

#define CHOICES_SIZE 128 // room for the words of an enum

// Lists the words of an enum: "clerk, guide, lead, manager".
static const char *choices_text(const ProtobufCEnumDescriptor *choices, char to[CHOICES_SIZE]) {
    char word[SETTING_CHOICE_SIZE];
    size_t len = 0;
    to[0] = '\0';
    for (unsigned i = 0; i < choices->n_values && len < CHOICES_SIZE; i++)
        if (setting_choice(choices, choices->values[i].value, word))
            len += (size_t)snprintf(to + len, CHOICES_SIZE - len, "%s%s", len ? ", " : "", word);
    return to;
}

static void check_choice(struct checker *c, const void *message, const struct setting *row) {
    const ProtobufCEnumDescriptor *choices = row_field(message, row)->descriptor;
    char word[SETTING_CHOICE_SIZE], text[CHOICES_SIZE];
    if (setting_choice(choices, (int)number_at(message, row), word))
        return;
    size_t here = checker_push(c, ".%s", row->name);
    checker_report(c, "", (struct problem){PROBLEM_CHOICE, .text = choices_text(choices, text)});
    checker_pop(c, here);
}

void checker_field(struct checker *c, const void *message, const struct setting *row) {
    const ProtobufCFieldDescriptor *field = row_field(message, row);
    if (is_repeated(field))
        return;
    if (field->type == PROTOBUF_C_TYPE_ENUM)
        check_choice(c, message, row);
    else if (row->low != INT64_MIN)
        check_number(c, message, row);
}

void checker_fields(struct checker *c, const void *message) {
    const struct setting_group *group = group_of(message);
    for (size_t i = 0; i < group->row_count; i++)
        checker_field(c, message, &group->rows[i]);
}

bool checker_list(struct checker *c, const void *message, const char *name) {
    const struct setting *row = checker_row(message, name);
    int64_t count = (int64_t) * (const size_t *)((const char *)message +
                                                 row_field(message, row)->quantifier_offset);
    size_t here = checker_push(c, ".%s", name);
    if (count < row->low)
        checker_report(c, "", (struct problem){PROBLEM_NONE_GIVEN});
    if (count > row->high)
        checker_report(c, "",
                       (struct problem){PROBLEM_TOO_MANY, .value = count, .high = row->high});
    checker_pop(c, here);
    return count <= row->high;
}

static void report_character(struct checker *c, const char *field, uint32_t code) {
    char point[POINT_SIZE];
    snprintf(point, sizeof point, "U+%04X", (unsigned)code);
    if (code == CHARACTER_BROKEN)
        checker_report(c, field, (struct problem){PROBLEM_TEXT_BROKEN});
    else
        checker_report(c, field, (struct problem){PROBLEM_TEXT_CHARACTER, .text = point});
}

// `may`: the characters allowed beside visible ones (base/character.h).
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

// Reports that items[index] of the list repeats items[same].
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
