// console_screen.h - what a shift lead sees: waits by line, counters with state and clerk, who is
// signed on, and what became of the last key.
#ifndef HALLQ_CONSOLE_SCREEN_H
#define HALLQ_CONSOLE_SCREEN_H

#include "clients/text/reach.h"
#include "console_desk.h"

void console_screen_draw(struct canvas *c, const struct hallq_view *v, const struct console_desk *d,
                         const struct reach *reach, int64_t now_ms);

#endif
