// console_scores.c - how good the forecasts were: a row for the hall, for each line, and for each of its hours.
//
//     业务              人数 均误差 范围内  超5分   偏差 比队长 比队首
//     全部                41    3分    80%    15%   +1分   +12%   +34%
//     业务受理            25    3分    84%    12%  +40秒   +15%   +31%
//       10时              14    2分    86%     7%  +20秒   +20%   +35%
#include <string.h>

#include "base/count.h"
#include "console_cells.h"
#include "console_pages.h"

static void percent_text(char to[PHRASE_SHORT], uint32_t percent, enum language language) {
    char number[PHRASE_SHORT], text[PHRASE_SHORT];
    phrase_number(number, percent);
    TEXT_FILL(text, TEXT_PERCENT, language, number);
    strcpy(to, text);
}

static void share_cell(char line[PHRASE_SIZE], uint32_t of, uint32_t whole,
                       enum language language) {
    char text[PHRASE_SHORT];
    percent_text(text, whole ? (uint32_t)(((uint64_t)of * 200 + whole) / (2ull * whole)) : 0,
                 language);
    cell(line, REPORT_CELL, text);
}

static uint32_t size_of(int32_t value) {
    return value < 0 ? (uint32_t) - (int64_t)value : (uint32_t)value;
}

// A text with its sign, where it is not nothing.
static void signed_cell(char line[PHRASE_SIZE], int32_t value, const char *text) {
    char whole[PHRASE_SHORT] = "";
    text_join(whole, sizeof whole, value < 0 ? "-" : value ? "+" : "");
    text_join(whole, sizeof whole, text);
    cell(line, REPORT_CELL, whole);
}

static void bias_cell(char line[PHRASE_SIZE], int32_t bias_s, enum language language) {
    char text[PHRASE_SHORT];
    phrase_span(text, size_of(bias_s), language);
    signed_cell(line, bias_s, text);
}

static void skill_cell(char line[PHRASE_SIZE], int32_t percent, enum language language) {
    char text[PHRASE_SHORT];
    percent_text(text, size_of(percent), language);
    signed_cell(line, percent, text);
}

static void score_row(struct modal *m, const char *name, const Hallq__ForecastScore *score,
                      enum language language) {
    char line[PHRASE_SIZE];
    name_cell(line, name);
    number_cell(line, score->waits);
    span_cell(line, score->off_mean_s, language);
    share_cell(line, score->inside, score->waits, language);
    share_cell(line, score->far, score->waits, language);
    bias_cell(line, score->bias_s, language);
    skill_cell(line, score->queue_skill_percent, language);
    skill_cell(line, score->head_skill_percent, language);
    row_add(m, line);
}

static void head_row(struct modal *m, enum language language) {
    static const enum text heads[] = {
        TEXT_SCORE_WAITS, TEXT_SCORE_OFF,   TEXT_SCORE_INSIDE, TEXT_SCORE_FAR,
        TEXT_SCORE_BIAS,  TEXT_SCORE_QUEUE, TEXT_SCORE_HEAD,
    };
    char line[PHRASE_SIZE];
    head_cells(line, TEXT_HEAD_LINE, heads, COUNT(heads), language);
    row_add(m, line);
}

static void hour_row(struct modal *m, const Hallq__LineScore__Hour *hour, enum language language) {
    char number[PHRASE_SHORT], name[PHRASE_SHORT];
    phrase_number(number, hour->hour);
    TEXT_FILL(name, TEXT_SCORE_HOUR, language, number);
    score_row(m, name, hour->score, language);
}

static void line_rows(struct modal *m, const struct hallq_view *v, const Hallq__LineScore *line,
                      enum language language) {
    char number[PHRASE_SHORT], text[PHRASE_SIZE];
    const char *name = phrase_service(number, v, line->service, language);
    if (line->score)
        score_row(m, name, line->score, language);
    if (line->by_rule) {
        TEXT_FILL(text, TEXT_SCORE_BY_RULE, language, name);
        row_add(m, text);
    }
    for (size_t i = 0; i < line->n_hours; i++)
        hour_row(m, line->hours[i], language);
}

void console_page_scores(struct modal *m, const struct hallq_view *v,
                         const Hallq__ForecastScores *scores, enum language language) {
    if (!scores->all)
        row_add(m, text_of(TEXT_SCORE_NONE, language));
    else
        head_row(m, language);
    if (scores->all)
        score_row(m, text_of(TEXT_SCORE_ALL, language), scores->all, language);
    for (size_t i = 0; i < scores->n_lines; i++)
        line_rows(m, v, scores->lines[i], language);
    if (scores->all)
        row_add(m, text_of(TEXT_SCORE_LEGEND, language));
}

void console_rows_scores(struct modal *m, const struct hallq_view *v, const Hallq__Report *report,
                         enum language language) {
    char number[PHRASE_SHORT];
    bool any = false;
    for (size_t i = 0; i < report->n_services; i++) {
        const Hallq__ServiceReport *r = report->services[i];
        if (!r->forecast)
            continue;
        if (!any) {
            row_add(m, "");
            head_row(m, language);
        }
        any = true;
        score_row(m, phrase_service(number, v, r->service, language), r->forecast, language);
    }
}
