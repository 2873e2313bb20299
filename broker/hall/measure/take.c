// take.c - a measure is taken, and ended.
#include <string.h>

#include "base/wire/wire.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/measure/measure.h"

#define MINUTE_MS (60 * 1000LL)

// A lead or manager may take any measure, at a device of theirs; guides and whoever stands in for
// one at a guide's tablet, those that a guide may.
int measure_may(struct deciding *d, const struct measure_kind *kind) {
    bool leads =
        d->staff_role == HALLQ__STAFF__ROLE__LEAD || d->staff_role == HALLQ__STAFF__ROLE__MANAGER;
    bool guides = leads || d->staff_role == HALLQ__STAFF__ROLE__GUIDE;
    if (kind->by_guide ? guides : leads && d->asker->role != HALLQ__DEVICE__ROLE__GUIDE)
        return ERR_OK;
    return refuse(d, HALLQ__REFUSAL__REASON__PERSON_MAY_NOT, "measure");
}

// ---------------------------------------------------------------- taking

// Finds the next number whose row is free: the row of one that is open is not taken.
static bool number_free(const struct taking *t, uint32_t *ret) {
    uint32_t last = t->d->row->measures;
    bool taken[LIMIT_MEASURES_KEPT] = {false};
    for (size_t i = 0; i < t->kept.count; i++)
        if (measure_is_open(t->kept.rows[i]))
            taken[t->kept.rows[i]->now->measure % LIMIT_MEASURES_KEPT] = true;
    for (*ret = last + 1; *ret <= last + LIMIT_MEASURES_KEPT; ++*ret)
        if (!taken[*ret % LIMIT_MEASURES_KEPT])
            return true;
    return false;
}

static int number_find(const struct taking *t, uint32_t *ret) {
    return number_free(t, ret) ? ERR_OK : refuse(t->d, HALLQ__REFUSAL__REASON__MEASURES_FULL, NULL);
}

static void offer_emit(struct deciding *d, const Hallq__MeasureNow *now, bool ended) {
    if (!measure_is_offered(now->what->kind))
        return;
    EMIT(d, OFFER_CHANGED, OfferChanged, offer_changed, changed);
    changed->offer = offer_make(d->state->arena, now);
    changed->ended = ended;
}

// Nobody is sent any more to a zone that is out of order.
static void diversions_end(const struct taking *t) {
    for (size_t i = 0; i < t->kept.count; i++) {
        const Hallq__MeasureNow *now = t->kept.rows[i]->now;
        if (now->lasts && now->what->kind == HALLQ__MEASURE__KIND__DIVERT &&
            !strcmp(now->what->zone, t->what->zone))
            measure_end(t->d, now, HALLQ__MEASURE__END__ZONE_FAILED, NULL);
    }
}

static int taken_emit(struct taking *t, uint32_t measure, Hallq__LineOutlook **lines,
                      size_t line_count) {
    struct deciding *d = t->d;
    Hallq__MeasureNow now = HALLQ__MEASURE_NOW__INIT;
    EMIT(d, MEASURE_TAKEN, MeasureTaken, measure_taken, taken);
    now.measure = taken->measure = measure;
    now.what = taken->what = t->what;
    now.at_ms = d->now_ms;
    now.until_ms = taken->until_ms = t->until_ms;
    taken->alert = t->alert;
    taken->by = by_make(d);
    taken->lasts = t->lasts;
    taken->lines = lines;
    taken->n_lines = line_count;
    taken->judge_at_ms = d->now_ms + MEASURE_JUDGED_FIRST_MIN * MINUTE_MS;
    offer_emit(d, &now, false);
    if (t->what->kind == HALLQ__MEASURE__KIND__ZONE_OUT)
        diversions_end(t);
    return measure_proposed(t, taken);
}

