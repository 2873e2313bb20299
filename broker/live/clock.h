// clock.h - hall time, in which the hall's waits are counted. It never goes back and never jumps by
// itself: it follows the monotonic clock and leans towards the wall clock by at most CLOCK_SLEW.
//
//     following ── off by more than CLOCK_OFF_MS ──▶ alarmed: the monotonic clock alone
//         ▲ ▲                                           │  │
//         │ └──── the wall clock agrees again ──────────┘  │
//         └────────────────── clock_accept ────────────────┘
//
// Accepted while the wall clock is ahead, hall time jumps there; while it is behind, hall time runs
// at half speed until the two meet. clock_set_back alone takes hall time back: an administrator's
// command, for which every hall begins its day anew.
//
// Across a restart no monotonic clock goes on. The wall clock is believed if its time lies
// between CLOCK_BACK_MS before its time at the last write of the store and CLOCK_AWAY_MS after the
// last hall time; hall time then goes on from the later of the two times. A machine without a
// clock chip starts with an old time and is set right a little later: a time that would have been
// believed at the start is believed for CLOCK_YOUNG_MS more. Otherwise hall time goes on alarmed.
//
// Each start goes on from a time no earlier than any hall time that was told to a client: the store
// keeps the last hall time that may be told (covered), and gets a later one before it is reached.
//
// This module is pure: both clocks are passed in, so that a test sets them.
#ifndef HALLQ_CLOCK_H
#define HALLQ_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limit.h"

#define CLOCK_SLEW 200                  // one part in 200: 0.5 %
#define CLOCK_CATCH_UP 2                // one part in 2, towards an accepted wall clock behind
#define CLOCK_OFF_MS LIMIT_CLOCK_OFF_MS // a wall clock that is off by more raises the alarm
#define CLOCK_BACK_MS CLOCK_OFF_MS      // how far the wall clock may have gone back at a restart

// The longest a hall stays switched off and opens by itself: nine days of a long holiday with the
// weekend beside it. After a longer time the broker asks whether the wall clock is right.
#define CLOCK_AWAY_MS (14LL * 24 * 3600 * 1000)

// The network, or the person who starts a machine, sets its clock within minutes of the start.
#define CLOCK_YOUNG_MS (15 * 60 * 1000LL)

#define CLOCK_COVER_MS (60 * 1000LL) // told time is covered so far ahead: two idle writes a minute

// The clocks as the store keeps them; all 0: a new store.
struct clock_stored {
    int64_t at_ms;      // hall time when the store was last written
    int64_t wall_ms;    // the wall clock's time then; 0: unknown, taken as at_ms
    int64_t covered_ms; // no later hall time was ever told; 0: unknown, taken as at_ms
    bool catching_up;   // hall time runs at half speed, towards an accepted wall clock
};

struct clock {
    int64_t at_ms;   // hall time last given
    int64_t mono_ms; // the monotonic clock's time then
    int64_t wall_ms; // the wall clock's time then
    int64_t part_ms; // the remainder of passed time that no lean has used yet
    bool alarmed;    // hall time goes without the wall clock
    bool catching_up;
    int64_t ahead_ms;        // while catching up: hall time's lead when the wall clock was accepted
    int64_t young_until_ms;  // monotonic: until then a step forward is believed
    int64_t believe_upto_ms; // no step past this wall time is believed
};

// clock_possible: whether a wall clock can be right at all.
static inline bool clock_possible(int64_t wall_ms) {
    return wall_ms >= LIMIT_CLOCK_FIRST_MS && wall_ms < LIMIT_CLOCK_LAST_MS;
}

// clock_init: sets hall time at a start. `alarmed` is set if the wall clock was not believed.
void clock_init(struct clock *c, const struct clock_stored *stored, int64_t wall_ms,
                int64_t mono_ms);

// clock_now: hall time. Sets `alarmed` when the wall clock is off, and clears it when that clock
// agrees again: the caller reports each change once.
int64_t clock_now(struct clock *c, int64_t wall_ms, int64_t mono_ms);

// clock_accept: hall time goes by the wall clock again.
void clock_accept(struct clock *c, int64_t wall_ms, int64_t mono_ms);

// clock_set_back: hall time goes on from at_ms, a time of the wall clock, be it earlier.
void clock_set_back(struct clock *c, int64_t at_ms, int64_t wall_ms, int64_t mono_ms);

#endif
