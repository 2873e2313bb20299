// plan.c - random settings. Small numbers on purpose: few services, short number ranges, low caps
// and limits, so that every bound is met within a morning.
#include "tests/sim/plan.h"

#include <stdio.h>
#include <string.h>

#include "tests/sim/canary.h"

#define MINUTE_MS 60000LL
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

const char *const plan_pause_reasons[PLAN_CODES] = {"lunch", "system"};
const char *const plan_suspend_reasons[PLAN_CODES] = {"broken", "crowded"};
const char *const plan_named_reasons[PLAN_CODES] = {"elderly", "returned"};
const char *const plan_past_line_reasons[PLAN_CODES] = {"asked-for", "upset"};
const char *const plan_cancel_reasons[PLAN_CODES] = {"left", "wrong"};
const char *const plan_outcomes[PLAN_CODES] = {"done", "sent-away"};
const char *const plan_topics[PLAN_CODES] = {"bill", "sim-card"};
const char *const plan_notices[PLAN_CODES] = {"long-wait", "come-later"};
const char *const plan_areas[PLAN_AREAS] = {"machines", "phones", "seats"};

const char *plan_code_of(const char *const *codes, const char *code) {
    for (size_t i = 0; i < PLAN_CODES; i++)
        if (!strcmp(codes[i], code))
            return codes[i];
    return "";
}

bool plan_code_known(const char *const *codes, const char *code) {
    return *plan_code_of(codes, code) != 0;
}

#define FIND(list, count)                                                                          \
    for (size_t i = 0; i < (count); i++)                                                           \
        if ((list)[i].id == id)                                                                    \
            return &(list)[i];                                                                     \
    return NULL;

const struct plan_service *plan_service(const struct plan *p, uint32_t id) {
    FIND(p->services, p->service_count)
}

const struct plan_counter *plan_counter(const struct plan *p, uint32_t id) {
    FIND(p->counters, p->counter_count)
}

const struct plan_person *plan_person(const struct plan *p, uint32_t id) {
    FIND(p->staff, p->staff_count)
}

const struct plan_class *plan_class(const struct plan *p, uint32_t id) {
    FIND(p->classes, p->class_count)
}

const struct plan_area *plan_area(const struct plan *p, const char *name) {
    for (size_t i = 0; i < PLAN_AREAS; i++)
        if (p->areas[i].there && !strcmp(plan_areas[i], name))
            return &p->areas[i];
    return NULL;
}

const char *plan_rest_area(const struct plan *p) {
    return p->rests ? plan_areas[PLAN_AREAS - 1] : "";
}

// Zones with every kind of trouble: none, an hour back and forth at night, half an hour, and a
// change at midnight, where a local day begins at 01:00 or has its first hour twice.
static const struct {
    struct plan_zone_change changes[PLAN_ZONE_CHANGES];
    size_t count;
} zones[] = {
    {{{0, 28800}}, 1},
    {{{0, 3600}, {1743296400000, 7200}, {1761440400000, 3600}, {1774746000000, 7200}}, 4},
    {{{0, 39600}, {1743865200000, 37800}, {1759591800000, 39600}, {1775314800000, 37800}}, 4},
    {{{0, -10800}, {1743908400000, -14400}, {1757217600000, -10800}, {1775358000000, -14400}}, 4},
    {{{0, 7200}, {1745532000000, 10800}, {1761858000000, 7200}, {1776981600000, 10800}}, 4},
    {{{0, -36000}, {1767088800000, 50400}}, 2}, // a whole day is left out
};
#define ZONES (sizeof zones / sizeof zones[0])

// The zone is the last draw of the start, so that plan_make finds the same one.
static size_t zone_of(int64_t start_ms) {
    return (size_t)(start_ms % ZONES);
}

int64_t plan_start_ms(struct dice *d) {
    size_t zone = dice_below(d, ZONES);
    int64_t at_ms = 1750000000000 + (int64_t)dice_below(d, 200) * DAY_MS;
    if (zones[zone].count > 1) {
        size_t change = 1 + dice_below(d, zones[zone].count - 1);
        at_ms = zones[zone].changes[change].at_ms - dice_range(d, 0, 3) * DAY_MS -
                (int64_t)dice_below(d, 12 * HOUR_MS);
    }
    at_ms -= at_ms % (int64_t)ZONES;
    return at_ms + (int64_t)zone;
}

