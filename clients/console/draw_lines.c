// draw_lines.c - a line a row: who waits, how long, what is told to who comes now, how many counters, and its waits over two
// hours past and the half hour to come. The chosen line has a larger chart where there is room.
#include "draw.h"

#include <string.h>

#include "base/limit.h"

// Columns of a row, from the right: what is over is the past, or why the line is suspended.
#define WAIT_MIN 38  // of the table of waits
#define WAIT_GOOD 46 // with room for a name
#define WINDOWS 7
#define PAST_LEAST 9
#define PAST_MOST 40
#define CHART_MOST 150   // a column a minute
#define LONG_WAIT_MIN 20 // the rule book's serious breach

static int side_width(int width) {
    int good = width - WAIT_GOOD, least = WINDOWS + PAST_LEAST, most = WINDOWS + PAST_MOST;
    if (width - WAIT_MIN < least)
        return 0;
    return good < least ? least : good > most ? most : good;
}

// The wait that is too long, as the settings of alerts have it.
static int limit_min(const struct hallq_view *v) {
    const Hallq__HallSettings *s = v->now.settings;
    uint32_t limit_s = s && s->alerts ? s->alerts->long_wait_s : 0;
    return limit_s >= 60 ? (int)(limit_s / 60) : LONG_WAIT_MIN;
}

static void chart_of(const struct drawing *d, uint32_t service, struct chart_column *columns,
                     int count, struct chart *ret) {
    console_past_chart(&d->d->past, service, d->now_ms, columns, count);
    *ret = (struct chart){columns, count, limit_min(d->v), d->d->letters};
}

// How many of the counters that give the service call or serve somebody.
static uint32_t counters_busy(const struct hallq_view *v, uint32_t service) {
    uint32_t busy = 0;
    for (size_t i = 0; i < v->now.n_counters; i++) {
        const Hallq__CounterNow *counter = v->now.counters[i];
        size_t count = 0;
        const uint32_t *services = hallq_view_services_of(v, counter->counter, &count);
        for (size_t j = 0; j < count && counter->ticket; j++)
            busy += services[j] == service;
    }
    return busy;
}

static void windows_draw(const struct drawing *d, uint32_t service, int x, int y) {
    char busy[PHRASE_SHORT], open[PHRASE_SHORT], text[PHRASE_SHORT];
    const Hallq__LineWait *wait = hallq_view_wait(d->v, service);
    if (!wait)
        return;
    phrase_number(busy, counters_busy(d->v, service));
    phrase_number(open, wait->counters);
    TEXT_FILL(text, TEXT_FIGURE_PAIR, d->language, busy, open);
    canvas_right(d->c, x, y, WINDOWS - 1, wait->counters ? STYLE_PLAIN : STYLE_DIM, text);
}

static bool by_rule(const struct drawing *d, const Hallq__Line *line) {
    const Hallq__LineWait *wait =
        line->kind == HALLQ__LINE__KIND__SERVICE ? hallq_view_wait(d->v, line->id) : NULL;
    return wait && wait->by_rule;
}

// The words stand before the chart, or in its place where both have no room. Returns the columns used.
static int rule_draw(const struct drawing *d, const Hallq__Line *line, int x, int y, int width) {
    const char *words = text_of(TEXT_BY_RULE, d->language);
    if (!by_rule(d, line))
        return 0;
    canvas_text(d->c, x, y, width, STYLE_ALERT, words);
    return width - columns_of(words) - 1 < PAST_LEAST ? width : columns_of(words) + 1;
}

