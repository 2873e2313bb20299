// draw.h - the parts of the console's screen, each drawn into the rows it is given.
#ifndef HALLQ_CONSOLE_DRAW_H
#define HALLQ_CONSOLE_DRAW_H

#include "clients/term/frame.h"
#include "console_desk.h"

// A drawing and its sources, so that its parts take few arguments.
struct drawing {
    struct canvas *c;
    const struct hallq_view *v;
    const struct console_desk *d;
    enum language language;
    int64_t now_ms;
};

// draw_heading: a bar above a pane. draw_mark: marks a row if it is the chosen one of its pane.
void draw_heading(const struct drawing *d, bool active, int x, int y, int width, const char *text);
void draw_mark(const struct drawing *d, enum console_pane pane, size_t row, size_t count, int x,
               int y, int width);

// draw_alerts: the open alerts, worst first, the chosen one with its cause and what may be done; one line where there is none.
// Returns the rows used, `rows` at most.
int draw_alerts(const struct drawing *d, int y, int rows);

void draw_lines(const struct drawing *d, int x, int y, int width, int rows);
void draw_counters(const struct drawing *d, int x, int y, int width, int rows);

// draw_chart: the waits of the chosen line, past and expected; nothing in fewer than CHART_ROWS_MIN rows.
#define CHART_ROWS_MIN 5
void draw_chart(const struct drawing *d, int x, int y, int width, int rows);

// draw_measures: the newest of what was done, and what came of it; nothing in fewer than three rows.
void draw_measures(const struct drawing *d, int x, int y, int width, int rows);

#endif
