// counter_screen.h - what a clerk sees: the ticket large, why it was next, the time against the
// target, what waits, and what became of the last key.
#ifndef HALLQ_COUNTER_SCREEN_H
#define HALLQ_COUNTER_SCREEN_H

#include "clients/text/reach.h"
#include "counter_desk.h"

void counter_screen_draw(struct canvas *c, const struct hallq_view *v, const struct counter_desk *d,
                         const struct reach *reach, int64_t now_ms);

#endif