static void side_draw(const struct drawing *d, const Hallq__LineState *line, int x, int y,
                      int width) {
    struct chart_column columns[PAST_MOST];
    struct chart chart;
    int count = width - WINDOWS < PAST_MOST ? width - WINDOWS : PAST_MOST;
    if (line->line->kind != HALLQ__LINE__KIND__SERVICE || !width)
        return;
    windows_draw(d, line->line->id, x, y);
    if (line->suspended) {
        canvas_text(d->c, x + WINDOWS, y, count, STYLE_ALERT,
                    phrase_suspend_reason(d->v, line->reason, d->language));
        return;
    }
    int used = rule_draw(d, line->line, x + WINDOWS, y, count);
    if (used == count)
        return;
    chart_of(d, line->line->id, columns, count - used, &chart);
    chart_row(d->c, x + WINDOWS + used, y, &chart);
}

static void head_draw(const struct drawing *d, int x, int y, int width, int side) {
    frame_wait_head(d->c, x, y, width - side, d->language);
    if (!side)
        return;
    const char *coming = text_of(TEXT_HEAD_COMING, d->language);
    x += width - side;
    canvas_right(d->c, x, y, WINDOWS - 1, STYLE_DIM, text_of(TEXT_HEAD_WINDOWS, d->language));
    canvas_text(d->c, x + WINDOWS, y, side - WINDOWS, STYLE_DIM,
                text_of(TEXT_HEAD_PAST, d->language));
    if (side - WINDOWS > 2 * columns_of(coming))
        canvas_right(d->c, x + WINDOWS, y, side - WINDOWS, STYLE_DIM, coming);
}

void draw_lines(const struct drawing *d, int x, int y, int width, int rows) {
    char number[PHRASE_SHORT], text[PHRASE_SIZE];
    const struct hallq_view *v = d->v;
    uint32_t waiting = 0;
    int side = side_width(width - 2);
    size_t first =
        frame_first(v->now.n_lines, console_desk_row(d->d, PANE_LINES, v->now.n_lines), rows - 2);
    for (size_t i = 0; i < v->now.n_lines; i++)
        waiting += v->now.lines[i]->waiting;
    phrase_number(number, waiting);
    TEXT_FILL(text, TEXT_PANE_LINES, d->language, number);
    draw_heading(d, d->d->pane == PANE_LINES, x, y, width, text);
    head_draw(d, x + 2, y + 1, width - 2, side);
    for (int row = 2; row < rows && first < v->now.n_lines; row++, first++) {
        const Hallq__LineState *line = v->now.lines[first];
        frame_wait(d->c, x + 2, y + row, width - 2 - side, v, line, d->now_ms, d->language);
        if (line->suspended && line->waiting)
            canvas_text(d->c, x + 1, y + row, 1, STYLE_ALERT, "!");
        else if (by_rule(d, line->line))
            canvas_text(d->c, x + 1, y + row, 1, STYLE_ALERT, "~");
        side_draw(d, line, x + width - side, y + row, side);
        draw_mark(d, PANE_LINES, first, v->now.n_lines, x, y + row, width);
    }
    frame_more(d->c, x + width / 2, y, width - width / 2 - 1, v->now.n_lines - first, d->language);
}

void draw_chart(const struct drawing *d, int x, int y, int width, int rows) {
    struct chart_column columns[CHART_MOST];
    char name[PHRASE_SIZE], title[PHRASE_SIZE];
    struct chart chart;
    const struct hallq_view *v = d->v;
    size_t row = console_desk_row(d->d, PANE_LINES, v->now.n_lines);
    int count = width - CHART_SCALE - 1 < CHART_MOST ? width - CHART_SCALE - 1 : CHART_MOST;
    if (rows < CHART_ROWS_MIN || count < 1 || !v->now.n_lines ||
        v->now.lines[row]->line->kind != HALLQ__LINE__KIND__SERVICE)
        return;
    phrase_line(name, v, HALLQ__LINE__KIND__SERVICE, v->now.lines[row]->line->id, d->language);
    TEXT_FILL(title, TEXT_CHART_TITLE, d->language, name);
    draw_heading(d, false, x, y, width, title);
    chart_of(d, v->now.lines[row]->line->id, columns, count, &chart);
    chart_box(d->c, x, y + 1, rows - 1, &chart);
}
