// range.c - a table of columns for each part of the report; a column is a head, what stands behind it,
// and what it says of a row. What all the columns are is said once, at the end.
#include "clients/sheet/range.h"

#include <stdlib.h>

#include "base/count.h"
#include "base/date.h"
#include "clients/libhallq/view/view.h"
#include "clients/sheet/table.h"
#include "clients/text/measure.h"
#include "clients/text/text.h"

struct printing {
    struct table table;
    const Hallq__RangeReport *report;
    struct hallq_view view; // of the settings alone, for names
    enum language language;
};

static const char *words(const struct printing *p, enum text text) {
    return text_of(text, p->language);
}

static const Hallq__HallSettings *settings_of(const struct printing *p) {
    return p->view.now.settings;
}

// ---------------------------------------------------------------- cells

static void cell_number(struct printing *p, uint64_t number) {
    char text[PHRASE_SHORT];
    phrase_number(text, number);
    table_cell(&p->table, text);
}

// A number below 0 is no formula to be defused.
static void cell_decimal(struct printing *p, double number) {
    table_decimal(&p->table, number);
}

static void cell_minutes(struct printing *p, double span_s, uint64_t of) {
    if (of)
        cell_decimal(p, span_s / 60);
    else
        table_cell(&p->table, "");
}

static void cell_percent(struct printing *p, uint64_t part, uint64_t whole) {
    if (whole)
        cell_decimal(p, 100. * (double)part / (double)whole);
    else
        table_cell(&p->table, "");
}

static void cell_service(struct printing *p, uint32_t service) {
    char number[PHRASE_SHORT];
    table_cell(&p->table, phrase_service(number, &p->view, service, p->language));
}

static void cell_staff(struct printing *p, uint32_t staff) {
    char number[PHRASE_SHORT];
    table_cell(&p->table, phrase_staff(number, &p->view, staff));
}

static void cell_day(struct printing *p, int32_t day) {
    char text[DATE_TEXT_SIZE];
    table_cell(&p->table, date_text(day, text));
}

static void cell_clock(struct printing *p, uint32_t from_min, uint32_t to_min) {
    char text[PHRASE_SHORT];
    snprintf(text, sizeof text, "%02u:%02u-%02u:%02u", from_min / 60 % 100, from_min % 60,
             to_min / 60 % 100, to_min % 60);
    table_cell(&p->table, text);
}

static void cell_code(struct printing *p, Hallq__Code *const *codes, size_t count,
                      const char *code) {
    table_cell(&p->table, *code ? hallq_code_text(codes, count, code, p->language) : "");
}

// ---------------------------------------------------------------- parts

static void title(struct printing *p, enum text text) {
    table_row_end(&p->table);
    table_cell(&p->table, words(p, text));
    table_row_end(&p->table);
}

static void heads(struct printing *p, const enum text *texts, size_t count) {
    for (size_t i = 0; i < count; i++)
        table_cell(&p->table, words(p, texts[i]));
    table_row_end(&p->table);
}

#define HEADS(p, ...)                                                                              \
    heads(p, (const enum text[]){__VA_ARGS__}, COUNT(((const enum text[]){__VA_ARGS__})))

struct rated {
    uint64_t count, sum, satisfied;
};

static struct rated rated_of(const uint32_t *ratings, size_t count) {
    struct rated r = {0};
    for (size_t i = 0; i < count; i++) {
        r.count += ratings[i];
        r.sum += (i + 1) * ratings[i];
        r.satisfied += i + 2 >= count ? ratings[i] : 0;
    }
    return r;
}

static void cells_rated(struct printing *p, const uint32_t *ratings, size_t count) {
    struct rated r = rated_of(ratings, count);
    if (r.count)
        cell_decimal(p, (double)r.sum / (double)r.count);
    else
        table_cell(&p->table, "");
    cell_number(p, r.count);
    cell_percent(p, r.satisfied, r.count);
}

#define FLOW_HEADS                                                                                 \
    TEXT_FIG_ISSUED, TEXT_FIG_SERVED, TEXT_FIG_CANCELLED, TEXT_FIG_NO_SHOWS, TEXT_FIG_WAITS,       \
        TEXT_FIG_WAIT_MEAN, TEXT_FIG_WAIT_P50, TEXT_FIG_WAIT_P90, TEXT_FIG_OVER_TARGET,            \
        TEXT_FIG_OVER_20, TEXT_FIG_WALK, TEXT_FIG_SERVICE, TEXT_FIG_OVER_SERVICE, TEXT_FIG_BUSY,   \
        TEXT_FIG_RATING, TEXT_FIG_RATINGS, TEXT_FIG_SATISFIED, TEXT_FIG_LEFT_OUT

