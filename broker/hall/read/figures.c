// figures.c - what the report says of today, and beside it what is so now: where each ticket at a counter comes from,
// where each clerk is, and how the clerks' time passed (core/clerk_times.h).
#include "broker/hall/read/figures.h"

#include <stdlib.h>

#include "broker/hall/core/clerk_times.h"
#include "broker/hall/core/counters.h"
#include "broker/hall/core/settings_cache.h"
#include "broker/hall/core/settings_parts.h"
#include "broker/hall/read/report.h"
#include "broker/hall/visit/steps.h"

struct making {
    struct state *state;
    uint32_t hall;
    int64_t now_ms;
    const Hallq__HallRow *row;
    const Hallq__HallSettings *settings;
    Hallq__Figures *figures;
    size_t clerk_room;
};

// ---------------------------------------------------------------- lines

static int line_add(struct making *m, uint32_t service) {
    const Hallq__LineRow *row = NULL;
    struct key key = key_line(m->hall, HALLQ__LINE__KIND__SERVICE, service);
    int err = line_row_need(m->state, key, &row);
    if (row_passed(m->state, TABLE_LINE, key, err))
        return ERR_OK;
    if (err)
        return err;
    Hallq__LineFigures *line = arena_need(m->state->arena, sizeof *line);
    hallq__line_figures__init(line);
    line->service = service;
    line->waiting = row->waiting;
    line->counters = row->counters;
    m->figures->lines[m->figures->n_lines++] = line;
    return ERR_OK;
}

static int lines_add(struct making *m) {
    int err = ERR_OK;
    m->figures->lines =
        arena_need(m->state->arena, (m->settings->n_services + 1) * sizeof(Hallq__LineFigures *));
    for (size_t i = 0; i < m->settings->n_services && !err; i++)
        err = line_add(m, m->settings->services[i]->id);
    return err;
}

// The ticket at a counter counts for its service's line.
static int at_counter_add(struct making *m, uint64_t ticket) {
    Hallq__TicketRow *row;
    struct key key = key_ticket(m->hall, ticket);
    int err = ticket_row_get(m->state, key, &row);
    if (row_passed(m->state, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err))
        return ERR_OK;
    for (size_t i = 0; !err && i < m->figures->n_lines; i++)
        m->figures->lines[i]->at_counters += m->figures->lines[i]->service == service_now(row);
    return err;
}

// ---------------------------------------------------------------- clerks

static Hallq__ClerkFigures *clerk_of(struct making *m, uint32_t staff) {
    Hallq__Figures *f = m->figures;
    for (size_t i = 0; i < f->n_clerks; i++)
        if (f->clerks[i]->staff == staff)
            return f->clerks[i];
    if (f->n_clerks == m->clerk_room) {
        m->clerk_room = m->clerk_room ? 2 * m->clerk_room : 64;
        Hallq__ClerkFigures **grown =
            arena_need(m->state->arena, m->clerk_room * sizeof(Hallq__ClerkFigures *));
        for (size_t i = 0; i < f->n_clerks; i++)
            grown[i] = f->clerks[i];
        f->clerks = grown;
    }
    Hallq__ClerkFigures *clerk = arena_need(m->state->arena, sizeof *clerk);
    hallq__clerk_figures__init(clerk);
    clerk->staff = staff;
    return f->clerks[f->n_clerks++] = clerk;
}

static void times_add(struct making *m, const Hallq__CounterRow *row) {
    for (size_t i = 0; i < row->n_times; i++) {
        const Hallq__ClerkTimes *times = row->times[i];
        if (times->day != m->row->day)
            continue;
        Hallq__ClerkFigures *clerk = clerk_of(m, times->staff);
        clerk->pauses += times->pauses;
        clerk->paused_s += (uint32_t)(times->paused_ms / 1000);
        clerk->idle_s += (uint32_t)(times->idle_ms / 1000);
    }
}

// Where the clerk of a counter is, and what still runs there.
static void now_add(struct making *m, uint32_t counter, const Hallq__CounterRow *row) {
    uint32_t running_s = (uint32_t)(clerk_times_running_ms(row, m->now_ms) / 1000);
    if (!row->clerk)
        return;
    Hallq__ClerkFigures *clerk = clerk_of(m, row->clerk);
    clerk->counter = counter;
    clerk->state = row->state;
    clerk->since_ms = row->since_ms;
    clerk->idle_s += row->state == HALLQ__COUNTER__STATE__FREE ? running_s : 0;
    clerk->paused_s += row->state == HALLQ__COUNTER__STATE__PAUSED ? running_s : 0;
}

