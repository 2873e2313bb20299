// clock.h - hall time: what the hall's waits are counted in. It never goes back and never jumps by
// itself: it follows the monotonic clock and leans towards the wall clock by at most CLOCK_SLEW.
//
//     following ── off by more than CLOCK_OFF_MS ──▶ alarmed: the monotonic clock alone
//         ▲                                             │
//         └──────────── clock_accept ───────────────────┘
//
// Accepted while the wall clock is ahead, hall time jumps there; while it is behind, hall time runs
// at half speed until the two meet, since it may not go back.
//
// Across a restart no monotonic clock goes on. The wall clock is believed if it says something
// between CLOCK_BACK_MS before and CLOCK_AWAY_MS after the last stored time; hall time then goes on
// from the later of the two. Otherwise hall time goes on from the stored time, alarmed.
//
// Pure: both clocks are passed in, so a test can be any of them.
#ifndef HALLQ_CLOCK_H
#define HALLQ_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_SLEW 200               // one part in so many: 0.5 %
#define CLOCK_CATCH_UP 2             // the same, after accepting a wall clock that is behind
#define CLOCK_OFF_MS (5 * 60 * 1000) // the alarm
#define CLOCK_BACK_MS CLOCK_OFF_MS   // at a restart: behind the stored time by so much
#define CLOCK_AWAY_MS (45LL * 24 * 3600 * 1000) // and ahead: the longest a hall stays switched off
#define CLOCK_FIRST_MS 1735689600000LL // 2025-01-01: no hall ran before; a dead battery says so

struct clock {
    int64_t at_ms;   // hall time last given
    int64_t mono_ms; // when
    int64_t part_ms; // lean not yet given: hundredths are kept as remainder of CLOCK_SLEW
    bool alarmed;    // goes without the wall clock
    bool catching_up;
};

// clock_init: hall time at a start. stored_at_ms: the last stored hall time, 0 for a new store.
// `alarmed` is set if the wall clock was not believed.
void clock_init(struct clock *c, int64_t stored_at_ms, int64_t wall_ms, int64_t mono_ms);

// clock_now: hall time. Sets `alarmed` when the wall clock is off: the caller says so once.
int64_t clock_now(struct clock *c, int64_t wall_ms, int64_t mono_ms);

// clock_accept: go by the wall clock again.
void clock_accept(struct clock *c, int64_t wall_ms, int64_t mono_ms);

#endif
