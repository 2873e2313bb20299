#include "broker/live/clock.h"

#include <stdlib.h>

static int64_t later(int64_t a_ms, int64_t b_ms) {
    return a_ms > b_ms ? a_ms : b_ms;
}

static int64_t sooner(int64_t a_ms, int64_t b_ms) {
    return a_ms < b_ms ? a_ms : b_ms;
}

// No hall has run before, or it ran by an impossible clock.
static void init_new(struct clock *c, int64_t wall_ms) {
    c->alarmed = !clock_possible(wall_ms);
    c->at_ms = c->alarmed ? LIMIT_CLOCK_FIRST_MS : wall_ms;
    c->believe_upto_ms = LIMIT_CLOCK_LAST_MS;
}

// The latest hall time that may have been told since the store was written, if wall_ms is right.
static int64_t told_upto(const struct clock_stored *s, int64_t written_wall_ms, int64_t wall_ms) {
    int64_t covered_ms = later(s->covered_ms, s->at_ms);
    int64_t since_ms = wall_ms - written_wall_ms;
    if (since_ms < 0)
        return covered_ms;
    if (s->catching_up)
        since_ms = since_ms / CLOCK_CATCH_UP + 1;
    return sooner(covered_ms, s->at_ms + since_ms + (since_ms + CLOCK_SLEW - 1) / CLOCK_SLEW);
}

static void init_again(struct clock *c, const struct clock_stored *s, int64_t wall_ms) {
    int64_t written_wall_ms = s->wall_ms ? s->wall_ms : s->at_ms;
    c->believe_upto_ms = s->at_ms + CLOCK_AWAY_MS;
    c->at_ms = later(s->covered_ms, s->at_ms);
    c->alarmed = !clock_possible(wall_ms) || wall_ms < written_wall_ms - CLOCK_BACK_MS ||
                 wall_ms > c->believe_upto_ms;
    if (c->alarmed)
        return;
    c->at_ms = later(wall_ms, told_upto(s, written_wall_ms, wall_ms));
    c->ahead_ms = c->at_ms - wall_ms;
    c->catching_up = c->ahead_ms > 0 && s->catching_up;
    c->alarmed = c->ahead_ms > CLOCK_OFF_MS && !s->catching_up;
}

void clock_init(struct clock *c, const struct clock_stored *stored, int64_t wall_ms,
                int64_t mono_ms) {
    *c = (struct clock){
        .mono_ms = mono_ms, .wall_ms = wall_ms, .young_until_ms = mono_ms + CLOCK_YOUNG_MS};
    if (stored->at_ms < LIMIT_CLOCK_FIRST_MS)
        init_new(c, wall_ms);
    else
        init_again(c, stored, wall_ms);
}

static int64_t clamp(int64_t value, int64_t most) {
    return value > most ? most : value < -most ? -most : value;
}

// The lean after passed_ms towards a wall clock that is off by off_ms. Small steps add up in
// part_ms, else a broker with a thousand turns a second would never lean at all.
static int64_t lean(struct clock *c, int64_t passed_ms, int64_t off_ms) {
    int64_t divisor = c->catching_up ? CLOCK_CATCH_UP : CLOCK_SLEW;
    c->part_ms += passed_ms;
    int64_t most_ms = c->part_ms / divisor;
    c->part_ms -= most_ms * divisor;
    return clamp(off_ms, most_ms);
}

// Whether the machine's clock was set right after its start.
static bool set_late(const struct clock *c) {
    return c->wall_ms > c->at_ms && clock_possible(c->wall_ms) && c->mono_ms < c->young_until_ms &&
           c->wall_ms <= c->believe_upto_ms;
}

// Judges a wall clock that is off by off_ms.
static void judge(struct clock *c, int64_t off_ms) {
    int64_t allowed_ms = CLOCK_OFF_MS + (c->catching_up ? c->ahead_ms : 0);
    if (off_ms >= 0)
        c->catching_up = false;
    if (clock_possible(c->wall_ms) && off_ms <= CLOCK_OFF_MS && off_ms >= -allowed_ms) {
        c->alarmed = false;
    } else if (set_late(c)) {
        c->at_ms = c->wall_ms;
        c->alarmed = false;
    } else {
        c->alarmed = true;
        c->catching_up = false;
    }
}

int64_t clock_now(struct clock *c, int64_t wall_ms, int64_t mono_ms) {
    int64_t passed_ms = later(mono_ms - c->mono_ms, 0);
    c->at_ms += passed_ms;
    c->mono_ms = mono_ms;
    c->wall_ms = wall_ms;
    judge(c, wall_ms - c->at_ms);
    if (!c->alarmed)
        c->at_ms += lean(c, passed_ms, wall_ms - c->at_ms);
    return c->at_ms;
}

void clock_accept(struct clock *c, int64_t wall_ms, int64_t mono_ms) {
    clock_now(c, wall_ms, mono_ms);
    c->alarmed = false;
    c->catching_up = wall_ms < c->at_ms;
    c->ahead_ms = c->at_ms - wall_ms;
    if (wall_ms > c->at_ms)
        c->at_ms = wall_ms;
}

void clock_set_back(struct clock *c, int64_t at_ms, int64_t wall_ms, int64_t mono_ms) {
    c->at_ms = at_ms;
    c->mono_ms = mono_ms;
    c->wall_ms = wall_ms;
    c->part_ms = 0;
    c->alarmed = c->catching_up = false;
    c->believe_upto_ms = at_ms + CLOCK_AWAY_MS;
}
