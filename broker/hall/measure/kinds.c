// kinds.c - what each kind of measure has and does. What a counter or a service does is decided by
// the rules of counters and services, as if their commands had been sent.
#include <string.h>

#include "base/count.h"
#include "broker/hall/core/counters.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/measure/measure.h"

enum measure_field {
    FIELD_COUNTER = 1 << 0,
    FIELD_SERVICES = 1 << 1,
    FIELD_ZONE = 1 << 2,
    FIELD_TO_HALL = 1 << 3,
    FIELD_TEXT_CODE = 1 << 4,
    FIELD_PEOPLE = 1 << 5,
    FIELD_MINUTES = 1 << 6,
};

#define REST_S 900 // where the settings do not say: the else of rest_s, in settings of before

// ---------------------------------------------------------------- counters and services

static int open_counter(struct taking *t) {
    struct deciding *d = t->d;
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__CounterOpen open = HALLQ__COUNTER_OPEN__INIT;
    Hallq__CounterResume resume = HALLQ__COUNTER_RESUME__INIT;
    const Hallq__CounterRow *row;
    request.counter_open = &open;
    open.counter = resume.counter = t->what->counter;
    if (!settings_counter(d->settings, t->what->counter))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_COUNTER, NULL);
    int err = counter_row_need(d->state, key_counter(d->hall, t->what->counter), &row);
    if (err)
        return err;
    t->lasts = counter_closed(row) && !row->clerk;
    if (t->lasts) // asked for: whoever signs on there opens it
        return ERR_OK;
    if (row->state != HALLQ__COUNTER__STATE__PAUSED)
        return counter_open_decide(d, &request);
    request.counter_resume = &resume;
    return counter_resume_decide(d, &request);
}

static int set_services(struct taking *t) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__CounterServices set = HALLQ__COUNTER_SERVICES__INIT;
    request.counter_services = &set;
    set.counter = t->what->counter;
    set.n_services = t->what->n_services;
    set.services = t->what->services;
    return counter_services_decide(t->d, &request);
}

static int suspend(struct taking *t) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__ServiceSuspend command = HALLQ__SERVICE_SUSPEND__INIT;
    if (t->what->n_services != 1)
        return refuse(t->d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "services");
    request.service_suspend = &command;
    command.service = t->what->services[0];
    command.reason = t->what->text_code;
    return service_suspend_decide(t->d, &request);
}

// ---------------------------------------------------------------- zones and halls

static int zone_check(struct taking *t, bool self_service) {
    const Hallq__Zone *zone = settings_zone(t->d->settings, t->what->zone);
    if (!zone)
        return refuse(t->d, HALLQ__REFUSAL__REASON__NO_ZONE, t->what->zone);
    if (self_service && !zone->self_service)
        return refuse(t->d, HALLQ__REFUSAL__REASON__NOT_FITTED, t->what->zone);
    return ERR_OK;
}

static int call_to_rest(struct taking *t) {
    const Hallq__HallSettings *h = t->d->settings;
    if (!*t->what->zone)
        t->what->zone = h->rest_zone;
    if (!*t->what->zone)
        return refuse(t->d, HALLQ__REFUSAL__REASON__NOT_FITTED, NULL);
    if (!t->what->minutes)
        t->what->minutes = (h->rest_s ? h->rest_s : REST_S) / 60;
    return zone_check(t, false);
}

static const Hallq__OtherHall *other_hall(const Hallq__HallSettings *h, uint32_t hall) {
    for (size_t i = 0; i < h->n_other_halls; i++)
        if (h->other_halls[i]->hall == hall)
            return h->other_halls[i];
    return NULL;
}

// Sends people to another hall, or to self-service: the zone that is named, or the first that works.
static int divert(struct taking *t) {
    struct deciding *d = t->d;
    if (t->what->to_hall && *t->what->zone)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "to_hall");
    if (t->what->to_hall)
        return other_hall(d->settings, t->what->to_hall)
                   ? ERR_OK
                   : refuse(d, HALLQ__REFUSAL__REASON__NO_OTHER_HALL, NULL);
    const Hallq__Zone *first = self_service_zone(d->settings, &t->kept);
    if (!*t->what->zone && first)
        t->what->zone = first->id;
    if (!*t->what->zone)
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_FITTED, NULL);
    int err = zone_check(t, true);
    if (!err && !zone_works(&t->kept, t->what->zone))
        err = refuse(d, HALLQ__REFUSAL__REASON__ZONE_OUT, t->what->zone);
    return err;
}

static int zone_out(struct taking *t) {
    return zone_check(t, true);
}

