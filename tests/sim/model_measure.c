// model_measure.c - measures and what is known of alerts, told a second time. Which alerts there are only the broker's look
// can say; what people then do with them, and what is done about a crowd, is the model's.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/model_own.h"

#define MINUTE_MS 60000LL
#define M(KIND) HALLQ__MEASURE__KIND__##KIND
#define E(END) HALLQ__MEASURE__END__##END

// --- alerts

struct model_alert *alert_of(struct model *m, uint64_t alert) {
    return alert && alert <= m->last_alert && alert < MODEL_ALERTS ? &m->alerts[alert] : NULL;
}

static struct model_what what_of(const Hallq__Measure *from) {
    struct model_what what = {.kind = (int)from->kind,
                              .counter = from->counter,
                              .to_hall = from->to_hall,
                              .people = from->people,
                              .minutes = from->minutes};
    for (size_t i = 0; i < from->n_services && i < MODEL_MEASURE_SERVICES; i++)
        what.services[what.service_count++] = from->services[i];
    snprintf(what.zone, sizeof what.zone, "%s", from->zone);
    snprintf(what.text_code, sizeof what.text_code, "%s", from->text_code);
    return what;
}

static void alert_known(struct model_alert *alert, const Hallq__Alert *now) {
    alert->kind = (int)now->kind;
    alert->level = (int)now->level;
    alert->subject = now->subject;
    alert->count = now->count;
}

static void advised(struct model_alert *alert, const Hallq__Proposal *proposal) {
    alert->proposed_count = 0;
    for (size_t i = 0; i < proposal->n_measures && i < MODEL_PROPOSED; i++)
        alert->proposed[alert->proposed_count++] = what_of(proposal->measures[i]);
    alert->with_s = proposal->with_s;
    alert->without_s = proposal->without_s;
    alert->for_ms = proposal->later_at_ms;
}

void model_look(struct model *m, const Hallq__JournalRecord *record) {
    for (size_t i = 0; i < record->n_events; i++) {
        const Hallq__Event *e = record->events[i];
        struct model_alert *alert;
        switch ((int)e->body_case) {
        case HALLQ__EVENT__BODY_ALERT_RAISED:
            m->last_alert = e->alert_raised->alert->alert;
            if ((alert = alert_of(m, m->last_alert))) {
                *alert = (struct model_alert){.open = true};
                alert_known(alert, e->alert_raised->alert);
            }
            break;
        case HALLQ__EVENT__BODY_ALERT_CHANGED:
            if ((alert = alert_of(m, e->alert_changed->alert->alert)))
                alert_known(alert, e->alert_changed->alert);
            break;
        case HALLQ__EVENT__BODY_ALERT_ADVISED:
            if ((alert = alert_of(m, e->alert_advised->alert)))
                advised(alert, e->alert_advised->proposal);
            break;
        case HALLQ__EVENT__BODY_ALERT_CLEARED:
            if ((alert = alert_of(m, e->alert_cleared->alert)))
                alert->open = false;
            break;
        }
    }
    m->seq = record->last_seq;
}

void do_see_alert(struct model_ask *a) {
    uint64_t number = a->request->see_alert->alert;
    struct model_alert *alert = alert_of(a->m, number);
    must_if(a, !alert || !alert->open, R(NO_ALERT));
    must_if(a, alert && alert->open && alert->seen, R(ALREADY));
    if (!goes(a))
        return;
    alert->seen = true;
    said_u64(event(a, "alert_seen"), "alert", number);
    said_by(a);
    event_end(a);
}

// --- what a measure may have

enum field {
    COUNTER = 1,
    SERVICES = 2,
    ZONE = 4,
    TO_HALL = 8,
    TEXT = 16,
    PEOPLE = 32,
    MINUTES = 64,
};

