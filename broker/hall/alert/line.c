// line.c - alerts of lines: crowded, or suspended inside its hours. Whether a line is crowded is told by
// broker/forecast/crowd, whose switches stand in the line's row between looks; where too little is
// known to tell a wait, only a wait that is a fact counts.
#include "broker/hall/alert/look.h"

#include "broker/hall/wait/known.h"

// The wait in seconds, as an alert tells it.
static uint32_t whole_s(double wait_s) {
    return wait_s <= 0 ? 0 : wait_s >= UINT32_MAX ? UINT32_MAX : (uint32_t)wait_s;
}

static struct crowd crowd_of(const Hallq__Crowding *c) {
    if (!c)
        return (struct crowd){.on = {false}};
    return (struct crowd){
        .on = {[CROWD_AMBER] = c->amber_since_ms != 0,
               [CROWD_RED] = c->red_since_ms != 0,
               [CROWD_BREACH] = c->breach_since_ms != 0},
        .since_ms = {[CROWD_AMBER] = c->amber_since_ms,
                     [CROWD_RED] = c->red_since_ms,
                     [CROWD_BREACH] = c->breach_since_ms},
        .calm_since_ms =
            {[CROWD_AMBER] = c->amber_calm_since_ms, [CROWD_RED] = c->red_calm_since_ms},
    };
}

static int64_t since_ms(const struct crowd *crowd, enum crowd_level level) {
    return crowd->on[level] ? crowd->since_ms[level] : 0;
}

static Hallq__Crowding crowding_of(const struct crowd *crowd) {
    Hallq__Crowding c = HALLQ__CROWDING__INIT;
    c.amber_since_ms = since_ms(crowd, CROWD_AMBER);
    c.amber_calm_since_ms = crowd->calm_since_ms[CROWD_AMBER];
    c.red_since_ms = since_ms(crowd, CROWD_RED);
    c.red_calm_since_ms = crowd->calm_since_ms[CROWD_RED];
    c.breach_since_ms = since_ms(crowd, CROWD_BREACH);
    return c;
}

static bool crowding_same(const Hallq__Crowding *a, const Hallq__Crowding *b) {
    return a->amber_since_ms == b->amber_since_ms &&
           a->amber_calm_since_ms == b->amber_calm_since_ms && a->red_since_ms == b->red_since_ms &&
           a->red_calm_since_ms == b->red_calm_since_ms && a->breach_since_ms == b->breach_since_ms;
}

static void crowding_watch(struct looking *l, const struct looked_line *line,
                           const struct crowd *crowd) {
    static const Hallq__Crowding calm = HALLQ__CROWDING__INIT;
    Hallq__Crowding now = crowding_of(crowd);
    if (crowding_same(line->row->crowding ? line->row->crowding : &calm, &now))
        return;
    EMIT(l->d, ALERT_WATCHED, AlertWatched, alert_watched, watched);
    watched->service = line->service->id;
    watched->crowding = arena_copy(l->d->state->arena, &now, sizeof now);
}

static Hallq__Alert__Level level_of(enum crowd_level level) {
    return level == CROWD_BREACH ? HALLQ__ALERT__LEVEL__BREACH
           : level == CROWD_RED  ? HALLQ__ALERT__LEVEL__RED
                                 : HALLQ__ALERT__LEVEL__AMBER;
}

static int64_t first_ms(const struct crowd *crowd, enum crowd_level from) {
    int64_t first = INT64_MAX;
    for (enum crowd_level level = from; level <= CROWD_BREACH; level++)
        if (crowd->on[level] && crowd->since_ms[level] < first)
            first = crowd->since_ms[level];
    return first;
}

static int crowded_want(struct looking *l, const struct looked_line *line,
                        const struct crowd *crowd, enum crowd_level level) {
    const struct outlook *o = &line->outlook;
    struct wanted *w =
        want(l, HALLQ__ALERT__KIND__LINE_CROWDED, level_of(level), line->service->id);
    if (!w)
        return ERR_OK;
    w->now.since_ms = first_ms(crowd, CROWD_AMBER);
    w->now.level_since_ms = crowd->since_ms[level];
    w->act_since_ms = level >= CROWD_RED ? first_ms(crowd, CROWD_RED) : 0;
    w->now.forecast_s = whole_s(o->forecast_s);
    w->now.upper_s = whole_s(o->upper_s);
    w->now.longest_s = whole_s(o->longest_s);
    w->now.waiting = o->waiting;
    w->now.counters = o->counters;
    return alert_cause(l, line, &w->now.cause);
}

static int crowded_look(struct looking *l, const struct looked_line *line) {
    const struct outlook *o = &line->outlook;
    struct crowd crowd = crowd_of(line->row->crowding);
    struct crowd_seen seen = {.longest_s = o->longest_s};
    if (o->told)
        seen = (struct crowd_seen){o->forecast_s, o->upper_s, o->longest_s, o->longest_forecast_s};
    enum crowd_level level = crowd_see(&crowd, &l->limits.crowd, &seen, l->d->now_ms);
    crowding_watch(l, line, &crowd);
    return level == CROWD_CALM ? ERR_OK : crowded_want(l, line, &crowd, level);
}

static void suspended_look(struct looking *l, const struct looked_line *line) {
    if (line->row->suspended && line->row->open)
        want(l, HALLQ__ALERT__KIND__SERVICE_SUSPENDED, HALLQ__ALERT__LEVEL__NOTE,
             line->service->id);
}

// A line whose row cannot be read is as an empty one.
static int line_look(const struct hall_now *now, size_t place, struct looked_line *ret) {
    ret->service = now->settings->services[place];
    int err = line_read(now, place, &ret->row);
    return err ? err : outlook_whole(now, ret->service, &ret->outlook);
}

int lines_look(struct looking *l) {
    struct deciding *d = l->d;
    const Hallq__HallSettings *h = d->settings;
    struct hall_now now;
    int err = hall_now_begin(&now, d->state, d->now_ms, d->hall, d->row->version, h);
    now.twin = l->known->twin;
    l->lines = arena_need(d->state->arena, (h->n_services + 1) * sizeof *l->lines);
    for (size_t i = 0; i < h->n_services && !err; i++) {
        struct looked_line *line = &l->lines[i];
        if ((err = line_look(&now, i, line)))
            break;
        l->hall_open |= line->row->open;
        suspended_look(l, line);
        if (!l->limits.off[HALLQ__ALERT__KIND__LINE_CROWDED])
            err = crowded_look(l, line);
    }
    return err;
}
