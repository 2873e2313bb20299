#include "broker/hall/core/lately.h"

#include <string.h>

#include "broker/hall/core/calendar.h"

#define SLOT_MS (5 * 60 * 1000LL)
#define SLOTS 7 // the running one and the six before it
#define HALF_HOUR_MS (30 * 60 * 1000LL)
#define HALF_HOURS 48 // of a day
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
static void advance(struct state *s, Hallq__Lately *l, int64_t slot) {
    int64_t by = slot - l->slot;
    list_room(s, &l->arrivals, &l->n_arrivals, SLOTS);
    list_room(s, &l->no_shows, &l->n_no_shows, SLOTS);
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

static void usual_take(Hallq__UsualRow *u, size_t at, const Hallq__Lately *l) {
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
    int64_t day_end = (l->half_hour / HALF_HOURS + 1) * HALF_HOURS;
    usual_take(u, (size_t)(l->half_hour % HALF_HOURS), l);
    for (int64_t i = l->half_hour + 1; i < half_hour && i < day_end; i++)
        usual_take(u, (size_t)(i % HALF_HOURS), &empty);
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

static int line_add(struct change *c, const struct addition *a) {
    struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, a->service);
    Hallq__LineRow *row;
    int err = line_row_edit(c->state, key, &row);
    if (row_passed(c->state, TABLE_LINE, key, err))
        return ERR_OK;
    if (err)
        return err;
    if (!row->lately) {
        row->lately = arena_need(c->state->arena, sizeof *row->lately);
        hallq__lately__init(row->lately);
    }
    advance(c->state, row->lately, c->at_ms / SLOT_MS);
    err = half_hour_begin(c, a->service, row->lately);
    add(row->lately, a, row->counters);
    return err ? err : line_row_put(c->state, key, row);
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
    Hallq__TicketRow *row;
    int err = change_ticket_get(c, ticket, &row);
    if (err || !row->n_steps)
        return err;
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

// The slots since half an hour ago, the running one included, brought to 30 minutes.
static uint32_t half_hour_sum(const uint32_t *list, size_t n, int64_t age, int64_t now_ms) {
    uint64_t sum = 0;
    for (size_t i = 0; i < n && (int64_t)i + age < SLOTS; i++)
        sum += list[i];
    uint64_t span_ms = (uint64_t)(HALF_HOUR_MS + now_ms % SLOT_MS);
    return (uint32_t)((sum * HALF_HOUR_MS + span_ms / 2) / span_ms);
}

struct lately lately_of(const Hallq__LineRow *row, int64_t now_ms) {
    const Hallq__Lately *l = row->lately;
    if (!l || now_ms < 0)
        return (struct lately){.arrivals = 0};
    int64_t age = now_ms / SLOT_MS - l->slot;
    age = age < 0 ? 0 : age;
    return (struct lately){
        .arrivals = half_hour_sum(l->arrivals, l->n_arrivals, age, now_ms),
        .no_shows = half_hour_sum(l->no_shows, l->n_no_shows, age, now_ms),
        .service_ms = l->service_ms,
    };
}

static uint32_t at(const uint32_t *list, size_t n, size_t i) {
    return i < n ? list[i] : 0;
}

int usual_of(struct state *s, const Hallq__HallSettings *h, uint32_t hall, uint32_t service,
             int64_t now_ms, struct usual *ret) {
    Hallq__UsualRow *u;
    struct key key = key_usual(hall, service);
    size_t i = (size_t)(half_hour_of(h, now_ms) % HALF_HOURS);
    *ret = (struct usual){.days = 0};
    int err = usual_row_get(s, key, &u);
    if (err == ERR_NOT_FOUND || row_passed(s, TABLE_SETTINGS, key, err))
        return ERR_OK;
    if (err)
        return err;
    *ret = (struct usual){
        .days = at(u->days, u->n_days, i),
        .arrivals_c = at(u->arrivals, u->n_arrivals, i),
        .no_shows_c = at(u->no_shows, u->n_no_shows, i),
        .counters_c = at(u->counters, u->n_counters, i),
    };
    return ERR_OK;
}