// The comments beside Measure.Kind, and who may take it.
static const struct {
    int fields;
    bool lasts, by_guide, shown;
} kinds[] = {
    [M(OPEN_COUNTER)] = {COUNTER, false, false, false}, // lasts where nobody is signed on
    [M(COUNTER_SERVICES)] = {COUNTER | SERVICES, false, false, false},
    [M(GUIDE)] = {MINUTES, true, true, false},
    [M(REST_AREA)] = {SERVICES | ZONE | MINUTES, true, true, true},
    [M(DIVERT)] = {SERVICES | ZONE | TO_HALL | PEOPLE | MINUTES, true, false, true},
    [M(OFFER_APPOINTMENTS)] = {SERVICES | PEOPLE | MINUTES, true, false, true},
    [M(SUSPEND_SERVICE)] = {SERVICES | TEXT, false, false, false},
    [M(NOTICE)] = {TEXT | MINUTES, true, false, true},
    [M(ZONE_OUT)] = {ZONE, true, true, true},
};
#define KINDS (sizeof kinds / sizeof kinds[0])

bool measure_is_shown(int kind) {
    return kinds[kind].shown;
}

static void fields_must_fit(struct model_ask *a, const struct model_what *w) {
    int fields = kinds[w->kind].fields;
    int used = (w->counter ? COUNTER : 0) | (w->service_count ? SERVICES : 0) |
               (*w->zone ? ZONE : 0) | (w->to_hall ? TO_HALL : 0) | (*w->text_code ? TEXT : 0) |
               (w->people ? PEOPLE : 0) | (w->minutes ? MINUTES : 0);
    must_if(a, used & ~fields, R(BAD_MESSAGE));
    must_if(a, w->people > 9999 || w->minutes > 1440, R(BAD_MESSAGE));
    for (size_t i = 0; i < w->service_count; i++) {
        must_if(a, !plan_service(a->m->plan, w->services[i]), R(NO_SERVICE));
        for (size_t k = 0; k < i; k++)
            must_if(a, w->services[k] == w->services[i], R(BAD_MESSAGE));
    }
}

static bool may_take(const struct model_ask *a, int kind) {
    if (kinds[kind].by_guide)
        return a->staff_role >= PLAN_GUIDE;
    return a->staff_role >= PLAN_LEAD && a->asker->role != HALLQ__DEVICE__ROLE__GUIDE;
}

static bool has_service(const struct model_what *w, uint32_t service) {
    for (size_t i = 0; i < w->service_count; i++)
        if (w->services[i] == service)
            return true;
    return false;
}

static bool meet(const struct model_what *a, const struct model_what *b) {
    bool meets = !a->service_count || !b->service_count; // of all
    for (size_t i = 0; i < a->service_count; i++)
        meets |= has_service(b, a->services[i]);
    return meets;
}

// One that lasts says the same.
static bool clashes(const struct model_measure *one, const struct model_what *w, uint32_t staff) {
    if (!one->lasts || one->what.kind != w->kind)
        return false;
    switch (w->kind) {
    case M(GUIDE):
        return one->staff == staff;
    case M(OPEN_COUNTER):
        return one->what.counter == w->counter;
    case M(NOTICE):
        return !strcmp(one->what.text_code, w->text_code);
    case M(ZONE_OUT):
        return !strcmp(one->what.zone, w->zone);
    default:
        return meet(&one->what, w);
    }
}

static bool is_kept(const struct model_measure *one) {
    return one->lasts || one->judge_ms;
}

// The next number whose place is not kept; 0: all are.
static uint32_t number_next(const struct model *m) {
    for (uint32_t n = m->last_measure + 1; n <= m->last_measure + MODEL_MEASURES; n++)
        if (!is_kept(&m->measures[n % MODEL_MEASURES]))
            return n;
    return 0;
}

static bool zone_is_out(const struct model *m, const char *zone) {
    for (size_t i = 0; i < MODEL_MEASURES; i++)
        if (m->measures[i].lasts && m->measures[i].what.kind == M(ZONE_OUT) &&
            !strcmp(m->measures[i].what.zone, zone))
            return true;
    return false;
}

// --- zones, halls and notices

