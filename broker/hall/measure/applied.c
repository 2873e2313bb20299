// applied.c - what the events of measures change. A measure's row holds its two due rows' times, so
// that each is removed with what it is for; the hall's row counts those that are open, so that a
// record in a hall without any looks at none.
#include "broker/hall/alert/acted.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/measure/measure.h"

static int open_count(struct change *c, int change) {
    if (change < 0 && !c->row->open_measures)
        return ERR_CORRUPT;
    c->row->open_measures += (uint32_t)change;
    return ERR_OK;
}

// Sets a due row of a measure; 0: there is none.
static int due_set(struct change *c, Hallq__DueRow__Kind kind, uint32_t measure, int64_t *at_ms,
                   int64_t new_at_ms) {
    int err = *at_ms ? due_del(c->state, *at_ms, c->hall, kind, measure) : ERR_OK;
    *at_ms = new_at_ms;
    if (err || !new_at_ms)
        return err;
    return due_put(c->state, new_at_ms, c->hall, kind, measure, NULL, 0);
}

static int judge_set(struct change *c, Hallq__MeasureRow *row, int64_t at_ms) {
    return due_set(c, HALLQ__DUE_ROW__KIND__MEASURE_JUDGE, row->now->measure, &row->judge_at_ms,
                   at_ms);
}

static int end_set(struct change *c, Hallq__MeasureRow *row, int64_t at_ms) {
    return due_set(c, HALLQ__DUE_ROW__KIND__MEASURE_END, row->now->measure, &row->end_at_ms, at_ms);
}

static int change_measure_get(struct change *c, uint32_t measure, Hallq__MeasureRow **ret) {
    int err = measure_row_get(c->state, key_measure(c->hall, measure), ret);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    return (*ret)->now && (*ret)->now->measure == measure ? ERR_OK : ERR_CORRUPT;
}

// Stores the row; one that is open no more leaves the count.
static int change_measure_put(struct change *c, const Hallq__MeasureRow *row) {
    int err = measure_is_open(row) ? ERR_OK : open_count(c, -1);
    return err ? err : measure_row_put(c->state, key_measure(c->hall, row->now->measure), row);
}

int apply_measure_taken(struct change *c, const Hallq__MeasureTaken *event) {
    Hallq__MeasureRow row = HALLQ__MEASURE_ROW__INIT;
    Hallq__MeasureNow now = HALLQ__MEASURE_NOW__INIT;
    row.now = &now;
    now.measure = event->measure;
    now.what = event->what;
    now.at_ms = c->at_ms;
    now.by = event->by;
    now.alert = event->alert;
    now.lasts = event->lasts;
    now.until_ms = event->until_ms;
    now.lines = event->lines;
    now.n_lines = event->n_lines;
    now.proposed = event->proposed;
    now.proposed_with_s = event->proposed_with_s;
    now.proposed_without_s = event->proposed_without_s;
    now.proposed_for_ms = event->proposed_for_ms;
    int err = judge_set(c, &row, event->judge_at_ms);
    if (!err)
        err = end_set(c, &row, event->lasts ? event->until_ms : 0);
    if (!err && measure_is_open(&row))
        err = open_count(c, 1);
    c->row->measures = event->measure;
    if (!err && event->alert)
        err = alert_acted(c, event->alert, event->measure);
    return err ? err : measure_row_put(c->state, key_measure(c->hall, event->measure), &row);
}

int apply_measure_ended(struct change *c, const Hallq__MeasureEnded *event) {
    Hallq__MeasureRow *row;
    int err = change_measure_get(c, event->measure, &row);
    if (err)
        return err;
    if (!measure_is_open(row))
        return ERR_CORRUPT;
    if (row->now->lasts) {
        row->now->lasts = false;
        row->now->ended_at_ms = c->at_ms;
        row->now->end = event->why;
        row->now->ended_by = event->by;
    }
    err = end_set(c, row, 0);
    if (!err && event->why == HALLQ__MEASURE__END__DAY_OVER)
        err = judge_set(c, row, 0);
    return err ? err : change_measure_put(c, row);
}

int apply_measure_judged(struct change *c, const Hallq__MeasureJudged *event) {
    struct arena *arena = c->state->arena;
    Hallq__MeasureRow *row;
    int err = change_measure_get(c, event->measure, &row);
    if (err)
        return err;
    if (!measure_is_open(row))
        return ERR_CORRUPT;
    Hallq__MeasureNow *now = row->now;
    Hallq__MeasureNow__Outcome *outcome = arena_need(arena, sizeof *outcome);
    Hallq__MeasureNow__Outcome **all =
        arena_need(arena, (now->n_outcomes + 1) * sizeof(Hallq__MeasureNow__Outcome *));
    hallq__measure_now__outcome__init(outcome);
    outcome->minutes = event->minutes;
    outcome->lines = event->lines;
    outcome->n_lines = event->n_lines;
    for (size_t i = 0; i < now->n_outcomes; i++)
        all[i] = now->outcomes[i];
    all[now->n_outcomes++] = outcome;
    now->outcomes = all;
    if ((err = judge_set(c, row, event->judge_at_ms)))
        return err;
    return change_measure_put(c, row);
}

int apply_offer_changed(struct change *c, const Hallq__OfferChanged *event) {
    (void)c, (void)event; // offers follow from the measures
    return ERR_OK;
}
