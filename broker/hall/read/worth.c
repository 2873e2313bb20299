#include "broker/hall/read/worth.h"

#include <string.h>

// Finds the longest forecast of the lines; false if none of them has one.
static bool longest(Hallq__LineOutlook *const *lines, size_t count, int64_t *ret_s) {
    bool told = false;
    *ret_s = 0;
    for (size_t i = 0; i < count; i++) {
        told = told || lines[i]->told;
        if (lines[i]->told && lines[i]->forecast_s > *ret_s)
            *ret_s = lines[i]->forecast_s;
    }
    return told;
}

static void listed_add(struct arena *arena, int32_t day, Hallq__MeasureNow *measure,
                       Hallq__RangeReport *report) {
    if (!report->measures)
        report->measures = arena_need(arena, WORTH_MEASURES * sizeof *report->measures);
    if (report->n_measures == WORTH_MEASURES)
        memmove(report->measures, report->measures + 1,
                --report->n_measures * sizeof *report->measures);
    Hallq__DayMeasure *told = arena_need(arena, sizeof *told);
    hallq__day_measure__init(told);
    told->day = day;
    told->measure = measure;
    report->measures[report->n_measures++] = told;
}

void worth_add(struct arena *arena, struct worth *w, int32_t day, Hallq__MeasureNow *measure,
               Hallq__RangeReport *report) {
    int64_t before_s, after_s;
    listed_add(arena, day, measure, report);
    w->taken++;
    w->proposed += measure->proposed;
    if (!measure->n_outcomes || !longest(measure->lines, measure->n_lines, &before_s))
        return;
    const Hallq__MeasureNow__Outcome *last = measure->outcomes[measure->n_outcomes - 1];
    if (!longest(last->lines, last->n_lines, &after_s))
        return;
    w->judged++;
    w->better += after_s < before_s;
    w->shorter_s += before_s - after_s;
    if (!measure->proposed)
        return;
    w->kept++;
    w->kept_s += before_s - after_s;
    w->promised_s += (int64_t)measure->proposed_without_s - measure->proposed_with_s;
}

static int32_t mean(int64_t sum, uint32_t count) {
    return count ? (int32_t)(sum / (int64_t)count) : 0;
}

void worth_tell(struct arena *arena, const struct worth *w, Hallq__RangeReport *report) {
    if (!w->taken)
        return;
    Hallq__MeasuresWorth *told = arena_need(arena, sizeof *told);
    hallq__measures_worth__init(told);
    told->taken = w->taken;
    told->proposed = w->proposed;
    told->judged = w->judged;
    told->better = w->better;
    told->shorter_mean_s = mean(w->shorter_s, w->judged);
    told->promised_mean_s = mean(w->promised_s, w->kept);
    told->kept_mean_s = mean(w->kept_s, w->kept);
    report->worth = told;
}
