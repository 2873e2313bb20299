// look.c - what a look wants, settled with what is open: by kind and subject. Too many of a kind are one
// alert with their number, a storm; it ends when they are fewer than the set number, so that one more
// or less does not turn it on and off.
//
//     wanted, not open    raised
//     wanted and open     changed, if its level or count is another or its figures moved;
//                         escalated, if nobody acted in the set time
//     open, not wanted    cleared
#include "broker/hall/alert/look.h"

#include "base/count.h"
#include "broker/forecast/range.h"
#include "broker/hall/alert/list.h"
#include "broker/hall/core/settings_cache.h"

struct wanted *want(struct looking *l, Hallq__Alert__Kind kind, Hallq__Alert__Level level,
                    uint32_t subject) {
    if (l->limits.off[kind])
        return NULL;
    struct wanted *wanted = arena_need(l->d->state->arena, sizeof *wanted);
    *wanted = (struct wanted){.now = HALLQ__ALERT__INIT};
    wanted->now.kind = kind;
    wanted->now.level = level;
    wanted->now.subject = subject;
    wanted->now.since_ms = wanted->now.level_since_ms = l->d->now_ms;
    if (l->first[kind])
        l->last[kind]->next = wanted;
    else
        l->first[kind] = wanted;
    l->last[kind] = wanted;
    l->count[kind]++;
    return wanted;
}

const Hallq__Alert *open_find(const struct looking *l, Hallq__Alert__Kind kind, uint32_t subject) {
    for (size_t i = 0; i < l->open_count; i++)
        if (l->open[i]->kind == kind && l->open[i]->subject == subject && !l->open[i]->count)
            return l->open[i];
    return NULL;
}

const struct looked_line *looked_line_of(const struct looking *l, uint32_t service) {
    for (size_t i = 0; i < l->d->settings->n_services; i++)
        if (l->lines[i].service->id == service)
            return &l->lines[i];
    return NULL;
}

// ---------------------------------------------------------------- storms

static const Hallq__Alert *storm_find(const struct looking *l, Hallq__Alert__Kind kind) {
    for (size_t i = 0; i < l->open_count; i++)
        if (l->open[i]->kind == kind && l->open[i]->count)
            return l->open[i];
    return NULL;
}

// The highest level of all, and what began first.
static void storm_take(struct wanted *storm, const struct wanted *one) {
    if (one->now.level > storm->now.level)
        storm->now.level = one->now.level;
    if (one->now.since_ms < storm->now.since_ms)
        storm->now.since_ms = one->now.since_ms;
    if (one->act_since_ms && (!storm->act_since_ms || one->act_since_ms < storm->act_since_ms))
        storm->act_since_ms = one->act_since_ms;
}

static void storm_make(struct looking *l, Hallq__Alert__Kind kind) {
    const struct wanted *each = l->first[kind];
    size_t count = l->count[kind];
    bool stands = storm_find(l, kind) && count >= l->limits.storm;
    if (count <= l->limits.storm && !stands)
        return;
    l->first[kind] = NULL;
    l->count[kind] = 0;
    struct wanted *storm = want(l, kind, each->now.level, 0);
    storm->now.count = (uint32_t)count;
    for (; each; each = each->next)
        storm_take(storm, each);
}

// ---------------------------------------------------------------- what is new

static bool is_news(const Hallq__Alert *told, const Hallq__Alert *now) {
    return told->level != now->level || told->count != now->count ||
           wait_moved(told->forecast_s, now->forecast_s) ||
           wait_moved(told->longest_s, now->longest_s) || wait_moved(told->upper_s, now->upper_s);
}

static void changed_emit(struct looking *l, const Hallq__Alert *told, const struct wanted *wanted) {
    Hallq__Alert *now = arena_copy(l->d->state->arena, &wanted->now, sizeof *now);
    now->alert = told->alert;
    now->since_ms = told->since_ms;
    if (told->level == now->level)
        now->level_since_ms = told->level_since_ms;
    now->seen_by = told->seen_by;
    now->seen_at_ms = told->seen_at_ms;
    now->measure = told->measure;
    now->escalated_at_ms = told->escalated_at_ms;
    now->proposal = told->proposal;
    EMIT(l->d, ALERT_CHANGED, AlertChanged, alert_changed, changed);
    changed->alert = now;
}

// A line that may get crowded, and what is only worth knowing, is the shift lead's alone.
static bool is_overdue(const struct looking *l, const Hallq__Alert *told,
                       const struct wanted *wanted) {
    int64_t since_ms = wanted->act_since_ms ? wanted->act_since_ms : told->level_since_ms;
    if (told->escalated_at_ms || told->measure || l->d->now_ms - since_ms < l->limits.escalate_ms)
        return false;
    if (wanted->now.level >= HALLQ__ALERT__LEVEL__RED)
        return true;
    return wanted->now.level == HALLQ__ALERT__LEVEL__AMBER && !told->seen_by &&
           wanted->now.kind != HALLQ__ALERT__KIND__LINE_CROWDED;
}

