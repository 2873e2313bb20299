#include "tests/rules/measuring.h"

#include "base/refusal.h"

static Hallq__Text *name_of(struct fixture *f, const char *zh) {
    Hallq__Text *text = arena_need(&f->arena, sizeof *text);
    hallq__text__init(text);
    text->zh = text_of(f, zh);
    return text;
}

static Hallq__Zone *zone_of(struct fixture *f, const char *id, bool self_service) {
    Hallq__Zone *zone = arena_need(&f->arena, sizeof *zone);
    hallq__zone__init(zone);
    zone->id = text_of(f, id);
    zone->name = name_of(f, id);
    zone->self_service = self_service;
    return zone;
}

void measuring_settings(struct fixture *f) {
    Hallq__HallSettings *h = f->settings;
    size_t zone_count = h->n_zones;
    Hallq__Zone **zones = arena_need(&f->arena, (zone_count + 2) * sizeof(Hallq__Zone *));
    for (size_t i = 0; i < zone_count; i++)
        zones[i] = h->zones[i];
    zones[zone_count] = zone_of(f, "self", true);
    zones[zone_count + 1] = zone_of(f, "rest", false);
    h->zones = zones;
    h->n_zones = zone_count + 2;
    h->rest_zone = text_of(f, "rest");
    h->rest_s = 900;
    h->notices = codes_of(f, "busy", "slow");
    h->n_notices = 2;
    h->other_halls = arena_need(&f->arena, sizeof(Hallq__OtherHall *));
    h->other_halls[0] = arena_need(&f->arena, sizeof(Hallq__OtherHall));
    hallq__other_hall__init(h->other_halls[0]);
    h->other_halls[0]->hall = 2;
    h->other_halls[0]->name = name_of(f, "城北营业厅");
    h->n_other_halls = 1;
}

int measuring_setup(void **state) {
    struct fixture *f = fixture_create();
    measuring_settings(f);
    fixture_open(f);
    *state = f;
    return 0;
}

Hallq__Measure *measure_new(struct fixture *f, Hallq__Measure__Kind kind) {
    Hallq__Measure *what = arena_need(&f->arena, sizeof *what);
    hallq__measure__init(what);
    what->kind = kind;
    if (kind == KIND(NOTICE))
        what->text_code = text_of(f, "busy");
    if (kind == KIND(ZONE_OUT))
        what->zone = text_of(f, "self");
    return what;
}

Hallq__Measure *measure_for(struct fixture *f, Hallq__Measure__Kind kind, uint32_t service) {
    Hallq__Measure *what = measure_new(f, kind);
    what->services = arena_copy(&f->arena, &service, sizeof service);
    what->n_services = 1;
    return what;
}

Hallq__Request *take_request(struct fixture *f, Hallq__Measure *what) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TAKE_MEASURE);
    r->take_measure->measure = what;
    return r;
}

Hallq__Request *end_request(struct fixture *f, uint32_t measure) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_END_MEASURE);
    r->end_measure->measure = measure;
    return r;
}

uint32_t measured(struct fixture *f, uint32_t device, Hallq__Measure *what) {
    assert_done(f, device, take_request(f, what));
    return f->decision.done->measure;
}

void measure_over(struct fixture *f, uint32_t measure) {
    assert_done(f, DEVICE_LEAD, end_request(f, measure));
}

Hallq__MeasureRow *measure_row(struct fixture *f, uint32_t measure) {
    Hallq__MeasureRow *row = NULL;
    assert_int_equal(measure_row_get(&f->state, key_measure(HALL, measure), &row), ERR_OK);
    assert_int_equal(row->now->measure, measure);
    return row;
}
