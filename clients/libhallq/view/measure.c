// measure.c - what is done about a crowd, for leads; and what customers are told of it.
#include "fold.h"

// Takes out of a list of messages, ordered by number, the one at this place.
static void list_remove(void **list, size_t *count, size_t at) {
    for (size_t i = at; i + 1 < *count; i++)
        list[i] = list[i + 1];
    --*count;
}

static Hallq__MeasureNow *measure_find(const struct hallq_view *v, uint32_t measure) {
    for (size_t i = 0; i < v->now.n_measures; i++)
        if (v->now.measures[i]->measure == measure)
            return v->now.measures[i];
    return NULL;
}

// The broker keeps LIMIT_MEASURES_KEPT by number: a new one takes the place of an older one.
static void place_clear(struct hallq_view *v, uint32_t measure) {
    Hallq__Snapshot *s = &v->now;
    for (size_t i = 0; i < s->n_measures; i++) {
        if (s->measures[i]->measure % LIMIT_MEASURES_KEPT != measure % LIMIT_MEASURES_KEPT)
            continue;
        list_remove((void **)s->measures, &s->n_measures, i);
        return;
    }
}

void fold_measure_taken(struct fold *f, const Hallq__MeasureTaken *e) {
    struct hallq_view *v = f->v;
    Hallq__MeasureNow now = HALLQ__MEASURE_NOW__INIT;
    now.measure = e->measure;
    now.what = e->what;
    now.at_ms = f->at_ms;
    now.by = e->by;
    now.alert = e->alert;
    now.lasts = e->lasts;
    now.until_ms = e->until_ms;
    now.lines = e->lines;
    now.n_lines = e->n_lines;
    now.proposed = e->proposed;
    now.proposed_with_s = e->proposed_with_s;
    now.proposed_without_s = e->proposed_without_s;
    now.proposed_for_ms = e->proposed_for_ms;
    place_clear(v, e->measure);
    if (v->now.n_measures < LIMIT_MEASURES_KEPT)
        v->now.measures[v->now.n_measures++] = view_copy(&now, &v->memory);
    part_changed(v, HALLQ_PART_MEASURES);
    Hallq__Alert *alert = alert_edit(v, e->alert);
    if (alert)
        alert->measure = e->measure;
}

void fold_measure_ended(struct fold *f, const Hallq__MeasureEnded *e) {
    struct hallq_view *v = f->v;
    Hallq__MeasureNow *now = measure_find(v, e->measure);
    if (!now || !now->lasts)
        return;
    now->lasts = false;
    now->ended_at_ms = f->at_ms;
    now->end = e->why;
    now->ended_by = e->by ? view_copy(e->by, &v->memory) : NULL;
    part_changed(v, HALLQ_PART_MEASURES);
}

void fold_measure_judged(struct fold *f, const Hallq__MeasureJudged *e) {
    struct hallq_view *v = f->v;
    Hallq__MeasureNow *now = measure_find(v, e->measure);
    Hallq__MeasureNow__Outcome outcome = HALLQ__MEASURE_NOW__OUTCOME__INIT;
    if (!now || now->n_outcomes == LIMIT_MEASURE_OUTCOMES)
        return;
    outcome.minutes = e->minutes;
    outcome.lines = e->lines;
    outcome.n_lines = e->n_lines;
    Hallq__MeasureNow__Outcome **all = view_list(v, LIMIT_MEASURE_OUTCOMES);
    for (size_t i = 0; i < now->n_outcomes; i++)
        all[i] = now->outcomes[i];
    all[now->n_outcomes++] = view_copy(&outcome, &v->memory);
    now->outcomes = all;
    part_changed(v, HALLQ_PART_MEASURES);
}

void fold_offer_changed(struct fold *f, const Hallq__OfferChanged *e) {
    struct hallq_view *v = f->v;
    Hallq__Snapshot *s = &v->now;
    size_t at = 0;
    if (!e->offer)
        return;
    while (at < s->n_offers && s->offers[at]->measure != e->offer->measure)
        at++;
    if (at < s->n_offers)
        list_remove((void **)s->offers, &s->n_offers, at);
    if (!e->ended && s->n_offers < LIMIT_MEASURES_KEPT)
        s->offers[s->n_offers++] = view_copy(e->offer, &v->memory);
    part_changed(v, HALLQ_PART_OFFERS);
}

void measures_day_over(struct hallq_view *v) {
    v->now.n_measures = 0;
}
