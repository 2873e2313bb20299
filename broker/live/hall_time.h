// hall_time.h - the broker's hall time: the clock over the machine's two clocks, whether the
// machine's wall clock is in doubt, and the last hall time that the store lets be told.
#ifndef HALLQ_HALL_TIME_H
#define HALLQ_HALL_TIME_H

#include "base/arena.h"
#include "broker/live/clock.h"
#include "broker/live/wallclock.h"
#include "common.pb-c.h"

struct hall_time {
    struct wallclock wallclock;
    struct clock clock;
    bool told;          // whether the store says that the machine's clock is in doubt
    int64_t covered_ms; // no later hall time is told before the store says so
};

// hall_time_now: milliseconds of hall time.
int64_t hall_time_now(struct hall_time *t);

// hall_time_doubt: the doubt of the machine's clock, for replies and feeds, in the arena; NULL: no
// doubt. The store holds the doubt before clients hear of it.
Hallq__ClockDoubt *hall_time_doubt(const struct hall_time *t, struct arena *arena);

// hall_time_accept, hall_time_set_back: carry out an administrator's commands (clock.h).
void hall_time_accept(struct hall_time *t);
void hall_time_set_back(struct hall_time *t, int64_t at_ms);

// hall_time_uncovered: whether the last hall time that may be told will soon be reached: the store
// is to get a later one.
bool hall_time_uncovered(const struct hall_time *t);

// hall_time_cover: the last hall time that may be told from now_ms on, to be stored with a turn.
// `last`: the broker stops, and no later time is told than now_ms.
int64_t hall_time_cover(struct hall_time *t, int64_t now_ms, bool last);

// hall_time_undo: brings the clock back to `before` after a turn was undone: the store may not
// cover hall time that was told meanwhile.
void hall_time_undo(struct hall_time *t, const struct clock *before);

#endif
