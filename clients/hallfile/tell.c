// tell.c - from a problem to a sentence and a place in the file.
//
// settings_check speaks of the settings: "counters[4].policy.limit_s: 30 is out of range; write 60
// to 14400". People look at a file, where the key is limit_min: so the path is walked down the
// document as far as it goes, key by key, and the numbers are divided by the key's unit. A key that
// is not there leaves the place at what holds it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/hallfile/reader.h"

#define NAME_SIZE 64
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static const char *const patterns[HALLFILE_COUNT][2] = {
#define HALLFILE(kind, zh, en) [HALLFILE_##kind] = {zh, en},
#include "clients/hallfile/messages.def"
#undef HALLFILE
};

static const struct renamed renamed[] = {
    {"zone_name", "time_zone", 1},
    {"zone_changes", "time_zone", 1},
    {"day_roll_min", "day_starts", 1},
    {"first_number", "numbers", 1},
    {"last_number", "numbers", 1},
    {"target_service_s", "target_service_min", 60},
    {"target_wait_s", "target_wait_min", 60},
    {"limit_s", "limit_min", 60},
    {"head_start_s", "head_start_min", 60},
    {"hold_limit_s", "hold_limit_min", 60},
    {"check_in_grace_s", "check_in_grace_min", 60},
    {"console_idle_s", "console_idle_min", 60},
    {"guide_idle_s", "guide_idle_min", 60},
    {"counter_idle_s", "counter_idle_min", 60},
    {"web_idle_s", "web_idle_min", 60},
    {"web_session_s", "web_session_min", 60},
};

const struct renamed *renamed_of_key(const char *key) {
    for (size_t i = 0; i < COUNT(renamed); i++)
        if (!strcmp(renamed[i].key, key))
            return &renamed[i];
    return NULL;
}

const char *words_in(struct reader *r, enum language language, enum hallfile_message message,
                     struct problem p) {
    char text[PROBLEM_TEXT_SIZE];
    return arena_text(r->a, problem_fill(patterns[message][language], &p, text, sizeof text));
}

const char *words(struct reader *r, enum hallfile_message message, struct problem p) {
    return words_in(r, r->language, message, p);
}

// Notes a problem; the last one that fits says that there are more.
static void note(struct reader *r, yaml_mark_t mark, bool warning, const char *text) {
    struct hallfile_problem p = {(unsigned)mark.line + 1, (unsigned)mark.column + 1, warning, text};
    r->error_count += !warning;
    if (r->problem_count > HALLFILE_PROBLEMS_MAX)
        return;
    if (r->problem_count == HALLFILE_PROBLEMS_MAX) {
        p.line = p.column = 0;
        p.text = words(r, HALLFILE_MORE, (struct problem){.high = HALLFILE_PROBLEMS_MAX});
    }
    r->problems[r->problem_count++] = p;
}

void note_text(struct reader *r, yaml_mark_t mark, const char *text) {
    note(r, mark, false, text);
}

void tell(struct reader *r, yaml_mark_t mark, enum hallfile_message message, struct problem p) {
    note(r, mark, false, words(r, message, p));
}

void tell_at(struct reader *r, const yaml_node_t *node, enum hallfile_message message,
             struct problem p) {
    tell(r, node->start_mark, message, p);
}

void warn_at(struct reader *r, const yaml_node_t *node, enum hallfile_message message,
             struct problem p) {
    note(r, node->start_mark, true, words(r, message, p));
}

void tell_value(struct reader *r, const yaml_node_t *node, enum hallfile_message message) {
    if (!typing_of(r, node))
        tell_at(r, node, message, (struct problem){.text = node_text(node)});
}

void tell_kind(struct reader *r, const yaml_node_t *node, enum hallfile_message want) {
    struct problem p = {.text = written(r, node), .other = words(r, want, (struct problem){0})};
    if (!typing_of(r, node))
        tell_at(r, node, HALLFILE_WRONG_TYPE, p);
}

const char *line_words(struct reader *r, const yaml_node_t *node) {
    return words(r, HALLFILE_LINE, (struct problem){.value = (int64_t)node->start_mark.line + 1});
}

