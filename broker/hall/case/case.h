// case.h - what the files of this wing share. The lives of its three nouns:
//
//   help        called ──▶ seen ──▶ come ──▶ ended: solved, not needed, became a case; withdrawn, or left by
//               the clerk, or over with the day
//   case        open ──▶ in hand ──▶ answered ──▶ closed ──▶ forgotten; open again from the last two
//   work slip   sent ──▶ replied ──▶ closed ──▶ forgotten
//
// Until a case is answered, its customer called back, a slip replied to, a deadline runs (deadline.c):
// a due row for each level of its alert. So nothing walks over what is open, and it may stay for weeks.
#ifndef HALLQ_CASE_H
#define HALLQ_CASE_H

#include "broker/hall/core/case_number.h"
#include "broker/hall/core/cases.h"
#include "broker/hall/core/change.h"
#include "broker/hall/core/deciding.h"

// ---------------------------------------------------------------- deadlines

#define HOUR_MS (60 * 60 * INT64_C(1000))

// case_hours_ms: how long a case of this kind may take to be answered. call_back_ms: how long its
// customer waits for a call after that. work_slip_ms: how long a department may take. All by the hall's
// settings.
int64_t case_hours_ms(const Hallq__HallSettings *h, Hallq__Case__Kind kind);
int64_t call_back_ms(const Hallq__HallSettings *h);
int64_t work_slip_ms(const Hallq__HallSettings *h);

// case_forget_at: when the texts of a case or slip that is closed now are destroyed.
int64_t case_forget_at(const struct deciding *d);

// case_deadline, work_slip_deadline: the deadline that runs, 0: none does.
int64_t case_deadline(const Hallq__Case *now);
int64_t work_slip_deadline(const Hallq__WorkSlip *now);

// press_first_ms: when the level of a deadline that was set now rises first; 0 for no deadline.
int64_t press_first_ms(const Hallq__HallSettings *h, int64_t deadline_ms);

// ---------------------------------------------------------------- texts and numbers

// case_text_check: refuses BAD_MESSAGE for a note that is too long, NO_WORDS for one that is `needed` and
// has no word. case_contact_check: the same of a contact, which may be empty.
int case_text_check(struct deciding *d, const char *note, bool needed);
int case_contact_check(struct deciding *d, const char *contact);

// case_codes_check: refuses NO_REASON for a class or topic that the settings do not have; an empty one
// is fine.
int case_codes_check(struct deciding *d, const char *class_code, const char *topic);

// case_slip_open: the first of the case's work slips that is not closed, 0: all are.
int case_slip_open(struct deciding *d, const Hallq__Case *now, uint32_t *ret);

// ---------------------------------------------------------------- events

// case_step_emit: emits what a case is after a step, and the step; `note_sealed` is 0 for none. `now`
// stays the caller's, in the arena; it may still be changed.
void case_step_emit(struct deciding *d, Hallq__Case *now, Hallq__CaseStep__What what,
                    uint64_t note_sealed);

// help_become_case: for a case that is opened out of a call for help: copies what is known of the call,
// and ends it. Refuses NO_HELP.
int help_become_case(struct deciding *d, uint32_t help, Hallq__Case *now);

// ---------------------------------------------------------------- apply

// due_move: sets the due row of a case or slip from one time to another; 0: there is none.
int due_move(struct change *c, Hallq__DueRow__Kind kind, uint32_t number, int64_t from_ms,
             int64_t to_ms);

// pressing_set: notes how near a deadline is, for the look for alerts; NO_LEVEL: it is not.
int pressing_set(struct change *c, Hallq__Alert__Kind kind, uint32_t number,
                 Hallq__Alert__Level level);

// case_alert_kind: which alert a case's deadline raises.
Hallq__Alert__Kind case_alert_kind(const Hallq__Case *now);

// topics_add: counts a case of a business day by its topic and kind, or counts it no more.
int topics_add(struct change *c, int32_t day, const char *topic, Hallq__Case__Kind kind,
               int change);

#endif
