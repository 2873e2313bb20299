#include "broker/hall/core/measures.h"

#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"

struct reading {
    struct state *state;
    struct measures *found;
};

static int row_cb(void *arg, struct bytes key, struct bytes value) {
    struct reading *r = arg;
    Hallq__MeasureRow *row = wire_unpack_stored(&hallq__measure_row__descriptor, r->state->arena,
                                                value.data, value.size);
    if (!row || !row->now || !row->now->what)
        row_unread(r->state, TABLE_MEASURE, key);
    else if (r->found->count < LIMIT_MEASURES_KEPT)
        r->found->rows[r->found->count++] = row;
    return 0;
}

static int by_number(const void *a, const void *b) {
    const Hallq__MeasureRow *x = *(Hallq__MeasureRow *const *)a,
                            *y = *(Hallq__MeasureRow *const *)b;
    return (x->now->measure > y->now->measure) - (x->now->measure < y->now->measure);
}

int measures_read(struct state *s, uint32_t hall, const Hallq__HallRow *row, struct measures *ret) {
    struct reading r = {s, ret};
    *ret = (struct measures){.count = 0};
    if (!row->measures)
        return ERR_OK;
    ret->rows = arena_need(s->arena, LIMIT_MEASURES_KEPT * sizeof(Hallq__MeasureRow *));
    int err = rows_scan_over(s, TABLE_MEASURE, key_hall(hall), KEY_HALL_SIZE, row_cb, &r);
    qsort(ret->rows, ret->count, sizeof(Hallq__MeasureRow *), by_number);
    return err;
}

bool measure_is_open(const Hallq__MeasureRow *row) {
    return row->now->lasts || row->judge_at_ms;
}

bool measure_is_offered(Hallq__Measure__Kind kind) {
    return kind == HALLQ__MEASURE__KIND__REST_AREA || kind == HALLQ__MEASURE__KIND__DIVERT ||
           kind == HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS ||
           kind == HALLQ__MEASURE__KIND__NOTICE || kind == HALLQ__MEASURE__KIND__ZONE_OUT;
}

Hallq__Offer *offer_make(struct arena *arena, const Hallq__MeasureNow *now) {
    Hallq__Offer *offer = arena_need(arena, sizeof *offer);
    hallq__offer__init(offer);
    offer->measure = now->measure;
    offer->what = now->what;
    offer->since_ms = now->at_ms;
    offer->until_ms = now->until_ms;
    return offer;
}

const Hallq__Zone *settings_zone(const Hallq__HallSettings *h, const char *zone) {
    for (size_t i = 0; i < h->n_zones; i++)
        if (!strcmp(h->zones[i]->id, zone))
            return h->zones[i];
    return NULL;
}

bool zone_works(const struct measures *measures, const char *zone) {
    for (size_t i = 0; i < measures->count; i++) {
        const Hallq__MeasureNow *now = measures->rows[i]->now;
        if (now->lasts && now->what->kind == HALLQ__MEASURE__KIND__ZONE_OUT &&
            !strcmp(now->what->zone, zone))
            return false;
    }
    return true;
}

const Hallq__Zone *self_service_zone(const Hallq__HallSettings *h,
                                     const struct measures *measures) {
    for (size_t i = 0; i < h->n_zones; i++)
        if (h->zones[i]->self_service && zone_works(measures, h->zones[i]->id))
            return h->zones[i];
    return NULL;
}
