// console_screen.h - what a shift lead sees: waits by line, counters with state and clerk, who is
// signed on, and what became of the last key.
#ifndef HALLQ_CONSOLE_SCREEN_H
#define HALLQ_CONSOLE_SCREEN_H

#include "console_desk.h"

void console_screen_draw(struct canvas *c, const struct hallq_view *v, const struct console_desk *d,
                         enum hallq_link link, int64_t now_ms);

#endif
