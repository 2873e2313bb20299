// figure.h - which spans of time are figures, and which only say that a button was forgotten or
// that a night lay between.
#ifndef HALLQ_CORE_FIGURE_H
#define HALLQ_CORE_FIGURE_H

#include <stdbool.h>

#include "settings.pb-c.h"

// figure_service: whether served_s, the counter time from start to finish, is a figure: not if the
// finish came on another business day than the start, nor after more than LIMIT_SERVICE_TIME_S at
// the counter.
bool figure_service(const Hallq__HallSettings *h, int64_t started_at_ms, int64_t finished_at_ms,
                    uint32_t served_s);

// figure_walk: whether the time from the first call to the start is a figure: not over night, nor
// longer than LIMIT_WALK_S.
bool figure_walk(const Hallq__HallSettings *h, int64_t called_at_ms, int64_t started_at_ms);

// figure_wait: whether the time from entering a line to the first call is a figure: not over night
// (tickets carried over).
bool figure_wait(const Hallq__HallSettings *h, int64_t entered_at_ms, int64_t called_at_ms);

#endif
