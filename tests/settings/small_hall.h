// small_hall.h - a hall of two services and two counters that has no problem, for tests to spoil.
#ifndef HALLQ_TESTS_SMALL_HALL_H
#define HALLQ_TESTS_SMALL_HALL_H

#include "base/arena.h"
#include "settings.pb-c.h"

// small_hall: a fresh one in the arena.
Hallq__HallSettings *small_hall(struct arena *a);

// small_text: a text in the arena.
Hallq__Text *small_text(struct arena *a, const char *zh);

#endif
