// measuring.h - the fixture's words for measures.
#ifndef HALLQ_RULES_MEASURING_H
#define HALLQ_RULES_MEASURING_H

#include "tests/rules/fixture.h"

#define KIND(NAME) HALLQ__MEASURE__KIND__##NAME

// measuring_settings: what measures need: the zones "self" (self-service) and "rest" (the rest
// area), the notice "busy", hall 2 to send people to. Before fixture_open.
void measuring_settings(struct fixture *f);

// measuring_setup: for cmocka, an open hall with those settings in *state.
int measuring_setup(void **state);

// measure_new: a measure of this kind, without fields, in the arena. services_of: its services.
Hallq__Measure *measure_new(struct fixture *f, Hallq__Measure__Kind kind);
Hallq__Measure *measure_for(struct fixture *f, Hallq__Measure__Kind kind, uint32_t service);

// take_request, end_request: requests, in the arena.
Hallq__Request *take_request(struct fixture *f, Hallq__Measure *what);
Hallq__Request *end_request(struct fixture *f, uint32_t measure);

// measured: takes the measure from the device, which must do, and returns its number. measure_over:
// ends it from the lead's console.
uint32_t measured(struct fixture *f, uint32_t device, Hallq__Measure *what);
void measure_over(struct fixture *f, uint32_t measure);

// measure_row: its row; the test fails if the hall keeps none.
Hallq__MeasureRow *measure_row(struct fixture *f, uint32_t measure);

#endif
