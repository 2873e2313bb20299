// reader.h - what the parts of the reading of a hall file share. Private to this folder,
// the one owner of libyaml and libcyaml.
//
// hallfile.c       the way of a file through the parts below
// typing.c characters: UTF-8, and what an input method puts in place of YAML's own
// yaml.c  libyaml: the document, each node with its line and column
// look.c  the document against libcyaml's schema: keys and types
// hours.c hours and holidays, whose keys are the writer's own
// fill.c  what libcyaml loaded, as settings
// tell.c  the problems: sentences, places, order
// write.c settings as a file, by the same schema
#ifndef HALLQ_HALLFILE_READER_H
#define HALLQ_HALLFILE_READER_H

#include <yaml.h>

#include "broker/hall/settings/problem.h"
#include "clients/hallfile/hallfile.h"
#include "clients/hallfile/schema.h"

enum hallfile_message {
#define HALLFILE(kind, zh, en) HALLFILE_##kind,
#include "clients/hallfile/messages.def"
#undef HALLFILE
    HALLFILE_COUNT
};

// Where a part of the settings came from that the schema cannot name, e.g. "services[0].hours[2]".
struct place {
    const char *path;
    yaml_node_t *node;
    struct place *next;
};

// A field of the settings whose key has another name or unit: `scale` of its units are one of the
// key's.
struct renamed {
    const char *field, *key;
    unsigned scale;
};

// renamed_of_key: the field that a key stands for; NULL if it has the same name.
const struct renamed *renamed_of_key(const char *key);

#define HALLFILE_DATE_RANGE_DAYS 62 // of one line of holidays; longer ones are slips of the pen

struct reader {
    enum language language;
    struct arena *a;
    int64_t now_ms;
    yaml_document_t doc;
    yaml_mark_t quote_from,
        quote_to; // the last quoted text of several lines; from.line == to.line: none
    struct place *places;
    struct hallfile_problem problems[HALLFILE_PROBLEMS_MAX + 1];
    size_t problem_count;
    size_t error_count;
};

// words: a sentence of the catalogue, filled; the arena's. In the reader's language, or another.
const char *words(struct reader *r, enum hallfile_message message, struct problem p);
const char *words_in(struct reader *r, enum language language, enum hallfile_message message,
                     struct problem p);

// tell: notes an error. mark: libyaml's, from 0. tell_at: at a node.
void tell(struct reader *r, yaml_mark_t mark, enum hallfile_message message, struct problem p);
void tell_at(struct reader *r, const yaml_node_t *node, enum hallfile_message message,
             struct problem p);

// warn_at: notes a warning at a node.
void warn_at(struct reader *r, const yaml_node_t *node, enum hallfile_message message,
             struct problem p);

// tell_value: at a scalar that does not read as what its key needs; the message says {text}, what
// stands there. A character that looks like the right one is told of instead.
void tell_value(struct reader *r, const yaml_node_t *node, enum hallfile_message message);

// tell_kind: "here is ..., write ...", `want` being one of the WANT_ messages without a place.
void tell_kind(struct reader *r, const yaml_node_t *node, enum hallfile_message want);

// note_text: notes an error whose sentence is made already.
void note_text(struct reader *r, yaml_mark_t mark, const char *text);

// tell_problem: notes what settings_check found: its path becomes a place of the file, its field
// the key, its seconds the key's minutes. A settings_problem_cb; arg is the reader.
void tell_problem(void *arg, const struct problem *p);

// line_words: "line 12" of a node.
const char *line_words(struct reader *r, const yaml_node_t *node);

// place_add: notes the node of a path.
void place_add(struct reader *r, const char *path, yaml_node_t *node);

// typing_look: whether the file is UTF-8 and free of characters that can be nothing but slips, such
// as a full-width colon after a key. False if an error was told.
bool typing_look(struct reader *r, const char *data, size_t size);

// typing_near: tells of the first character in these lines, from 0, that may have been meant for
// another; false if there is none. For a file that is no YAML there.
bool typing_near(struct reader *r, const char *data, size_t size, size_t from_line, size_t to_line);

// typing_of: the same within a scalar, which is no text but a number, a time or a code.
bool typing_of(struct reader *r, const yaml_node_t *node);

// characters_look: tells of the first character of a scalar that may not stand there (text_flaw), by
// key, NULL if the scalar is one itself, and character; false then. True of anything but a scalar.
bool characters_look(struct reader *r, const yaml_node_t *node, const char *key, unsigned may);

// yaml_read: parses the one document of the file into r->doc, which yaml_document_delete ends in
// any case. False if an error was told.
bool yaml_read(struct reader *r, const void *data, size_t size);

yaml_node_t *node_at(struct reader *r, int index);
// node_get: the value of a key of a mapping, node_item: an item of a list; NULL if there is none.
yaml_node_t *node_get(struct reader *r, const yaml_node_t *mapping, const char *key);
yaml_node_t *node_item(struct reader *r, const yaml_node_t *list, size_t index);
// node_text: the text of a scalar, "" of anything else.
const char *node_text(const yaml_node_t *node);
// node_whole: whether the text of a scalar has no NUL, which would end it early.
bool node_whole(const yaml_node_t *node);

// look: tells of every key and type in `node`, the value of `key` ("" for the file's root), that
// does not fit the schema.
void look(struct reader *r, const cyaml_schema_value_t *schema, const char *key, yaml_node_t *node);

// written: what stands at a node, for a sentence.
const char *written(struct reader *r, const yaml_node_t *node);

// hours_read: the weekdays of a mapping such as {mon-fri: "08:30-18:30"}; `path` is where they will
// stand in the settings. NULL with *ret_count 0 if there is none; errors are told.
Hallq__DayHours **hours_read(struct reader *r, yaml_node_t *mapping, const char *path,
                             size_t *ret_count);
Hallq__Holiday **holidays_read(struct reader *r, yaml_node_t *mapping, size_t *ret_count);
// clock_read: minutes after midnight of "08:30", up to 24:00. Moves *at behind it.
bool clock_read(const char **at, uint32_t *ret_min);

// fill: the settings of a loaded file; errors in hours, zone and the like are told.
Hallq__HallSettings *fill(struct reader *r, const struct file_hall *in);

#endif
