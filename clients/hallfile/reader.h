// reader.h - a hall file that is being read, and what is told of it: sentences of the catalogue at lines
// and columns. Private to this folder, the one owner of libyaml.
//
// Reading goes down this list, and no file includes one below it:
//
// reader     what is told
// typing     characters: UTF-8, and what an input method puts in place of YAML's own
// document   libyaml: the document, each node with its line and column
// keys       which key was meant, which there are
// value      numbers, choices, texts and ranges of numbers
// hours      hours and holidays, whose keys are the writer's own
// time_zone  the table of the zone
// fill       the document into a message, by its descriptor and the table of settings
// place      what settings_check finds, at its place in the file
// load       the way of a file through all of them
//
// write goes the other way, from a message to a file; form has the forms of its values. changes sets two messages side by side.
#ifndef HALLQ_HALLFILE_READER_H
#define HALLQ_HALLFILE_READER_H

#include <yaml.h>

#include "broker/hall/settings/problem.h"
#include "clients/hallfile/hallfile.h"

enum hallfile_message {
#define HALLFILE(kind, zh, en) HALLFILE_##kind,
#include "clients/hallfile/messages.def"
#undef HALLFILE
    HALLFILE_COUNT
};

struct reader {
    enum language language;
    struct arena *a;
    int64_t now_ms;
    yaml_document_t doc;
    yaml_mark_t quote_from,
        quote_to; // the last quoted text of several lines; from.line == to.line: none
    struct noted *noted;
    struct hallfile_problem problems[HALLFILE_PROBLEMS_MAX + 1];
    size_t problem_count;
    size_t error_count;
};

// The node of a part of the settings that no key of the file names, e.g. "services[0].hours[2]".
struct noted {
    const char *path;
    const yaml_node_t *node;
    struct noted *next;
};

// reader_full: no more problems are kept: to look for more is time lost, which of a file of slips is the square of its size.
static inline bool reader_full(const struct reader *r) {
    return r->problem_count > HALLFILE_PROBLEMS_MAX;
}

// note_node: notes the node of a path, a copy of which is kept.
void note_node(struct reader *r, const char *path, const yaml_node_t *node);

// words: a sentence of the catalogue, filled; the arena's. In the reader's language, or another.
const char *words(struct reader *r, enum hallfile_message message, struct problem p);
const char *words_in(struct reader *r, enum language language, enum hallfile_message message,
                     struct problem p);

// words_whole: the same of {text} and {other} alone, which are not clipped.
const char *words_whole(struct reader *r, enum hallfile_message message, const char *text,
                        const char *other);

// line_words: "line 12" of a node.
const char *line_words(struct reader *r, const yaml_node_t *node);

// tell: notes an error. mark: libyaml's, from 0. tell_at: at a node. warn_at: a warning at a node.
void tell(struct reader *r, yaml_mark_t mark, enum hallfile_message message, struct problem p);
void tell_at(struct reader *r, const yaml_node_t *node, enum hallfile_message message,
             struct problem p);
void warn_at(struct reader *r, const yaml_node_t *node, enum hallfile_message message,
             struct problem p);

// tell_text: notes an error or a warning whose sentence is made already; the text stays the caller's.
void tell_text(struct reader *r, yaml_mark_t mark, bool warning, const char *text);

#endif
