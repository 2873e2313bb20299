// clock.h - hall time: what the hall's waits are counted in. It never goes back and never jumps by
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
// Across a restart no monotonic clock goes on. The wall clock is believed if it says something
// between CLOCK_BACK_MS before what it said when the store was last written and CLOCK_AWAY_MS after
// the last hall time; hall time then goes on from the later of the two. A machine without a clock
// chip starts with an old time and is set right a little later: what would have been believed at
// the start is believed for CLOCK_YOUNG_MS after it. Otherwise hall time goes on alarmed.
//
// Each of these starts from a time no earlier than any that was told to somebody: the store keeps
// one, up to which time may be told (covered), and gets a later one before it is reached.
//
// Pure: both clocks are passed in, so a test can be any of them.
#ifndef HALLQ_CLOCK_H
#define HALLQ_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limit.h"

#define CLOCK_SLEW 200                  // one part in so many: 0.5 %
#define CLOCK_CATCH_UP 2                // the same, after accepting a wall clock that is behind
#define CLOCK_OFF_MS LIMIT_CLOCK_OFF_MS // the alarm
#define CLOCK_BACK_MS CLOCK_OFF_MS      // at a restart: behind the wall clock of then by so much

// The longest a hall stays switched off and opens by itself: nine days of a long holiday with the
// weekend beside it. Whatever is further off is asked about.
#define CLOCK_AWAY_MS (14LL * 24 * 3600 * 1000)

// Machines are set by the network within some minutes of their start, or by whoever started them.
#define CLOCK_YOUNG_MS (15 * 60 * 1000LL)

#define CLOCK_COVER_MS (60 * 1000LL) // told time is covered so far ahead: two writes a minute, idle

// What the store knows of the clocks; all 0: a new store.
struct clock_stored {
    int64_t at_ms;      // hall time when it was last written
    int64_t wall_ms;    // what the wall clock said then; 0: not known, as at_ms
    int64_t covered_ms; // no later hall time was ever told; 0: not known, at_ms
    bool catching_up;   // at half speed, towards an accepted clock that was behind
};

struct clock {
    int64_t at_ms;   // hall time last given
    int64_t mono_ms; // when
    int64_t wall_ms; // what the wall clock said then
    int64_t part_ms; // lean not yet given: hundredths are kept as remainder of CLOCK_SLEW
    bool alarmed;    // goes without the wall clock
    bool catching_up;
    int64_t ahead_ms;        // catching up: by how much hall time was ahead when that was accepted
    int64_t young_until_ms;  // monotonic: up to here a step forward is believed
    int64_t believe_upto_ms; // so far
};

// clock_possible: whether a wall clock can be right at all.
static inline bool clock_possible(int64_t wall_ms) {
    return wall_ms >= LIMIT_CLOCK_FIRST_MS && wall_ms < LIMIT_CLOCK_LAST_MS;
}

// clock_init: hall time at a start. `alarmed` is set if the wall clock was not believed.
void clock_init(struct clock *c, const struct clock_stored *stored, int64_t wall_ms,
                int64_t mono_ms);

// clock_now: hall time. Sets `alarmed` when the wall clock is off, and clears it when it agrees
// again: the caller says so once.
int64_t clock_now(struct clock *c, int64_t wall_ms, int64_t mono_ms);

// clock_accept: go by the wall clock again.
void clock_accept(struct clock *c, int64_t wall_ms, int64_t mono_ms);

// clock_set_back: hall time is at_ms from now on, which the wall clock said; it may be earlier.
void clock_set_back(struct clock *c, int64_t at_ms, int64_t wall_ms, int64_t mono_ms);

#endif