static void zone_must_be(struct model_ask *a, const char *name, bool serves) {
    const struct plan_area *area = plan_area(a->m->plan, name);
    must_if(a, !area, R(NO_ZONE));
    must_if(a, area && serves && !area->self_service, R(NOT_FITTED));
}

static void rest_area(struct model_ask *a, struct model_what *w) {
    const struct plan *p = a->m->plan;
    if (!*w->zone)
        snprintf(w->zone, sizeof w->zone, "%s", plan_rest_area(p));
    if (!w->minutes)
        w->minutes = p->rest_s ? p->rest_s / 60 : 15;
    if (*w->zone)
        zone_must_be(a, w->zone, false);
    else
        must(a, R(NOT_FITTED));
}

static void divert(struct model_ask *a, struct model_what *w) {
    const struct plan *p = a->m->plan;
    must_if(a, w->to_hall && *w->zone, R(BAD_MESSAGE));
    must_if(a, w->to_hall && w->to_hall != p->other_hall, R(NO_OTHER_HALL));
    if (w->to_hall)
        return;
    for (size_t i = 0; !*w->zone && i < PLAN_AREAS; i++)
        if (p->areas[i].there && p->areas[i].self_service && !zone_is_out(a->m, plan_areas[i]))
            snprintf(w->zone, sizeof w->zone, "%s", plan_areas[i]);
    if (!*w->zone)
        return must(a, R(NOT_FITTED));
    zone_must_be(a, w->zone, true);
    must_if(a, zone_is_out(a->m, w->zone), R(ZONE_OUT));
}

static bool notice_there(const struct plan *p, const char *code) {
    for (size_t i = 0; i < p->notice_count; i++)
        if (!strcmp(plan_notices[i], code))
            return true;
    return false;
}

// --- its life

static void offer_say(struct model_ask *a, const struct model_measure *one, bool ended) {
    if (!kinds[one->what.kind].shown)
        return;
    struct said *s = event(a, "offer_changed");
    said_add(s, "offer={");
    offer_fields_say(s, one);
    said_add(s, "}");
    said_u64(s, "ended", ended);
    event_end(a);
}

static void measure_over(struct model_ask *a, struct model_measure *one, int why, bool by_staff) {
    bool lasted = one->lasts;
    struct said *s = event(a, "measure_ended");
    said_u64(s, "measure", one->number);
    said_i64(s, "why", why);
    if (by_staff)
        said_by(a);
    event_end(a);
    if (why == E(DAY_OVER))
        one->judge_ms = 0;
    if (!lasted)
        return;
    one->lasts = false;
    one->ended_ms = a->now_ms;
    one->end = why;
    if (by_staff) {
        one->ended_device = a->asker->device;
        one->ended_staff = a->staff;
    }
    offer_say(a, one, true);
}

// By their numbers: those for which `over_cb` says why they end.
static void measures_over(struct model_ask *a,
                          int (*over_cb)(const struct model_ask *a, const struct model_measure *m,
                                         const char *zone),
                          const char *zone) {
    struct model *m = a->m;
    for (uint32_t n = 1; n <= m->last_measure; n++) {
        struct model_measure *one = &m->measures[n % MODEL_MEASURES];
        int why = one->number == n && is_kept(one) ? over_cb(a, one, zone) : E(NO_END);
        if (why)
            measure_over(a, one, why, false);
    }
}

static int zone_failed_cb(const struct model_ask *a, const struct model_measure *one,
                          const char *zone) {
    (void)a;
    bool sent = one->lasts && one->what.kind == M(DIVERT) && !strcmp(one->what.zone, zone);
    return sent ? E(ZONE_FAILED) : E(NO_END);
}

static bool still_fits(const struct plan *p, const struct model_what *w) {
    const struct plan_area *area = plan_area(p, w->zone);
    bool serves = w->kind == M(DIVERT) || w->kind == M(ZONE_OUT);
    bool fits = !w->counter || plan_counter(p, w->counter);
    for (size_t i = 0; i < w->service_count; i++)
        fits = fits && plan_service(p, w->services[i]);
    if (*w->zone)
        fits = fits && area && (!serves || area->self_service);
    if (w->to_hall)
        fits = fits && w->to_hall == p->other_hall;
    return fits && (w->kind != M(NOTICE) || notice_there(p, w->text_code));
}

