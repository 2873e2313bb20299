// figure.h - which spans of time are figures, and which only say that a button was forgotten or that
// a night lay between.
#ifndef HALLQ_FIGURE_H
#define HALLQ_FIGURE_H

#include <stdbool.h>

#include "settings.pb-c.h"

// figure_service: counter time of served_s, from start to finish: not if finish came on another
// business day than start, nor after more than LIMIT_SERVICE_TIME_S at the counter.
bool figure_service(const Hallq__HallSettings *h, int64_t started_at_ms, int64_t finished_at_ms,
                    uint32_t served_s);

// figure_walk: from the first call to the start: not over night, nor longer than LIMIT_WALK_S.
bool figure_walk(const Hallq__HallSettings *h, int64_t called_at_ms, int64_t started_at_ms);

// figure_wait: from entering a line to the first call: not over night (tickets carried over).
bool figure_wait(const Hallq__HallSettings *h, int64_t entered_at_ms, int64_t called_at_ms);

#endif
