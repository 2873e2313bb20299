// console_past.h - the waits that a console has seen, a point a minute and line, and those expected; kept in the
// console's memory alone.
#ifndef HALLQ_CONSOLE_PAST_H
#define HALLQ_CONSOLE_PAST_H

#include "clients/term/chart.h"
#include "clients/text/phrase.h"

#define PAST_MIN 120  // minutes kept: the last two hours
#define COMING_MIN 30 // minutes expected

struct past_point {
    int64_t minute; // since 1970, hall time
    int wait_min; // of somebody who came then: the middle of the range that was told, or the longest wait
};

struct past_band {
    int lower_min, upper_min;
};

struct past_line {
    uint32_t service;
    struct past_point points[PAST_MIN]; // the oldest first
    size_t count;
    int64_t asked_minute;        // the bands were asked then; 0: nothing is expected
    struct past_band now, later; // for somebody who comes then, and COMING_MIN minutes later
};

struct console_past {
    struct past_line lines[LIMIT_SERVICES];
    size_t count;
};

// console_past_see: keeps what the view tells now of the waits.
void console_past_see(struct console_past *p, const struct hallq_view *v);

// console_past_expect: keeps what is expected of a service's line, asked at this hall time.
void console_past_expect(struct console_past *p, uint32_t service, int64_t at_ms,
                         const struct past_band *now, const struct past_band *later);

// console_past_chart: the columns of a chart of `count` columns: the last PAST_MIN minutes and the COMING_MIN to come.
void console_past_chart(const struct console_past *p, uint32_t service, int64_t now_ms,
                        struct chart_column *columns, int count);

#endif
