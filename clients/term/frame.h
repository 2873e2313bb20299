// frame.h - what every full screen has: the bar with hall and clock, the stale banner, tables of
// waits, rows of keys.
#ifndef HALLQ_FRAME_H
#define HALLQ_FRAME_H

#include "canvas.h"
#include "clients/libhallq/hallq.h"
#include "clients/text/phrase.h"
#include "clients/text/reach.h"
#include "clients/text/wait.h"

// frame_bar: row 0: a title left, date and clock right.
void frame_bar(struct canvas *c, const struct hallq_view *v, const char *title, int64_t now_ms,
               bool seconds, enum language language);

// frame_doubt: a banner on row y while the machine's clock is in doubt; for staff.
void frame_doubt(struct canvas *c, int y, const struct hallq_view *v, int64_t now_ms,
                 enum language language);

// frame_stale: a banner on row y when what is shown may be behind, with the reason if one is
// known, and all above and below dimmed.
// Call it last, before a modal.
void frame_stale(struct canvas *c, int y, const struct hallq_view *v, const struct reach *reach,
                 enum language language);

// frame_wait_head, frame_wait: one row of the table of waits: line, people, longest wait, and what is
// told of the wait of somebody who comes now, where there is room for it.
void frame_wait_head(struct canvas *c, int x, int y, int width, enum language language);
void frame_wait(struct canvas *c, int x, int y, int width, const struct hallq_view *v,
                const Hallq__LineState *line, int64_t now_ms, enum language language);

// frame_keys: "key what" pairs on row y, as many as fit.
struct frame_key {
    enum text key, what;
};
void frame_keys(struct canvas *c, int y, const struct frame_key *keys, size_t count,
                enum language language);

// frame_small: on a terminal under FRAME_WIDTH_MIN x FRAME_HEIGHT_MIN, where nothing can be read, says
// so in place of the screen; else leaves the canvas alone. Call it last.
#define FRAME_WIDTH_MIN 30 // a call's letters, or a row of waits
#define FRAME_HEIGHT_MIN 8 // bar, two rows, banner, status, keys
void frame_small(struct canvas *c, enum language language);

// frame_first: the first row to show of `count`, so that `chosen` is among `rows`.
size_t frame_first(size_t count, size_t chosen, int rows);

// frame_more: "+n" at the right of row y when there is more than is shown.
void frame_more(struct canvas *c, int x, int y, int width, size_t hidden, enum language language);

#endif
