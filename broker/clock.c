#include "broker/clock.h"

#include <stdlib.h>

void clock_init(struct clock *c, int64_t stored_at_ms, int64_t wall_ms, int64_t mono_ms) {
    *c = (struct clock){.at_ms = stored_at_ms, .mono_ms = mono_ms};
    if (!stored_at_ms) {
        c->at_ms = wall_ms > CLOCK_FIRST_MS ? wall_ms : CLOCK_FIRST_MS;
        c->alarmed = wall_ms < CLOCK_FIRST_MS;
        return;
    }
    c->alarmed = wall_ms < stored_at_ms - CLOCK_BACK_MS || wall_ms > stored_at_ms + CLOCK_AWAY_MS;
    if (!c->alarmed && wall_ms > stored_at_ms)
        c->at_ms = wall_ms;
}

static int64_t clamp(int64_t value, int64_t most) {
    return value > most ? most : value < -most ? -most : value;
}

// How far to lean after passed_ms, given how far off the wall clock is. Small steps add up in
// part_ms, else a broker with a thousand turns a second would never lean at all.
static int64_t lean(struct clock *c, int64_t passed_ms, int64_t off_ms) {
    int64_t divisor = c->catching_up ? CLOCK_CATCH_UP : CLOCK_SLEW;
    c->part_ms += passed_ms;
    int64_t most_ms = c->part_ms / divisor;
    c->part_ms -= most_ms * divisor;
    return clamp(off_ms, most_ms);
}

int64_t clock_now(struct clock *c, int64_t wall_ms, int64_t mono_ms) {
    int64_t passed_ms = mono_ms - c->mono_ms;
    if (passed_ms < 0)
        passed_ms = 0;
    int64_t off_ms = wall_ms - (c->at_ms + passed_ms);
    if (llabs(off_ms) > CLOCK_OFF_MS && !c->catching_up)
        c->alarmed = true;
    if (off_ms >= 0)
        c->catching_up = false;
    c->at_ms += passed_ms;
    c->mono_ms = mono_ms;
    if (!c->alarmed)
        c->at_ms += lean(c, passed_ms, off_ms);
    return c->at_ms;
}

void clock_accept(struct clock *c, int64_t wall_ms, int64_t mono_ms) {
    clock_now(c, wall_ms, mono_ms);
    c->alarmed = false;
    c->catching_up = wall_ms < c->at_ms;
    if (wall_ms > c->at_ms)
        c->at_ms = wall_ms;
}