// Opening spans of one day; now and then none, touching ones, or up to midnight.
static void day_make(struct plan_day *day, struct dice *d) {
    uint32_t at = (uint32_t)dice_below(d, 600);
    memset(day, 0, sizeof *day);
    if (dice_chance(d, 60))
        return;
    size_t count = 1 + dice_below(d, PLAN_SPANS);
    for (size_t i = 0; i < count && at < 1400; i++) {
        uint32_t to = at + 20 + (uint32_t)dice_below(d, 600);
        if (to > 1440 || dice_chance(d, 100))
            to = 1440;
        day->spans[day->span_count++] = (struct plan_span){at, to};
        at = to + (dice_chance(d, 200) ? 0 : (uint32_t)dice_below(d, 120));
    }
}

static void week_make(struct plan_week *week, struct dice *d, bool always) {
    memset(week, 0, sizeof *week);
    week->set = true;
    for (size_t i = 0; i < 7; i++) {
        if (always) {
            week->day[i].spans[0] = (struct plan_span){0, 1440};
            week->day[i].span_count = 1;
        } else {
            day_make(&week->day[i], d);
        }
    }
}

static void service_make(struct plan_service *s, struct dice *d, uint32_t id) {
    static const uint32_t lengths[] = {5, 20, 60, 300, 999};
    static const uint32_t caps[] = {4, 20, 60, 200, 99999};
    *s = (struct plan_service){.id = id};
    // Those of each second service begin with the first one's.
    snprintf(s->letters, sizeof s->letters, id % 2 ? "%c" : "A%c", (char)('A' + id - 1));
    s->first = dice_chance(d, 300) ? 1 : (uint32_t)dice_range(d, 1, 500);
    s->last = s->first + lengths[dice_below(d, 5)] - 1;
    s->goes_on = dice_chance(d, 400);
    s->daily_cap = caps[dice_below(d, 5)];
    s->target_service_s = (uint32_t)dice_range(d, 30, 900);
    if (dice_chance(d, 250))
        week_make(&s->week, d, false);
}

static void policy_make(struct plan_counter *c, struct dice *d) {
    c->policy = (enum plan_policy)dice_range(d, PLAN_OLDEST, PLAN_RATIO);
    c->limit_s = 0;
    c->share_count = 0;
    if (c->policy == PLAN_OLDEST)
        return;
    c->limit_s = (uint32_t)dice_range(d, 60, dice_chance(d, 500) ? 600 : 14400);
    if (c->policy == PLAN_PREFERENCE)
        return;
    for (size_t i = 0; i < c->service_count; i++)
        if (!c->share_count || dice_chance(d, 700))
            c->ratio[c->share_count++] =
                (struct plan_share){c->services[i], (uint32_t)dice_range(d, 1, 3)};
}

// Some of the services, in a random order, at least one.
static void counter_services_make(struct plan_counter *c, const struct plan *p, struct dice *d) {
    c->service_count = 0;
    for (size_t i = 0; i < p->service_count; i++)
        if (dice_chance(d, 650))
            c->services[c->service_count++] = p->services[i].id;
    if (!c->service_count)
        c->services[c->service_count++] = p->services[dice_below(d, p->service_count)].id;
    for (size_t i = c->service_count; i > 1; i--) {
        size_t other = dice_below(d, i);
        uint32_t swap = c->services[i - 1];
        c->services[i - 1] = c->services[other];
        c->services[other] = swap;
    }
}

static void people_make(struct plan *p, struct dice *d) {
    p->staff_count = 3 + p->counter_count;
    for (size_t i = 0; i < p->staff_count; i++) {
        struct plan_person *one = &p->staff[i];
        one->id = 11 + (uint32_t)i * 11;
        one->role = i < 3 ? (enum plan_role)(PLAN_GUIDE + i) : PLAN_CLERK;
        if (i > 3 && dice_chance(d, 150))
            one->role = (enum plan_role)dice_range(d, PLAN_CLERK, PLAN_MANAGER);
        one->may_call_named = dice_chance(d, 400);
    }
    p->class_count = dice_below(d, PLAN_CLASSES + 1);
    for (size_t i = 0; i < p->class_count; i++)
        p->classes[i] =
            (struct plan_class){(uint32_t)i * 5 + 2, (uint32_t)dice_below(d, 7201), i != 1};
}

