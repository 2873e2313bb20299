// casework.h - the fixture's words for help, cases and work slips.
#ifndef HALLQ_RULES_CASEWORK_H
#define HALLQ_RULES_CASEWORK_H

#include "tests/rules/fixture.h"

#define CASE_KIND(NAME) HALLQ__CASE__KIND__##NAME
#define CASE_STATE(NAME) HALLQ__CASE__STATE__##NAME
#define WHAT(NAME) HALLQ__CASE_STEP__WHAT__##NAME
#define HOUR_S 3600

// casework_setup: for cmocka, an open hall with the reasons "upset" and "question" for help, the classes
// "service" and "network" of cases, and the department "technical", whose days roll. casework_settings:
// puts them into the fixture's settings.
void casework_settings(struct fixture *f);
int casework_setup(void **state);

// days_pass: lets so many seconds pass, over the ends of days; the lead signs on again.
void days_pass(struct fixture *f, int64_t seconds);

// help_called: calls for help at a counter, which must do; its number. help_request: about a call.
uint32_t help_called(struct fixture *f, uint32_t counter);
Hallq__Request *help_request(struct fixture *f, Hallq__Request__BodyCase body_case, uint32_t help);
Hallq__Request *settle_request(struct fixture *f, uint32_t help, Hallq__Help__End end);

// case_opened: opens a case from the lead's console, with a note; its number.
uint32_t case_opened(struct fixture *f, Hallq__Case__Kind kind);

// step_request: a step with a note where one is needed. case_stepped: takes the step, as the lead.
Hallq__Request *step_request(struct fixture *f, uint32_t case_id, Hallq__CaseStep__What what);
void case_stepped(struct fixture *f, uint32_t case_id, Hallq__CaseStep__What what);

// called_back: the customer was called, with this result.
Hallq__Request *called_back(struct fixture *f, uint32_t case_id, Hallq__Case__CallBack result);

// slip_request: to the technical department, about a case. slip_sent: sends it; its number.
// slip_settle: a reply, or the end.
Hallq__Request *slip_request(struct fixture *f, uint32_t case_id);
uint32_t slip_sent(struct fixture *f, uint32_t case_id);
Hallq__Request *slip_settle(struct fixture *f, uint32_t work_slip, Hallq__WorkSlip__State to);

// case_now, work_slip_now: as they are; the test fails if there is none.
const Hallq__Case *case_now(struct fixture *f, uint32_t case_id);
const Hallq__WorkSlip *work_slip_now(struct fixture *f, uint32_t work_slip);

#endif
