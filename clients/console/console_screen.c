// console_screen.c - two tables, one above the other, side by side from 110 columns on:
//
//     值班台  城东营业厅  王芳                     2024-05-06 周一 10:23:45
//     等候 31人
//       业务            等候  最长  预计等候
//     > A 业务咨询       12人  18分   15–25分
//     窗口 8/12 开放
//       3号窗口  正在办理 03:12  A045  王芳  A B
//     * 暂停窗口：完成
//     O 开放  C 关闭 ...
#include "console_screen.h"

#include <string.h>

#include "base/count.h"
#include "clients/term/frame.h"

#define BESIDE_WIDTH 110
#define TOP_ROWS 1
#define BOTTOM_ROWS 3 // banner or blank, status, keys

struct drawing {
    struct canvas *c;
    const struct hallq_view *v;
    const struct console_desk *d;
    enum language language;
    int64_t now_ms;
};

// Columns of a counter's row, from the left; services take what is left.
#define COUNTER_NAME_MAX 18
#define COUNTER_STATE 9
#define COUNTER_SINCE 8
#define COUNTER_NUMBER 8
#define COUNTER_CLERK 12

static enum style row_style(const struct drawing *d, enum console_pane pane, size_t row,
                            size_t count) {
    bool here = row == console_desk_row(d->d, pane, count);
    return here && d->d->pane == pane ? STYLE_PICK : here ? STYLE_STRONG : STYLE_PLAIN;
}

static void row_mark(const struct drawing *d, enum console_pane pane, size_t row, size_t count,
                     int x, int y, int width) {
    enum style style = row_style(d, pane, row, count);
    if (style == STYLE_PICK)
        canvas_restyle(d->c, x, y, width, 1, STYLE_PICK);
    if (row == console_desk_row(d->d, pane, count))
        canvas_text(d->c, x, y, 1, style, ">");
}

static void heading(const struct drawing *d, enum console_pane pane, int x, int y, int width,
                    const char *text) {
    enum style style = d->d->pane == pane ? STYLE_TITLE : STYLE_DIM;
    canvas_fill(d->c, x, y, width, 1, style, L' ');
    canvas_text(d->c, x + 1, y, width - 2, style, text);
}

// ---------------------------------------------------------------- lines

static const char *line_note(const struct drawing *d, const Hallq__LineState *line) {
    if (line->suspended)
        return phrase_suspend_reason(d->v, line->reason, d->language);
    return "";
}

static void lines_draw(const struct drawing *d, int x, int y, int width, int rows) {
    char number[PHRASE_SHORT], text[PHRASE_SIZE];
    const struct hallq_view *v = d->v;
    uint32_t waiting = 0;
    int note = width >= 64 ? 14 : 0; // why it is suspended
    size_t first =
        frame_first(v->now.n_lines, console_desk_row(d->d, PANE_LINES, v->now.n_lines), rows - 2);
    for (size_t i = 0; i < v->now.n_lines; i++)
        waiting += v->now.lines[i]->waiting;
    phrase_number(number, waiting);
    TEXT_FILL(text, TEXT_PANE_LINES, d->language, number);
    heading(d, PANE_LINES, x, y, width, text);
    frame_wait_head(d->c, x + 2, y + 1, width - 2 - note, d->language);
    for (int row = 2; row < rows && first < v->now.n_lines; row++, first++) {
        const Hallq__LineState *line = v->now.lines[first];
        frame_wait(d->c, x + 2, y + row, width - 2 - note, v, line, d->now_ms, d->language);
        if (line->suspended && line->waiting)
            canvas_text(d->c, x + 1, y + row, 1, STYLE_ALERT, "!");
        if (note)
            canvas_text(d->c, x + width - note + 1, y + row, note - 1, STYLE_ALERT,
                        line_note(d, line));
        row_mark(d, PANE_LINES, first, v->now.n_lines, x, y + row, width);
    }
    frame_more(d->c, x + width / 2, y, width - width / 2 - 1, v->now.n_lines - first, d->language);
}

// ---------------------------------------------------------------- counters

static void services_phrase(char to[PHRASE_SIZE], const struct drawing *d,
                            const Hallq__CounterNow *counter) {
    size_t count = 0;
    const uint32_t *services = hallq_view_services_of(d->v, counter->counter, &count);
    *to = 0;
    for (size_t i = 0; i < count; i++)
        text_join(to, PHRASE_SIZE, phrase_letter(d->v, services[i]));
    if (counter->n_services)
        text_join(to, PHRASE_SIZE, "*"); // not those of the settings
}

