#include "broker/after/scores.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include "base/count.h"
#include "broker/live/wallclock.h"
#include "broker/log/log.h"

#define SCORES_EVERY_MS 10000 // a hall's scores are read at most so often: they grow by a call each
#define SCORES_ROUND_US 2000  // of the loop's time in a round

// What a hall's lines were at the last look. A line whose forecasts were never scored has no count.
struct told_score {
    uint32_t service;
    bool by_rule;
    Hallq__ForecastScore score;
};

struct told_scores {
    bool forecasts; // the settings have waits told by them
    size_t count;
    struct told_score lines[];
};

// ---------------------------------------------------------------- looks

static const struct told_score *told_of(const struct told_scores *told, uint32_t service) {
    for (size_t i = 0; told && i < told->count; i++)
        if (told->lines[i].service == service)
            return &told->lines[i];
    return NULL;
}

static void skill_say(struct scores *s, uint32_t hall, uint32_t service, bool by_rule) {
    s->lost += by_rule;
    s->found += !by_rule;
    log_write(by_rule ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO,
              by_rule ? "forecast_skill_lost" : "forecast_skill_back",
              " hall=%u service=%u told=\"%s\"", hall, service,
              by_rule ? "by rule of thumb" : "by forecast");
}

// Without memory the scores of the last look stay.
static void told_keep(struct scores *s, struct hall *hall, const Hallq__ForecastScores *now,
                      bool forecasts) {
    struct told_scores *told = calloc(1, sizeof *told + now->n_lines * sizeof told->lines[0]);
    if (!told)
        return;
    bool both = forecasts && hall->scores && hall->scores->forecasts;
    told->forecasts = forecasts;
    told->count = now->n_lines;
    for (size_t i = 0; i < now->n_lines; i++) {
        const Hallq__LineScore *line = now->lines[i];
        const struct told_score *before = told_of(hall->scores, line->service);
        told->lines[i].service = line->service;
        told->lines[i].by_rule = line->by_rule;
        if (line->score)
            told->lines[i].score = *line->score; // numbers alone
        if (before && both && before->by_rule != line->by_rule)
            skill_say(s, hall->hall, line->service, line->by_rule);
    }
    free(hall->scores);
    hall->scores = told;
}

struct looking {
    struct scores *scores;
    struct hall *hall;
};

static int look_cb(struct state *state, void *arg) {
    struct looking *l = arg;
    Hallq__ForecastScores *now;
    bool forecasts;
    int err = scores_make(state, l->hall->hall, 0, 0, &now, &forecasts);
    if (err)
        return err;
    told_keep(l->scores, l->hall, now, forecasts);
    return ERR_OK;
}

static void hall_look(struct scores *s, struct hall *hall, int64_t machine_ms) {
    struct looking looking = {s, hall};
    hall->scores_fresh = true;
    hall->scores_looked_ms = machine_ms;
    int err = look_at(s->look, look_cb, &looking);
    if (err == ERR_NOT_FOUND) { // the hall was removed
        free(hall->scores);
        hall->scores = NULL;
    } else if (err)
        log_write(LOG_LEVEL_WARNING, "scores", " hall=%u error=\"%s\"", hall->hall, err_text(err));
}

void scores_round(struct scores *s) {
    uint64_t end_ns = uv_hrtime() + SCORES_ROUND_US * UINT64_C(1000);
    int64_t machine_ms = wallclock_machine_ms();
    for (size_t i = 0; i < s->halls->count && uv_hrtime() < end_ns; i++) {
        struct hall *hall = s->next ? s->next : SLIST_FIRST(&s->halls->all);
        s->next = SLIST_NEXT(hall, in_all);
        bool rests =
            hall->scores_looked_ms && machine_ms - hall->scores_looked_ms < SCORES_EVERY_MS;
        if (hall->hall && !hall->scores_fresh && !rests)
            hall_look(s, hall, machine_ms);
    }
}

// ---------------------------------------------------------------- the page

static double part(uint32_t of, uint32_t whole) {
    return whole ? (double)of / whole : 0;
}

#define FIGURE(noun, value)                                                                        \
    static double noun##_of(const struct told_score *t) {                                          \
        return value;                                                                              \
    }
FIGURE(waits, t->score.waits)
FIGURE(error, t->score.off_mean_s)
FIGURE(rmse, t->score.off_rms_s)
FIGURE(bias, t->score.bias_s)
FIGURE(inside, part(t->score.inside, t->score.waits))
FIGURE(far, part(t->score.far, t->score.waits))
FIGURE(queue_rmse, t->score.queue_off_rms_s)
FIGURE(head_rmse, t->score.head_off_rms_s)
FIGURE(queue_skill, t->score.queue_skill_percent / 100.)
FIGURE(head_skill, t->score.head_skill_percent / 100.)
FIGURE(by_rule, t->by_rule)

static const struct figure {
    const char *name, *help;
    double (*value)(const struct told_score *t);
} figures[] = {
    {"hallq_forecast_waits", "Waits of today whose forecasts were scored.", waits_of},
    {"hallq_forecast_error_seconds", "Their mean error.", error_of},
    {"hallq_forecast_rmse_seconds", "The root of their mean square error.", rmse_of},
    {"hallq_forecast_bias_seconds", "So much too long on the mean; below 0: too short.", bias_of},
    {"hallq_forecast_inside_ratio", "Share of waits inside the range that was told.", inside_of},
    {"hallq_forecast_far_ratio", "Share of waits whose forecast was off by over 5 minutes.",
     far_of},
    {"hallq_forecast_queue_length_rmse_seconds", "The same error by people ahead.", queue_rmse_of},
    {"hallq_forecast_head_of_line_rmse_seconds", "The same error by the wait of the first in line.",
     head_rmse_of},
    {"hallq_forecast_queue_length_skill_ratio", "Share of that error that the forecast saves.",
     queue_skill_of},
    {"hallq_forecast_head_of_line_skill_ratio", "Share of that error that the forecast saves.",
     head_skill_of},
    {"hallq_forecast_by_rule", "1: skill is lost, a rule of thumb is told.", by_rule_of},
};

static bool is_shown(const struct told_score *t) {
    return t->score.waits || t->by_rule;
}

// Writes a figure of the first SCORES_LINES lines; returns how many lines there are.
static size_t figure_add(const struct scores *s, struct metrics_page *p, const struct figure *f) {
    size_t count = 0;
    const struct hall *hall;
    metrics_head(p, f->name, "gauge", f->help);
    SLIST_FOREACH(hall, &s->halls->all, in_all)
        for (size_t i = 0; hall->scores && i < hall->scores->count; i++) {
            const struct told_score *t = &hall->scores->lines[i];
            char labels[64];
            if (!is_shown(t) || count++ >= SCORES_LINES)
                continue;
            snprintf(labels, sizeof labels, "hall=\"%u\",service=\"%u\"", hall->hall, t->service);
            metrics_labelled(p, f->name, labels, f->value(t));
        }
    return count;
}

void scores_page(const struct scores *s, struct metrics_page *p) {
    size_t count = 0;
    for (size_t i = 0; i < COUNT(figures); i++)
        count = figure_add(s, p, &figures[i]);
    metrics_value(p, "hallq_forecast_lines_left_out", "gauge",
                  "Lines with scores that this page does not name.",
                  count > SCORES_LINES ? count - SCORES_LINES : 0);
    metrics_value(p, "hallq_forecast_skill_lost_total", "counter",
                  "Times that a line's forecast lost its skill.", s->lost);
    metrics_value(p, "hallq_forecast_skill_back_total", "counter",
                  "Times that a line's forecast had its skill again.", s->found);
}