static int notice(struct taking *t) {
    const Hallq__HallSettings *h = t->d->settings;
    return code_known(h->notices, h->n_notices, t->what->text_code)
               ? ERR_OK
               : refuse(t->d, HALLQ__REFUSAL__REASON__NO_NOTICE, NULL);
}

// ---------------------------------------------------------------- the table

#define ROW(KIND) [HALLQ__MEASURE__KIND__##KIND]
static const struct measure_kind kinds[] = {
    ROW(OPEN_COUNTER) = {FIELD_COUNTER, false, false, open_counter},
    ROW(COUNTER_SERVICES) = {FIELD_COUNTER | FIELD_SERVICES, false, false, set_services},
    ROW(GUIDE) = {FIELD_MINUTES, true, true, NULL},
    ROW(REST_AREA) = {FIELD_SERVICES | FIELD_ZONE | FIELD_MINUTES, true, true, call_to_rest},
    ROW(DIVERT) = {FIELD_SERVICES | FIELD_ZONE | FIELD_TO_HALL | FIELD_PEOPLE | FIELD_MINUTES, true,
                   false, divert},
    ROW(OFFER_APPOINTMENTS) = {FIELD_SERVICES | FIELD_PEOPLE | FIELD_MINUTES, true, false, NULL},
    ROW(SUSPEND_SERVICE) = {FIELD_SERVICES | FIELD_TEXT_CODE, false, false, suspend},
    ROW(NOTICE) = {FIELD_TEXT_CODE | FIELD_MINUTES, true, false, notice},
    ROW(ZONE_OUT) = {FIELD_ZONE, true, true, zone_out},
};
#undef ROW

const struct measure_kind *measure_kind(Hallq__Measure__Kind kind) {
    size_t i = (size_t)kind;
    return i < COUNT(kinds) && kinds[i].fields ? &kinds[i] : NULL;
}

// The first field that the measure has and its kind does not use, or that is out of its range; NULL
// if there is none.
static const char *field_wrong(const struct measure_kind *kind, const Hallq__Measure *m) {
    const struct {
        unsigned field;
        const char *name;
        size_t value, most;
    } fields[] = {
        {FIELD_COUNTER, "counter", m->counter, LIMIT_COUNTER_ID},
        {FIELD_SERVICES, "services", m->n_services, LIMIT_SERVICES},
        {FIELD_ZONE, "zone", strlen(m->zone), LIMIT_CODE},
        {FIELD_TO_HALL, "to_hall", m->to_hall, LIMIT_HALL_ID},
        {FIELD_TEXT_CODE, "text_code", strlen(m->text_code), LIMIT_CODE},
        {FIELD_PEOPLE, "people", m->people, LIMIT_MEASURE_PEOPLE},
        {FIELD_MINUTES, "minutes", m->minutes, LIMIT_MEASURE_MIN},
    };
    for (size_t i = 0; i < COUNT(fields); i++)
        if (fields[i].value > (kind->fields & fields[i].field ? fields[i].most : 0))
            return fields[i].name;
    return NULL;
}

int measure_fields_check(struct deciding *d, const struct measure_kind *kind,
                         const Hallq__Measure *what) {
    const char *wrong = field_wrong(kind, what);
    if (wrong)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, wrong);
    for (size_t i = 0; i < what->n_services; i++) {
        if (!settings_service(d->settings, what->services[i]))
            return refuse(d, HALLQ__REFUSAL__REASON__NO_SERVICE,
                          arena_printf(d->state->arena, "%u", what->services[i]));
        if (id_listed(what->services, i, what->services[i]))
            return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "services");
    }
    return ERR_OK;
}

// ---------------------------------------------------------------- other settings

bool measure_still_fits(const Hallq__HallSettings *h, const Hallq__Measure *what) {
    const Hallq__Zone *zone = *what->zone ? settings_zone(h, what->zone) : NULL;
    bool self_service =
        what->kind == HALLQ__MEASURE__KIND__DIVERT || what->kind == HALLQ__MEASURE__KIND__ZONE_OUT;
    for (size_t i = 0; i < what->n_services; i++)
        if (!settings_service(h, what->services[i]))
            return false;
    if (what->counter && !settings_counter(h, what->counter))
        return false;
    if (*what->zone && (!zone || (self_service && !zone->self_service)))
        return false;
    if (what->to_hall && !other_hall(h, what->to_hall))
        return false;
    return what->kind != HALLQ__MEASURE__KIND__NOTICE ||
           code_known(h->notices, h->n_notices, what->text_code);
}
