// range.c - day after day: the sums that it has left, the tickets of it that are in no sums yet, and
// what was done about crowds. A day's sums are made in an arena of their own, and added to those of
// its period and of the range.
#include "broker/hall/read/range.h"

#include "broker/hall/core/calendar.h"
#include "broker/hall/core/deciding.h"
#include "broker/hall/core/measures.h"
#include "broker/hall/core/settings_cache.h"
#include "broker/hall/fold/folded.h"
#include "broker/hall/read/flow.h"
#include "broker/hall/read/period.h"
#include "broker/hall/read/scores.h"
#include "broker/hall/read/staffing.h"
#include "broker/hall/read/stars.h"
#include "broker/hall/read/worth.h"
#include "broker/hall/wait/scored.h"

// Tickets that are in no sums yet, of one day.
struct rest_day {
    struct rest_day *next;
    int32_t day;
    struct tally tally;
};

struct making {
    struct state *state;
    uint32_t hall;
    const Hallq__HallRow *row;
    const Hallq__HallSettings *settings;
    Hallq__FoldedRow *folded;
    struct rest_day *rest;
    int32_t from_day, to_day;
    Hallq__GetRange__Periods by;
    struct tally all;
    struct tally_cell period_cell; // of the period under way
    struct tally_work period_work;
    struct worth worth;
    Hallq__RangeReport *report;
};

// ---------------------------------------------------------------- which days

static int32_t last_day(const Hallq__GetRange *asked, int32_t today) {
    return asked->to_day && asked->to_day < today ? asked->to_day : today;
}

static int32_t first_day(const Hallq__GetRange *asked, int32_t today) {
    return asked->from_day ? asked->from_day : last_day(asked, today);
}

static size_t periods_count(Hallq__GetRange__Periods by, int32_t from_day, int32_t to_day) {
    size_t count = 0;
    if (by == HALLQ__GET_RANGE__PERIODS__NO_PERIODS)
        return 0;
    for (int32_t day = from_day; day <= to_day; day = period_end(by, day) + 1)
        count++;
    return count;
}

int range_check(struct deciding *d, const Hallq__GetRange *asked) {
    int32_t from_day = first_day(asked, d->row->day), to_day = last_day(asked, d->row->day);
    if (from_day < 0 || to_day < 0)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "from_day");
    if (from_day > d->row->day)
        return refuse(d, HALLQ__REFUSAL__REASON__DAY_TO_COME, NULL);
    if (from_day > to_day)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "to_day");
    if (to_day - from_day >= LIMIT_RANGE_DAYS)
        return refuse(d, HALLQ__REFUSAL__REASON__RANGE_TOO_LONG, NULL);
    if (periods_count(asked->by, from_day, to_day) > LIMIT_RANGE_PERIODS)
        return refuse(d, HALLQ__REFUSAL__REASON__RANGE_TOO_LONG, NULL);
    return ERR_OK;
}

// ---------------------------------------------------------------- tickets in no sums

static struct rest_day *rest_of(const struct making *m, int32_t day) {
    struct rest_day *rest = m->rest;
    while (rest && rest->day != day)
        rest = rest->next;
    return rest;
}

static void rest_cb(void *arg, const Hallq__TicketRow *row) {
    struct making *m = arg;
    if (row->day < m->from_day || row->day > m->to_day)
        return;
    struct rest_day *rest = rest_of(m, row->day);
    if (!rest) {
        rest = arena_need(m->state->arena, sizeof *rest);
        *rest = (struct rest_day){.next = m->rest, .day = row->day};
        tally_init(&rest->tally, m->state->arena, m->settings);
        m->rest = rest;
    }
    tally_ticket(&rest->tally, row);
}

// ---------------------------------------------------------------- a day

static void period_end_tell(struct making *m, int32_t from_day, int32_t to_day, uint32_t days) {
    struct arena *arena = m->state->arena;
    Hallq__Period *period = arena_need(arena, sizeof *period);
    hallq__period__init(period);
    period->from_day = from_day;
    period->to_day = to_day;
    period->days = days;
    period->flow = flow_make(arena, &m->period_cell, &m->period_work);
    m->report->periods[m->report->n_periods++] = period;
    m->period_cell = (struct tally_cell){.counts = NULL};
    m->period_work = (struct tally_work){.served = 0};
}

// Makes the sums of a day in `arena`.
static int day_make(struct making *m, struct arena *arena, int32_t day, struct tally *ret) {
    struct state s = *m->state;
    s.arena = arena;
    tally_init(ret, arena, m->settings);
    int err = folded_day(&s, m->hall, day, ret);
    const struct rest_day *rest = rest_of(m, day);
    if (!err && rest)
        tally_add(ret, &rest->tally);
    return err;
}

static void day_add(struct making *m, const struct tally *day) {
    const struct tally_service *service;
    tally_add(&m->all, day);
    m->report->days += day->tickets != 0;
    if (!m->report->periods)
        return;
    STAILQ_FOREACH(service, &day->services, entry) {
        flow_service_sum(m->state->arena, &m->period_cell, service);
        tally_work_add(m->state->arena, &m->period_work, &service->work);
    }
}