static void clerk_phrase(char to[PHRASE_SIZE], const struct drawing *d,
                         const Hallq__CounterNow *counter) {
    char number[PHRASE_SHORT];
    *to = 0;
    if (counter->lost)
        text_join(to, PHRASE_SIZE, text_of(TEXT_LOST, d->language));
    if (counter->clerk)
        text_join(to, PHRASE_SIZE, phrase_staff(number, d->v, counter->clerk));
}

static enum style counter_style(const Hallq__CounterNow *counter) {
    if (counter->lost || counter->state == HALLQ__COUNTER__STATE__PAUSED)
        return STYLE_ALERT;
    return counter->state == HALLQ__COUNTER__STATE__CLOSED ? STYLE_DIM : STYLE_PLAIN;
}

// What stands behind the state: its ticket, or the reason of its pause.
static const char *counter_what(const struct drawing *d, const Hallq__CounterNow *counter) {
    if (counter->state == HALLQ__COUNTER__STATE__PAUSED)
        return phrase_pause_reason(d->v, counter->pause_reason, d->language);
    return counter->number;
}

static void counter_row(const struct drawing *d, const Hallq__CounterNow *counter, int x, int y,
                        int width) {
    char number[PHRASE_SHORT], text[PHRASE_SIZE];
    enum style style = counter_style(counter);
    int rest = width - COUNTER_STATE - COUNTER_SINCE - COUNTER_NUMBER - COUNTER_CLERK;
    int name = rest < COUNTER_NAME_MAX ? rest : COUNTER_NAME_MAX;
    int services = rest - name;
    canvas_text(d->c, x, y, name - 1, style,
                phrase_counter(number, d->v, counter->counter, d->language));
    x += name;
    canvas_text(d->c, x, y, COUNTER_STATE - 1, style,
                phrase_counter_state(counter->state, d->language));
    x += COUNTER_STATE;
    phrase_timer(number, (d->now_ms - counter->since_ms) / 1000);
    if (counter->state != HALLQ__COUNTER__STATE__CLOSED && counter->since_ms)
        canvas_text(d->c, x, y, COUNTER_SINCE - 1, style, number);
    x += COUNTER_SINCE;
    canvas_text(d->c, x, y, COUNTER_NUMBER - 1, counter->ticket ? STYLE_STRONG : style,
                counter_what(d, counter));
    x += COUNTER_NUMBER;
    clerk_phrase(text, d, counter);
    canvas_text(d->c, x, y, COUNTER_CLERK - 1, style, text);
    services_phrase(text, d, counter);
    if (services > 2)
        canvas_text(d->c, x + COUNTER_CLERK, y, services - 1, style, text);
}

static void counters_draw(const struct drawing *d, int x, int y, int width, int rows) {
    char open[PHRASE_SHORT], all[PHRASE_SHORT], text[PHRASE_SIZE], held[PHRASE_SIZE];
    const struct hallq_view *v = d->v;
    size_t open_count = 0, held_count = 0;
    size_t first = frame_first(v->now.n_counters,
                               console_desk_row(d->d, PANE_COUNTERS, v->now.n_counters), rows - 1);
    for (size_t i = 0; i < v->now.n_counters; i++) {
        open_count += v->now.counters[i]->state != HALLQ__COUNTER__STATE__CLOSED;
        held_count += v->now.counters[i]->held;
    }
    phrase_number(open, open_count);
    phrase_number(all, v->now.n_counters);
    TEXT_FILL(text, TEXT_PANE_COUNTERS, d->language, open, all);
    phrase_number(all, held_count);
    TEXT_FILL(held, TEXT_PANE_HELD, d->language, all);
    if (held_count)
        text_join(text, sizeof text, held);
    heading(d, PANE_COUNTERS, x, y, width, text);
    for (int row = 1; row < rows && first < v->now.n_counters; row++, first++) {
        counter_row(d, v->now.counters[first], x + 2, y + row, width - 2);
        row_mark(d, PANE_COUNTERS, first, v->now.n_counters, x, y + row, width);
    }
    frame_more(d->c, x + width / 2, y, width - width / 2 - 1, v->now.n_counters - first,
               d->language);
}

// ---------------------------------------------------------------- the whole

