// scored.c - a row for each service and hour of a day: the one that a call touches is small, and the
// day's sums are made of the hours when somebody asks.
#include "broker/hall/wait/scored.h"

#define HOUR_S 3600.

static void score_read(const Hallq__ScoreRow *row, struct score *ret) {
    *ret = (struct score){.count = row->count,
                          .waited_s = row->waited_s,
                          .off_s = row->off_s,
                          .too_long_s = row->too_long_s,
                          .square_s2 = row->square_s2,
                          .width_s = row->width_s,
                          .shadow_square_s2 = {row->queue_square_s2, row->head_square_s2},
                          .far = row->far,
                          .inside = row->inside,
                          .long_waits = row->long_waits,
                          .long_said = row->long_said,
                          .long_hits = row->long_hits};
}

static void score_write(const struct score *score, Hallq__ScoreRow *row) {
    row->count = score->count;
    row->waited_s = score->waited_s;
    row->off_s = score->off_s;
    row->too_long_s = score->too_long_s;
    row->square_s2 = score->square_s2;
    row->width_s = score->width_s;
    row->queue_square_s2 = score->shadow_square_s2[SHADOW_QUEUE];
    row->head_square_s2 = score->shadow_square_s2[SHADOW_HEAD];
    row->far = score->far;
    row->inside = score->inside;
    row->long_waits = score->long_waits;
    row->long_said = score->long_said;
    row->long_hits = score->long_hits;
}

static uint32_t hour_of(double clock_s) {
    uint32_t hour = clock_s > 0 ? (uint32_t)(clock_s / HOUR_S) : 0;
    return hour < SCORED_HOURS ? hour : SCORED_HOURS - 1;
}

int scored_add(struct change *c, uint32_t service, const struct forecast_given *given,
               double waited_s) {
    static const Hallq__ScoreRow none = HALLQ__SCORE_ROW__INIT;
    struct key key = key_score(c->hall, c->row->day, service, hour_of(given->clock_s));
    struct score score;
    Hallq__ScoreRow *row;
    int err = score_row_own(c->state, key, &row);
    if (err == ERR_NOT_FOUND || row_passed(c->state, TABLE_SCORE, key, err)) {
        err = score_row_put(c->state, key, &none); // one that cannot be read begins anew
        if (!err)
            err = score_row_own(c->state, key, &row);
    }
    if (err)
        return err;
    score_read(row, &score);
    score_add(&score, &given->said, waited_s);
    score_write(&score, row);
    return score_row_own_put(c->state, key, row);
}

// ---------------------------------------------------------------- a day

struct reading {
    struct state *state;
    struct scored *services;
    size_t count, room;
};

// Rows come by service: another than the last one is new.
static struct scored *service_of(struct reading *r, uint32_t service) {
    if (r->count && r->services[r->count - 1].service == service)
        return &r->services[r->count - 1];
    if (r->count == r->room) {
        struct scored *old = r->services;
        r->room = r->room ? 2 * r->room : 8;
        r->services = arena_need(r->state->arena, r->room * sizeof *r->services);
        for (size_t i = 0; i < r->count; i++)
            r->services[i] = old[i];
    }
    r->services[r->count] = (struct scored){.service = service};
    return &r->services[r->count++];
}

static int row_cb(void *arg, struct bytes key, struct bytes value) {
    struct reading *r = arg;
    uint32_t service = key_read_u32(key, KEY_SCORE_DAY_SIZE);
    uint32_t hour = ((const unsigned char *)key.data)[key.size - 1];
    const Hallq__ScoreRow *row = score_row_read(r->state->arena, value);
    if (!row || hour >= SCORED_HOURS)
        row_unread(r->state, TABLE_SCORE, key);
    else
        score_read(row, &service_of(r, service)->hours[hour]);
    return 0;
}

int scored_day(struct state *s, uint32_t hall, int32_t day, uint32_t service, struct scored **ret,
               size_t *ret_count) {
    struct reading r = {.state = s};
    struct key from = key_score(hall, day, service, 0);
    size_t prefix_size = service ? KEY_SCORE_SERVICE_SIZE : KEY_SCORE_DAY_SIZE;
    int err = rows_scan_over(s, TABLE_SCORE, from, prefix_size, row_cb, &r);
    *ret = r.services;
    *ret_count = r.count;
    return err;
}

// ---------------------------------------------------------------- many days

struct summing {
    struct state *state;
    int32_t to_day;
    struct scored_sum *sums;
    size_t count, room;
};

static struct score *sum_of(struct summing *r, uint32_t service) {
    for (size_t i = 0; i < r->count; i++)
        if (r->sums[i].service == service)
            return &r->sums[i].score;
    if (r->count == r->room) {
        struct scored_sum *old = r->sums;
        r->room = r->room ? 2 * r->room : 8;
        r->sums = arena_need(r->state->arena, r->room * sizeof *r->sums);
        for (size_t i = 0; i < r->count; i++)
            r->sums[i] = old[i];
    }
    r->sums[r->count] = (struct scored_sum){.service = service};
    return &r->sums[r->count++].score;
}

static int sum_cb(void *arg, struct bytes key, struct bytes value) {
    struct summing *r = arg;
    struct score score;
    if ((int32_t)(key_read_u32(key, KEY_HALL_SIZE) ^ (1u << 31)) > r->to_day)
        return 1;
    struct arena_mark mark = arena_mark(r->state->arena);
    const Hallq__ScoreRow *row = score_row_read(r->state->arena, value);
    if (row)
        score_read(row, &score);
    else
        row_unread(r->state, TABLE_SCORE, key);
    arena_back(r->state->arena, mark);
    if (row)
        score_join(sum_of(r, key_read_u32(key, KEY_SCORE_DAY_SIZE)), &score);
    return 0;
}

int scored_range(struct state *s, uint32_t hall, int32_t from_day, int32_t to_day,
                 struct scored_sum **ret, size_t *ret_count) {
    struct summing r = {.state = s, .to_day = to_day};
    struct key from = key_score(hall, from_day, 0, 0);
    int err = rows_scan_over(s, TABLE_SCORE, from, KEY_HALL_SIZE, sum_cb, &r);
    *ret = r.sums;
    *ret_count = r.count;
    return err;
}
