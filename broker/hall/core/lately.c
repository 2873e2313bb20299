#include "broker/hall/core/lately.h"

#include <string.h>

#include "broker/hall/core/calendar.h"

#define SLOT_MS (5 * 60 * 1000LL)
#define SLOTS 7 // the running one and the six before it
#define HALF_HOUR_MS (30 * 60 * 1000LL)
#define HALF_HOURS 48 // of a day
#define WEEK_HALF_HOURS (7 * HALF_HOURS)
#define MONDAY_DAYS 3 // 1970-01-01 was a Thursday
#define WEEKS_KEPT 9  // weeks before that a new one is weighed against
#define COUNT_MAX 1000000

// ---------------------------------------------------------------- a list of counts

// Makes room for `count` numbers, those that there were first.
static void list_room(struct state *s, uint32_t **list, size_t *n, size_t count) {
    uint32_t *roomy = arena_need(s->arena, count * sizeof *roomy);
    if (*n)
        memcpy(roomy, *list, (*n < count ? *n : count) * sizeof *roomy);
    *list = roomy;
    *n = count;
}

// Makes the first slot that of later slots; what is older than the last is dropped.
static void slots_move(uint32_t *list, int64_t by) {
    for (size_t i = SLOTS; i-- > 0;)
        list[i] = (int64_t)i >= by ? list[i - (size_t)by] : 0;
}

// A clock that went back leaves the counts where they are.
static void advance(Hallq__Lately *l, int64_t slot) {
    int64_t by = slot - l->slot;
    if (by <= 0)
        return;
    slots_move(l->arrivals, by < SLOTS ? by : SLOTS);
    slots_move(l->no_shows, by < SLOTS ? by : SLOTS);
    l->slot = slot;
}

static void count_one(uint32_t *count) {
    if (*count < COUNT_MAX)
        ++*count;
}

// ---------------------------------------------------------------- usual half hours

static uint32_t fade(uint32_t old, uint32_t days, uint32_t now_c) {
    return days ? (uint32_t)(((uint64_t)old * 9 + now_c + 5) / 10) : now_c;
}

// The place of a half hour (of local time, since 1970) in the week, which begins on a Monday.
static size_t week_place(int64_t half_hour) {
    return (size_t)((half_hour + MONDAY_DAYS * HALF_HOURS) % WEEK_HALF_HOURS);
}

// A mean of the weeks, fading once there are more than are kept: the second week weighs as the first.
static void week_take(Hallq__UsualRow *u, size_t at, const Hallq__Lately *l) {
    uint64_t before = u->weeks[at] < WEEKS_KEPT ? u->weeks[at] : WEEKS_KEPT;
    uint64_t now_c = l->half_hour_arrivals * UINT64_C(100);
    u->week_arrivals[at] =
        (uint32_t)((u->week_arrivals[at] * before + now_c + (before + 1) / 2) / (before + 1));
    u->weeks[at]++;
}

static void usual_take(Hallq__UsualRow *u, int64_t half_hour, const Hallq__Lately *l) {
    size_t at = (size_t)(half_hour % HALF_HOURS);
    week_take(u, week_place(half_hour), l);
    u->arrivals[at] = fade(u->arrivals[at], u->days[at], l->half_hour_arrivals * 100);
    u->no_shows[at] = fade(u->no_shows[at], u->days[at], l->half_hour_no_shows * 100);
    if (l->half_hour_arrivals)
        u->counters[at] = fade(u->counters[at], u->counters[at],
                               l->half_hour_counters * 100 / l->half_hour_arrivals);
    u->days[at]++;
}

// Takes in the half hour that is over, and as empty those between it and `half_hour` of the same day.
static int half_hour_end(struct change *c, uint32_t service, const Hallq__Lately *l,
                         int64_t half_hour) {
    static const Hallq__Lately empty = HALLQ__LATELY__INIT;
    Hallq__UsualRow *u;
    struct key key = key_usual(c->hall, service);
    int err = usual_row_get(c->state, key, &u);
    if (err && err != ERR_NOT_FOUND && !row_passed(c->state, TABLE_SETTINGS, key, err))
        return err;
    if (err) {
        u = arena_need(c->state->arena, sizeof *u);
        hallq__usual_row__init(u);
    }
    list_room(c->state, &u->days, &u->n_days, HALF_HOURS);
    list_room(c->state, &u->arrivals, &u->n_arrivals, HALF_HOURS);
    list_room(c->state, &u->no_shows, &u->n_no_shows, HALF_HOURS);
    list_room(c->state, &u->counters, &u->n_counters, HALF_HOURS);
    list_room(c->state, &u->weeks, &u->n_weeks, WEEK_HALF_HOURS);
    list_room(c->state, &u->week_arrivals, &u->n_week_arrivals, WEEK_HALF_HOURS);
    int64_t day_end = (l->half_hour / HALF_HOURS + 1) * HALF_HOURS;
    usual_take(u, l->half_hour, l);
    for (int64_t i = l->half_hour + 1; i < half_hour && i < day_end; i++)
        usual_take(u, i, &empty);
    return usual_row_put(c->state, key, u);
}