static int follows_cb(const struct model_ask *a, const struct model_measure *one,
                      const char *unused) {
    (void)unused;
    if (a->day_over)
        return E(DAY_OVER);
    if (one->lasts && one->what.kind == M(OPEN_COUNTER) && a->opened == one->what.counter)
        return E(FULFILLED);
    if (one->lasts && a->applied && !still_fits(a->m->plan, &one->what))
        return E(SETTINGS_GONE);
    return E(NO_END);
}

void measures_follow(struct model_ask *a) {
    if (a->opened || a->day_over || a->applied)
        measures_over(a, follows_cb, NULL);
    a->opened = 0;
    a->day_over = a->applied = false;
}

// --- commands

// As if another command had been sent, in the same record.
static void as_command(struct model_ask *a, Hallq__Request *request, model_do *run) {
    const Hallq__Request *own = a->request;
    request->hall = own->hall;
    a->request = request;
    run(a);
    a->request = own;
}

static void counter_measure(struct model_ask *a, const struct model_what *w, bool *lasts) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__CounterOpen open = HALLQ__COUNTER_OPEN__INIT;
    Hallq__CounterResume resume = HALLQ__COUNTER_RESUME__INIT;
    if (!plan_counter(a->m->plan, w->counter))
        return must(a, R(NO_COUNTER));
    const struct model_counter *c = counter_of(a->m, w->counter);
    *lasts = c->state == CLOSED && !c->clerk;
    if (*lasts)
        return;
    open.counter = resume.counter = w->counter;
    if (c->state == PAUSED) {
        request.counter_resume = &resume;
        return as_command(a, &request, do_counter_resume);
    }
    request.counter_open = &open;
    as_command(a, &request, do_counter_open);
}

static void services_measure(struct model_ask *a, struct model_what *w) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__CounterServices set = HALLQ__COUNTER_SERVICES__INIT;
    set.counter = w->counter;
    set.services = w->services;
    set.n_services = w->service_count;
    request.counter_services = &set;
    as_command(a, &request, do_counter_services);
}

static void suspend_measure(struct model_ask *a, struct model_what *w) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__ServiceSuspend suspend = HALLQ__SERVICE_SUSPEND__INIT;
    must_if(a, w->service_count != 1, R(BAD_MESSAGE));
    if (w->service_count != 1)
        return;
    suspend.service = w->services[0];
    suspend.reason = w->text_code;
    request.service_suspend = &suspend;
    as_command(a, &request, do_service_suspend);
}

// Looks at what the kind needs, and does what it does.
static void kind_do(struct model_ask *a, struct model_what *w, bool *lasts) {
    switch (w->kind) {
    case M(OPEN_COUNTER):
        return counter_measure(a, w, lasts);
    case M(COUNTER_SERVICES):
        return services_measure(a, w);
    case M(REST_AREA):
        return rest_area(a, w);
    case M(DIVERT):
        return divert(a, w);
    case M(SUSPEND_SERVICE):
        return suspend_measure(a, w);
    case M(NOTICE):
        return must_if(a, !notice_there(a->m->plan, w->text_code), R(NO_NOTICE));
    case M(ZONE_OUT):
        return zone_must_be(a, w->zone, true);
    default:
        return;
    }
}

// What was left open may be anything; of people as many, at least.
static bool just_so(const struct model_what *w, const struct model_what *said) {
    bool same = w->kind == said->kind && w->counter == said->counter &&
                w->to_hall == said->to_hall && !strcmp(w->zone, said->zone) &&
                (!w->people || w->people >= said->people);
    for (size_t i = 0; same && said->service_count && i < w->service_count; i++)
        same = has_service(said, w->services[i]);
    for (size_t i = 0; same && i < said->service_count; i++)
        same = has_service(w, said->services[i]);
    return same;
}