static void cells_flow(struct printing *p, const Hallq__Flow *f) {
    cell_number(p, f->issued);
    cell_number(p, f->served);
    cell_number(p, f->cancelled);
    cell_number(p, f->no_shows);
    cell_number(p, f->waits);
    cell_minutes(p, f->wait_mean_s, f->waits);
    cell_minutes(p, f->wait_p50_s, f->waits);
    cell_minutes(p, f->wait_p90_s, f->waits);
    cell_percent(p, f->over_target, f->waits);
    cell_percent(p, f->over_20_min, f->waits);
    cell_minutes(p, f->walk_mean_s, f->walks);
    cell_minutes(p, f->service_mean_s, f->services);
    cell_percent(p, f->over_service, f->services);
    cell_decimal(p, (double)f->busy_s / 3600);
    cells_rated(p, f->ratings, f->n_ratings);
    cell_number(p, f->wait_left_out + f->walk_left_out + f->served - f->services);
    table_row_end(&p->table);
}

static void services_print(struct printing *p) {
    title(p, TEXT_DAYS_SERVICES);
    HEADS(p, TEXT_HEAD_LINE, FLOW_HEADS);
    for (size_t i = 0; i < p->report->n_services; i++) {
        cell_service(p, p->report->services[i]->service);
        cells_flow(p, p->report->services[i]->flow);
    }
    table_cell(&p->table, words(p, TEXT_DAYS_ALL));
    cells_flow(p, p->report->all);
}

static void half_hours_print(struct printing *p) {
    title(p, TEXT_DAYS_HALF_HOURS);
    HEADS(p, TEXT_DAYS_HALF_HOUR, TEXT_FIG_ISSUED, TEXT_FIG_CANCELLED, TEXT_FIG_NO_SHOWS,
          TEXT_FIG_WAITS, TEXT_FIG_WAIT_MEAN, TEXT_FIG_WAIT_P50, TEXT_FIG_WAIT_P90,
          TEXT_FIG_OVER_TARGET, TEXT_FIG_OVER_20, TEXT_FIG_BUSY, TEXT_FIG_COUNTERS_BUSY,
          TEXT_FIG_COUNTERS_NEEDED);
    for (size_t i = 0; i < p->report->n_half_hours; i++) {
        const Hallq__HalfHour *h = p->report->half_hours[i];
        cell_clock(p, h->half_hour * 30, h->half_hour * 30 + 30);
        cell_number(p, h->issued);
        cell_number(p, h->cancelled);
        cell_number(p, h->no_shows);
        cell_number(p, h->waits);
        cell_minutes(p, h->wait_mean_s, h->waits);
        cell_minutes(p, h->wait_p50_s, h->waits);
        cell_minutes(p, h->wait_p90_s, h->waits);
        cell_percent(p, h->over_target, h->waits);
        cell_percent(p, h->over_20_min, h->waits);
        cell_decimal(p, (double)h->busy_s / 3600);
        cell_decimal(p, h->counters_busy_percent / 100.);
        cell_number(p, h->counters_needed);
        table_row_end(&p->table);
    }
}

static void periods_print(struct printing *p) {
    if (!p->report->n_periods)
        return;
    title(p, TEXT_DAYS_PERIODS);
    HEADS(p, TEXT_DAYS_FROM, TEXT_DAYS_TO, TEXT_FIG_DAYS, FLOW_HEADS);
    for (size_t i = 0; i < p->report->n_periods; i++) {
        const Hallq__Period *period = p->report->periods[i];
        cell_day(p, period->from_day);
        cell_day(p, period->to_day);
        cell_number(p, period->days);
        cells_flow(p, period->flow);
    }
}

static void clerks_print(struct printing *p) {
    title(p, TEXT_DAYS_CLERKS);
    HEADS(p, TEXT_REPORT_CLERK, TEXT_FIG_DAYS, TEXT_FIG_SERVED, TEXT_FIG_SERVICE,
          TEXT_FIG_OVER_SERVICE, TEXT_FIG_WALK, TEXT_FIG_RATING, TEXT_FIG_RATINGS,
          TEXT_FIG_SATISFIED);
    for (size_t i = 0; i < p->report->n_clerks; i++) {
        const Hallq__ClerkRange *c = p->report->clerks[i];
        cell_staff(p, c->staff);
        cell_number(p, c->days);
        cell_number(p, c->served);
        cell_minutes(p, c->service_mean_s, c->services);
        cell_percent(p, c->over_service, c->services);
        cell_minutes(p, c->walk_mean_s, c->walks);
        cells_rated(p, c->ratings, c->n_ratings);
        table_row_end(&p->table);
    }
}