static int64_t half_hour_of(const Hallq__HallSettings *h, int64_t at_ms) {
    int64_t local_ms = calendar_local_ms(h, at_ms);
    return local_ms > 0 ? local_ms / HALF_HOUR_MS : 0;
}

static int half_hour_begin(struct change *c, uint32_t service, Hallq__Lately *l) {
    const Hallq__HallSettings *h;
    int err = change_settings(c, &h);
    if (err)
        return err;
    int64_t half_hour = half_hour_of(h, c->at_ms);
    if (half_hour == l->half_hour)
        return ERR_OK;
    if (l->half_hour && half_hour > l->half_hour)
        err = half_hour_end(c, service, l, half_hour);
    l->half_hour = half_hour;
    l->half_hour_arrivals = l->half_hour_no_shows = l->half_hour_counters = 0;
    return err;
}

// ---------------------------------------------------------------- events

// What an event adds to a line: an arrival, a no-show, or a service of so many seconds.
struct addition {
    uint32_t service;
    bool arrival, no_show;
    uint32_t served_s; // 0: none
};

static void add(Hallq__Lately *l, const struct addition *a, uint32_t counters) {
    if (a->arrival) {
        count_one(&l->arrivals[0]);
        count_one(&l->half_hour_arrivals);
        l->half_hour_counters += counters;
    }
    if (a->no_show) {
        count_one(&l->no_shows[0]);
        count_one(&l->half_hour_no_shows);
    }
    if (a->served_s) {
        uint64_t now_ms = (uint64_t)a->served_s * 1000, old_ms = l->service_ms;
        l->service_ms = (uint32_t)(old_ms ? (old_ms * 4 + now_ms) / 5 : now_ms);
    }
}

static bool has_room(const Hallq__Lately *l) {
    return l && l->n_arrivals == SLOTS && l->n_no_shows == SLOTS;
}

// Makes room for the counts in a line's row, which is changed in place from then on.
static int make_room(struct state *s, struct key key) {
    Hallq__LineRow *row;
    int err = line_row_edit(s, key, &row);
    if (err)
        return err;
    if (!row->lately) {
        row->lately = arena_need(s->arena, sizeof *row->lately);
        hallq__lately__init(row->lately);
    }
    list_room(s, &row->lately->arrivals, &row->lately->n_arrivals, SLOTS);
    list_room(s, &row->lately->no_shows, &row->lately->n_no_shows, SLOTS);
    return line_row_put(s, key, row);
}

static int row_own(struct state *s, struct key key, Hallq__LineRow **ret) {
    int err = line_row_own(s, key, ret);
    if (err || has_room((*ret)->lately))
        return err;
    err = make_room(s, key);
    return err ? err : line_row_own(s, key, ret);
}

static int line_add(struct change *c, const struct addition *a) {
    struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, a->service);
    Hallq__LineRow *row;
    int err = row_own(c->state, key, &row);
    if (row_passed(c->state, TABLE_LINE, key, err))
        return ERR_OK;
    if (err)
        return err;
    advance(row->lately, c->at_ms / SLOT_MS);
    err = half_hour_begin(c, a->service, row->lately);
    add(row->lately, a, row->counters);
    return err ? err : line_row_own_put(c->state, key, row);
}

static int line_entered(struct change *c, const Hallq__Line *entered) {
    if (!entered || entered->kind != HALLQ__LINE__KIND__SERVICE)
        return ERR_OK;
    return line_add(c, &(struct addition){.service = entered->id, .arrival = true});
}

static int step_ended(struct change *c, const Hallq__TicketFinished *e) {
    int err = ERR_OK;
    if (e->service && e->served_s && e->served_s <= LIMIT_SERVICE_TIME_S && !e->left_out)
        err = line_add(c, &(struct addition){.service = e->service, .served_s = e->served_s});
    return err ? err : line_entered(c, e->entered);
}

static int missed(struct change *c, uint64_t ticket) {
    const Hallq__TicketRow *row;
    int err = ticket_row_look(c->state, key_ticket(c->hall, ticket), &row);
    if (err || !row->n_steps)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    return line_add(
        c, &(struct addition){.service = row->steps[row->n_steps - 1]->service, .no_show = true});
}

int lately_take(struct change *c, const Hallq__Event *event) {
    switch ((int)event->body_case) { // of the others no line learns
    case HALLQ__EVENT__BODY_TICKET_ISSUED:
        return line_entered(c, event->ticket_issued->entered);
    case HALLQ__EVENT__BODY_TICKET_CHECKED_IN:
        return line_entered(c, event->ticket_checked_in->entered);
    case HALLQ__EVENT__BODY_TICKET_TRANSFERRED:
        return line_entered(c, event->ticket_transferred->entered);
    case HALLQ__EVENT__BODY_TICKET_FINISHED:
        return step_ended(c, event->ticket_finished);
    case HALLQ__EVENT__BODY_TICKET_NO_SHOW:
        return missed(c, event->ticket_no_show->ticket);
    }
    return ERR_OK;
}

