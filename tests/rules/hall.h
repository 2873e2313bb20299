// hall.h - what tests of the hall's own rules need beside the fixture: an asker with facts of its
// own (a PIN that matches, the wall clock), the hall as its first settings leave it, and whole
// commands of counters and people.
#ifndef HALLQ_RULES_HALL_H
#define HALLQ_RULES_HALL_H

#include "tests/rules/fixture.h"

// hall_new: a hall of the fixture's settings, applied by command to empty tables, everybody with a
// PIN and nobody signed on. `settings` may be changed before hall_start.
struct fixture *hall_new(void);
void hall_start(struct fixture *f);

// For cmocka: a started hall in *state, to be torn down by fixture_teardown.
int hall_setup(void **state);

// ask_as: as ask, from an asker the test made. apply_now: decides and applies what the broker finds
// by itself; false if that changed nothing.
Hallq__Refusal__Reason ask_as(struct fixture *f, struct asker asker, Hallq__Request *request);
bool heard(struct fixture *f, uint32_t counter, bool is_heard);

#define assert_done_as(f, asker, request)                                                          \
    assert_string_equal(refusal_name(ask_as(f, asker, request)), "NONE")
#define assert_refused_as(f, asker, request, REASON)                                               \
    assert_string_equal(refusal_name(ask_as(f, asker, request)), #REASON)

// Requests and what they come to.
Hallq__Refusal__Reason settings_apply(struct fixture *f, Hallq__HallSettings *settings);
Hallq__Refusal__Reason pin_set(struct fixture *f, uint32_t staff);
Hallq__Refusal__Reason sign_on(struct fixture *f, uint32_t device, uint32_t staff, uint32_t counter,
                               bool pin_matches);
Hallq__Refusal__Reason counter_do(struct fixture *f, uint32_t device,
                                  Hallq__Request__BodyCase body_case, uint32_t counter);
Hallq__Refusal__Reason counter_free(struct fixture *f, uint32_t counter,
                                    Hallq__Ticket__State ticket_state);

// work: the clerk of the counter signs on at its terminal and opens it.
void work(struct fixture *f, uint32_t counter);

// clock_ask: a command about the clock (hall 0), of an administrator whose machine says wall_ms. leap_s:
// so much time was missed at once, or a wrong date was believed; what is due then happens now, then its
// chores. lead_back: hall time goes back to wall_ms.
Hallq__Refusal__Reason clock_ask(struct fixture *f, Hallq__Request__BodyCase body_case,
                                 int64_t wall_ms);
void due_all(struct fixture *f);
void leap_s(struct fixture *f, int64_t seconds);
void lead_back(struct fixture *f, int64_t wall_ms);

// settings_copy: a deep copy of the settings that apply now, to be changed.
Hallq__HallSettings *settings_copy(struct fixture *f);

// Takes a part of a list of settings out, in place.
void service_remove(Hallq__HallSettings *h, uint32_t service);
void counter_remove(Hallq__HallSettings *h, uint32_t counter);
void staff_remove(Hallq__HallSettings *h, uint32_t staff);
void move_add(struct fixture *f, Hallq__HallSettings *h, uint32_t service, uint32_t counter,
              uint32_t to_service);

#endif
