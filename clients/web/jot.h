// jot.h - text that grows: JSON and server-sent events are put together in it.
#ifndef HALLQ_WEB_JOT_H
#define HALLQ_WEB_JOT_H

#include <stddef.h>

// Zeroed: empty. Ends the process when memory is used up: what is put together is bounded by the
// view of a hall.
struct jot {
    char *text; // NUL-terminated once anything was added
    size_t size, room;
};

void jot_fini(struct jot *j);
void jot_clear(struct jot *j);

// jot_add: adds bytes as they are; jot_text: a text; jot_printf: formatted text.
void jot_add(struct jot *j, const void *bytes, size_t size);
void jot_text(struct jot *j, const char *text);
void jot_printf(struct jot *j, const char *format, ...) __attribute__((format(printf, 2, 3)));

// jot_string: a text as a JSON string, with its quotes. The text is UTF-8.
void jot_string(struct jot *j, const char *text);

// jot_member: `"name":"text"` as a member of an object, with a comma before it unless it is the
// first behind a brace.
void jot_member(struct jot *j, const char *name, const char *text);

// jot_name: `"name":`, with the same comma.
void jot_name(struct jot *j, const char *name);

#endif