static void outcomes_print(struct printing *p) {
    const Hallq__HallSettings *h = settings_of(p);
    title(p, TEXT_DAYS_OUTCOMES);
    HEADS(p, TEXT_REPORT_CLERK, TEXT_DAYS_CODE, TEXT_DAYS_COUNT);
    for (size_t i = 0; i < p->report->n_clerks; i++) {
        const Hallq__ClerkRange *c = p->report->clerks[i];
        for (size_t k = 0; k < c->n_outcomes; k++) {
            cell_staff(p, c->staff);
            cell_code(p, h->outcomes, h->n_outcomes, c->outcomes[k]->code);
            cell_number(p, c->outcomes[k]->count);
            table_row_end(&p->table);
        }
    }
}

// "咨询 → 结账"
static void cell_way(struct printing *p, const Hallq__Path *path) {
    char text[PHRASE_SIZE] = "", number[PHRASE_SHORT];
    size_t used = 0;
    for (size_t i = 0; i < path->n_services && used < sizeof text; i++) {
        const char *name = phrase_service(number, &p->view, path->services[i], p->language);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? " → " : "", name);
    }
    table_cell(&p->table, path->n_services ? text : words(p, TEXT_DAYS_OTHER_WAYS));
}

static void paths_print(struct printing *p) {
    title(p, TEXT_DAYS_PATHS);
    HEADS(p, TEXT_DAYS_WAY, TEXT_FIG_ISSUED, TEXT_FIG_STAY);
    for (size_t i = 0; i < p->report->n_paths; i++) {
        const Hallq__Path *path = p->report->paths[i];
        cell_way(p, path);
        cell_number(p, path->count);
        cell_minutes(p, path->stay_mean_s, path->finished);
        table_row_end(&p->table);
    }
}

static void exception_print(struct printing *p, const Hallq__ExceptionReport *e) {
    const Hallq__HallSettings *h = settings_of(p);
    switch (e->kind) {
    case HALLQ__EXCEPTION__KIND__NAMED:
        table_cell(&p->table, words(p, TEXT_EXCEPTION_NAMED));
        cell_code(p, h->named_reasons, h->n_named_reasons, e->reason);
        break;
    case HALLQ__EXCEPTION__KIND__PAST_LINE:
        table_cell(&p->table, words(p, TEXT_EXCEPTION_PAST_LINE));
        cell_code(p, h->past_line_reasons, h->n_past_line_reasons, e->reason);
        break;
    case HALLQ__EXCEPTION__KIND__CANCELLED:
        table_cell(&p->table, words(p, TEXT_EXCEPTION_CANCELLED));
        cell_code(p, h->cancel_reasons, h->n_cancel_reasons, e->reason);
        break;
    case HALLQ__EXCEPTION__KIND__NO_KIND:
    case _HALLQ__EXCEPTION__KIND_IS_INT_SIZE:
        return;
    }
    cell_number(p, e->count);
    table_row_end(&p->table);
}

static void exceptions_print(struct printing *p) {
    if (!p->report->n_exceptions)
        return;
    title(p, TEXT_DAYS_EXCEPTIONS);
    HEADS(p, TEXT_DAYS_KIND, TEXT_DAYS_REASON, TEXT_DAYS_COUNT);
    for (size_t i = 0; i < p->report->n_exceptions; i++)
        exception_print(p, p->report->exceptions[i]);
}

static void worth_print(struct printing *p) {
    const Hallq__MeasuresWorth *w = p->report->worth;
    if (!w)
        return;
    title(p, TEXT_DAYS_WORTH);
    HEADS(p, TEXT_FIG_TAKEN, TEXT_FIG_PROPOSED, TEXT_FIG_JUDGED, TEXT_FIG_BETTER, TEXT_FIG_SHORTER,
          TEXT_FIG_PROMISED, TEXT_FIG_KEPT);
    cell_number(p, w->taken);
    cell_number(p, w->proposed);
    cell_number(p, w->judged);
    cell_number(p, w->better);
    cell_minutes(p, w->shorter_mean_s, w->judged);
    cell_minutes(p, w->promised_mean_s, w->proposed);
    cell_minutes(p, w->kept_mean_s, w->proposed);
    table_row_end(&p->table);
}

