// learnt.c - ForecastRow, as the structs of broker/forecast and back. A double is stored as its bits,
// so a restart forecasts as before.
#include "broker/hall/wait/learnt.h"

#include <string.h>

#include "broker/forecast/twin.h"
#include "broker/forecast/wide.h"

#define OFFSET_S 60. // people wait for minutes (forecast_init)

static bool doubles_read(double *to, size_t count, const double *from, size_t from_count) {
    if (from_count != count)
        return false;
    memcpy(to, from, count * sizeof *to);
    return true;
}

static bool weights_read(const Hallq__ForecastRow__Weights *row, struct rls *ret) {
    return row && doubles_read(ret->weights, ret->count, row->weights, row->n_weights);
}

static bool band_read(const Hallq__ForecastRow__Range *row, struct band *ret) {
    if (!row || !doubles_read(ret->lower, BAND_SIZES, row->lower, row->n_lower) ||
        !doubles_read(ret->upper, BAND_SIZES, row->upper, row->n_upper) ||
        row->n_seen != BAND_SIZES)
        return false;
    memcpy(ret->seen, row->seen, sizeof ret->seen);
    return true;
}

static bool row_read(const Hallq__ForecastRow *row, struct learnt *ret) {
    struct forecast *f = &ret->forecast;
    forecast_shape(f, OFFSET_S);
    f->learnt = row->learnt;
    ret->row = NULL;
    ret->leavers = (struct leavers){row->left, row->left_waited_s};
    ret->no_shows = row->no_shows;
    return weights_read(row->blend, &f->blend) && weights_read(row->wide, &f->wide) &&
           doubles_read(f->mix.loss, MIX_WAYS, row->mix_loss, row->n_mix_loss) &&
           band_read(row->range, &f->band) && band_read(row->queue_range, &f->shadow_bands[0]) &&
           band_read(row->head_range, &f->shadow_bands[1]);
}

static void learnt_new(struct learnt *ret, struct forecast_spreads *spreads) {
    forecast_init(&ret->forecast, spreads, OFFSET_S);
    ret->leavers = (struct leavers)LEAVERS_NEW;
    ret->no_shows = 0;
    ret->row = NULL;
}

int learnt_look(struct state *s, uint32_t hall, struct learnt *ret) {
    struct key key = key_hall(hall);
    const Hallq__ForecastRow *row;
    int err = forecast_row_get(s, key, &row);
    if (!err && row_read(row, ret))
        return ERR_OK;
    learnt_new(ret, NULL);
    return err == ERR_NOT_FOUND || row_passed(s, TABLE_FORECAST, key, err) ? ERR_OK : err;
}

int learnt_no_shows(struct state *s, uint32_t hall, double *ret) {
    struct key key = key_hall(hall);
    const Hallq__ForecastRow *row;
    int err = forecast_row_get(s, key, &row);
    *ret = 0;
    if (err == ERR_NOT_FOUND || row_passed(s, TABLE_FORECAST, key, err))
        return ERR_OK;
    if (!err)
        *ret = row->no_shows;
    return err;
}

// Numbers are written over what the row has room for; a new row borrows the numbers, to be stored.
static void doubles_write(const double *from, size_t count, double **to, size_t *to_count) {
    if (*to_count == count) {
        memcpy(*to, from, count * sizeof *from);
        return;
    }
    *to = (double *)(uintptr_t)from;
    *to_count = count;
}

static void weights_write(const struct rls *rls, Hallq__ForecastRow__Weights *row) {
    doubles_write(rls->weights, rls->count, &row->weights, &row->n_weights);
    row->spread = rls->spread;
    row->n_spread = RLS_SPREADS(rls->count);
}

static void band_write(const struct band *band, Hallq__ForecastRow__Range *row) {
    doubles_write(band->lower, BAND_SIZES, &row->lower, &row->n_lower);
    doubles_write(band->upper, BAND_SIZES, &row->upper, &row->n_upper);
    if (row->n_seen == BAND_SIZES)
        memcpy(row->seen, band->seen, sizeof band->seen);
    else
        row->seen = (uint64_t *)(uintptr_t)band->seen;
    row->n_seen = BAND_SIZES;
}