static void rules_make(struct plan *p, struct dice *d) {
    static const uint32_t open_max[] = {15, 60, 400, 2000000};
    static const uint32_t presses[] = {0, 2, 30};
    p->calls_before_no_show = (uint32_t)dice_range(d, 1, 4);
    p->seconds_between_calls = (uint32_t)dice_range(d, 5, 60);
    p->staff_share_percent = p->seconds_between_calls % 4 * 10; // no draw of its own
    p->gateway_share_percent = p->seconds_between_calls % 3 * 30;
    p->min_gap_s = dice_chance(d, 300) ? 0 : (uint32_t)dice_range(d, 1, 900);
    p->reinstate = (enum plan_reinstate)dice_range(d, PLAN_KEEP_RANK, PLAN_AT_END);
    p->behind = (uint32_t)dice_below(d, 6);
    p->hold_limit_s = (uint32_t)dice_range(d, 60, dice_chance(d, 700) ? 300 : 1800);
    p->hold_limit_per_counter = (uint32_t)dice_range(d, 1, 3);
    p->day_end = dice_chance(d, 500) ? PLAN_CANCEL : PLAN_CARRY;
    p->max_open_tickets = open_max[dice_below(d, 4)];
    p->counter_lease_s = (uint32_t)dice_range(d, 10, 300);
    p->check_in_grace_s = (uint32_t)dice_below(d, 7201);
    p->double_press_s = presses[dice_below(d, 3)];
    p->journal_days = 7;
    p->contact_days = (uint32_t)dice_below(d, 3);
}

// What measures need: zones, notices, another hall; each is missing in some halls.
static void areas_make(struct plan *p, struct dice *d) {
    static const uint32_t rests[] = {0, 60, 600, 3600};
    for (size_t i = 0; i < PLAN_AREAS; i++)
        p->areas[i] = (struct plan_area){dice_chance(d, 850), dice_chance(d, i < 2 ? 850 : 150)};
    p->rests = p->areas[PLAN_AREAS - 1].there && dice_chance(d, 850);
    p->rest_s = rests[dice_below(d, 4)];
    p->notice_count = dice_chance(d, 150) ? dice_below(d, PLAN_CODES) : PLAN_CODES;
    p->other_hall = dice_chance(d, 150) ? 0 : PLAN_HALL + 1 + (uint32_t)dice_below(d, 2);
    p->rough = dice_chance(d, 250);
}

static void hours_make(struct plan *p, struct dice *d, int64_t start_ms) {
    static const uint32_t rolls[] = {0, 0, 150, 180, 240, 720, 1439};
    p->roll_min = rolls[dice_below(d, 7)];
    week_make(&p->week, d, dice_chance(d, 750));
    p->holiday_count = dice_chance(d, 500) ? 0 : 1;
    for (size_t i = 0; i < p->holiday_count; i++) {
        p->holidays[i].day = (int32_t)(start_ms / DAY_MS + dice_range(d, 0, 3));
        day_make(&p->holidays[i].hours, d);
    }
}

void plan_make(struct plan *p, struct dice *d, int64_t start_ms) {
    size_t zone = zone_of(start_ms);
    memset(p, 0, sizeof *p);
    p->serial = 1;
    p->zone_count = zones[zone].count;
    memcpy(p->zone, zones[zone].changes, sizeof p->zone);
    hours_make(p, d, start_ms);
    p->service_count = 1 + dice_below(d, 4);
    for (size_t i = 0; i < p->service_count; i++)
        service_make(&p->services[i], d, (uint32_t)i + 1);
    p->counter_count = 1 + dice_below(d, PLAN_COUNTERS - 1);
    for (size_t i = 0; i < p->counter_count; i++) {
        p->counters[i].id = (uint32_t)i + 1;
        counter_services_make(&p->counters[i], p, d);
        policy_make(&p->counters[i], d);
    }
    people_make(p, d);
    rules_make(p, d);
    areas_make(p, d);
}

