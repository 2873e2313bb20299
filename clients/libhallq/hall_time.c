#include "hall_time.h"

// The least time between two heartbeats that came without waiting in a queue.
#define BEAT_MIN_MS 50
#define BEAT_MAX_MS 2000

int64_t hall_time_now(const struct hall_time *t, uint64_t loop_ms) {
    return t->at_ms ? t->at_ms + (int64_t)(loop_ms - t->told_ms) : 0;
}

void hall_time_told(struct hall_time *t, int64_t at_ms, uint64_t loop_ms) {
    t->at_ms = at_ms;
    t->told_ms = loop_ms;
}

void hall_time_told_later(struct hall_time *t, int64_t at_ms, uint64_t loop_ms) {
    if (at_ms > hall_time_now(t, loop_ms))
        hall_time_told(t, at_ms, loop_ms);
}

void hall_time_beat(struct hall_time *t, int64_t at_ms, uint64_t loop_ms) {
    uint64_t since_ms = loop_ms - t->heard_ms;
    t->heard_ms = loop_ms;
    if (since_ms >= BEAT_MIN_MS && since_ms <= BEAT_MAX_MS)
        hall_time_told(t, at_ms, loop_ms);
    else
        hall_time_told_later(t, at_ms, loop_ms);
}