static void measures_print(struct printing *p) {
    char text[PHRASE_SIZE];
    if (!p->report->n_measures)
        return;
    title(p, TEXT_DAYS_MEASURES);
    for (size_t i = 0; i < p->report->n_measures; i++) {
        const Hallq__MeasureNow *now = p->report->measures[i]->measure;
        cell_day(p, p->report->measures[i]->day);
        measure_done(text, &p->view, now, p->language);
        table_cell(&p->table, text);
        for (size_t line = 0; line < now->n_lines; line++) {
            measure_outcome(text, &p->view, now, line, p->language);
            table_cell(&p->table, text);
        }
        table_row_end(&p->table);
    }
}

static void forecast_print(struct printing *p, const Hallq__ForecastScore *score) {
    cell_number(p, score->waits);
    cell_minutes(p, score->off_mean_s, score->waits);
    cell_percent(p, score->inside, score->waits);
    table_row_end(&p->table);
}

static void forecasts_print(struct printing *p) {
    if (!p->report->forecast)
        return;
    title(p, TEXT_DAYS_FORECASTS);
    HEADS(p, TEXT_HEAD_LINE, TEXT_FIG_FORECASTS, TEXT_FIG_FORECAST_OFF, TEXT_FIG_FORECAST_INSIDE);
    for (size_t i = 0; i < p->report->n_services; i++) {
        if (!p->report->services[i]->forecast)
            continue;
        cell_service(p, p->report->services[i]->service);
        forecast_print(p, p->report->services[i]->forecast);
    }
    table_cell(&p->table, words(p, TEXT_DAYS_ALL));
    forecast_print(p, p->report->forecast);
}

static void star_records_print(struct printing *p, const Hallq__Star *star) {
    for (size_t i = 0; i < star->n_records; i++) {
        const Hallq__Star__Day *day = star->records[i];
        cell_staff(p, star->staff);
        cell_day(p, day->day);
        cell_number(p, day->served);
        cells_rated(p, day->ratings, day->n_ratings);
        table_row_end(&p->table);
    }
}

static void stars_print(struct printing *p) {
    if (!p->report->n_stars)
        return;
    title(p, TEXT_DAYS_STARS);
    HEADS(p, TEXT_REPORT_CLERK, TEXT_FIG_SERVED, TEXT_FIG_RATING, TEXT_FIG_RATINGS);
    for (size_t i = 0; i < p->report->n_stars; i++) {
        const Hallq__Star *star = p->report->stars[i];
        cell_staff(p, star->staff);
        cell_number(p, star->served);
        cell_decimal(p, star->ratings ? (double)star->rating_sum / star->ratings : 0);
        cell_number(p, star->ratings);
        table_row_end(&p->table);
    }
    title(p, TEXT_DAYS_STAR_RECORDS);
    HEADS(p, TEXT_REPORT_CLERK, TEXT_DAYS_DAY, TEXT_FIG_SERVED, TEXT_FIG_RATING, TEXT_FIG_RATINGS,
          TEXT_FIG_SATISFIED);
    for (size_t i = 0; i < p->report->n_stars; i++)
        star_records_print(p, p->report->stars[i]);
}

static void hours_print(struct printing *p) {
    const Hallq__HoursArgued *hours = p->report->hours;
    if (!hours)
        return;
    title(p, TEXT_DAYS_HOURS);
    HEADS(p, TEXT_FIG_HOURS, TEXT_FIG_FIRST_HALF_HOUR, TEXT_FIG_LAST_HALF_HOUR);
    cell_clock(p, hours->from_min, hours->to_min);
    cell_number(p, hours->first_percent);
    cell_number(p, hours->last_percent);
    table_row_end(&p->table);
}

// ---------------------------------------------------------------- what each figure is