void plan_widen(struct plan *p) {
    week_make(&p->week, NULL, true);
    p->holiday_count = 0;
    p->max_open_tickets = 2000000;
    p->rough = false;
    for (size_t i = 0; i < p->service_count; i++) {
        struct plan_service *s = &p->services[i];
        s->last = s->first + 999;
        s->daily_cap = 99999;
        s->week.set = false;
    }
    for (size_t i = 0; i < p->counter_count; i++) { // each gives all, the oldest first
        struct plan_counter *c = &p->counters[i];
        c->service_count = 0;
        for (size_t k = 0; k < p->service_count; k++)
            c->services[c->service_count++] = p->services[k].id;
        c->policy = PLAN_OLDEST;
        c->limit_s = 0;
        c->share_count = 0;
    }
}

static void remove_service(struct plan *p, struct dice *d) {
    size_t at = dice_below(d, p->service_count);
    uint32_t gone = p->services[at].id;
    if (p->service_count < 2)
        return;
    memmove(&p->services[at], &p->services[at + 1],
            (--p->service_count - at) * sizeof p->services[0]);
    for (size_t i = 0; i < p->counter_count; i++) {
        counter_services_make(&p->counters[i], p, d);
        policy_make(&p->counters[i], d);
    }
    if (dice_chance(d, 700))
        p->moves[p->move_count++] = (struct plan_move){
            .service = gone, .to_service = p->services[dice_below(d, p->service_count)].id};
}

static void remove_counter(struct plan *p, struct dice *d) {
    size_t at = dice_below(d, p->counter_count);
    uint32_t gone = p->counters[at].id;
    if (p->counter_count < 2)
        return;
    memmove(&p->counters[at], &p->counters[at + 1],
            (--p->counter_count - at) * sizeof p->counters[0]);
    if (dice_chance(d, 700))
        p->moves[p->move_count++] = (struct plan_move){
            .counter = gone, .to_service = p->services[dice_below(d, p->service_count)].id};
}

static bool letters_used(const struct plan *p, const char *letters) {
    for (size_t i = 0; i < p->service_count; i++)
        if (!strcmp(p->services[i].letters, letters))
            return true;
    return false;
}

static void letters_free(const struct plan *p, char letters[3]) {
    char one[3] = "A";
    while (letters_used(p, one))
        one[0]++;
    memcpy(letters, one, sizeof one);
}

// Letters change hands while tickets with them wait, and ranges are drawn anew.
static void change_numbers(struct plan *p, struct dice *d) {
    struct plan_service *a = &p->services[dice_below(d, p->service_count)];
    struct plan_service *b = &p->services[dice_below(d, p->service_count)];
    char letters[3];
    memcpy(letters, a->letters, sizeof letters);
    memcpy(a->letters, b->letters, sizeof letters);
    memcpy(b->letters, letters, sizeof letters);
    if (dice_chance(d, 300))
        letters_free(p, a->letters);
    if (dice_chance(d, 500)) {
        b->first = (uint32_t)dice_range(d, 1, 20);
        b->last = b->first + (uint32_t)dice_range(d, 5, 60);
    }
}

// Somebody leaves, or is something else from now on; the others stay, so that there is a lead.
static void change_people(struct plan *p, struct dice *d) {
    size_t at = 3 + dice_below(d, p->staff_count - 3);
    if (dice_chance(d, 300))
        p->staff[at].role = (enum plan_role)dice_range(d, PLAN_CLERK, PLAN_MANAGER);
    else if (p->staff_count > 4)
        memmove(&p->staff[at], &p->staff[at + 1], (--p->staff_count - at) * sizeof p->staff[0]);
}

// Back comes the lowest number that is free: a service or counter of before may return.
static void add_service(struct plan *p, struct dice *d) {
    uint32_t id = 1;
    if (p->service_count == PLAN_SERVICES)
        return;
    while (plan_service(p, id))
        id++;
    struct plan_service *s = &p->services[p->service_count];
    service_make(s, d, id);
    if (letters_used(p, s->letters))
        letters_free(p, s->letters);
    p->service_count++;
    for (size_t i = 0; i < p->counter_count; i++)
        counter_services_make(&p->counters[i], p, d), policy_make(&p->counters[i], d);
}

