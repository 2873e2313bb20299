// crowds.c - the tickets of a line and a day in the order of their issues: the alert goes by what each was told, a crowd by
// what each waited.
#include "bench/waits/crowds.h"

#include <stdbool.h>
#include <stdlib.h>

#include "broker/forecast/crowd.h"

#define LONG_S 1200.
#define CALM_S 900.
#define CROWD_LEAST_MS 300000
#define NEAR_BEFORE_MS 1200000
#define NEAR_AFTER_MS 1800000
#define LAST_MS 1800000 // an alert that stands at the last ticket of a day

struct span {
    int64_t from_ms, to_ms;
};

// Spans of one line and day, and what is counted over all.
struct judging {
    struct crowds_figures figures;
    struct span *alerts, *crowds;
    uint32_t alert_count, crowd_count;
    double *ahead_s;
};

void crowds_add(struct crowds *crowds, const struct crowds_seen *seen) {
    if (crowds->count == crowds->room) {
        crowds->room = crowds->room ? crowds->room * 2 : 1024;
        crowds->seen = reallocarray(crowds->seen, crowds->room, sizeof *crowds->seen);
        if (!crowds->seen)
            abort();
    }
    crowds->seen[crowds->count++] = *seen;
}

void crowds_fini(struct crowds *crowds) {
    free(crowds->seen);
}

static int by_line(const void *left, const void *right) {
    const struct crowds_seen *a = left, *b = right;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return (a->issued_at_ms > b->issued_at_ms) - (a->issued_at_ms < b->issued_at_ms);
}

static int by_size(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static bool red_now(enum crowds_rule rule, struct crowd *crowd, bool red,
                    const struct crowds_seen *seen) {
    static const struct crowd_limits limits = CROWD_LIMITS;
    const struct crowd_seen now = {.forecast_s = seen->forecast_s, .upper_s = seen->upper_s};
    if (rule == CROWDS_BARE)
        return seen->forecast_s >= (red ? CALM_S : LONG_S);
    return crowd_see(crowd, &limits, &now, seen->issued_at_ms) >= CROWD_RED;
}

static void alerts_find(struct judging *j, enum crowds_rule rule, const struct crowds_seen *seen,
                        uint32_t count) {
    struct crowd crowd = {.on = {false}};
    bool red = false;
    j->alert_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        bool now = red_now(rule, &crowd, red, &seen[i]);
        if (now && !red)
            j->alerts[j->alert_count++].from_ms = seen[i].issued_at_ms;
        if (red && !now)
            j->alerts[j->alert_count - 1].to_ms = seen[i].issued_at_ms;
        red = now;
    }
    if (red)
        j->alerts[j->alert_count - 1].to_ms = seen[count - 1].issued_at_ms + LAST_MS;
}

static void crowds_find(struct judging *j, const struct crowds_seen *seen, uint32_t count) {
    j->crowd_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (seen[i].waited_s <= LONG_S)
            continue;
        uint32_t last = i;
        while (last + 1 < count && (seen[last + 1].waited_s > LONG_S ||
                                    (last + 2 < count && seen[last + 2].waited_s > LONG_S)))
            last++;
        j->crowds[j->crowd_count++] = (struct span){seen[i].issued_at_ms, seen[last].issued_at_ms};
        i = last;
    }
}

// Whether an alert stood when the first of the crowd crossed the line, and for how long before.
static void crowd_judge(struct judging *j, const struct span *crowd) {
    int64_t crossed_ms = crowd->from_ms + (int64_t)(LONG_S * 1000);
    if (crowd->to_ms - crowd->from_ms < CROWD_LEAST_MS)
        return;
    j->figures.crowds++;
    for (uint32_t i = 0; i < j->alert_count; i++) {
        if (j->alerts[i].from_ms > crossed_ms || j->alerts[i].to_ms < crowd->from_ms)
            continue;
        j->ahead_s[j->figures.warned++] = (double)(crossed_ms - j->alerts[i].from_ms) / 1000;
        return;
    }
}

static void alert_judge(struct judging *j, const struct span *alert) {
    bool near = false;
    for (uint32_t i = 0; i < j->crowd_count; i++)
        near |= j->crowds[i].from_ms - NEAR_BEFORE_MS <= alert->to_ms &&
                alert->from_ms <= j->crowds[i].to_ms + NEAR_AFTER_MS;
    j->figures.alerts++;
    j->figures.alone += !near;
}

static void line_judge(struct judging *j, enum crowds_rule rule, const struct crowds_seen *seen,
                       uint32_t count) {
    alerts_find(j, rule, seen, count);
    crowds_find(j, seen, count);
    for (uint32_t i = 0; i < j->crowd_count; i++)
        crowd_judge(j, &j->crowds[i]);
    for (uint32_t i = 0; i < j->alert_count; i++)
        alert_judge(j, &j->alerts[i]);
}

struct crowds_figures crowds_judge(struct crowds *crowds, enum crowds_rule rule) {
    uint32_t count = crowds->count, from = 0;
    struct judging j = {.alerts = calloc(count + 1, sizeof *j.alerts),
                        .crowds = calloc(count + 1, sizeof *j.crowds),
                        .ahead_s = calloc(count + 1, sizeof *j.ahead_s)};
    if (!j.alerts || !j.crowds || !j.ahead_s)
        abort();
    if (count)
        qsort(crowds->seen, count, sizeof *crowds->seen, by_line);
    for (uint32_t i = 1; i <= count; i++)
        if (i == count || crowds->seen[i].line != crowds->seen[from].line ||
            crowds->seen[i].day != crowds->seen[from].day) {
            line_judge(&j, rule, &crowds->seen[from], i - from);
            from = i;
        }
    qsort(j.ahead_s, j.figures.warned, sizeof *j.ahead_s, by_size);
    j.figures.ahead_s = j.figures.warned ? j.ahead_s[j.figures.warned / 2] : 0;
    free(j.alerts);
    free(j.crowds);
    free(j.ahead_s);
    return j.figures;
}
