// rules.h - the rules of the hall, as the rest of the broker sees them. Pure: no I/O, no clock, no
// randomness, no log.
//
//   decide(state, now, asker, command) -> events or a refusal    changes nothing
//   record_apply(state, record)                                  the only way state changes
//
// The same record_apply runs live, at restart and in the simulator.
#ifndef HALLQ_RULES_H
#define HALLQ_RULES_H

#include "broker/hall/alert/advised.h"
#include "broker/hall/alert/alert.h"
#include "broker/hall/alert/list.h"
#include "broker/hall/case/sealing.h"
#include "broker/hall/commands.h"
#include "broker/hall/core/cases.h"
#include "broker/hall/core/decision.h"
#include "broker/hall/core/event.h"
#include "broker/hall/core/newest.h"
#include "broker/hall/core/record.h"
#include "broker/hall/core/row_cache.h"
#include "broker/hall/core/rows.h"
#include "broker/hall/core/settings_cache.h"
#include "broker/hall/core/settings_parts.h"
#include "broker/hall/counter/counter.h"
#include "broker/hall/counter/enrol.h"
#include "broker/hall/counter/pin.h"
#include "broker/hall/counter/staff.h"
#include "broker/hall/day/clock.h"
#include "broker/hall/decide.h"
#include "broker/hall/due.h"
#include "broker/hall/measure/by_itself.h"
#include "broker/hall/plan/advice.h"
#include "broker/hall/plan/floor.h"
#include "broker/hall/plan/plan.h"
#include "broker/hall/plan/what_if.h"
#include "broker/hall/read/figures.h"
#include "broker/hall/read/journal.h"
#include "broker/hall/read/project.h"
#include "broker/hall/read/range.h"
#include "broker/hall/read/report.h"
#include "broker/hall/read/scores.h"
#include "broker/hall/read/snapshot.h"
#include "broker/hall/settings/time_zone.h"
#include "broker/hall/settings/upgrade.h"
#include "broker/hall/visit/double_press.h"
#include "broker/hall/visit/sealed.h"
#include "broker/hall/visit/ticket.h"
#include "broker/hall/wait/outlook.h"

#endif
