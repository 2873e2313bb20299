// greeting.h - what one follower is sent before the ring's events: lines of its own, the hall as it
// is, lines behind that. The hall's text is one for all who are being greeted: after a cut all
// browsers of a hall come back at once.
#ifndef HALLQ_WEB_GREETING_H
#define HALLQ_WEB_GREETING_H

#include <stdbool.h>
#include <stddef.h>

#include "jot.h"

// A text with several holders; the last one's letting go frees it.
struct printed;

// printed_create: a copy of the text, with one holder. Ends the process without memory.
struct printed *printed_create(const char *text);
struct printed *printed_hold(struct printed *p);
void printed_let_go(struct printed **p); // nulls it; NULL is left alone

struct greeting {
    struct jot before;
    struct printed *hall; // NULL: not yet
    struct jot behind;
    size_t at; // of all three
};

// greeting_lines: where further lines go: before the hall, or once that is there, behind it.
struct jot *greeting_lines(struct greeting *g);

// greeting_show: the hall follows the lines so far. Holds the text.
void greeting_show(struct greeting *g, struct printed *hall);

// greeting_read: the next bytes; frees it behind the last one. Returns how many.
size_t greeting_read(struct greeting *g, char *to, size_t room);

bool greeting_is_over(const struct greeting *g);
void greeting_fini(struct greeting *g);

#endif
