#include "tests/sim/alerts.h"

#include <stdlib.h>
#include <string.h>

#include "broker/hall/wait/outlook.h"

enum { ALERTS = 4096, SERVICES = 10000, OPEN_MAX = 64 };

// A look comes once in 15 s at least while the broker is up; a step of the run may take longer.
#define SLACK_MS (60 * 1000)
#define DENSE_MS (31 * 1000) // between looks of a hall that is looked at as it should be

struct told {
    bool open;
    Hallq__Alert__Kind kind;
    Hallq__Alert__Level level;
    uint32_t subject, count;
    bool seen;
};

struct alert_watch {
    struct told told[ALERTS];
    uint64_t last;
    size_t open;
    int64_t
        warnable_ms[SERVICES]; // by service: a wait that is too long was told since then, 0: is not
    int64_t storm_ms; // a storm of crowded lines was open last then: it told of all of them
    int64_t
        red_due_ms[SERVICES];  // a wait that will be too long was foreseen since then, 0: none is
    int64_t told_ms[SERVICES]; // some counter gives it since then, 0: none does
    bool red[SERVICES];        // its alert was red
    int64_t look_ms, dense_ms; // of the last look; looks came as often as they should since then
    uint32_t version;          // of the settings then
    int64_t calm_ms[SERVICES]; // no wait there is near too long since then, 0: one is
};

struct alert_watch *alert_watch_create(void) {
    struct alert_watch *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    return w;
}

void alert_watch_destroy(struct alert_watch *w) {
    free(w);
}

bool alert_watch_open(const struct alert_watch *w, uint64_t alert, bool *ret_seen) {
    const struct told *t = alert < ALERTS ? &w->told[alert] : NULL;
    *ret_seen = t && t->seen;
    return t && t->open;
}

uint64_t alert_watch_last(const struct alert_watch *w) {
    return w->last;
}

static struct told *told_of(struct sim *s, struct alert_watch *w, uint64_t alert) {
    if (!alert || alert >= ALERTS || !w->told[alert].open) {
        sim_fail(s, "alerts", "an event of alert %llu, which is not open",
                 (unsigned long long)alert);
        return NULL;
    }
    return &w->told[alert];
}

static void breach_raised(struct sim *s, const struct alert_watch *w, const Hallq__Alert *a,
                          int64_t now_ms) {
    int64_t since_ms = w->warnable_ms[a->subject % SERVICES];
    if (since_ms && now_ms - since_ms > SLACK_MS && w->storm_ms < since_ms)
        sim_fail(s, "alerts",
                 "a breach of service %u without a warning, %lld s after the first chance",
                 a->subject, (long long)(now_ms - since_ms) / 1000);
}

// No breach without an earlier red, unless it came within a minute of amber's first chance. What nobody could see or
// foresee is none: looks that did not come, other limits, a line that no counter gave.
static void red_before(struct sim *s, const struct alert_watch *w, uint32_t service,
                       int64_t now_ms) {
    uint32_t at = service % SERVICES;
    int64_t red_ms = w->red_due_ms[at], amber_ms = w->warnable_ms[at];
    if (w->red[at] || w->storm_ms >= w->dense_ms || w->dense_ms > now_ms - SLACK_MS ||
        now_ms - w->look_ms > DENSE_MS)
        return;
    if (red_ms && now_ms - red_ms > SLACK_MS)
        sim_fail(s, "alerts", "a breach of service %u without a red, which was due for %lld s",
                 service, (long long)(now_ms - red_ms) / 1000);
    if (amber_ms && now_ms - amber_ms > SLACK_MS && w->dense_ms <= amber_ms && w->told_ms[at] &&
        w->told_ms[at] <= amber_ms)
        sim_fail(s, "alerts", "a breach of service %u without a red, amber's chance was %lld s ago",
                 service, (long long)(now_ms - amber_ms) / 1000);
}

