#include "broker/hall/core/clerk_times.h"

int64_t clerk_times_running_ms(const Hallq__CounterRow *row, int64_t now_ms) {
    int64_t from_ms = row->times_upto_ms > row->since_ms ? row->times_upto_ms : row->since_ms;
    return from_ms && now_ms > from_ms ? now_ms - from_ms : 0;
}

// Whoever is of another day makes room.
static void others_drop(Hallq__CounterRow *row, int32_t day) {
    size_t kept = 0;
    for (size_t i = 0; i < row->n_times; i++)
        if (row->times[i]->day == day)
            row->times[kept++] = row->times[i];
    row->n_times = kept;
}

// The times of the clerk at the counter, today; NULL: none are counted.
static Hallq__ClerkTimes *times_of(struct change *c, Hallq__CounterRow *row) {
    struct arena *arena = c->state->arena;
    if (!row->clerk)
        return NULL;
    Hallq__ClerkTimes **grown = arena_need(arena, (row->n_times + 1) * sizeof(Hallq__ClerkTimes *));
    for (size_t i = 0; i < row->n_times; i++)
        grown[i] = row->times[i];
    row->times = grown;
    others_drop(row, c->row->day);
    for (size_t i = 0; i < row->n_times; i++)
        if (row->times[i]->staff == row->clerk)
            return row->times[i];
    if (row->n_times == LIMIT_CLERK_TIMES)
        return NULL;
    Hallq__ClerkTimes *times = arena_need(arena, sizeof *times);
    hallq__clerk_times__init(times);
    times->staff = row->clerk;
    times->day = c->row->day;
    return row->times[row->n_times++] = times;
}

void clerk_times_pass(struct change *c, Hallq__CounterRow *row) {
    int64_t passed_ms = clerk_times_running_ms(row, c->at_ms);
    bool idle = row->state == HALLQ__COUNTER__STATE__FREE;
    bool paused = row->state == HALLQ__COUNTER__STATE__PAUSED;
    Hallq__ClerkTimes *times = passed_ms && (idle || paused) ? times_of(c, row) : NULL;
    row->times_upto_ms = c->at_ms;
    if (!times)
        return;
    times->idle_ms += idle ? (uint64_t)passed_ms : 0;
    times->paused_ms += paused ? (uint64_t)passed_ms : 0;
}

void clerk_times_pause(struct change *c, Hallq__CounterRow *row) {
    Hallq__ClerkTimes *times = times_of(c, row);
    if (times)
        times->pauses++;
}

void clerk_times_clear(Hallq__CounterRow *row) {
    row->n_times = 0;
}