void place_add(struct reader *r, const char *path, yaml_node_t *node) {
    struct place *place = arena_need(r->a, sizeof *place);
    *place = (struct place){arena_text(r->a, path), node, r->places};
    r->places = place;
}

static const struct renamed *renamed_of(const char *name, size_t name_len) {
    for (size_t i = 0; i < COUNT(renamed); i++)
        if (strlen(renamed[i].field) == name_len && !strncmp(renamed[i].field, name, name_len))
            return &renamed[i];
    return NULL;
}

// One step down: "[3]", ".name" or "name" at *at, which moves on. NULL if the file has no such
// place.
static yaml_node_t *step_down(struct reader *r, const yaml_node_t *node, const char **at) {
    if (**at == '[') {
        char *end;
        size_t index = strtoul(*at + 1, &end, 10);
        *at = end + (*end == ']');
        return node_item(r, node, index);
    }
    const char *name = *at + (**at == '.');
    size_t name_len = strcspn(name, ".[");
    const struct renamed *other = renamed_of(name, name_len);
    char key[NAME_SIZE];
    snprintf(key, sizeof key, "%.*s", (int)name_len, name);
    *at = name + name_len;
    return node_get(r, node, other ? other->key : key);
}

// The noted place the path begins with, at a border of its parts.
static const struct place *noted_place(const struct reader *r, const char *path) {
    for (const struct place *p = r->places; p; p = p->next) {
        size_t path_len = strlen(p->path);
        if (!strncmp(path, p->path, path_len) && strchr(".[", path[path_len]))
            return p;
    }
    return NULL;
}

static const yaml_node_t *node_of(struct reader *r, const char *path) {
    const struct place *noted = noted_place(r, path);
    const yaml_node_t *node = noted ? noted->node : yaml_document_get_root_node(&r->doc);
    if (noted)
        path += strlen(noted->path);
    while (*path) {
        const yaml_node_t *next = step_down(r, node, &path);
        if (!next)
            break;
        node = next;
    }
    return node;
}

static unsigned scale_of(const char *path) {
    const char *dot = strrchr(path, '.');
    const char *name = dot ? dot + 1 : path;
    const struct renamed *other = renamed_of(name, strlen(name));
    return other ? other->scale : 1;
}

// A number that does not fit is shown as it was written, not as it was understood.
static const char *number_written(const yaml_node_t *node) {
    const char *text = node_text(node);
    return *text && strspn(text, "0123456789.") == strlen(text) ? text : NULL;
}

// What a code, a letter or a choice was written as says more than that it is none.
static bool told_by_value(struct reader *r, const struct problem *p, const yaml_node_t *node) {
    bool is_word = p->kind == PROBLEM_CODE_BAD || p->kind == PROBLEM_LETTER_BAD ||
                   p->kind == PROBLEM_CHOICE || p->kind == PROBLEM_ZONE_UNKNOWN;
    if (p->kind == PROBLEM_TEXT_CHARACTER)
        return !characters_look(r, node, strrchr(p->path, '.') + 1, 0);
    if (!is_word || !*node_text(node))
        return false;
    if (typing_of(r, node))
        return true;
    if (p->kind != PROBLEM_CHOICE)
        return false;
    tell_at(
        r, node, HALLFILE_WRONG_TYPE,
        (struct problem){.text = written(r, node), .other = words(r, HALLFILE_WANT_ONE_OF, *p)});
    return true;
}

void tell_problem(void *arg, const struct problem *p) {
    struct reader *r = arg;
    struct problem in_file = *p;
    char text[PROBLEM_TEXT_SIZE];
    const yaml_node_t *node = node_of(r, p->path);
    if (told_by_value(r, p, node))
        return;
    if (in_file.scale <= 1)
        in_file.scale = scale_of(p->path);
    const struct renamed *named = p->text ? renamed_of(p->text, strlen(p->text)) : NULL;
    if (named)
        in_file.text = named->key;
    if (p->kind == PROBLEM_RANGE)
        in_file.written = number_written(node);
    if (p->other)
        in_file.other = line_words(r, node_of(r, p->other));
    problem_fill(problem_pattern(p->kind, r->language), &in_file, text, sizeof text);
    note(r, node->start_mark, p->warning, arena_text(r->a, text));
}
