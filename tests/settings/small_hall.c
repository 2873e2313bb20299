#include "tests/settings/small_hall.h"

#define NEW(a, Type, INIT) arena_copy(a, &(Type)INIT, sizeof(Type))

Hallq__Text *small_text(struct arena *a, const char *zh) {
    Hallq__Text *text = NEW(a, Hallq__Text, HALLQ__TEXT__INIT);
    text->zh = arena_text(a, zh);
    return text;
}

static Hallq__Service *service_new(struct arena *a, uint32_t id, const char *letter) {
    Hallq__Service *s = NEW(a, Hallq__Service, HALLQ__SERVICE__INIT);
    s->id = id;
    s->name = small_text(a, "业务");
    s->letter = arena_text(a, letter);
    s->first_number = 1;
    s->last_number = 999;
    s->daily_cap = 999;
    s->target_service_s = 300;
    s->target_wait_s = 600;
    return s;
}

static Hallq__CounterSettings *counter_new(struct arena *a, uint32_t id) {
    static const uint32_t services[] = {1, 2};
    Hallq__CounterSettings *c = NEW(a, Hallq__CounterSettings, HALLQ__COUNTER_SETTINGS__INIT);
    c->id = id;
    c->name = small_text(a, "窗口");
    c->n_services = 2;
    c->services = arena_copy(a, services, sizeof services);
    c->policy = NEW(a, Hallq__LinePolicy, HALLQ__LINE_POLICY__INIT);
    c->policy->kind = HALLQ__LINE_POLICY__KIND__OLDEST;
    return c;
}

static Hallq__DayHours *day_new(struct arena *a) {
    Hallq__DayHours *day = NEW(a, Hallq__DayHours, HALLQ__DAY_HOURS__INIT);
    Hallq__Span *span = NEW(a, Hallq__Span, HALLQ__SPAN__INIT);
    day->weekday = 1;
    span->from_min = 510;
    span->to_min = 1110;
    day->n_spans = 1;
    day->spans = arena_copy(a, &span, sizeof span);
    return day;
}

static Hallq__StaffSettings *person_new(struct arena *a) {
    Hallq__StaffSettings *person = NEW(a, Hallq__StaffSettings, HALLQ__STAFF_SETTINGS__INIT);
    person->id = 7;
    person->name = arena_text(a, "王芳");
    person->role = HALLQ__STAFF__ROLE__CLERK;
    return person;
}

static void rules_set(Hallq__HallSettings *s) {
    s->calls_before_no_show = 3;
    s->seconds_between_calls = 20;
    s->min_gap_s = 60;
    s->hold_limit_s = 900;
    s->hold_limit_per_counter = 5;
    s->at_day_end = HALLQ__HALL_SETTINGS__DAY_END__CANCEL;
    s->max_open_tickets = 2000;
    s->counter_lease_s = 60;
    s->check_in_grace_s = 600;
    s->journal_days = 400;
    s->contact_days = 7;
}

Hallq__HallSettings *small_hall(struct arena *a) {
    Hallq__HallSettings *s = NEW(a, Hallq__HallSettings, HALLQ__HALL_SETTINGS__INIT);
    Hallq__ZoneChange *change = NEW(a, Hallq__ZoneChange, HALLQ__ZONE_CHANGE__INIT);
    Hallq__Service *services[] = {service_new(a, 1, "A"), service_new(a, 2, "B")};
    Hallq__CounterSettings *counters[] = {counter_new(a, 1), counter_new(a, 2)};
    Hallq__DayHours *day = day_new(a);
    Hallq__StaffSettings *person = person_new(a);
    change->offset_s = 28800;
    s->hall = 1;
    s->name = small_text(a, "厅");
    s->zone_name = arena_text(a, "Asia/Shanghai");
    s->zone_changes = arena_copy(a, &change, sizeof change);
    s->hours = arena_copy(a, &day, sizeof day);
    s->staff = arena_copy(a, &person, sizeof person);
    s->n_zone_changes = s->n_hours = s->n_staff = 1;
    s->services = arena_copy(a, services, sizeof services);
    s->counters = arena_copy(a, counters, sizeof counters);
    s->n_services = s->n_counters = 2;
    s->alerts = NEW(a, Hallq__AlertSettings, HALLQ__ALERT_SETTINGS__INIT);
    s->alerts->long_wait_s = 1200;
    s->alerts->calm_wait_s = 900;
    s->alerts->calm_for_s = 300;
    s->alerts->idle_s = 180;
    s->alerts->over_target_percent = 200;
    s->alerts->pause_limit_s = 1200;
    s->alerts->silent_s = 120;
    s->alerts->no_lead_s = 900;
    s->alerts->escalate_after_s = 600;
    s->alerts->help_red_s = 120;
    s->alerts->help_breach_s = 300;
    s->alerts->storm = 5;
    s->voice = NEW(a, Hallq__VoiceSettings, HALLQ__VOICE_SETTINGS__INIT);
    s->voice->languages = HALLQ__VOICE_SETTINGS__LANGUAGES__BOTH;
    s->voice->one = HALLQ__VOICE_SETTINGS__ONE__YI;
    s->voice->two = HALLQ__VOICE_SETTINGS__TWO__ER;
    s->voice->times = 1;
    s->voice->deadline_s = 20;
    s->reinstate = NEW(a, Hallq__HallSettings__Reinstate, HALLQ__HALL_SETTINGS__REINSTATE__INIT);
    s->reinstate->kind = HALLQ__HALL_SETTINGS__REINSTATE__KIND__AT_END;
    rules_set(s);
    return s;
}