// This part of the proposal was taken before, and nobody has taken it back.
static bool taken_before(const struct model *m, const struct model_measure *now,
                         const struct model_what *said) {
    for (size_t i = 0; i < MODEL_MEASURES; i++) {
        const struct model_measure *one = &m->measures[i];
        if (one != now && one->number && one->alert == now->alert && one->proposed &&
            one->end != E(BY_STAFF) && just_so(&one->what, said))
            return true;
    }
    return false;
}

// What the alert proposed, for as long at least; the promise is kept with the last part of it.
static void promise_keep(const struct model *m, struct model_measure *one,
                         const struct model_alert *alert) {
    bool whole = true;
    for (size_t i = 0; alert && alert->open && i < alert->proposed_count; i++) {
        const struct model_what *said = &alert->proposed[i];
        one->proposed |= just_so(&one->what, said);
        whole = whole && (just_so(&one->what, said) || taken_before(m, one, said));
    }
    if (alert && one->until_ms && one->until_ms < alert->for_ms)
        one->proposed = false;
    if (!one->proposed || !whole)
        return;
    one->with_s = alert->with_s;
    one->without_s = alert->without_s;
    one->for_ms = alert->for_ms;
}

static void taken_say(struct model_ask *a, const struct model_measure *one) {
    struct said *s = event(a, "measure_taken");
    said_u64(s, "measure", one->number);
    measure_what_say(s, &one->what);
    said_u64(s, "alert", one->alert);
    said_by(a);
    said_u64(s, "lasts", one->lasts);
    said_i64(s, "until_ms", one->until_ms);
    measure_part_say(s, &one->lines);
    measure_promise_say(s, one);
    said_i64(s, "judge_at_ms", one->judge_ms);
    event_end(a);
    if (one->lasts)
        offer_say(a, one, false);
}

static struct model_measure *place_new(struct model_ask *a, uint32_t number) {
    struct model_measure *one = &a->m->measures[number % MODEL_MEASURES];
    struct said lines = one->lines, outcomes[2] = {one->outcomes[0], one->outcomes[1]};
    *one = (struct model_measure){.number = number,
                                  .device = a->asker->device,
                                  .staff = a->staff,
                                  .at_ms = a->now_ms,
                                  .judge_ms = a->now_ms + 10 * MINUTE_MS,
                                  .lines = lines,
                                  .outcomes = {outcomes[0], outcomes[1]}};
    a->m->last_measure = number;
    return one;
}

static bool take_refused(struct model_ask *a, const struct model_what *w) {
    struct model *m = a->m;
    must_if(a, !may_take(a, w->kind), R(PERSON_MAY_NOT));
    must_if(a, a->request->take_measure->alert > m->last_alert, R(NO_ALERT));
    fields_must_fit(a, w);
    for (size_t i = 0; i < MODEL_MEASURES; i++)
        must_if(a, clashes(&m->measures[i], w, a->staff), R(ALREADY));
    must_if(a, !number_next(m), R(MEASURES_FULL));
    return a->must_count;
}

void do_take_measure(struct model_ask *a) {
    const Hallq__TakeMeasure *c = a->request->take_measure;
    struct said lines = {0};
    if (!c->measure || c->measure->kind <= 0 || (size_t)c->measure->kind >= KINDS)
        return must(a, R(BAD_MESSAGE));
    struct model_what what = what_of(c->measure);
    bool lasts = kinds[what.kind].lasts;
    if (!take_refused(a, &what))
        measure_lines_say(a->m, &what, a->now_ms, &lines);
    kind_do(a, &what, &lasts);
    if (!goes(a))
        return said_fini(&lines);
    uint32_t number = number_next(a->m);
    struct model_alert *alert = alert_of(a->m, c->alert);
    struct model_measure *one = place_new(a, number);
    one->what = what;
    one->alert = c->alert;
    one->until_ms = lasts && what.minutes ? a->now_ms + what.minutes * MINUTE_MS : 0;
    said_clear(&one->lines);
    measure_part_say(&one->lines, &lines);
    said_fini(&lines);
    promise_keep(a->m, one, alert);
    one->lasts = lasts;
    taken_say(a, one);
    if (what.kind == M(ZONE_OUT))
        measures_over(a, zone_failed_cb, what.zone);
    if (alert && alert->open)
        alert->measure = number;
    said_u64(&a->done, "measure", number);
}