static int day_measures(struct making *m, int32_t day) {
    Hallq__MeasuresRow *kept;
    int err = folded_measures(m->state, m->hall, day, &kept);
    for (size_t i = 0; !err && kept && i < kept->n_measures; i++)
        worth_add(m->state->arena, &m->worth, day, kept->measures[i], m->report);
    return err;
}

static int days_add(struct making *m, struct arena *scratch) {
    int32_t began_day = m->from_day;
    uint32_t began_days = 0;
    int err = ERR_OK;
    for (int32_t day = m->from_day; day <= m->to_day && !err; day++) {
        struct tally sums;
        arena_reset(scratch);
        if ((err = day_make(m, scratch, day, &sums)) || (err = day_measures(m, day)))
            break;
        day_add(m, &sums);
        if (m->report->periods && (day == m->to_day || day == period_end(m->by, day))) {
            period_end_tell(m, began_day, day, m->report->days - began_days);
            began_day = day + 1;
            began_days = m->report->days;
        }
    }
    return err;
}

static int stars_add(struct making *m, struct arena *scratch) {
    int err = ERR_OK;
    stars_choose(&m->all, m->report);
    for (int32_t day = m->from_day; m->report->n_stars && day <= m->to_day && !err; day++) {
        struct tally sums;
        arena_reset(scratch);
        err = day_make(m, scratch, day, &sums);
        if (!err)
            stars_day(m->state->arena, day, &sums, m->report);
    }
    return err;
}

// ---------------------------------------------------------------- the whole

// Measures that are kept with no day yet.
static int measures_rest(struct making *m) {
    struct measures kept;
    int err = measures_read(m->state, m->hall, m->row, &kept);
    for (size_t i = 0; !err && i < kept.count; i++) {
        Hallq__MeasureNow *now = kept.rows[i]->now;
        int32_t day = calendar_business_day(m->settings, now->at_ms);
        if (now->measure > m->folded->upto_measure && day >= m->from_day && day <= m->to_day)
            worth_add(m->state->arena, &m->worth, day, now, m->report);
    }
    return err;
}

static int forecasts_add(struct making *m) {
    struct scored_sum *sums;
    struct score all = {.count = 0};
    size_t count;
    int err = scored_range(m->state, m->hall, m->from_day, m->to_day, &sums, &count);
    for (size_t i = 0; !err && i < count; i++) {
        score_join(&all, &sums[i].score);
        for (size_t k = 0; k < m->report->n_services; k++)
            if (m->report->services[k]->service == sums[i].service)
                m->report->services[k]->forecast = score_message(m->state->arena, &sums[i].score);
    }
    if (!err)
        m->report->forecast = score_message(m->state->arena, &all);
    return err;
}

static void all_tell(struct making *m) {
    struct tally_cell cell = {.counts = NULL};
    struct tally_work work = {.served = 0};
    const struct tally_service *service;
    STAILQ_FOREACH(service, &m->all.services, entry) {
        flow_service_sum(m->state->arena, &cell, service);
        tally_work_add(m->state->arena, &work, &service->work);
    }
    m->report->all = flow_make(m->state->arena, &cell, &work);
    flow_services(&m->all, m->report);
    flow_clerks(&m->all, m->report);
    flow_paths(&m->all, m->report);
    flow_exceptions(&m->all, m->report);
    staffing_tell(&m->all, m->report->days, m->report);
    worth_tell(m->state->arena, &m->worth, m->report);
}

static void report_begin(struct making *m, const Hallq__GetRange *asked) {
    struct arena *arena = m->state->arena;
    m->from_day = first_day(asked, m->row->day);
    m->to_day = last_day(asked, m->row->day);
    m->by = asked->by;
    m->report = arena_need(arena, sizeof *m->report);
    hallq__range_report__init(m->report);
    m->report->from_day = m->from_day;
    m->report->to_day = m->to_day;
    m->report->as_of = m->row->seq;
    size_t periods = periods_count(asked->by, m->from_day, m->to_day);
    if (periods)
        m->report->periods = arena_need(arena, periods * sizeof *m->report->periods);
    tally_init(&m->all, arena, m->settings);
    for (size_t i = 0; i < m->settings->n_services; i++)
        tally_service(&m->all, m->settings->services[i]->id); // in the settings' order
}

static int report_fill(struct making *m) {
    struct arena scratch;
    arena_init(&scratch, 0);
    int err = folded_rest(m->state, m->hall, m->folded, rest_cb, m);
    if (!err)
        err = days_add(m, &scratch);
    if (!err)
        err = measures_rest(m);
    if (!err)
        err = stars_add(m, &scratch);
    arena_fini(&scratch);
    return err;
}

int range_make(struct state *s, uint32_t hall, const Hallq__GetRange *asked,
               Hallq__RangeReport **ret) {
    struct making m = {.state = s, .hall = hall};
    int err = hall_row_get(s, key_hall(hall), &m.row);
    if (!err)
        err = settings_get(s, hall, m.row->version, &m.settings);
    if (!err)
        err = folded_get(s, hall, &m.folded);
    if (err)
        return err;
    report_begin(&m, asked);
    err = report_fill(&m);
    if (err)
        return err;
    all_tell(&m);
    err = forecasts_add(&m);
    *ret = m.report;
    return err;
}
