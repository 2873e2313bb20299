// times.c - the times that a service gives, by its settings and the hall's calendar.
#include "broker/hall/core/calendar.h"
#include "broker/hall/slot/slot.h"

#define MINUTE_MS INT64_C(60000)

struct slot_rules slot_rules(const Hallq__Service *service) {
    static const Hallq__SlotSettings none = HALLQ__SLOT_SETTINGS__INIT;
    const Hallq__SlotSettings *s = service && service->slots ? service->slots : &none;
    return (struct slot_rules){
        .given = s != &none,
        .slot_min = s->slot_min,
        .capacity = s->capacity,
        .days_ahead = s->days_ahead,
        .slot_ms = s->slot_min * MINUTE_MS,
        .early_ms = s->early_min * MINUTE_MS,
        .late_ms = s->late_min * MINUTE_MS,
        .grace_ms = s->grace_min * MINUTE_MS,
        .head_start_ms = s->head_start_min * MINUTE_MS,
        .callable_ms = s->callable_min * MINUTE_MS,
        .offered_only = s->offered_only,
    };
}

static struct calendar_spans spans_of(const Hallq__HallSettings *h, const Hallq__Service *service,
                                      int32_t day) {
    const Hallq__SlotSettings *s = service->slots;
    struct calendar_hours own = {s->hours, s->n_hours};
    return calendar_spans(h, s->n_hours ? own : calendar_service_hours(h, service), day);
}

void slots_each(const Hallq__HallSettings *h, const Hallq__Service *service, int32_t day,
                int (*slot_cb)(void *arg, int64_t at_ms), void *arg) {
    struct slot_rules rules = slot_rules(service);
    if (!rules.given)
        return;
    struct calendar_spans spans = spans_of(h, service, day);
    for (size_t i = 0; i < spans.count; i++) {
        uint32_t minute = spans.spans[i]->from_min;
        for (; minute + rules.slot_min <= spans.spans[i]->to_min; minute += rules.slot_min) {
            int64_t at_ms = calendar_instant_ms(h, day, minute);
            if (at_ms >= 0 && slot_cb(arg, at_ms))
                return;
        }
    }
}

static int same_cb(void *arg, int64_t at_ms) {
    int64_t *wanted = arg;
    if (*wanted != at_ms)
        return 0;
    *wanted = 0;
    return 1;
}

bool slot_given(const Hallq__HallSettings *h, const Hallq__Service *service, int64_t at_ms) {
    int64_t wanted = at_ms;
    if (at_ms > 0)
        slots_each(h, service, calendar_local_day(h, at_ms), same_cb, &wanted);
    return at_ms > 0 && !wanted;
}

bool slot_inside(const Hallq__HallSettings *h, const Hallq__Service *service, int64_t at_ms) {
    struct slot_rules rules = slot_rules(service);
    if (!rules.given)
        return false;
    int32_t day = calendar_local_day(h, at_ms);
    int64_t minute = (calendar_local_ms(h, at_ms) - day * CALENDAR_DAY_MS) / MINUTE_MS;
    struct calendar_spans spans = spans_of(h, service, day);
    for (size_t i = 0; i < spans.count; i++)
        if (minute >= spans.spans[i]->from_min &&
            minute + rules.slot_min <= (int64_t)spans.spans[i]->to_min)
            return true;
    return false;
}

int32_t slot_last_day(const struct deciding *d, const struct slot_rules *rules) {
    return calendar_local_day(d->settings, d->now_ms) + (int32_t)rules->days_ahead;
}

int slot_free(struct deciding *d, uint32_t service, int64_t at_ms, uint32_t but) {
    const Hallq__Service *of = settings_service(d->settings, service);
    struct slot_rules rules = slot_rules(of);
    uint32_t count;
    if (!of)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SERVICE,
                      arena_printf(d->state->arena, "%u", service));
    if (!rules.given || at_ms <= d->now_ms ||
        at_ms > d->now_ms + (rules.days_ahead + 1) * CALENDAR_DAY_MS ||
        calendar_local_day(d->settings, at_ms) > slot_last_day(d, &rules) ||
        !slot_given(d->settings, of, at_ms))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SLOT, NULL);
    int err = booked_count(d->state, d->hall, service, at_ms, at_ms + rules.slot_ms, but, &count);
    if (err || count < rules.capacity)
        return err;
    return refuse(d, HALLQ__REFUSAL__REASON__SLOT_FULL, NULL);
}

int64_t slot_forget_ms(const Hallq__HallSettings *h, int64_t at_ms) {
    int32_t day = calendar_business_day(h, at_ms);
    return calendar_day_start_ms(h, day + 1) + h->contact_days * CALENDAR_DAY_MS;
}
