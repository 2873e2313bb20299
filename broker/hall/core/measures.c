#include "broker/hall/core/measures.h"

#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"
#include "broker/hall/core/settings_parts.h"

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

// ---------------------------------------------------------------- one beside another

static bool services_meet(const Hallq__Measure *a, const Hallq__Measure *b) {
    if (!a->n_services || !b->n_services)
        return true; // of all services
    for (size_t i = 0; i < a->n_services; i++)
        if (id_listed(b->services, b->n_services, a->services[i]))
            return true;
    return false;
}

static bool same_object(const Hallq__Measure *a, const Hallq__Measure *b) {
    switch (a->kind) {
    case HALLQ__MEASURE__KIND__OPEN_COUNTER:
        return a->counter == b->counter;
    case HALLQ__MEASURE__KIND__REST_AREA:
    case HALLQ__MEASURE__KIND__DIVERT:
    case HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS:
        return services_meet(a, b);
    case HALLQ__MEASURE__KIND__NOTICE:
        return !strcmp(a->text_code, b->text_code);
    case HALLQ__MEASURE__KIND__ZONE_OUT:
        return !strcmp(a->zone, b->zone);
    case HALLQ__MEASURE__KIND__GUIDE:
        return true;
    case HALLQ__MEASURE__KIND__COUNTER_SERVICES: // these do not last
    case HALLQ__MEASURE__KIND__SUSPEND_SERVICE:
    case HALLQ__MEASURE__KIND__NO_KIND:
    case _HALLQ__MEASURE__KIND_IS_INT_SIZE:
        break;
    }
    return false;
}

const Hallq__MeasureNow *measure_clash(const struct measures *kept, const Hallq__Measure *what,
                                       uint32_t staff) {
    for (size_t i = 0; i < kept->count; i++) {
        const Hallq__MeasureNow *now = kept->rows[i]->now;
        bool others = what->kind == HALLQ__MEASURE__KIND__GUIDE && now->by->staff != staff;
        if (now->lasts && now->what->kind == what->kind && !others && same_object(what, now->what))
            return now;
    }
    return NULL;
}

bool appointments_offered(const struct measures *measures, uint32_t service) {
    for (size_t i = 0; i < measures->count; i++) {
        const Hallq__MeasureNow *now = measures->rows[i]->now;
        if (!now->lasts || now->what->kind != HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS)
            continue;
        if (!now->what->n_services)
            return true;
        for (size_t k = 0; k < now->what->n_services; k++)
            if (now->what->services[k] == service)
                return true;
    }
    return false;
}
