// hall_time.h - hall time as the broker goes by it: the clock over the machine's two, whether the
// machine's is in doubt, and up to when the store lets time be told.
#ifndef HALLQ_HALL_TIME_H
#define HALLQ_HALL_TIME_H

#include "base/arena.h"
#include "broker/live/clock.h"
#include "broker/live/wallclock.h"
#include "common.pb-c.h"

struct hall_time {
    struct wallclock wallclock;
    struct clock clock;
    bool told;          // what the store says of the machine's clock: alarmed or not
    int64_t covered_ms; // no later hall time is told before the store says so
};

// hall_time_now: milliseconds of hall time.
int64_t hall_time_now(struct hall_time *t);

// hall_time_doubt: what replies and feeds say of the machine's clock, in the arena; NULL while it is
// not in doubt. The doubt stands in the store before it is said.
Hallq__ClockDoubt *hall_time_doubt(const struct hall_time *t, struct arena *arena);

// hall_time_accept, hall_time_set_back: what an administrator said of the clock, as clock.h has it.
void hall_time_accept(struct hall_time *t);
void hall_time_set_back(struct hall_time *t, int64_t at_ms);

// hall_time_uncovered: the time that may be told will soon be reached: the store is to say a later one.
bool hall_time_uncovered(const struct hall_time *t);

// hall_time_cover: the last hall time that may be told from now_ms on, to be stored with a turn.
// `last`: the broker stops, and no later time is told than now_ms.
int64_t hall_time_cover(struct hall_time *t, int64_t now_ms, bool last);

// hall_time_undo: a turn was undone: the clock goes back to what it was before, and the store may not
// cover what was told meanwhile.
void hall_time_undo(struct hall_time *t, const struct clock *before);

#endif
