// console_tables.c - a row is one text, its cells filled up with blanks: a name, and what stands to the right under its heading.
#include "console_pages.h"

#include "base/count.h"
#include "clients/text/wait.h"
#include "clients/text/what_if.h"
#include "console_cells.h"

#define RATING_CELL 15
#define CLERK_NAME 12
#define CLERK_STATE 8
#define PAUSES_CELL 9
#define CLERK_RATING 10
#define RANGE_CELL 12

static void report_services(struct modal *m, const struct hallq_view *v,
                            const Hallq__Report *report, enum language language) {
    static const enum text heads[] = {
        TEXT_REPORT_ISSUED, TEXT_REPORT_SERVED, TEXT_REPORT_CANCELLED, TEXT_REPORT_NO_SHOWS,
        TEXT_REPORT_P50,    TEXT_REPORT_P90,    TEXT_REPORT_OVER,
    };
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    head_cells(line, TEXT_HEAD_LINE, heads, COUNT(heads), language);
    row_add(m, line);
    for (size_t i = 0; i < report->n_services; i++) {
        const Hallq__ServiceReport *r = report->services[i];
        name_cell(line, phrase_service(number, v, r->service, language));
        number_cell(line, r->issued);
        number_cell(line, r->served);
        number_cell(line, r->cancelled);
        number_cell(line, r->no_shows);
        minutes_cell(line, r->called, r->wait_p50_s, language);
        minutes_cell(line, r->called, r->wait_p90_s, language);
        number_cell(line, r->over_20_min);
        row_add(m, line);
    }
}

// "4.8 (12)": the mean of the ratings, and how many.
static void rating_cell(char line[PHRASE_SIZE], int width, const Hallq__ClerkReport *r,
                        enum language language) {
    char whole[PHRASE_SHORT], tenth[PHRASE_SHORT], count[PHRASE_SHORT], text[PHRASE_SHORT] = "-";
    if (r->ratings) {
        uint32_t tenths = (r->rating_sum * 20 + r->ratings) / (2 * r->ratings);
        phrase_number(whole, tenths / 10);
        phrase_number(tenth, tenths % 10);
        phrase_number(count, r->ratings);
        TEXT_FILL(text, TEXT_REPORT_RATED, language, whole, tenth, count);
    }
    cell(line, width, text);
}

static void report_clerks(struct modal *m, const struct hallq_view *v, const Hallq__Report *report,
                          enum language language) {
    static const enum text heads[] = {TEXT_REPORT_SERVED, TEXT_REPORT_SERVICE_MEAN};
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    if (!report->n_clerks)
        return;
    row_add(m, "");
    head_cells(line, TEXT_REPORT_CLERK, heads, COUNT(heads), language);
    cell(line, RATING_CELL, text_of(TEXT_REPORT_RATING, language));
    row_add(m, line);
    for (size_t i = 0; i < report->n_clerks; i++) {
        const Hallq__ClerkReport *r = report->clerks[i];
        name_cell(line, phrase_staff(number, v, r->staff));
        number_cell(line, r->served);
        minutes_cell(line, r->served, r->service_mean_s, language);
        rating_cell(line, RATING_CELL, r, language);
        row_add(m, line);
    }
}

void console_page_report(struct modal *m, const struct hallq_view *v, const Hallq__Report *report,
                         enum language language) {
    report_services(m, v, report, language);
    report_clerks(m, v, report, language);
    console_rows_scores(m, v, report, language);
}

// ---------------------------------------------------------------- today so far

static void pair_cell(char line[PHRASE_SIZE], uint32_t first, uint32_t second,
                      enum language language) {
    char one[PHRASE_SHORT], other[PHRASE_SHORT], text[PHRASE_SHORT];
    phrase_number(one, first);
    phrase_number(other, second);
    TEXT_FILL(text, TEXT_FIGURE_PAIR, language, one, other);
    cell(line, REPORT_CELL, text);
}

static const Hallq__ServiceReport *service_report(const Hallq__Figures *figures, uint32_t service) {
    static const Hallq__ServiceReport none = HALLQ__SERVICE_REPORT__INIT;
    for (size_t i = 0; figures->today && i < figures->today->n_services; i++)
        if (figures->today->services[i]->service == service)
            return figures->today->services[i];
    return &none;
}

static const Hallq__ClerkReport *clerk_report(const Hallq__Figures *figures, uint32_t staff) {
    static const Hallq__ClerkReport none = HALLQ__CLERK_REPORT__INIT;
    for (size_t i = 0; figures->today && i < figures->today->n_clerks; i++)
        if (figures->today->clerks[i]->staff == staff)
            return figures->today->clerks[i];
    return &none;
}

static void figures_lines(struct modal *m, const struct hallq_view *v,
                          const Hallq__Figures *figures, enum language language) {
    static const enum text heads[] = {
        TEXT_FIGURE_WAITING, TEXT_HEAD_WINDOWS,        TEXT_REPORT_SERVED, TEXT_REPORT_P50,
        TEXT_FIGURE_WALK,    TEXT_REPORT_SERVICE_MEAN, TEXT_REPORT_OVER,
    };
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    head_cells(line, TEXT_HEAD_LINE, heads, COUNT(heads), language);
    row_add(m, line);
    for (size_t i = 0; i < figures->n_lines; i++) {
        const Hallq__LineFigures *now = figures->lines[i];
        const Hallq__ServiceReport *r = service_report(figures, now->service);
        name_cell(line, phrase_service(number, v, now->service, language));
        number_cell(line, now->waiting);
        pair_cell(line, now->at_counters, now->counters, language);
        number_cell(line, r->served);
        minutes_cell(line, r->called, r->wait_p50_s, language);
        span_cell(line, r->walk_mean_s, language);
        minutes_cell(line, r->served, r->service_mean_s, language);
        number_cell(line, r->over_20_min);
        row_add(m, line);
    }
}