static void add_counter(struct plan *p, struct dice *d) {
    uint32_t id = 1;
    if (p->counter_count == PLAN_COUNTERS)
        return;
    while (plan_counter(p, id))
        id++;
    struct plan_counter *c = &p->counters[p->counter_count++];
    *c = (struct plan_counter){.id = id};
    counter_services_make(c, p, d);
    policy_make(c, d);
}

void plan_change(struct plan *p, const struct plan *before, struct dice *d, uint32_t serial) {
    *p = *before;
    p->serial = serial;
    p->bad = false;
    p->move_count = 0;
    switch (dice_below(d, 15)) {
    case 0:
    case 1:
        remove_service(p, d);
        break;
    case 2:
        remove_counter(p, d);
        break;
    case 3:
        add_service(p, d);
        break;
    case 4:
        add_counter(p, d);
        break;
    case 5:
        rules_make(p, d);
        break;
    case 6:
        for (size_t i = 0; i < p->counter_count; i++)
            counter_services_make(&p->counters[i], p, d), policy_make(&p->counters[i], d);
        break;
    case 7:
        hours_make(p, d, p->zone[p->zone_count - 1].at_ms);
        break;
    case 8:
    case 9:
        change_numbers(p, d);
        break;
    case 10:
    case 11:
        change_people(p, d);
        break;
    case 12:
    case 13:
        areas_make(p, d);
        break;
    default:
        p->bad = true;
    }
}

static Hallq__Text *text_make(struct arena *a, const char *zh) {
    Hallq__Text *text = arena_need(a, sizeof *text);
    hallq__text__init(text);
    text->zh = arena_text(a, zh);
    return text;
}

// A list of message pointers in the arena, each initialised.
#define LIST(arena, owner, field, total, type)                                                     \
    (owner)->n_##field = (total);                                                                  \
    (owner)->field = arena_need(arena, ((total) + 1) * sizeof *(owner)->field);                    \
    for (size_t n = 0; n < (total); n++) {                                                         \
        (owner)->field[n] = arena_need(arena, sizeof *(owner)->field[n]);                          \
        hallq__##type##__init((owner)->field[n]);                                                  \
    }

static void spans_message(Hallq__Span ***ret, size_t *ret_count, const struct plan_day *day,
                          struct arena *a) {
    *ret_count = day->span_count;
    *ret = arena_need(a, (day->span_count + 1) * sizeof **ret);
    for (size_t i = 0; i < day->span_count; i++) {
        (*ret)[i] = arena_need(a, sizeof ***ret);
        hallq__span__init((*ret)[i]);
        (*ret)[i]->from_min = day->spans[i].from_min;
        (*ret)[i]->to_min = day->spans[i].to_min;
    }
}

static void week_message(Hallq__DayHours ***ret, size_t *ret_count, const struct plan_week *week,
                         struct arena *a) {
    *ret_count = week->set ? 7 : 0;
    *ret = arena_need(a, 8 * sizeof **ret);
    for (size_t i = 0; i < *ret_count; i++) {
        Hallq__DayHours *day = (*ret)[i] = arena_need(a, sizeof *day);
        hallq__day_hours__init(day);
        day->weekday = (uint32_t)i + 1;
        spans_message(&day->spans, &day->n_spans, &week->day[i], a);
    }
}

static void services_message(Hallq__HallSettings *m, const struct plan *p, struct arena *a) {
    LIST(a, m, services, p->service_count, service)
    for (size_t i = 0; i < p->service_count; i++) {
        const struct plan_service *from = &p->services[i];
        Hallq__Service *s = m->services[i];
        s->id = from->id;
        s->name = text_make(a, "业务");
        s->letter = arena_text(a, from->letters);
        s->first_number = from->first;
        s->last_number = from->last;
        s->continue_numbers = from->goes_on;
        s->daily_cap = from->daily_cap;
        s->target_service_s = from->target_service_s;
        s->target_wait_s = 600;
        week_message(&s->hours, &s->n_hours, &from->week, a);
    }
}

