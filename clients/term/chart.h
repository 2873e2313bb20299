// chart.h - a wait over time, in minutes, drawn with blocks; with letters where the terminal has no blocks.
#ifndef HALLQ_CHART_H
#define HALLQ_CHART_H

#include "canvas.h"

#define CHART_UNKNOWN (-1) // nothing was heard of that time

// A column of a chart: a wait that was, lower and upper equal, or a range that is expected.
struct chart_column {
    int lower_min, upper_min; // CHART_UNKNOWN: blank
    bool expected;
};

struct chart {
    const struct chart_column *columns;
    int count;
    int limit_min; // the wait that is too long: a line across, and what is above it needs somebody
    bool letters;  // no blocks
};

// chart_row: the columns in one row of height, eight steps up to twice the limit.
void chart_row(struct canvas *c, int x, int y, const struct chart *chart);

// chart_box: in `height` rows, with the line of the limit and a scale of CHART_SCALE columns on the left.
#define CHART_SCALE 4
void chart_box(struct canvas *c, int x, int y, int height, const struct chart *chart);

#endif
