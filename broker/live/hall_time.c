#include "broker/live/hall_time.h"

int64_t hall_time_now(struct hall_time *t) {
    return clock_now(&t->clock, wallclock_wall_ms(&t->wallclock), wallclock_mono_ms(&t->wallclock));
}

Hallq__ClockDoubt *hall_time_doubt(const struct hall_time *t, struct arena *arena) {
    if (!t->told)
        return NULL;
    Hallq__ClockDoubt *doubt = arena_need(arena, sizeof *doubt);
    hallq__clock_doubt__init(doubt);
    doubt->wall_at_ms = t->clock.wall_ms;
    return doubt;
}

void hall_time_accept(struct hall_time *t) {
    clock_accept(&t->clock, wallclock_wall_ms(&t->wallclock), wallclock_mono_ms(&t->wallclock));
    t->told = t->clock.alarmed;
}

void hall_time_set_back(struct hall_time *t, int64_t at_ms) {
    clock_set_back(&t->clock, at_ms, wallclock_wall_ms(&t->wallclock),
                   wallclock_mono_ms(&t->wallclock));
    t->told = t->clock.alarmed;
}

bool hall_time_uncovered(const struct hall_time *t) {
    return t->clock.at_ms + CLOCK_COVER_MS / 2 * t->wallclock.speed > t->covered_ms;
}

int64_t hall_time_cover(struct hall_time *t, int64_t now_ms, bool last) {
    return t->covered_ms = now_ms + (last ? 0 : CLOCK_COVER_MS * t->wallclock.speed);
}

void hall_time_undo(struct hall_time *t, const struct clock *before) {
    t->covered_ms = 0;
    t->clock = *before;
}
