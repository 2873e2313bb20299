// display_screen.h - the hall display: newest calls large, the last calls, waits, plates, notices.
//
// What is drawn follows from view, screen, time and size alone. The screen remembers only which
// calls are still to blink.
#ifndef HALLQ_DISPLAY_SCREEN_H
#define HALLQ_DISPLAY_SCREEN_H

#include "clients/libhallq/hallq.h"
#include "clients/term/canvas.h"
#include "clients/text/reach.h"

#define DISPLAY_FRESH_MS 8000 // a call blinks so long: one walk of the eyes over the display

struct display_screen {
    enum language language;
    struct display_fresh {
        uint64_t seq;
        int64_t until_ms;
    } fresh[LIMIT_CALLS_SHOWN];
    size_t fresh_count;
};

// display_screen_call: a call came. A late one is shown without blinking: who was called then has
// gone to the counter by now, or has gone.
void display_screen_call(struct display_screen *s, const Hallq__Call *call, bool late,
                         int64_t now_ms);

void display_screen_draw(struct canvas *c, const struct hallq_view *v,
                         const struct display_screen *s, const struct reach *reach, int64_t now_ms);

#endif