// "3 / 12分": how many pauses, and how long they were.
static void pauses_cell(char line[PHRASE_SIZE], const Hallq__ClerkFigures *clerk,
                        enum language language) {
    char count[PHRASE_SHORT], span[PHRASE_SHORT], text[PHRASE_SHORT] = "-";
    phrase_number(count, clerk->pauses);
    phrase_minutes(span, clerk->paused_s, language);
    if (clerk->pauses || clerk->paused_s)
        TEXT_FILL(text, TEXT_FIGURE_PAIR, language, count, span);
    cell(line, PAUSES_CELL, text);
}

static void clerks_head(char line[PHRASE_SIZE], enum language language) {
    *line = 0;
    left_cell(line, CLERK_NAME + CLERK_STATE, text_of(TEXT_REPORT_CLERK, language));
    cell(line, REPORT_CELL, text_of(TEXT_REPORT_SERVED, language));
    cell(line, REPORT_CELL, text_of(TEXT_FIGURE_WALK, language));
    cell(line, REPORT_CELL, text_of(TEXT_REPORT_SERVICE_MEAN, language));
    cell(line, REPORT_CELL, text_of(TEXT_FIGURE_OVER, language));
    cell(line, PAUSES_CELL, text_of(TEXT_FIGURE_PAUSES, language));
    cell(line, REPORT_CELL, text_of(TEXT_FIGURE_IDLE, language));
    cell(line, CLERK_RATING, text_of(TEXT_FIGURE_RATING, language));
}

static void figures_clerks(struct modal *m, const struct hallq_view *v,
                           const Hallq__Figures *figures, enum language language) {
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    if (!figures->n_clerks)
        return;
    row_add(m, "");
    clerks_head(line, language);
    row_add(m, line);
    for (size_t i = 0; i < figures->n_clerks; i++) {
        const Hallq__ClerkFigures *now = figures->clerks[i];
        const Hallq__ClerkReport *r = clerk_report(figures, now->staff);
        *line = 0;
        left_cell(line, CLERK_NAME, phrase_staff(number, v, now->staff));
        left_cell(line, CLERK_STATE,
                  now->counter ? phrase_counter_state(now->state, language) : "-");
        number_cell(line, r->served);
        span_cell(line, r->walk_mean_s, language);
        minutes_cell(line, r->served, r->service_mean_s, language);
        number_cell(line, r->over_target);
        pauses_cell(line, now, language);
        minutes_cell(line, now->idle_s, now->idle_s, language);
        rating_cell(line, CLERK_RATING, r, language);
        row_add(m, line);
    }
}

void console_page_figures(struct modal *m, const struct hallq_view *v,
                          const Hallq__Figures *figures, enum language language) {
    figures_lines(m, v, figures, language);
    figures_clerks(m, v, figures, language);
}

// ---------------------------------------------------------------- what if

static void range_cell(char line[PHRASE_SIZE], const Hallq__WhatIfWait *wait,
                       enum language language) {
    char range[PHRASE_SHORT] = "-";
    if (wait && !wait->nobody)
        wait_range(range, wait->lower_s / 60, (wait->upper_s + 59) / 60, language);
    cell(line, RANGE_CELL, range);
}

// What was asked, and a sentence for each line.
static void what_if_words(struct modal *m, const struct hallq_view *v, const Hallq__WhatIf *asked,
                          const Hallq__WhatIfAnswer *answer, enum language language) {
    char plan[PHRASE_SIZE], line[PHRASE_SIZE];
    what_if_plan(plan, v, asked, language);
    TEXT_FILL(line, TEXT_WHAT_IF_PLAN, language, plan);
    if (*plan)
        row_add(m, line);
    for (size_t i = 0; i < answer->n_lines; i++) {
        what_if_line(line, v, answer->lines[i], answer->later_at_ms, language);
        row_add(m, line);
    }
}

void console_page_what_if(struct modal *m, const struct hallq_view *v, const Hallq__WhatIf *asked,
                          const Hallq__WhatIfAnswer *answer, enum language language) {
    char number[PHRASE_SHORT], later[PHRASE_SHORT], line[PHRASE_SIZE];
    what_if_words(m, v, asked, answer, language);
    const char *would = text_of(TEXT_WHAT_IF_SO, language);
    phrase_clock(later, v, answer->later_at_ms, false);
    const char *const heads[] = {text_of(TEXT_WHAT_IF_NOW, language), would, later, would};
    name_cell(line, text_of(TEXT_HEAD_LINE, language));
    for (size_t i = 0; i < COUNT(heads); i++)
        cell(line, RANGE_CELL, heads[i]);
    row_add(m, line);
    for (size_t i = 0; i < answer->n_lines; i++) {
        const Hallq__WhatIfLine *one = answer->lines[i];
        name_cell(line, phrase_service(number, v, one->service, language));
        range_cell(line, one->now, language);
        range_cell(line, one->now_if, language);
        range_cell(line, one->later, language);
        range_cell(line, one->later_if, language);
        row_add(m, line);
    }
    if (answer->too_many)
        row_add(m, text_of(TEXT_WHAT_IF_TOO_MANY, language));
}