static void counters_message(Hallq__HallSettings *m, const struct plan *p, struct arena *a) {
    LIST(a, m, counters, p->counter_count, counter_settings)
    for (size_t i = 0; i < p->counter_count; i++) {
        const struct plan_counter *from = &p->counters[i];
        Hallq__CounterSettings *c = m->counters[i];
        c->id = from->id;
        c->name = text_make(a, "窗口");
        c->n_services = from->service_count;
        c->services = arena_copy(a, from->services, sizeof from->services);
        c->policy = arena_need(a, sizeof *c->policy);
        hallq__line_policy__init(c->policy);
        c->policy->kind = (Hallq__LinePolicy__Kind)from->policy;
        c->policy->limit_s = from->limit_s;
        LIST(a, c->policy, ratio, from->share_count, line_policy__share)
        for (size_t r = 0; r < from->share_count; r++) {
            c->policy->ratio[r]->service = from->ratio[r].service;
            c->policy->ratio[r]->count = from->ratio[r].count;
        }
    }
}

static void people_message(Hallq__HallSettings *m, const struct plan *p, struct arena *a) {
    LIST(a, m, staff, p->staff_count, staff_settings)
    for (size_t i = 0; i < p->staff_count; i++) {
        m->staff[i]->id = p->staff[i].id;
        m->staff[i]->name = arena_printf(a, CANARY_TEXT "%u", p->staff[i].id);
        m->staff[i]->role = (Hallq__Staff__Role)p->staff[i].role;
        m->staff[i]->may_call_named = p->staff[i].may_call_named;
    }
    LIST(a, m, classes, p->class_count, customer_class)
    for (size_t i = 0; i < p->class_count; i++) {
        m->classes[i]->id = p->classes[i].id;
        m->classes[i]->head_start_s = p->classes[i].head_start_s;
        m->classes[i]->self_service = p->classes[i].self_service;
        m->classes[i]->name =
            text_make(a, p->classes[i].self_service ? "class" : CANARY_TEXT "class");
    }
}

static void codes_message(Hallq__HallSettings *m, struct arena *a) {
    LIST(a, m, pause_reasons, PLAN_CODES, code)
    LIST(a, m, suspend_reasons, PLAN_CODES, code)
    LIST(a, m, named_reasons, PLAN_CODES, code)
    LIST(a, m, past_line_reasons, PLAN_CODES, code)
    LIST(a, m, cancel_reasons, PLAN_CODES, code)
    LIST(a, m, outcomes, PLAN_CODES, code)
    LIST(a, m, topics, PLAN_CODES, code)
    for (size_t i = 0; i < PLAN_CODES; i++) {
        const struct {
            Hallq__Code *code;
            const char *text;
        } all[] = {
            {m->pause_reasons[i], plan_pause_reasons[i]},
            {m->suspend_reasons[i], plan_suspend_reasons[i]},
            {m->named_reasons[i], plan_named_reasons[i]},
            {m->past_line_reasons[i], plan_past_line_reasons[i]},
            {m->cancel_reasons[i], plan_cancel_reasons[i]},
            {m->outcomes[i], plan_outcomes[i]},
            {m->topics[i], plan_topics[i]},
        };
        for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
            all[k].code->code = arena_text(a, all[k].text);
            all[k].code->name = text_make(a, all[k].text);
        }
    }
}

static void time_message(Hallq__HallSettings *m, const struct plan *p, struct arena *a) {
    m->zone_name = arena_text(a, "Test/Zone");
    LIST(a, m, zone_changes, p->zone_count, zone_change)
    for (size_t i = 0; i < p->zone_count; i++) {
        m->zone_changes[i]->at_ms = p->zone[i].at_ms;
        m->zone_changes[i]->offset_s = p->zone[i].offset_s;
    }
    m->day_roll_min = p->roll_min;
    week_message(&m->hours, &m->n_hours, &p->week, a);
    LIST(a, m, holidays, p->holiday_count, holiday)
    for (size_t i = 0; i < p->holiday_count; i++) {
        m->holidays[i]->day = p->holidays[i].day;
        spans_message(&m->holidays[i]->spans, &m->holidays[i]->n_spans, &p->holidays[i].hours, a);
    }
}

