// view.h - a hall as a screen sees it: the Snapshot message, kept by folding in the feed's events.
// It does no I/O and reads no clock.
//
// The rules of the fold, which the broker's snapshot follows too (a test holds the two equal):
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
//   measures  of today, the newest 64, by number: MeasureTaken, MeasureEnded, MeasureJudged;
//             DayOpened empties the list. Offers: OfferChanged.
//   calls     each TicketCalled, the newest 16.
//   alerts    on the lead feed alone: those that are open, by number, as the events of alerts have them.
//   bookings  how far the appointments are, on the feeds of staff: BookingChanged, BookingsHit.
//   helps     calls for help that are open, by number, on the feeds of staff: HelpCalled, HelpSeen, HelpCome, HelpEnded.
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
    bool staff;  // the view has the staff's fields; else they stay empty
    bool stale;  // set by the follower: the view may be behind
    bool loaded; // a snapshot or the hall's first settings have been seen
    // Hall time at which no event was missing; in a quiet hall it is later than now.at_ms.
    int64_t whole_at_ms;
    // The hall. Its pointers die at the next load or apply of any kind. `seq`: the hall holds every
    // event up to this number; it grows without changed_cb where an event shows nothing. `at_ms`:
    // hall time of the newest event or message seen. `settings`: NULL before the first settings.
    // `people`: by staff and device. `clock`: NULL when hall time goes by the machine's clock.
    Hallq__Snapshot now;
    struct hallq_parts changed; // since the view's user last cleared the set
    // The memory of `now` and of its settings; kept_size: bytes of `memory` in use after the last
    // tidying.
    struct arena memory, settings_memory;
    size_t kept_size;
};

// hallq_view_init: makes an empty view of the public feed, or of a feed of staff. hallq_view_fini:
// frees its memory; safe on a zeroed struct and twice.
void hallq_view_init(struct hallq_view *v, bool staff);
void hallq_view_fini(struct hallq_view *v);

// hallq_view_load: makes the view a copy of the snapshot, with the lists put in order; `stale` is
// kept. ERR_OK, or ERR_INVALID when the snapshot breaks its limits (then the view is empty).
int hallq_view_load(struct hallq_view *v, const Hallq__Snapshot *snapshot);

// hallq_view_apply: folds one event in, takes over its seq and time, and adds the parts that it
// changed to `changed`. The caller has made sure that it is the next event that this feed shows.
// The hall is not copied: a fold costs what it changes. ERR_OK; or ERR_INVALID for settings that
// break their limits, or ERR_NOT_FOUND for a hall that was removed (then the view needs a
// snapshot). An event of a kind that this build does not know only moves `seq` on.
int hallq_view_apply(struct hallq_view *v, const Hallq__Event *event);

// hallq_view_whole: says that no event was missing at this hall time, as a heartbeat does; an
// earlier time changes nothing. Load and apply say so by themselves.
void hallq_view_whole(struct hallq_view *v, int64_t at_ms);

// hallq_view_apply_waits: takes in the newest wait figures; services that they do not name keep
// theirs.
void hallq_view_apply_waits(struct hallq_view *v, const Hallq__WaitFigures *waits);

// hallq_view_people: takes only the list of people out of a snapshot, if its settings are of the
// view's version: the broker tells the list to a person signed on. A snapshot without a list
// changes nothing.
void hallq_view_people(struct hallq_view *v, const Hallq__Snapshot *snapshot);

// hallq_view_apply_clock: takes in whether the machine's clock is in doubt (NULL: it is not).
// Returns whether that is new.
bool hallq_view_apply_clock(struct hallq_view *v, const Hallq__ClockDoubt *doubt);

// hallq_view_equal: whether two views show one hall at one event: their bytes are equal but for
// at_ms, the clock and the wait figures, which have no sequence number, and the settings' list of
// people, which depends on who asked. ret_what (may be NULL) names the first field of the message
// that differs.
bool hallq_view_equal(const struct hallq_view *a, const struct hallq_view *b,
                      const char **ret_what);

#define HALLQ_FIELDS_MAX 32 // of the Snapshot message

// The changed parts of a view, for a reader that has the rest. `fields`: the numbers of the
// message's fields to take over, even empty ones. `lines` and `counters` hold only the lines and
// counters that changed, each of which replaces the reader's; a line of a counter or clerk in which
// nobody waits is gone. When all parts changed, the message and its lists are whole.
struct hallq_changed {
    Hallq__Snapshot message;
    uint32_t fields[HALLQ_FIELDS_MAX];
    size_t field_count;
};

// hallq_view_changed: gathers the parts in `parts`, e.g. v->changed. The result borrows from the
// view and the arena. hallq_json_print_fields prints it as JSON.
void hallq_view_changed(const struct hallq_view *v, const struct hallq_parts *parts,
                        struct arena *a, struct hallq_changed *ret_changed);

// Look-ups return NULL when the view has no such item. A pointer returned dies at the next load or
// apply.
const Hallq__LineState *hallq_view_line(const struct hallq_view *v, Hallq__Line__Kind kind,
                                        uint32_t id);
const Hallq__CounterNow *hallq_view_counter(const struct hallq_view *v, uint32_t counter);
const Hallq__LineWait *hallq_view_wait(const struct hallq_view *v, uint32_t service);
const Hallq__SignedOn *hallq_view_person(const struct hallq_view *v, uint32_t staff);
const Hallq__Service *hallq_view_service(const struct hallq_view *v, uint32_t service);
const Hallq__CounterSettings *hallq_view_counter_settings(const struct hallq_view *v,
                                                          uint32_t counter);
const Hallq__StaffSettings *hallq_view_staff(const struct hallq_view *v, uint32_t staff);

// hallq_view_services_of: the services that a counter gives now, in its order of preference: the
// lead's choice, or the settings'. The view owns the list.
const uint32_t *hallq_view_services_of(const struct hallq_view *v, uint32_t counter,
                                       size_t *ret_count);

// hallq_view_free_counter: whether a counter that gives the service now is open and free.
bool hallq_view_free_counter(const struct hallq_view *v, uint32_t service);

// hallq_text: a name in one of the languages; Chinese where there is no English. Never NULL.
const char *hallq_text(const Hallq__Text *text, enum language language);

// hallq_code_text: the name that a list of the settings (pause_reasons, outcomes ...) gives a code,
// or the code itself when the list does not have it.
const char *hallq_code_text(Hallq__Code *const *codes, size_t count, const char *code,
                            enum language language);

#endif