// The level of a line's own alert from now on.
static void level_told(struct sim *s, struct alert_watch *w, const Hallq__Alert *a,
                       int64_t now_ms) {
    if (a->kind != HALLQ__ALERT__KIND__LINE_CROWDED || a->count)
        return;
    if (a->level == HALLQ__ALERT__LEVEL__BREACH)
        red_before(s, w, a->subject, now_ms);
    w->red[a->subject % SERVICES] |= a->level >= HALLQ__ALERT__LEVEL__RED;
}

static void raised(struct sim *s, struct alert_watch *w, const Hallq__Alert *a, int64_t now_ms) {
    if (a->alert != w->last + 1)
        sim_fail(s, "alerts", "alert %llu comes after %llu", (unsigned long long)a->alert,
                 (unsigned long long)w->last);
    w->last = a->alert;
    for (uint64_t i = 1; i < ALERTS && i < a->alert; i++)
        if (w->told[i].open && w->told[i].kind == a->kind && w->told[i].subject == a->subject &&
            !w->told[i].count == !a->count)
            sim_fail(s, "alerts", "alert %llu tells of the same as %llu",
                     (unsigned long long)a->alert, (unsigned long long)i);
    if (++w->open > OPEN_MAX)
        sim_fail(s, "alerts", "more than %d alerts are open", OPEN_MAX);
    if (a->kind == HALLQ__ALERT__KIND__LINE_CROWDED && !a->count &&
        a->level == HALLQ__ALERT__LEVEL__BREACH)
        breach_raised(s, w, a, now_ms);
    level_told(s, w, a, now_ms);
    if (a->alert < ALERTS)
        w->told[a->alert] = (struct told){true, a->kind, a->level, a->subject, a->count, false};
}

void alert_watch_event(struct sim *s, struct alert_watch *w, const Hallq__Event *e) {
    struct told *t;
    switch ((int)e->body_case) {
    case HALLQ__EVENT__BODY_ALERT_RAISED:
        raised(s, w, e->alert_raised->alert, e->at_ms);
        break;
    case HALLQ__EVENT__BODY_ALERT_CHANGED:
        if ((t = told_of(s, w, e->alert_changed->alert->alert))) {
            t->level = e->alert_changed->alert->level;
            t->count = e->alert_changed->alert->count;
        }
        level_told(s, w, e->alert_changed->alert, e->at_ms);
        break;
    case HALLQ__EVENT__BODY_ALERT_SEEN:
        if ((t = told_of(s, w, e->alert_seen->alert)))
            t->seen = true;
        break;
    case HALLQ__EVENT__BODY_ALERT_ESCALATED:
        told_of(s, w, e->alert_escalated->alert);
        break;
    case HALLQ__EVENT__BODY_ALERT_CLEARED:
        if ((t = told_of(s, w, e->alert_cleared->alert))) {
            if (t->kind == HALLQ__ALERT__KIND__LINE_CROWDED && t->count)
                w->storm_ms = e->at_ms;
            if (t->kind == HALLQ__ALERT__KIND__LINE_CROWDED && !t->count)
                w->red[t->subject % SERVICES] = false;
            t->open = false;
            w->open--;
        }
        break;
    }
}

// ---------------------------------------------------------------- at a look

// The state in which a counter has to be for an alert of this kind.
static Hallq__Counter__State state_for(Hallq__Alert__Kind kind) {
    return kind == HALLQ__ALERT__KIND__COUNTER_IDLE  ? HALLQ__COUNTER__STATE__FREE
           : kind == HALLQ__ALERT__KIND__OVER_TARGET ? HALLQ__COUNTER__STATE__SERVING
           : kind == HALLQ__ALERT__KIND__PAUSED_LONG ? HALLQ__COUNTER__STATE__PAUSED
                                                     : HALLQ__COUNTER__STATE__NO_STATE;
}

static void counter_holds(struct sim *s, struct state *state, const struct told *t) {
    const Hallq__CounterRow *row;
    Hallq__Counter__State needed = state_for(t->kind);
    if (!needed || t->count ||
        counter_row_need(state, key_counter(PLAN_HALL, t->subject), &row) != ERR_OK)
        return;
    if (row->state != needed)
        sim_fail(s, "alerts",
                 "an alert of kind %d about counter %u, which is in state %d, does not end",
                 (int)t->kind, t->subject, (int)row->state);
}

