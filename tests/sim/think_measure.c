// think_measure.c - what a lead or guide does about alerts and crowds: mostly a measure that the hall has what it takes for, now
// and then just what an alert proposes, sometimes nonsense.
#include <string.h>

#include "tests/sim/think.h"

// An alert in this stage, the newest ones first; 0: there is none.
static uint64_t alert_in(struct think *t, bool seen, bool proposes) {
    uint64_t last = t->m->last_alert;
    for (uint64_t n = last; n && n + 40 > last; n--) {
        const struct model_alert *alert = n < MODEL_ALERTS ? &t->m->alerts[n] : NULL;
        if (alert && alert->open && alert->seen <= seen &&
            (!proposes || (alert->proposed_count && !alert->measure)))
            return n;
    }
    return 0;
}

// One that is open mostly, else any, or one that was never raised.
static uint64_t alert_any(struct think *t, bool seen) {
    uint64_t alert = dice_chance(t->d, 850) ? alert_in(t, seen, false) : 0;
    return alert ? alert : dice_below(t->d, t->m->last_alert + 2);
}

void think_see_alert(struct think *t) {
    NEW(t, SeeAlert, see_alert, c);
    c->alert = alert_any(t, false);
    ASK(t, SEE_ALERT, see_alert, c);
}

static void services_pick(struct think *t, Hallq__Measure *w, size_t most) {
    w->services = arena_need(t->arena, (most + 1) * sizeof *w->services);
    w->n_services = dice_below(t->d, most + 1);
    for (size_t i = 0; i < w->n_services; i++)
        w->services[i] = service_any(t);
}

static char *area_any(struct think *t) {
    if (dice_chance(t->d, 40))
        return arena_text(t->arena, "no-such-zone");
    return arena_text(t->arena, plan_areas[dice_below(t->d, PLAN_AREAS)]);
}

static uint32_t minutes_any(struct think *t) {
    return dice_chance(t->d, 500) ? 0 : 1 + (uint32_t)dice_below(t->d, 40);
}

static void divert_fill(struct think *t, Hallq__Measure *w) {
    services_pick(t, w, 2);
    w->people = (uint32_t)dice_below(t->d, 9);
    w->minutes = minutes_any(t);
    if (dice_chance(t->d, 400))
        w->to_hall = dice_chance(t->d, 50) ? 99 : t->p->other_hall;
    if (dice_chance(t->d, w->to_hall ? 30 : 500))
        w->zone = area_any(t);
}

// A counter that does not work mostly.
static uint32_t counter_shut(struct think *t) {
    uint32_t counter = counter_any(t);
    for (size_t i = 0; i < t->p->counter_count && dice_chance(t->d, 850); i++) {
        const struct model_counter *c = &t->m->counters[t->p->counters[i].id];
        if ((c->state == CLOSED || c->state == PAUSED || !c->state) && dice_chance(t->d, 600))
            counter = t->p->counters[i].id;
    }
    return counter;
}

static void measure_fill(struct think *t, Hallq__Measure *w) {
    switch (w->kind) {
    case HALLQ__MEASURE__KIND__OPEN_COUNTER:
        w->counter = counter_shut(t);
        break;
    case HALLQ__MEASURE__KIND__COUNTER_SERVICES:
        w->counter = counter_any(t);
        services_pick(t, w, 3);
        break;
    case HALLQ__MEASURE__KIND__REST_AREA:
        services_pick(t, w, 2);
        w->minutes = minutes_any(t);
        if (dice_chance(t->d, 400))
            w->zone = area_any(t);
        break;
    case HALLQ__MEASURE__KIND__DIVERT:
        divert_fill(t, w);
        break;
    case HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS:
        services_pick(t, w, 2);
        w->people = dice_chance(t->d, 30) ? 10000 : (uint32_t)dice_below(t->d, 20);
        w->minutes = minutes_any(t);
        break;
    case HALLQ__MEASURE__KIND__SUSPEND_SERVICE:
        services_pick(t, w, dice_chance(t->d, 100) ? 2 : 1);
        w->text_code = code_any(t, plan_suspend_reasons);
        break;
    case HALLQ__MEASURE__KIND__NOTICE:
        w->text_code = code_any(t, plan_notices);
        w->minutes = minutes_any(t);
        break;
    case HALLQ__MEASURE__KIND__ZONE_OUT:
        w->zone = area_any(t);
        break;
    default: // GUIDE, and kinds that there are not
        w->minutes = dice_chance(t->d, 30) ? 1441 : minutes_any(t);
    }
}

static Hallq__Measure *measure_proposed(struct think *t, uint64_t alert) {
    const struct model_alert *from = &t->m->alerts[alert];
    const struct model_what *what = &from->proposed[dice_below(t->d, from->proposed_count)];
    NEW(t, Measure, measure, w);
    w->kind = (Hallq__Measure__Kind)what->kind;
    w->counter = what->counter;
    w->n_services = what->service_count;
    w->services = arena_copy(t->arena, what->services, sizeof what->services);
    w->zone = arena_text(t->arena, what->zone);
    w->text_code = arena_text(t->arena, what->text_code);
    w->people = what->people;
    return w;
}

// Guides mostly what they may; now and then a kind that there is not.
static Hallq__Measure__Kind kind_any(struct think *t) {
    static const Hallq__Measure__Kind guides[] = {HALLQ__MEASURE__KIND__GUIDE,
                                                  HALLQ__MEASURE__KIND__REST_AREA,
                                                  HALLQ__MEASURE__KIND__ZONE_OUT};
    if (t->c->role == HALLQ__DEVICE__ROLE__GUIDE && dice_chance(t->d, 800))
        return guides[dice_below(t->d, 3)];
    if (dice_chance(t->d, 10))
        return (Hallq__Measure__Kind)(dice_below(t->d, 2) * 10);
    return (Hallq__Measure__Kind)(1 + dice_below(t->d, 9));
}

void think_take_measure(struct think *t) {
    NEW(t, TakeMeasure, take_measure, c);
    uint64_t alert = dice_chance(t->d, 700) ? alert_in(t, true, true) : 0;
    if (alert) {
        c->alert = alert;
        c->measure = measure_proposed(t, alert);
    } else {
        NEW(t, Measure, measure, w);
        w->kind = kind_any(t);
        measure_fill(t, w);
        c->measure = dice_chance(t->d, 5) ? NULL : w;
        c->alert = dice_chance(t->d, 300) ? alert_any(t, true) : 0;
    }
    ASK(t, TAKE_MEASURE, take_measure, c);
}

void think_end_measure(struct think *t) {
    NEW(t, EndMeasure, end_measure, c);
    c->measure = (uint32_t)dice_below(t->d, t->m->last_measure + 2);
    for (size_t i = 0; i < MODEL_MEASURES && dice_chance(t->d, 990); i++)
        if (t->m->measures[i].lasts && dice_chance(t->d, 700))
            c->measure = t->m->measures[i].number;
    ASK(t, END_MEASURE, end_measure, c);
}

PLAIN(get_alerts, GET_ALERTS, GetAlerts, get_alerts)
PLAIN(get_measures, GET_MEASURES, GetMeasures, get_measures)
