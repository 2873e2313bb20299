// chart.c - eight steps a cell, as block characters have them. An expected range is a shade between its ends.
#include "chart.h"

#include <stdio.h>

#define STEPS 8 // of a cell

static const wchar_t blocks[STEPS + 1] = L" ▁▂▃▄▅▆▇█";
static const wchar_t letters[STEPS + 1] = L"__..--=##"; // the lowest is seen too: it is a wait

static wchar_t step_letter(const struct chart *chart, int step) {
    int at = step < 0 ? 0 : step > STEPS ? STEPS : step;
    return chart->letters ? letters[at] : blocks[at];
}

static bool is_known(const struct chart_column *column) {
    return column->upper_min != CHART_UNKNOWN;
}

static enum style column_style(const struct chart *chart, const struct chart_column *column) {
    if (column->upper_min >= chart->limit_min)
        return STYLE_ALERT;
    return column->expected ? STYLE_DIM : STYLE_CALM;
}

void chart_row(struct canvas *c, int x, int y, const struct chart *chart) {
    int most_min = 2 * chart->limit_min;
    for (int i = 0; i < chart->count; i++) {
        const struct chart_column *column = &chart->columns[i];
        if (!is_known(column))
            continue;
        int step = 1 + column->upper_min * STEPS / most_min;
        canvas_fill(c, x + i, y, 1, 1, column_style(chart, column), step_letter(chart, step));
    }
}

// ---------------------------------------------------------------- the box

// The top of the scale: the longest wait there is, a whole multiple of the limit, two at least.
static int scale_min(const struct chart *chart) {
    int most_min = 0;
    for (int i = 0; i < chart->count; i++)
        if (chart->columns[i].upper_min > most_min)
            most_min = chart->columns[i].upper_min;
    int limits = (most_min + chart->limit_min - 1) / chart->limit_min;
    return chart->limit_min * (limits > 2 ? limits : 2);
}

// Steps above the bottom of the box.
static int height_of(int value_min, int top_min, int height) {
    return (value_min * height * STEPS + top_min - 1) / top_min;
}

static void column_draw(struct canvas *c, int x, int y, int height, int top_min,
                        const struct chart *chart, const struct chart_column *column) {
    int upper = height_of(column->upper_min, top_min, height);
    int lower = column->expected ? height_of(column->lower_min, top_min, height) : 0;
    enum style style = column_style(chart, column);
    for (int row = 0; row < height; row++) {
        int bottom = (height - 1 - row) * STEPS;
        int filled = upper - bottom;
        if (filled <= 0 && !(row == height - 1 && !column->expected))
            continue;
        if (!column->expected)
            canvas_fill(c, x, y + row, 1, 1, style, step_letter(chart, filled > 0 ? filled : 1));
        else if (lower < bottom + STEPS)
            canvas_fill(c, x, y + row, 1, 1, style, chart->letters ? L':' : L'░');
    }
}

static void scale_draw(struct canvas *c, int x, int y, int height, int top_min,
                       const struct chart *chart) {
    char number[16];
    int row = height - 1 - (height_of(chart->limit_min, top_min, height) - 1) / STEPS;
    snprintf(number, sizeof number, "%d", top_min);
    canvas_right(c, x, y, CHART_SCALE - 1, STYLE_DIM, number);
    snprintf(number, sizeof number, "%d", chart->limit_min);
    canvas_right(c, x, y + row, CHART_SCALE - 1, STYLE_ALERT, number);
    canvas_fill(c, x + CHART_SCALE, y + row, chart->count, 1, STYLE_ALERT,
                chart->letters ? L'-' : L'┄');
    canvas_right(c, x, y + height - 1, CHART_SCALE - 1, STYLE_DIM, "0");
}

void chart_box(struct canvas *c, int x, int y, int height, const struct chart *chart) {
    int top_min = scale_min(chart);
    if (height < 2)
        return;
    scale_draw(c, x, y, height, top_min, chart);
    for (int i = 0; i < chart->count; i++)
        if (is_known(&chart->columns[i]))
            column_draw(c, x + CHART_SCALE + i, y, height, top_min, chart, &chart->columns[i]);
}