// Limits as short as the days of the simulation, from what was drawn for other settings.
static Hallq__AlertSettings *alerts_message(const struct plan *p, struct arena *a) {
    Hallq__AlertSettings *m = arena_need(a, sizeof *m);
    hallq__alert_settings__init(m);
    m->long_wait_s = 120 + p->counter_lease_s;
    m->calm_wait_s = 90;
    m->calm_for_s = 60;
    m->idle_s = 60 + p->min_gap_s;
    m->over_target_percent = 110 + p->counter_lease_s;
    m->pause_limit_s = 60 + p->counter_lease_s;
    m->silent_s = 30 + p->counter_lease_s;
    m->no_lead_s = 60 + p->counter_lease_s;
    m->escalate_after_s = 120;
    m->help_red_s = 30;
    m->help_breach_s = 60;
    m->storm = 2 + p->counter_lease_s % 3;
    return m;
}

static void areas_message(Hallq__HallSettings *m, const struct plan *p, struct arena *a) {
    LIST(a, m, zones, PLAN_AREAS, zone)
    m->n_zones = 0;
    for (size_t i = 0; i < PLAN_AREAS; i++) {
        Hallq__Zone *zone = m->zones[m->n_zones];
        if (!p->areas[i].there)
            continue;
        zone->id = arena_text(a, plan_areas[i]);
        zone->name = text_make(a, "区域");
        zone->self_service = p->areas[i].self_service;
        m->n_zones++;
    }
    m->rest_zone = arena_text(a, plan_rest_area(p));
    m->rest_s = p->rest_s;
    LIST(a, m, notices, p->notice_count, code)
    for (size_t i = 0; i < p->notice_count; i++) {
        m->notices[i]->code = arena_text(a, plan_notices[i]);
        m->notices[i]->name = text_make(a, plan_notices[i]);
    }
    LIST(a, m, other_halls, p->other_hall != 0, other_hall)
    if (p->other_hall) {
        m->other_halls[0]->hall = p->other_hall;
        m->other_halls[0]->name = text_make(a, "另一营业厅");
    }
    m->rough_waits = p->rough;
}

static void rules_message(Hallq__HallSettings *m, const struct plan *p, struct arena *a) {
    m->calls_before_no_show = p->calls_before_no_show;
    m->seconds_between_calls = p->seconds_between_calls;
    m->min_gap_s = p->min_gap_s;
    m->reinstate = arena_need(a, sizeof *m->reinstate);
    hallq__hall_settings__reinstate__init(m->reinstate);
    m->reinstate->kind = (Hallq__HallSettings__Reinstate__Kind)p->reinstate;
    m->reinstate->behind = p->behind;
    m->alerts = alerts_message(p, a);
    m->staff_share_percent = p->staff_share_percent;
    m->gateway_share_percent = p->gateway_share_percent;
    m->hold_limit_s = p->hold_limit_s;
    m->hold_limit_per_counter = p->hold_limit_per_counter;
    m->at_day_end = (Hallq__HallSettings__DayEnd)p->day_end;
    m->max_open_tickets = p->max_open_tickets;
    m->counter_lease_s = p->counter_lease_s;
    m->check_in_grace_s = p->check_in_grace_s;
    m->double_press_s = p->double_press_s;
    m->journal_days = p->journal_days;
    m->contact_days = p->contact_days;
}

Hallq__HallSettings *plan_message(const struct plan *p, struct arena *a) {
    Hallq__HallSettings *m = arena_need(a, sizeof *m);
    hallq__hall_settings__init(m);
    m->hall = PLAN_HALL;
    m->name = text_make(a, "营业厅");
    m->name->en = arena_printf(a, "hall %u", p->serial);
    time_message(m, p, a);
    services_message(m, p, a);
    counters_message(m, p, a);
    people_message(m, p, a);
    codes_message(m, a);
    rules_message(m, p, a);
    areas_message(m, p, a);
    LIST(a, m, moves, p->move_count, move)
    for (size_t i = 0; i < p->move_count; i++) {
        m->moves[i]->service = p->moves[i].service;
        m->moves[i]->counter = p->moves[i].counter;
        m->moves[i]->to_service = p->moves[i].to_service;
    }
    if (p->bad)
        m->hold_limit_s = 0;
    return m;
}