static int taking_begin(struct taking *t, const Hallq__Measure *what,
                        const struct measure_kind *kind) {
    struct deciding *d = t->d;
    int err = measure_may(d, kind);
    if (!err && t->alert > d->row->alerts) // one that is over by now is answered all the same
        err = refuse(d, HALLQ__REFUSAL__REASON__NO_ALERT, NULL);
    if (!err)
        err = measure_fields_check(d, kind, what);
    if (!err)
        err = measures_read(d->state, d->hall, d->row, &t->kept);
    if (err)
        return err;
    t->what = wire_copy(what, d->state->arena);
    t->lasts = kind->lasts;
    const Hallq__MeasureNow *clash = measure_clash(&t->kept, what, d->staff);
    return clash ? refuse(d, HALLQ__REFUSAL__REASON__ALREADY,
                          arena_printf(d->state->arena, "%u", clash->measure))
                 : ERR_OK;
}

int take_measure_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__Measure *what = request->take_measure->measure;
    const struct measure_kind *kind = what ? measure_kind(what->kind) : NULL;
    struct taking t = {.d = d, .alert = request->take_measure->alert};
    Hallq__LineOutlook **lines;
    size_t line_count;
    uint32_t measure;
    if (!kind)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "measure");
    int err = taking_begin(&t, what, kind);
    if (!err)
        err = number_find(&t, &measure);
    if (!err)
        err = measure_lines(d, t.what, &lines, &line_count);
    if (!err && kind->decide)
        err = kind->decide(&t);
    if (err)
        return err;
    if (t.lasts && t.what->minutes)
        t.until_ms = d->now_ms + t.what->minutes * MINUTE_MS;
    decision_done(d)->measure = measure;
    return taken_emit(&t, measure, lines, line_count);
}

// A hall that keeps no more measures is left as it is: nobody asked.
int measure_offer(struct deciding *d, uint64_t alert, uint32_t service) {
    struct taking t = {.d = d, .alert = alert, .lasts = true};
    Hallq__LineOutlook **lines;
    size_t line_count;
    uint32_t measure;
    int err = measures_read(d->state, d->hall, d->row, &t.kept);
    t.what = arena_need(d->state->arena, sizeof *t.what);
    hallq__measure__init(t.what);
    t.what->kind = HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS;
    t.what->services = arena_copy(d->state->arena, &service, sizeof service);
    t.what->n_services = 1;
    if (err || measure_clash(&t.kept, t.what, 0) || !number_free(&t, &measure))
        return err;
    err = measure_lines(d, t.what, &lines, &line_count);
    return err ? err : taken_emit(&t, measure, lines, line_count);
}

// ---------------------------------------------------------------- ending

void measure_end(struct deciding *d, const Hallq__MeasureNow *now, Hallq__Measure__End why,
                 Hallq__By *by) {
    EMIT(d, MEASURE_ENDED, MeasureEnded, measure_ended, ended);
    ended->measure = now->measure;
    ended->why = why;
    ended->by = by;
    if (now->lasts)
        offer_emit(d, now, true);
}

// Finds a measure; NULL if the hall keeps none of that number.
static int measure_find(struct deciding *d, uint32_t measure, Hallq__MeasureRow **ret) {
    int err = measure_row_get(d->state, key_measure(d->hall, measure), ret);
    if (err == ERR_NOT_FOUND || (!err && (*ret)->now->measure != measure))
        *ret = NULL;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

int end_measure_decide(struct deciding *d, const Hallq__Request *request) {
    Hallq__MeasureRow *row;
    int err = measure_find(d, request->end_measure->measure, &row);
    if (err)
        return err;
    if (!row || !row->now->lasts)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_MEASURE, NULL);
    const struct measure_kind *kind = measure_kind(row->now->what->kind);
    if (kind && (err = measure_may(d, kind)))
        return err;
    measure_end(d, row->now, HALLQ__MEASURE__END__BY_STAFF, by_make(d));
    return ERR_OK;
}

int measure_end_due(struct deciding *d, const struct due_key *due) {
    Hallq__MeasureRow *row;
    int err = measure_find(d, (uint32_t)due->subject, &row);
    if (err || !row)
        return err ? err : ERR_CORRUPT;
    measure_end(d, row->now, HALLQ__MEASURE__END__TIME_OVER, NULL);
    return ERR_OK;
}
