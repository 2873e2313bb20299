// small_hall.h - events made in a line, and a hall of two services and three counters to fold them into;
// for the tests of the view.
#ifndef HALLQ_TESTS_SMALL_HALL_H
#define HALLQ_TESTS_SMALL_HALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "clients/libhallq/view/view.h"

#define STATE(name) HALLQ__COUNTER__STATE__##name
#define SERVICE_LINE HALLQ__LINE__KIND__SERVICE
#define COUNTER_LINE HALLQ__LINE__KIND__COUNTER
#define CLERK_LINE HALLQ__LINE__KIND__CLERK

#define INIT(type, ...)                                                                            \
    { .base = {.descriptor = &hallq__##type##__descriptor}, __VA_ARGS__ }
#define MAKE(Type, type, ...) ((Hallq__##Type)INIT(type, __VA_ARGS__))
#define STR(text) ((char[]){text}) // of the block it stands in
#define LINE(k, i) (&MAKE(Line, line, .kind = (k), .id = (i)))

// Folds APPLY(v, TICKET_STARTED, TicketStarted, ticket_started, .counter = 1).
#define APPLY(v, CASE, Type, type, ...)                                                            \
    assert_int_equal(apply((v), HALLQ__EVENT__BODY_##CASE, &MAKE(Type, type, __VA_ARGS__)), ERR_OK)

#define SERVICES_MAX 4

struct settings {
    Hallq__HallSettings settings;
    Hallq__Service services[SERVICES_MAX], *service_list[SERVICES_MAX];
    Hallq__CounterSettings counters[SERVICES_MAX], *counter_list[SERVICES_MAX];
};

// apply: folds the body in as the next event. Each event's time is a thousand times its number.
int apply(struct hallq_view *v, Hallq__Event__BodyCase body_case, void *body);

// settings: so many services and counters, numbered from the highest down, since order is the settings'.
Hallq__HallSettings *settings(struct settings *s, uint32_t services, uint32_t counters);

// hall_init: two services, three counters; counters 1 and 2 are free, clerk 11 sits at counter 1.
void hall_init(struct hallq_view *v, bool staff);

// issue: ticket A001 for service 1. call: of the same to a counter. serve: all up to counter 1.
void issue(struct hallq_view *v, uint64_t ticket);
void call(struct hallq_view *v, uint64_t ticket, uint32_t counter, uint32_t call_count);
void serve(struct hallq_view *v, uint64_t ticket);

#endif
