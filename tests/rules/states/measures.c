// measures.c - measures by kind and how far they have come, and the commands about them.
#include "base/refusal.h"
#include "tests/rules/measuring.h"
#include "tests/rules/states/states.h"

static uint64_t unknown(struct fixture *f) {
    (void)f;
    return NOBODY;
}

static uint64_t guided(struct fixture *f) {
    return measured(f, DEVICE_LEAD, measure_new(f, KIND(GUIDE)));
}

static uint64_t resting(struct fixture *f) {
    return measured(f, DEVICE_LEAD, measure_for(f, KIND(REST_AREA), SERVICE_A));
}

static uint64_t diverted(struct fixture *f) {
    return measured(f, DEVICE_LEAD, measure_for(f, KIND(DIVERT), SERVICE_A));
}

static uint64_t appointed(struct fixture *f) {
    return measured(f, DEVICE_LEAD, measure_for(f, KIND(OFFER_APPOINTMENTS), SERVICE_A));
}

static uint64_t noticed(struct fixture *f) {
    return measured(f, DEVICE_LEAD, measure_new(f, KIND(NOTICE)));
}

static uint64_t zone_down(struct fixture *f) {
    return measured(f, DEVICE_GUIDE, measure_new(f, KIND(ZONE_OUT)));
}

static uint64_t asked_for(struct fixture *f) {
    Hallq__Measure *what = measure_new(f, KIND(OPEN_COUNTER));
    assert_done(f, DEVICE_COUNTER + 3, request_new(f, BODY(SIGN_OFF)));
    what->counter = 3;
    return measured(f, DEVICE_LEAD, what);
}

static uint64_t done_at_once(struct fixture *f) {
    Hallq__Measure *what = measure_for(f, KIND(COUNTER_SERVICES), SERVICE_C);
    what->counter = 1;
    return measured(f, DEVICE_LEAD, what);
}

static uint64_t measure_ended(struct fixture *f) {
    uint64_t measure = noticed(f);
    measure_over(f, measure);
    return measure;
}

const struct row measure_rows[] = {
    {"none", unknown},
    {"guide on the floor", guided},
    {"rest area called to", resting},
    {"diversion", diverted},
    {"appointments offered", appointed},
    {"notice", noticed},
    {"zone out of order", zone_down},
    {"counter asked for", asked_for},
    {"done at once", done_at_once},
    {"ended", measure_ended},
    {NULL, NULL},
};

static void measure_again_fill(struct fixture *f, Hallq__Request *r, uint64_t measure) {
    r->take_measure->measure =
        measure == NOBODY ? measure_new(f, KIND(NOTICE)) : measure_row(f, measure)->now->what;
}

static void measure_end_fill(struct fixture *f, Hallq__Request *r, uint64_t measure) {
    (void)f;
    r->end_measure->measure = measure;
}

const struct column measure_columns[] = {
    {"take the same, lead", BODY(TAKE_MEASURE), DEVICE_LEAD, measure_again_fill, NULL},
    {"end, lead", BODY(END_MEASURE), DEVICE_LEAD, measure_end_fill, NULL},
    {"end, guide", BODY(END_MEASURE), DEVICE_GUIDE, measure_end_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};