static const struct {
    enum text head, is;
} meanings[] = {
    {TEXT_FIG_DAYS, TEXT_FIG_DAYS_IS},
    {TEXT_FIG_ISSUED, TEXT_FIG_ISSUED_IS},
    {TEXT_FIG_SERVED, TEXT_FIG_SERVED_IS},
    {TEXT_FIG_CANCELLED, TEXT_FIG_CANCELLED_IS},
    {TEXT_FIG_NO_SHOWS, TEXT_FIG_NO_SHOWS_IS},
    {TEXT_FIG_WAITS, TEXT_FIG_WAITS_IS},
    {TEXT_FIG_WAIT_MEAN, TEXT_FIG_WAIT_MEAN_IS},
    {TEXT_FIG_WAIT_P50, TEXT_FIG_WAIT_P50_IS},
    {TEXT_FIG_WAIT_P90, TEXT_FIG_WAIT_P90_IS},
    {TEXT_FIG_OVER_TARGET, TEXT_FIG_OVER_TARGET_IS},
    {TEXT_FIG_OVER_20, TEXT_FIG_OVER_20_IS},
    {TEXT_FIG_WALK, TEXT_FIG_WALK_IS},
    {TEXT_FIG_SERVICE, TEXT_FIG_SERVICE_IS},
    {TEXT_FIG_OVER_SERVICE, TEXT_FIG_OVER_SERVICE_IS},
    {TEXT_FIG_BUSY, TEXT_FIG_BUSY_IS},
    {TEXT_FIG_RATING, TEXT_FIG_RATING_IS},
    {TEXT_FIG_RATINGS, TEXT_FIG_RATINGS_IS},
    {TEXT_FIG_SATISFIED, TEXT_FIG_SATISFIED_IS},
    {TEXT_FIG_LEFT_OUT, TEXT_FIG_LEFT_OUT_IS},
    {TEXT_FIG_COUNTERS_BUSY, TEXT_FIG_COUNTERS_BUSY_IS},
    {TEXT_FIG_COUNTERS_NEEDED, TEXT_FIG_COUNTERS_NEEDED_IS},
    {TEXT_FIG_STAY, TEXT_FIG_STAY_IS},
    {TEXT_FIG_TAKEN, TEXT_FIG_TAKEN_IS},
    {TEXT_FIG_PROPOSED, TEXT_FIG_PROPOSED_IS},
    {TEXT_FIG_JUDGED, TEXT_FIG_JUDGED_IS},
    {TEXT_FIG_BETTER, TEXT_FIG_BETTER_IS},
    {TEXT_FIG_SHORTER, TEXT_FIG_SHORTER_IS},
    {TEXT_FIG_PROMISED, TEXT_FIG_PROMISED_IS},
    {TEXT_FIG_KEPT, TEXT_FIG_KEPT_IS},
    {TEXT_FIG_FORECASTS, TEXT_FIG_FORECASTS_IS},
    {TEXT_FIG_FORECAST_OFF, TEXT_FIG_FORECAST_OFF_IS},
    {TEXT_FIG_FORECAST_INSIDE, TEXT_FIG_FORECAST_INSIDE_IS},
    {TEXT_DAYS_STARS, TEXT_FIG_STAR_IS},
    {TEXT_FIG_HOURS, TEXT_FIG_HOURS_IS},
    {TEXT_FIG_FIRST_HALF_HOUR, TEXT_FIG_EDGE_IS},
    {TEXT_FIG_LAST_HALF_HOUR, TEXT_FIG_EDGE_IS},
};

static void meanings_print(struct printing *p) {
    title(p, TEXT_DAYS_MEANINGS);
    for (size_t i = 0; i < COUNT(meanings); i++) {
        table_cell(&p->table, words(p, meanings[i].head));
        table_cell(&p->table, words(p, meanings[i].is));
        table_row_end(&p->table);
    }
}

static void head_print(struct printing *p) {
    char hall[PHRASE_SIZE], from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE], seq[PHRASE_SHORT];
    char text[2 * PHRASE_SIZE];
    phrase_hall(hall, &p->view, p->language);
    phrase_number(seq, p->report->as_of);
    TEXT_FILL(text, TEXT_DAYS_TITLE, p->language, hall, date_text(p->report->from_day, from),
              date_text(p->report->to_day, to), seq);
    table_cell(&p->table, text);
    table_row_end(&p->table);
}

void range_print(FILE *to, bool csv, const Hallq__RangeReport *report,
                 const Hallq__HallSettings *settings, enum language language) {
    struct printing p = {.report = report, .language = language};
    hallq_view_init(&p.view, true);
    p.view.now.settings = (Hallq__HallSettings *)(uintptr_t)settings;
    table_begin(&p.table, to, csv);
    head_print(&p);
    services_print(&p);
    half_hours_print(&p);
    periods_print(&p);
    clerks_print(&p);
    outcomes_print(&p);
    paths_print(&p);
    exceptions_print(&p);
    worth_print(&p);
    measures_print(&p);
    forecasts_print(&p);
    stars_print(&p);
    hours_print(&p);
    meanings_print(&p);
    p.view.now.settings = NULL;
    hallq_view_fini(&p.view);
}
