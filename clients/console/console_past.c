// console_past.c - a minute in which nothing was told is as the one before: figures are sent when they change.
#include "console_past.h"

#include <string.h>

#define MINUTE_MS 60000

static struct past_line *line_of(struct console_past *p, uint32_t service) {
    for (size_t i = 0; i < p->count; i++)
        if (p->lines[i].service == service)
            return &p->lines[i];
    if (p->count == LIMIT_SERVICES)
        return NULL;
    struct past_line *line = &p->lines[p->count++];
    *line = (struct past_line){.service = service};
    return line;
}

static const struct past_line *line_find(const struct console_past *p, uint32_t service) {
    for (size_t i = 0; i < p->count; i++)
        if (p->lines[i].service == service)
            return &p->lines[i];
    return NULL;
}

static int wait_min(const Hallq__LineWait *wait, int64_t now_ms) {
    if (wait->upper_min)
        return (int)(wait->lower_min + wait->upper_min) / 2;
    int64_t longest_ms = wait->oldest_entered_at_ms ? now_ms - wait->oldest_entered_at_ms : 0;
    return longest_ms > 0 ? (int)(longest_ms / MINUTE_MS) : 0;
}

// Hall time may be led back: points of a time to come are no points.
static void point_add(struct past_line *line, int64_t minute, int wait) {
    while (line->count && line->points[line->count - 1].minute >= minute)
        line->count--;
    if (line->count == PAST_MIN) {
        memmove(&line->points[0], &line->points[1], (PAST_MIN - 1) * sizeof line->points[0]);
        line->count--;
    }
    line->points[line->count++] = (struct past_point){minute, wait};
}

void console_past_see(struct console_past *p, const struct hallq_view *v) {
    const Hallq__WaitFigures *waits = v->now.waits;
    if (v->stale || !waits)
        return;
    for (size_t i = 0; i < waits->n_lines; i++) {
        struct past_line *line = line_of(p, waits->lines[i]->service);
        if (line)
            point_add(line, v->now.at_ms / MINUTE_MS, wait_min(waits->lines[i], v->now.at_ms));
    }
}

void console_past_expect(struct console_past *p, uint32_t service, int64_t at_ms,
                         const struct past_band *now, const struct past_band *later) {
    struct past_line *line = line_of(p, service);
    if (!line)
        return;
    line->asked_minute = at_ms / MINUTE_MS;
    line->now = *now;
    line->later = *later;
}

// ---------------------------------------------------------------- the chart

// The longest wait from one minute up to before another; that of the minute before where nothing was told.
static int wait_between(const struct past_line *line, int64_t from, int64_t to) {
    int most = CHART_UNKNOWN, before = CHART_UNKNOWN;
    for (size_t i = 0; i < line->count && line->points[i].minute < to; i++) {
        if (line->points[i].minute < from)
            before = line->points[i].wait_min;
        else if (line->points[i].wait_min > most)
            most = line->points[i].wait_min;
    }
    return most != CHART_UNKNOWN ? most : before;
}

static int between(int from, int to, int64_t part) {
    return from + (int)((to - from) * part / COMING_MIN);
}

static struct chart_column column_coming(const struct past_line *line, int64_t minute) {
    struct chart_column unknown = {CHART_UNKNOWN, CHART_UNKNOWN, true};
    int64_t part = minute - line->asked_minute;
    if (!line->asked_minute || part < 0 || part > 2 * COMING_MIN)
        return unknown;
    part = part > COMING_MIN ? COMING_MIN : part;
    return (struct chart_column){between(line->now.lower_min, line->later.lower_min, part),
                                 between(line->now.upper_min, line->later.upper_min, part), true};
}

void console_past_chart(const struct console_past *p, uint32_t service, int64_t now_ms,
                        struct chart_column *columns, int count) {
    const struct past_line *line = line_find(p, service);
    int64_t now = now_ms / MINUTE_MS, first = now - PAST_MIN + 1;
    for (int i = 0; i < count; i++) {
        int64_t from = first + (int64_t)i * (PAST_MIN + COMING_MIN) / count;
        int64_t to = first + (int64_t)(i + 1) * (PAST_MIN + COMING_MIN) / count;
        columns[i] = (struct chart_column){CHART_UNKNOWN, CHART_UNKNOWN, false};
        if (line && from <= now)
            columns[i].lower_min = columns[i].upper_min = wait_between(line, from,
                                                                       to > now    ? now + 1
                                                                       : to > from ? to
                                                                                   : from + 1);
        else if (line)
            columns[i] = column_coming(line, from);
    }
}
