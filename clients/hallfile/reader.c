// reader.c - the catalogue of sentences, and the list of what was told. No more than a certain number is kept, and
// the last one says so.
#include "clients/hallfile/reader.h"

#include <string.h>

#include "base/count.h"
#include "base/fill.h"

static const char *const patterns[HALLFILE_COUNT][2] = {
#define HALLFILE(kind, zh, en) [HALLFILE_##kind] = {zh, en},
#include "clients/hallfile/messages.def"
#undef HALLFILE
};

void note_node(struct reader *r, const char *path, const yaml_node_t *node) {
    struct noted *noted = arena_need(r->a, sizeof *noted);
    *noted = (struct noted){arena_text(r->a, path), node, r->noted};
    r->noted = noted;
}

const char *words_in(struct reader *r, enum language language, enum hallfile_message message,
                     struct problem p) {
    char text[PROBLEM_TEXT_SIZE];
    return arena_text(r->a, problem_fill(patterns[message][language], &p, text, sizeof text));
}

const char *words(struct reader *r, enum hallfile_message message, struct problem p) {
    return words_in(r, r->language, message, p);
}

const char *words_whole(struct reader *r, enum hallfile_message message, const char *text,
                        const char *other) {
    const char *pattern = patterns[message][r->language];
    size_t size = strlen(pattern) + strlen(text) + strlen(other) + 1;
    char *to = arena_need(r->a, size);
    const struct fill_named names[] = {{"text", text}, {"other", other}};
    fill_sentence(to, size, pattern, fill_by_name, &(struct fill_names){names, COUNT(names)});
    return to;
}

const char *line_words(struct reader *r, const yaml_node_t *node) {
    return words(r, HALLFILE_LINE, (struct problem){.value = (int64_t)node->start_mark.line + 1});
}

void tell_text(struct reader *r, yaml_mark_t mark, bool warning, const char *text) {
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

void tell(struct reader *r, yaml_mark_t mark, enum hallfile_message message, struct problem p) {
    tell_text(r, mark, false, words(r, message, p));
}

void tell_at(struct reader *r, const yaml_node_t *node, enum hallfile_message message,
             struct problem p) {
    tell(r, node->start_mark, message, p);
}

void warn_at(struct reader *r, const yaml_node_t *node, enum hallfile_message message,
             struct problem p) {
    tell_text(r, node->start_mark, true, words(r, message, p));
}
