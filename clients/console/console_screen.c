// console_screen.c - the alerts across the top, beneath them two tables, one above the other, side by side from 110 columns on;
// where rows are over, the chosen line's chart, and what was done:
//
//     值班台  城东营业厅  王芳                     2024-05-06 周一 10:23:45
//     > !! 红色   业务受理：将有人等得太久                        自10:41
//                 A 开7号窗口：31分→14分（11:15）  W 其他办法  E 知道了
//     等候 31人
//       业务            等候  最长  预计等候
//     > A 业务咨询       12人  18分   15–25分   4/5  ▂▂▃▄▅▅
//     窗口 8/12 开放
//       3号窗口  正在办理 03:12  A045  王芳  A B
//     * 暂停窗口：完成
//     O 开放  C 关闭 ...
#include "console_screen.h"

#include <string.h>

#include "base/count.h"
#include "draw.h"

#define BESIDE_WIDTH 110
#define TOP_ROWS 1
#define BOTTOM_ROWS 3 // banner or blank, status, keys
#define CHART_ROWS_MOST 10
#define MEASURES_ROWS_MIN 3

// ---------------------------------------------------------------- the whole

static const struct frame_key keys_lines[] = {
    {TEXT_KEY_TAB, TEXT_TO_COUNTERS},      {TEXT_KEY_HELP, TEXT_DO_HELP},
    {TEXT_KEY_W, TEXT_DO_OTHERS},          {TEXT_KEY_M, TEXT_DO_MEASURES},
    {TEXT_KEY_G, TEXT_DO_GET_FIGURES},     {TEXT_KEY_T, TEXT_DO_GET_FORECAST_SCORES},
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

static const struct frame_key keys_alerts[] = {
    {TEXT_KEY_TAB, TEXT_TO_LINES},  {TEXT_KEY_HELP, TEXT_DO_HELP},
    {TEXT_KEY_W, TEXT_DO_OTHERS},   {TEXT_KEY_E, TEXT_DO_SEE_ALERT},
    {TEXT_KEY_M, TEXT_DO_MEASURES}, {TEXT_KEY_G, TEXT_DO_GET_FIGURES},
    {TEXT_KEY_X, TEXT_DO_SIGN_OFF}, {TEXT_KEY_Q, TEXT_DO_QUIT},
};

static void keys_draw(const struct drawing *d, int y) {
    if (d->d->pane == PANE_COUNTERS)
        frame_keys(d->c, y, keys_counters, COUNT(keys_counters), d->language);
    else if (!d->d->staff)
        frame_keys(d->c, y, keys_nobody, COUNT(keys_nobody), d->language);
    else if (d->d->pane == PANE_ALERTS)
        frame_keys(d->c, y, keys_alerts, COUNT(keys_alerts), d->language);
    else
        frame_keys(d->c, y, keys_lines, COUNT(keys_lines), d->language);
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

// What is over of a pane's rows: none where it needs more than it has.
static int rows_over(int rows, size_t wanted) {
    return rows > (int)wanted ? rows - (int)wanted : 0;
}

static void panes_beside(const struct drawing *d, int y, int rows) {
    int width = d->c->width, left = width / 2;
    size_t lines = d->v->now.n_lines + 2, counters = d->v->now.n_counters + 1;
    int chart = rows_over(rows, lines), measures = rows_over(rows, counters);
    chart = chart < CHART_ROWS_MIN ? 0 : chart < CHART_ROWS_MOST ? chart : CHART_ROWS_MOST;
    measures = measures < MEASURES_ROWS_MIN ? 0 : measures;
    draw_lines(d, 0, y, left, chart ? (int)lines : rows);
    draw_chart(d, 0, y + (int)lines, left, chart);
    draw_counters(d, left + 1, y, width - left - 1, rows - measures);
    draw_measures(d, left + 1, y + rows - measures, width - left - 1, measures);
}

static void panes_beneath(const struct drawing *d, int y, int rows) {
    int width = d->c->width, lines = (int)d->v->now.n_lines + 2;
    int chart = rows_over(rows, (size_t)lines + d->v->now.n_counters + 1);
    chart = chart < CHART_ROWS_MIN ? 0 : chart < CHART_ROWS_MOST ? chart : CHART_ROWS_MOST;
    int most = chart ? lines : rows / 2;
    int top = lines < most ? lines : most;
    draw_lines(d, 0, y, width, top);
    draw_chart(d, 0, y + top, width, chart);
    draw_counters(d, 0, y + top + chart, width, rows - top - chart);
}

static void panes_draw(const struct drawing *d, int rows) {
    int alerts = draw_alerts(d, TOP_ROWS, rows < 9 ? 1 : rows / 3);
    rows -= alerts;
    if (rows >= 4 && d->c->width >= BESIDE_WIDTH)
        panes_beside(d, TOP_ROWS + alerts, rows);
    else if (rows >= 4)
        panes_beneath(d, TOP_ROWS + alerts, rows);
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