// When it began that something holds: then, or now; 0: it does not.
static int64_t since(int64_t since_ms, bool holds, int64_t now_ms) {
    return !holds ? 0 : since_ms ? since_ms : now_ms;
}

// What who has waited longest will have waited at the least: nobody is called at once.
static double reached_s(const struct outlook *o, const Hallq__AlertSettings *a) {
    double more_s = a->long_wait_s / 4.;
    return o->longest_s <= 0 ? 0 : o->longest_s + (more_s < 60 ? more_s : 60);
}

static void line_look(struct alert_watch *w, struct state *state, uint32_t service,
                      const Hallq__AlertSettings *a, int64_t now_ms) {
    struct outlook o;
    uint32_t at = service % SERVICES;
    if (outlook_read(state, now_ms, PLAN_HALL, service, &o) != ERR_OK)
        return;
    double most_s = o.upper_s > o.forecast_s ? o.upper_s : o.forecast_s;
    if (o.longest_forecast_s > most_s)
        most_s = o.longest_forecast_s;
    double reaches_s = reached_s(&o, a);
    bool reached = reaches_s >= a->long_wait_s;
    bool warnable = reached || (o.told && most_s >= a->long_wait_s);
    bool red_due =
        reached ||
        (o.told && (o.forecast_s >= a->long_wait_s || o.longest_forecast_s >= a->long_wait_s));
    bool calm = (!o.told || most_s < a->calm_wait_s) && reaches_s < a->calm_wait_s;
    w->warnable_ms[at] = since(w->warnable_ms[at], warnable, now_ms);
    w->red_due_ms[at] = since(w->red_due_ms[at], red_due, now_ms);
    w->told_ms[at] = since(w->told_ms[at], o.told, now_ms);
    w->calm_ms[at] = since(w->calm_ms[at], calm, now_ms);
}

static void look_noted(struct alert_watch *w, uint32_t version, int64_t now_ms) {
    if (now_ms - w->look_ms > DENSE_MS || version != w->version)
        w->dense_ms = now_ms;
    w->look_ms = now_ms;
    w->version = version;
}

static void line_holds(struct sim *s, const struct alert_watch *w, const struct told *t,
                       const Hallq__AlertSettings *a, int64_t now_ms) {
    int64_t since_ms = w->calm_ms[t->subject % SERVICES];
    if (t->kind == HALLQ__ALERT__KIND__LINE_CROWDED && !t->count && since_ms &&
        now_ms - since_ms >= a->calm_for_s * 1000LL)
        sim_fail(s, "alerts", "service %u is calm for %lld s, and its alert does not end",
                 t->subject, (long long)(now_ms - since_ms) / 1000);
}

// Until a day's end is worked off nothing is said of anybody: it is as if nobody looked.
static bool is_behind(const Hallq__HallRow *row, int64_t now_ms) {
    return (row->roll_at_ms && row->roll_at_ms <= now_ms) ||
           (row->hours_at_ms && row->hours_at_ms <= now_ms) ||
           row->chore == HALLQ__DUE_ROW__KIND__LEFTOVERS;
}

void alert_watch_look(struct sim *s, struct alert_watch *w, struct state *state, int64_t now_ms) {
    const Hallq__HallRow *row;
    const Hallq__HallSettings *h;
    if (hall_row_get(state, key_hall(PLAN_HALL), &row) != ERR_OK ||
        settings_get(state, PLAN_HALL, row->version, &h) != ERR_OK || is_behind(row, now_ms))
        return;
    look_noted(w, row->version, now_ms);
    for (size_t i = 0; i < h->n_services && h->alerts; i++)
        line_look(w, state, h->services[i]->id, h->alerts, now_ms);
    for (uint64_t i = 1; i <= w->last && i < ALERTS && h->alerts; i++) {
        if (!w->told[i].open)
            continue;
        counter_holds(s, state, &w->told[i]);
        line_holds(s, w, &w->told[i], h->alerts, now_ms);
    }
}
