// view.h - a hall as a screen sees it: the Snapshot message, kept by folding in what the feed tells. No
// I/O, no clock.
//
// The fold, for whoever projects the same from the broker's tables (a test holds the two equal):
//   lines     `waiting` changes only by the events' `left` and `entered`. `issued` counts
//             TicketIssued by its `service`; DayOpened sets it to 0. Services are those of the
//             settings, in their order; the staff view adds, after them by (kind, id), lines of
//             counters and clerks while anybody waits in them.
//   counters  those of the settings, in their order. CALLING by TicketCalled; SERVING by
//             TicketStarted, and by TicketResumed and TicketContinued with a counter; FREE by
//             CounterOpened, CounterResumed, CounterFreed and whatever takes its ticket away
//             (held, transferred, finished, no-show, cancelled, a leftover); PAUSED, CLOSED by
//             their events and by DayOpened.closed_counters. `since_ms` is the event's time when
//             the state changes, so a recall leaves it; a counter the settings add is CLOSED since
//             then.
//   staff     `clerk` and the people signed on: StaffSignedOn, StaffSignedOff; a counter closed by
//             DayOpened signs its people off. `lost`: CounterLost, CounterFound. `held`: TicketHeld
//             adds one to its counter, `held_counter` of later events takes it away again.
//             `services`: CounterServicesSet.
//   calls     each TicketCalled, the newest 16.
//   time      TimeSetBack takes at_ms back, and with it the `since_ms` that are later; no call is kept.
#ifndef HALLQ_VIEW_H
#define HALLQ_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/limit.h"
#include "base/refusal.h"
#include "event.pb-c.h"
#include "feed.pb-c.h"
#include "parts.h"

#define HALLQ_NUMBER_SIZE 16 // up to two letters, five digits, a NUL, and room

struct hallq_view {
    bool staff;  // the staff view; else what is staff's stays empty
    bool stale;  // set by the follower: what is shown may be behind
    bool loaded; // a snapshot or the hall's first settings have been seen
    // Hall time when nothing was missing; a quiet hall has it later than now.at_ms.
    int64_t whole_at_ms;
    // The hall. What it points to dies at the next load or apply of any kind. `seq`: all up to this
    // event is in it; grows without changed_cb where nothing shows. `at_ms`: hall time of the newest
    // thing seen. `settings`: NULL before the first. `people`: by staff and device. `clock`: NULL
    // when hall time goes by the machine's clock.
    Hallq__Snapshot now;
    struct hallq_parts changed; // since whoever shows them cleared it
    // The memory of `now` and of its settings; kept_size: bytes of it in use when it was last tidy.
    struct arena memory, settings_memory;
    size_t kept_size;
};

// hallq_view_init: an empty view of the public or of the staff feed. hallq_view_fini: frees it;
// safe on a zeroed struct and twice.
void hallq_view_init(struct hallq_view *v, bool staff);
void hallq_view_fini(struct hallq_view *v);

// hallq_view_load: the view becomes a copy of the snapshot, its lists in their order; `stale` is kept.
// ERR_OK, or ERR_INVALID when the snapshot breaks its limits (then the view is empty).
int hallq_view_load(struct hallq_view *v, const Hallq__Snapshot *snapshot);

// hallq_view_apply: folds one event in, takes over its seq and time, and adds the parts that it changed
// to `changed`. The caller has made sure that it is the next event this feed shows. Costs what it
// changes: no copy of the hall. ERR_OK; or ERR_INVALID for settings that break their limits, or
// ERR_NOT_FOUND for a hall that was removed (then the view needs a snapshot). An event of a kind this
// build does not know only counts.
int hallq_view_apply(struct hallq_view *v, const Hallq__Event *event);

// hallq_view_whole: nothing was missing at this hall time, as a heartbeat says; an earlier one is
// left alone. Load and apply do it by themselves.
void hallq_view_whole(struct hallq_view *v, int64_t at_ms);

// hallq_view_apply_waits: the newest wait figures; services it does not name keep theirs.
void hallq_view_apply_waits(struct hallq_view *v, const Hallq__WaitFigures *waits);

// hallq_view_people: takes the list of people alone out of a snapshot, if it is of the same settings: the broker
// tells it to who is signed on. What comes without a list leaves the one that is known.
void hallq_view_people(struct hallq_view *v, const Hallq__Snapshot *snapshot);

// hallq_view_apply_clock: whether the machine's clock is in doubt (NULL: it is not). True when that
// changes.
bool hallq_view_apply_clock(struct hallq_view *v, const Hallq__ClockDoubt *doubt);

// hallq_view_equal: the same hall at the same event: the same bytes but for at_ms, the clock and wait
// figures, which have no sequence, and the list of people in the settings, which depends on who asked.
// ret_what (may be NULL) names the first field of the message that differs.
bool hallq_view_equal(const struct hallq_view *a, const struct hallq_view *b,
                      const char **ret_what);

#define HALLQ_FIELDS_MAX 32 // of the Snapshot message

// Parts of a view for whoever has the rest: `fields` are the numbers of the message's fields that are
// to be taken over, be they empty. Of `lines` and `counters` it has those that changed, each to stand
// for the one of the same line or counter; a line of a counter or clerk in which nobody waits is gone.
// When all parts changed, it is the whole message, and its lists are whole.
struct hallq_changed {
    Hallq__Snapshot message;
    uint32_t fields[HALLQ_FIELDS_MAX];
    size_t field_count;
};

// hallq_view_changed: makes that of `parts`, e.g. of v->changed. Borrows from the view and the arena.
// As JSON: hallq_json_print_fields.
void hallq_view_changed(const struct hallq_view *v, const struct hallq_parts *parts,
                        struct arena *a, struct hallq_changed *ret_changed);

// Look-ups; NULL when there is none. What they return dies at the next load or apply.
const Hallq__LineState *hallq_view_line(const struct hallq_view *v, Hallq__Line__Kind kind,
                                        uint32_t id);
const Hallq__CounterNow *hallq_view_counter(const struct hallq_view *v, uint32_t counter);
const Hallq__LineWait *hallq_view_wait(const struct hallq_view *v, uint32_t service);
const Hallq__SignedOn *hallq_view_person(const struct hallq_view *v, uint32_t staff);
const Hallq__Service *hallq_view_service(const struct hallq_view *v, uint32_t service);
const Hallq__CounterSettings *hallq_view_counter_settings(const struct hallq_view *v,
                                                          uint32_t counter);
const Hallq__StaffSettings *hallq_view_staff(const struct hallq_view *v, uint32_t staff);

// hallq_view_services_of: the services a counter gives now, in its order of preference: the lead's
// choice or that of the settings. The view owns them.
const uint32_t *hallq_view_services_of(const struct hallq_view *v, uint32_t counter,
                                       size_t *ret_count);

// hallq_text: a name in one of the languages; Chinese where there is no English. Never NULL.
const char *hallq_text(const Hallq__Text *text, enum language language);

// hallq_code_text: the name of a code in a list of the settings (pause_reasons, outcomes ...), or
// the code itself when the list does not have it.
const char *hallq_code_text(Hallq__Code *const *codes, size_t count, const char *code,
                            enum language language);

#endif