Hallq__Refusal__Reason model_could_take(struct model *m, const Hallq__Measure *measure,
                                        uint64_t alert, int64_t now_ms) {
    struct model_asker lead = {.role = HALLQ__DEVICE__ROLE__LEAD};
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__TakeMeasure take = HALLQ__TAKE_MEASURE__INIT;
    struct model_ask a;
    take.alert = alert;
    take.measure = (Hallq__Measure *)(uintptr_t)measure;
    request.hall = PLAN_HALL;
    request.take_measure = &take;
    model_ask_init(&a, m, now_ms);
    a.asker = &lead;
    a.staff_role = PLAN_LEAD;
    a.request = &request;
    a.seen = R(RETRY_LATER); // it is not taken
    do_take_measure(&a);
    Hallq__Refusal__Reason reason = a.must_count ? a.must : R(NONE);
    model_ask_fini(&a);
    return reason;
}

void do_end_measure(struct model_ask *a) {
    uint32_t number = a->request->end_measure->measure;
    struct model_measure *one = &a->m->measures[number % MODEL_MEASURES];
    if (!number || one->number != number || !one->lasts)
        return must(a, R(NO_MEASURE));
    must_if(a, !may_take(a, one->what.kind), R(PERSON_MAY_NOT));
    if (goes(a))
        measure_over(a, one, E(BY_STAFF), true);
}

// --- what is due

void measure_due(struct model_ask *a, Hallq__DueRow__Kind kind, uint64_t number) {
    struct model_measure *one = &a->m->measures[number % MODEL_MEASURES];
    if (!number || one->number != number)
        return trouble(a, "measure %u is not known", (unsigned)number);
    if (kind == HALLQ__DUE_ROW__KIND__MEASURE_END) {
        if (!one->lasts || !one->until_ms || one->until_ms > a->now_ms)
            trouble(a, "measure %u does not end now", one->number);
        return measure_over(a, one, E(TIME_OVER), false);
    }
    if (!one->judge_ms || one->judge_ms > a->now_ms || one->outcome_count == 2)
        return trouble(a, "measure %u is not to be judged now", one->number);
    uint32_t minutes = one->outcome_count ? 30 : 10;
    struct said lines = {0};
    measure_lines_say(a->m, &one->what, a->now_ms, &lines);
    one->judge_ms = one->outcome_count ? 0 : one->at_ms + 30 * MINUTE_MS;
    struct said *s = event(a, "measure_judged");
    said_u64(s, "measure", one->number);
    said_u64(s, "minutes", minutes);
    measure_part_say(s, &lines);
    said_i64(s, "judge_at_ms", one->judge_ms);
    event_end(a);
    struct said *outcome = &one->outcomes[one->outcome_count++];
    said_clear(outcome);
    said_u64(outcome, "minutes", minutes);
    measure_part_say(outcome, &lines);
    said_fini(&lines);
}

bool measure_late(const struct model *m, int64_t at_ms, char *to, size_t size) {
    for (size_t i = 0; i < MODEL_MEASURES; i++) {
        const struct model_measure *one = &m->measures[i];
        snprintf(to, size, "measure %u", one->number);
        if ((one->judge_ms && one->judge_ms < at_ms) ||
            (one->lasts && one->until_ms && one->until_ms < at_ms))
            return true;
    }
    return false;
}

void measures_free(struct model *m) {
    for (size_t i = 0; i < MODEL_MEASURES; i++) {
        said_fini(&m->measures[i].lines);
        for (size_t k = 0; k < 2; k++)
            said_fini(&m->measures[i].outcomes[k]);
    }
}