static struct wanted *wanted_find(const struct looking *l, const Hallq__Alert *told) {
    for (struct wanted *w = l->first[told->kind]; w; w = w->next)
        if (w->now.subject == told->subject && !w->now.count == !told->count)
            return w;
    return NULL;
}

static void open_settle(struct looking *l, const Hallq__Alert *told, uint64_t storm) {
    struct wanted *wanted = wanted_find(l, told);
    if (!wanted || wanted->matched) {
        EMIT(l->d, ALERT_CLEARED, AlertCleared, alert_cleared, cleared);
        cleared->alert = told->alert;
        cleared->storm = storm;
        l->open_after--;
        return;
    }
    wanted->matched = true;
    if (is_news(told, &wanted->now))
        changed_emit(l, told, wanted);
    if (is_overdue(l, told, wanted)) {
        EMIT(l->d, ALERT_ESCALATED, AlertEscalated, alert_escalated, escalated);
        escalated->alert = told->alert;
    }
}

static void wanted_raise(struct looking *l, struct wanted *wanted, uint64_t *last_alert) {
    if (l->open_after == LIMIT_ALERTS)
        return; // when there is room: more than anybody reads are open
    l->open_after++;
    wanted->now.alert = ++*last_alert;
    EMIT(l->d, ALERT_RAISED, AlertRaised, alert_raised, raised);
    raised->alert = &wanted->now;
}

// Clears before it raises, so that there is room. A new storm is the first that is raised of its kind.
static void kind_settle(struct looking *l, Hallq__Alert__Kind kind, uint64_t *last_alert) {
    storm_make(l, kind);
    const Hallq__Alert *stands = storm_find(l, kind);
    const struct wanted *first = l->first[kind];
    uint64_t storm = !first || !first->now.count ? 0 : stands ? stands->alert : *last_alert + 1;
    for (size_t i = 0; i < l->open_count; i++)
        if (l->open[i]->kind == kind)
            open_settle(l, l->open[i], l->open[i] == stands ? 0 : storm);
    for (struct wanted *w = l->first[kind]; w; w = w->next)
        if (!w->matched)
            wanted_raise(l, w, last_alert);
}

// ---------------------------------------------------------------- the whole

static int look(struct looking *l) {
    static int (*const looks[])(struct looking *) = {
        lines_look,    closing_look, counters_look, hall_look,
        printers_look, hooks_look,   helps_look,    deadlines_look,
    };
    struct deciding *d = l->d;
    l->limits = alert_limits(d->settings);
    int err = alerts_open(d->state, d->hall, &l->open, &l->open_count);
    for (size_t i = 0; i < COUNT(looks) && !err; i++)
        err = looks[i](l);
    if (err)
        return err;
    uint64_t last_alert = d->row->alerts;
    l->open_after = l->open_count;
    for (int kind = 1; kind < ALERT_KINDS; kind++)
        kind_settle(l, (Hallq__Alert__Kind)kind, &last_alert);
    return ERR_OK;
}

// Whether a day's end or a change of hours is still to be worked off: until then the rows show people
// of days before as waiting, and hours that are over.
static bool is_behind(const Hallq__HallRow *row, int64_t now_ms) {
    bool is_due = (row->roll_at_ms && row->roll_at_ms <= now_ms) ||
                  (row->hours_at_ms && row->hours_at_ms <= now_ms);
    return is_due || row->chore == HALLQ__DUE_ROW__KIND__LEFTOVERS;
}

int decide_alerts(struct state *s, int64_t now_ms, uint32_t hall, const struct alert_known *known,
                  struct decision *ret) {
    struct deciding d;
    struct looking l = {.d = &d, .known = known};
    int err = deciding_begin(&d, s, now_ms, hall, ret);
    if (!err && d.settings && !is_behind(d.row, now_ms))
        err = look(&l);
    if (!err && !ret->record->n_events)
        ret->record = NULL;
    return err;
}

int alerts_look(struct state *s, int64_t now_ms, uint32_t hall, const struct alert_known *known,
                bool *ret) {
    struct decision decision;
    int err = decide_alerts(s, now_ms, hall, known, &decision);
    *ret = !err && decision.record;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

int alerts_busy(struct state *s, uint32_t hall, bool *ret) {
    const Hallq__HallRow *row;
    const Hallq__HallSettings *settings;
    *ret = false;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (!err)
        err = settings_get(s, hall, row->version, &settings);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    *ret = row->open_tickets || row->open_alerts;
    for (size_t i = 0; i < settings->n_services && !*ret && !err; i++) {
        const Hallq__LineRow *line;
        struct key key = key_line(hall, HALLQ__LINE__KIND__SERVICE, settings->services[i]->id);
        err = line_row_need(s, key, &line);
        if (row_passed(s, TABLE_LINE, key, err))
            err = ERR_OK;
        else if (!err)
            *ret = line->counters;
    }
    return err;
}