// ---------------------------------------------------------------- reading

// The slots since half an hour ago, the running one included.
static uint64_t slots_sum(const uint32_t *list, size_t n, int64_t age) {
    uint64_t sum = 0;
    for (size_t i = 0; i < n && (int64_t)i + age < SLOTS; i++)
        sum += list[i];
    return sum;
}

// The same, brought to 30 minutes.
static uint32_t half_hour_sum(const uint32_t *list, size_t n, int64_t age, int64_t now_ms) {
    uint64_t span_ms = (uint64_t)(HALF_HOUR_MS + now_ms % SLOT_MS);
    return (uint32_t)((slots_sum(list, n, age) * HALF_HOUR_MS + span_ms / 2) / span_ms);
}

static int64_t slots_age(const Hallq__Lately *l, int64_t now_ms) {
    int64_t age = now_ms / SLOT_MS - l->slot;
    return age < 0 ? 0 : age;
}

uint32_t lately_arrivals(const Hallq__LineRow *row, int64_t now_ms, int64_t *first_ms) {
    const Hallq__Lately *l = row->lately;
    if (!l || now_ms < 0)
        return 0;
    int64_t age = slots_age(l, now_ms);
    for (size_t i = 0; i < l->n_arrivals && (int64_t)i + age < SLOTS; i++) {
        int64_t from_ms = (now_ms / SLOT_MS - age - (int64_t)i) * SLOT_MS;
        if (l->arrivals[i] && from_ms < *first_ms)
            *first_ms = from_ms;
    }
    return (uint32_t)slots_sum(l->arrivals, l->n_arrivals, age);
}

struct lately lately_of(const Hallq__LineRow *row, int64_t now_ms) {
    const Hallq__Lately *l = row->lately;
    if (!l || now_ms < 0)
        return (struct lately){.arrivals = 0};
    int64_t age = slots_age(l, now_ms);
    return (struct lately){
        .arrivals = half_hour_sum(l->arrivals, l->n_arrivals, age, now_ms),
        .no_shows = half_hour_sum(l->no_shows, l->n_no_shows, age, now_ms),
        .service_ms = l->service_ms,
    };
}

static uint32_t at(const uint32_t *list, size_t n, size_t i) {
    return i < n ? list[i] : 0;
}

// Those of the weekday, pulled to those of all days as if these were one week more.
static uint32_t arrivals_c(const Hallq__UsualRow *u, int64_t half_hour) {
    size_t place = week_place(half_hour);
    uint64_t weeks = at(u->weeks, u->n_weeks, place);
    if (weeks > WEEKS_KEPT + 1)
        weeks = WEEKS_KEPT + 1;
    uint64_t of_week = at(u->week_arrivals, u->n_week_arrivals, place);
    uint64_t of_day = at(u->arrivals, u->n_arrivals, (size_t)(half_hour % HALF_HOURS));
    return (uint32_t)((of_week * weeks + of_day + (weeks + 1) / 2) / (weeks + 1));
}

int usual_of(struct state *s, const Hallq__HallSettings *h, uint32_t hall, uint32_t service,
             int64_t now_ms, struct usual *ret) {
    Hallq__UsualRow *u;
    struct key key = key_usual(hall, service);
    int64_t half_hour = half_hour_of(h, now_ms);
    size_t i = (size_t)(half_hour % HALF_HOURS);
    *ret = (struct usual){.days = 0};
    int err = usual_row_get(s, key, &u);
    if (err == ERR_NOT_FOUND || row_passed(s, TABLE_SETTINGS, key, err))
        return ERR_OK;
    if (err)
        return err;
    *ret = (struct usual){
        .days = at(u->days, u->n_days, i),
        .arrivals_c = arrivals_c(u, half_hour),
        .no_shows_c = at(u->no_shows, u->n_no_shows, i),
        .counters_c = at(u->counters, u->n_counters, i),
    };
    return ERR_OK;
}

int usual_arrivals_per_s(struct state *s, const Hallq__HallSettings *h, uint32_t hall,
                         uint32_t service, int64_t now_ms, double *ret_s) {
    int64_t into_ms = calendar_local_ms(h, now_ms) % HALF_HOUR_MS;
    struct usual now, next;
    int err = usual_of(s, h, hall, service, now_ms, &now);
    if (!err)
        err = usual_of(s, h, hall, service, now_ms + HALF_HOUR_MS, &next);
    *ret_s = USUAL_UNKNOWN;
    if (err || !now.days)
        return err;
    double later = next.days ? (double)into_ms / HALF_HOUR_MS : 0;
    *ret_s = ((1 - later) * now.arrivals_c + later * next.arrivals_c) / 100 / (HALF_HOUR_MS / 1e3);
    return ERR_OK;
}