static void row_write(const struct learnt *learnt, Hallq__ForecastRow *row) {
    const struct forecast *f = &learnt->forecast;
    row->learnt = f->learnt;
    row->left = learnt->leavers.left;
    row->left_waited_s = learnt->leavers.waited_s;
    row->no_shows = learnt->no_shows;
    weights_write(&f->blend, row->blend);
    weights_write(&f->wide, row->wide);
    doubles_write(f->mix.loss, MIX_WAYS, &row->mix_loss, &row->n_mix_loss);
    band_write(&f->band, row->range);
    band_write(&f->shadow_bands[0], row->queue_range);
    band_write(&f->shadow_bands[1], row->head_range);
}

static bool weights_fit(const Hallq__ForecastRow__Weights *row, uint32_t count) {
    return row && row->n_weights == count && row->n_spread == RLS_SPREADS(count);
}

static bool band_fits(const Hallq__ForecastRow__Range *row) {
    return row && row->n_lower == BAND_SIZES && row->n_upper == BAND_SIZES &&
           row->n_seen == BAND_SIZES;
}

// Whether all lists of the row are as long as ours, so that they can be written over.
static bool row_fits(const Hallq__ForecastRow *row) {
    return weights_fit(row->blend, INPUTS) && weights_fit(row->wide, WIDE_INPUTS) &&
           row->n_mix_loss == MIX_WAYS && band_fits(row->range) && band_fits(row->queue_range) &&
           band_fits(row->head_range);
}

static int new_put(struct state *s, struct key key) {
    Hallq__ForecastRow row = HALLQ__FORECAST_ROW__INIT;
    Hallq__ForecastRow__Weights blend = HALLQ__FORECAST_ROW__WEIGHTS__INIT, wide = blend;
    Hallq__ForecastRow__Range range = HALLQ__FORECAST_ROW__RANGE__INIT, queue = range, head = range;
    struct forecast_spreads spreads;
    struct learnt learnt;
    learnt_new(&learnt, &spreads);
    row.blend = &blend;
    row.wide = &wide;
    row.range = &range;
    row.queue_range = &queue;
    row.head_range = &head;
    row_write(&learnt, &row);
    return forecast_row_put(s, key, &row);
}

// The row, to be changed in place; a new one where there is none, or none that can be read or used.
static int row_own(struct state *s, struct key key, Hallq__ForecastRow **ret) {
    int err = forecast_row_own(s, key, ret);
    if (!err && row_fits(*ret))
        return ERR_OK;
    if (err && err != ERR_NOT_FOUND && !row_passed(s, TABLE_FORECAST, key, err))
        return err;
    err = new_put(s, key);
    return err ? err : forecast_row_own(s, key, ret);
}

int learnt_own(struct state *s, uint32_t hall, struct learnt *ret) {
    Hallq__ForecastRow *row;
    int err = row_own(s, key_hall(hall), &row);
    if (err)
        return err;
    if (!row_read(row, ret))
        return ERR_CORRUPT; // row_own saw to that
    ret->row = row;
    ret->forecast.blend.spread = ret->row->blend->spread;
    ret->forecast.wide.spread = ret->row->wide->spread;
    return ERR_OK;
}

int learnt_put(struct state *s, uint32_t hall, const struct learnt *learnt) {
    row_write(learnt, learnt->row);
    return forecast_row_own_put(s, key_hall(hall), learnt->row);
}

int learnt_left(struct state *s, uint32_t hall, double waited_s) {
    struct key key = key_hall(hall);
    Hallq__ForecastRow *row;
    int err = row_own(s, key, &row);
    if (err)
        return err;
    struct leavers leavers = {row->left, row->left_waited_s};
    leavers_leave(&leavers, waited_s);
    row->left = leavers.left;
    row->left_waited_s = leavers.waited_s;
    return forecast_row_own_put(s, key, row);
}

int learnt_came(struct state *s, uint32_t hall, bool came) {
    struct key key = key_hall(hall);
    Hallq__ForecastRow *row;
    int err = row_own(s, key, &row);
    if (err)
        return err;
    twin_came(&row->no_shows, came);
    return forecast_row_own_put(s, key, row);
}
