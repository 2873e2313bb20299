// wallclock.h - reads the wall clock and the monotonic clock: those of the machine, or for
// development a pair that begins at a chosen time and runs N times as fast.
#ifndef HALLQ_WALLCLOCK_H
#define HALLQ_WALLCLOCK_H

#include <stdint.h>

struct wallclock {
    uint32_t speed;          // 1: the machine's clocks as they are
    int64_t start_at_ms;     // simulated: the wall clock's first time; 0: now
    int64_t started_mono_ms; // the machine's monotonic time then
};

// wallclock_init: sets the clocks; start_at_ms 0 begins now. not_before_ms: a simulated wall clock
// begins no earlier (the last stored hall time).
void wallclock_init(struct wallclock *w, uint32_t speed, int64_t start_at_ms,
                    int64_t not_before_ms);

// wallclock_wall_ms, wallclock_mono_ms: the clocks that hall time follows; both at the chosen
// speed.
int64_t wallclock_wall_ms(const struct wallclock *w);
int64_t wallclock_mono_ms(const struct wallclock *w);

// wallclock_machine_ms: the machine's own monotonic clock, whatever the speed: for leases and
// pauses, which concern machines and not the hall.
int64_t wallclock_machine_ms(void);

// wallclock_real_ms: the machine's milliseconds that this span of hall time takes, at least 1.
int64_t wallclock_real_ms(const struct wallclock *w, int64_t span_ms);

// wallclock_parse: "2026-03-02T08:00:00+08:00" or "...Z" as milliseconds; 0 if it is not a time.
int64_t wallclock_parse(const char *text);

#endif
