#include "broker/live/wallclock.h"

#include <stdio.h>
#include <time.h>

static int64_t clock_read_ms(clockid_t id) {
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void wallclock_init(struct wallclock *w, uint32_t speed, int64_t start_at_ms,
                    int64_t not_before_ms) {
    *w = (struct wallclock){.speed = speed, .started_mono_ms = clock_read_ms(CLOCK_MONOTONIC)};
    if (speed == 1 && !start_at_ms)
        return;
    w->start_at_ms = start_at_ms ? start_at_ms : clock_read_ms(CLOCK_REALTIME);
    if (w->start_at_ms < not_before_ms)
        w->start_at_ms = not_before_ms;
}

int64_t wallclock_mono_ms(const struct wallclock *w) {
    return (clock_read_ms(CLOCK_MONOTONIC) - w->started_mono_ms) * w->speed;
}

int64_t wallclock_wall_ms(const struct wallclock *w) {
    return w->start_at_ms ? w->start_at_ms + wallclock_mono_ms(w) : clock_read_ms(CLOCK_REALTIME);
}

int64_t wallclock_machine_ms(void) {
    return clock_read_ms(CLOCK_MONOTONIC);
}

int64_t wallclock_real_ms(const struct wallclock *w, int64_t span_ms) {
    int64_t real_ms = span_ms / w->speed;
    return real_ms < 1 ? 1 : real_ms;
}

int64_t wallclock_parse(const char *text) {
    struct tm at = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &at);
    if (!rest || !*rest)
        return 0;
    rest = strptime(rest, "%z", &at);
    if (!rest || *rest)
        return 0;
    long offset_s = at.tm_gmtoff;
    return ((int64_t)timegm(&at) - offset_s) * 1000;
}