static const struct frame_key keys_lines[] = {
    {TEXT_KEY_TAB, TEXT_TO_COUNTERS},      {TEXT_KEY_HELP, TEXT_DO_HELP},
    {TEXT_KEY_S, TEXT_DO_SERVICE_SUSPEND}, {TEXT_KEY_U, TEXT_DO_SERVICE_UNSUSPEND},
    {TEXT_KEY_L, TEXT_DO_GET_LINE},        {TEXT_KEY_D, TEXT_DO_GET_REPORT},
    {TEXT_KEY_X, TEXT_DO_SIGN_OFF},        {TEXT_KEY_Q, TEXT_DO_QUIT},
};
static const struct frame_key keys_nobody[] = {
    {TEXT_KEY_N, TEXT_DO_SIGN_ON},
    {TEXT_KEY_HELP, TEXT_DO_HELP},
    {TEXT_KEY_TAB, TEXT_TO_COUNTERS},
    {TEXT_KEY_Q, TEXT_DO_QUIT},
};
static const struct frame_key keys_counters[] = {
    {TEXT_KEY_TAB, TEXT_TO_LINES},          {TEXT_KEY_HELP, TEXT_DO_HELP},
    {TEXT_KEY_O, TEXT_DO_COUNTER_OPEN},     {TEXT_KEY_C, TEXT_DO_COUNTER_CLOSE},
    {TEXT_KEY_P, TEXT_DO_COUNTER_PAUSE},    {TEXT_KEY_R, TEXT_DO_COUNTER_RESUME},
    {TEXT_KEY_V, TEXT_DO_COUNTER_SERVICES}, {TEXT_KEY_F, TEXT_DO_COUNTER_FREE},
};

static void keys_draw(const struct drawing *d, int y) {
    if (d->d->pane == PANE_LINES && !d->d->staff)
        frame_keys(d->c, y, keys_nobody, COUNT(keys_nobody), d->language);
    else if (d->d->pane == PANE_LINES)
        frame_keys(d->c, y, keys_lines, COUNT(keys_lines), d->language);
    else
        frame_keys(d->c, y, keys_counters, COUNT(keys_counters), d->language);
}

static void title_phrase(char to[PHRASE_SIZE], const struct drawing *d) {
    char number[PHRASE_SHORT], hall[PHRASE_SIZE];
    phrase_hall(hall, d->v, d->language);
    TEXT_FILL(number, TEXT_CONSOLE, d->language, "");
    *to = 0;
    text_join(to, PHRASE_SIZE, number);
    text_join(to, PHRASE_SIZE, "  ");
    text_join(to, PHRASE_SIZE, hall);
    text_join(to, PHRASE_SIZE, "  ");
    text_join(to, PHRASE_SIZE,
              d->d->staff ? phrase_staff(number, d->v, d->d->staff)
                          : text_of(TEXT_NOBODY_SIGNED_ON, d->language));
}

static void panes_draw(const struct drawing *d, int rows) {
    int width = d->c->width;
    if (width >= BESIDE_WIDTH) {
        int left = width * 9 / 20;
        lines_draw(d, 0, TOP_ROWS, left, rows);
        counters_draw(d, left + 1, TOP_ROWS, width - left - 1, rows);
        return;
    }
    int wanted = (int)d->v->now.n_lines + 2;
    int most = rows / 2;
    int top = wanted < most ? wanted : most;
    lines_draw(d, 0, TOP_ROWS, width, top);
    counters_draw(d, 0, TOP_ROWS + top, width, rows - top);
}

// What only an administrator can mend, and everybody in the hall will notice; a stale view says that first.
static void time_zone_draw(const struct drawing *w, int y) {
    char line[PHRASE_SIZE], from[PHRASE_SHORT];
    const Hallq__TimeZone *zone = w->v->now.time_zone;
    if (!zone || !zone->finding)
        return;
    bool changed = zone->finding == HALLQ__TIME_ZONE__FINDING__LAW_CHANGED;
    phrase_date(from, w->v, zone->wrong_from_ms, w->language);
    TEXT_FILL(line, changed ? TEXT_ZONE_LAW_CHANGED : TEXT_ZONE_RUNS_OUT, w->language, from);
    canvas_fill(w->c, 0, y, w->c->width, 1, STYLE_BANNER, L' ');
    canvas_centre(w->c, 1, y, w->c->width - 2, STYLE_BANNER, line);
}

void console_screen_draw(struct canvas *c, const struct hallq_view *v, const struct console_desk *d,
                         const struct reach *reach, int64_t now_ms) {
    struct drawing w = {.c = c, .v = v, .d = d, .language = d->desk.language, .now_ms = now_ms};
    char title[PHRASE_SIZE];
    int rows = c->height - TOP_ROWS - BOTTOM_ROWS;
    canvas_clear(c);
    title_phrase(title, &w);
    frame_bar(c, v, title, now_ms, true, d->desk.language);
    if (rows >= 4)
        panes_draw(&w, rows);
    time_zone_draw(&w, c->height - 3);
    keys_draw(&w, c->height - 1);
    desk_draw(c, &d->desk, v, reach, now_ms);
}
