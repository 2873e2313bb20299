// agenda.h - what happens when, in hall time, on a libuv loop. Hall time runs `speed` times as fast
// as the loop's; it is set by what the broker says the time is.
#ifndef HALLQ_SIM_AGENDA_H
#define HALLQ_SIM_AGENDA_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

typedef void (*agenda_cb)(void *arg);

struct agenda_entry;

struct agenda {
    uv_timer_t timer;
    double speed;
    int64_t hall_at_ms; // hall time when the broker last told it
    uint64_t told_ns;   // monotonic time then
    struct agenda_entry *heap;
    size_t count, room;
    uint64_t next_order;
};

// agenda_init: on this loop; the clock stands at 0 until agenda_tell.
void agenda_init(struct agenda *a, uv_loop_t *loop, double speed);

// agenda_stop: forgets all entries and closes the timer. agenda_fini frees; after the loop ran out.
void agenda_stop(struct agenda *a);
void agenda_fini(struct agenda *a);

// agenda_tell: the broker says it is at_ms. Hall time never goes back.
void agenda_tell(struct agenda *a, int64_t at_ms);

int64_t agenda_now_ms(const struct agenda *a);

// agenda_at: calls back at this hall time, or at once if it has passed; entries of one time in the
// order they were made.
void agenda_at(struct agenda *a, int64_t at_ms, agenda_cb due_cb, void *arg);

// agenda_in: the same, so many seconds from now.
void agenda_in(struct agenda *a, double delay_s, agenda_cb due_cb, void *arg);

#endif
