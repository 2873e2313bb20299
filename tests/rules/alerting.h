// alerting.h - looks at the fixture's hall as the broker does, for the tests of alerts.
#ifndef HALLQ_RULES_ALERTING_H
#define HALLQ_RULES_ALERTING_H

#include "base/refusal.h"
#include "tests/rules/fixture.h"

#define MINUTE_MS 60000

// look: one look; what it finds is applied. Deciding changed nothing, and a look right after it finds
// nothing more. Returns the events found.
size_t look_known(struct fixture *f, const struct alert_known *known);
size_t look(struct fixture *f);

// watch: lets so many seconds pass, with a look each 15.
void watch(struct fixture *f, int64_t seconds);

// alert_of: the open alert of this kind and subject; NULL: there is none. alert_need: fails without it.
// open_count: all that are open. raised_count: all that were ever raised.
const Hallq__Alert *alert_of(struct fixture *f, Hallq__Alert__Kind kind, uint32_t subject);
const Hallq__Alert *alert_need(struct fixture *f, Hallq__Alert__Kind kind, uint32_t subject);
size_t open_count(struct fixture *f);
uint64_t raised_count(struct fixture *f);

// told_of: an alert of today by its number, as get_alerts tells it to the lead.
const Hallq__Alert *told_of(struct fixture *f, uint64_t alert);

// mean_set: services of this service have taken so long.
void mean_set(struct fixture *f, uint32_t service, uint32_t seconds);

// take_break, resume_counter: counters are paused, or go on.
void take_break(struct fixture *f, uint32_t counter);
void resume_counter(struct fixture *f, uint32_t counter);

// settings_else: a part of the settings as a file has it that says nothing of it.
void *settings_else(struct fixture *f, const ProtobufCMessageDescriptor *type);

#define KIND(name) HALLQ__ALERT__KIND__##name
#define LEVEL(name) HALLQ__ALERT__LEVEL__##name

#endif