static int counter_add(struct making *m, uint32_t counter) {
    const Hallq__CounterRow *row = NULL;
    struct key key = key_counter(m->hall, counter);
    int err = counter_row_need(m->state, key, &row);
    if (row_passed(m->state, TABLE_COUNTER, key, err))
        return ERR_OK;
    if (err)
        return err;
    times_add(m, row);
    now_add(m, counter, row);
    return row->ticket ? at_counter_add(m, row->ticket) : ERR_OK;
}

static int by_staff(const void *a, const void *b) {
    uint32_t x = (*(Hallq__ClerkFigures *const *)a)->staff;
    uint32_t y = (*(Hallq__ClerkFigures *const *)b)->staff;
    return (x > y) - (x < y);
}

static int clerks_add(struct making *m) {
    const Hallq__Report *today = m->figures->today;
    int err = ERR_OK;
    for (size_t i = 0; i < today->n_clerks; i++)
        clerk_of(m, today->clerks[i]->staff);
    for (size_t i = 0; i < m->settings->n_counters && !err; i++)
        err = counter_add(m, m->settings->counters[i]->id);
    if (m->figures->n_clerks)
        qsort(m->figures->clerks, m->figures->n_clerks, sizeof(Hallq__ClerkFigures *), by_staff);
    return err;
}

int figures_make(struct state *s, uint32_t hall, int64_t now_ms, Hallq__Figures **ret) {
    struct making m = {.state = s, .hall = hall, .now_ms = now_ms};
    int err = hall_row_get(s, key_hall(hall), &m.row);
    if (!err)
        err = settings_get(s, hall, m.row->version, &m.settings);
    if (err)
        return err;
    m.figures = arena_need(s->arena, sizeof *m.figures);
    hallq__figures__init(m.figures);
    err = report_make(s, hall, 0, &m.figures->today);
    if (!err)
        err = lines_add(&m);
    if (!err)
        err = clerks_add(&m);
    if (!err)
        *ret = m.figures;
    return err;
}

// ---------------------------------------------------------------- whose

// The person at a device, and whether they lead; 0 is nobody.
struct looker {
    uint32_t staff;
    bool leads;
};

static int looker_find(struct state *s, uint32_t hall, uint32_t device, struct looker *ret) {
    const Hallq__SignOnRow *on;
    const Hallq__HallRow *row;
    const Hallq__HallSettings *settings = NULL;
    struct key key = key_sign_on(hall, device);
    *ret = (struct looker){0};
    int err = sign_on_row_get(s, key, &on);
    if (err == ERR_NOT_FOUND || row_passed(s, TABLE_SIGN_ON, key, err))
        return ERR_OK;
    if (!err)
        err = hall_row_get(s, key_hall(hall), &row);
    if (!err)
        err = settings_get(s, hall, row->version, &settings);
    if (err)
        return err;
    const Hallq__StaffSettings *person = settings_staff(settings, on->staff);
    ret->staff = on->staff;
    ret->leads = (person ? person->role : on->role) >= HALLQ__STAFF__ROLE__LEAD;
    return ERR_OK;
}

static void report_narrow(Hallq__Report *r, uint32_t staff) {
    size_t kept = 0;
    for (size_t i = 0; i < r->n_clerks; i++)
        if (r->clerks[i]->staff == staff)
            r->clerks[kept++] = r->clerks[i];
    r->n_clerks = kept;
    r->n_services = r->n_exceptions = 0;
}

int figures_narrow(struct state *s, uint32_t hall, uint32_t device, Hallq__Figures *f) {
    struct looker looker;
    int err = looker_find(s, hall, device, &looker);
    if (err || looker.leads)
        return err;
    size_t kept = 0;
    for (size_t i = 0; i < f->n_clerks; i++)
        if (looker.staff && f->clerks[i]->staff == looker.staff)
            f->clerks[kept++] = f->clerks[i];
    f->n_clerks = kept;
    f->n_lines = 0;
    report_narrow(f->today, looker.staff);
    return ERR_OK;
}
