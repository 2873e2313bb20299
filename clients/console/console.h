// console.h - a shift lead before the console: what they press becomes commands. No terminal,
// no socket, no clock.
#ifndef HALLQ_CONSOLE_H
#define HALLQ_CONSOLE_H

#include "console_desk.h"

void console_init(struct console_desk *d, enum language language, struct outlet outlet);
void console_fini(struct console_desk *d);

// console_key: returns false when the lead is done with the program.
bool console_key(struct console_desk *d, const struct hallq_view *v, struct key key);

// console_event: a feed event. console_changed: the view moved on.
void console_event(struct console_desk *d, const Hallq__Event *event);
void console_changed(struct console_desk *d, const struct hallq_view *v);

// console_leave: the program ends; whoever is signed on is signed off. True: that was asked for.
bool console_leave(struct console_desk *d, const struct hallq_view *v);

// console_result: of a command the outlet was given.
void console_result(struct console_desk *d, const struct hallq_view *v, enum text what, bool change,
                    const struct hallq_result *result);

#endif
