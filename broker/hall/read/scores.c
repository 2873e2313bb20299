#include "broker/hall/read/scores.h"

#include <math.h>

#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/settings_cache.h"
#include "broker/hall/core/settings_parts.h"
#include "broker/hall/wait/follow.h"
#include "broker/hall/wait/stream.h"

#define CLASS_ORDINARY 0 // the waits that are told of a line are those of this class

static uint32_t whole(double value) {
    return value > 0 ? (uint32_t)lround(fmin(value, INT32_MAX)) : 0;
}

static int32_t percent(double part) {
    return (int32_t)lround(fmax(part * 100, INT32_MIN)); // at most 100
}

Hallq__ForecastScore *score_message(struct arena *arena, const struct score *score) {
    struct score_figures figures;
    if (!score->count)
        return NULL;
    Hallq__ForecastScore *message = arena_need(arena, sizeof *message);
    hallq__forecast_score__init(message);
    score_figures(score, &figures);
    message->waits = (uint32_t)score->count;
    message->wait_mean_s = whole(figures.mean_s);
    message->off_mean_s = whole(figures.mae_s);
    message->off_rms_s = whole(figures.rmse_s);
    message->bias_s = (int32_t)lround(fmin(fmax(figures.bias_s, INT32_MIN), INT32_MAX));
    message->inside = (uint32_t)score->inside;
    message->width_mean_s = whole(figures.width_s);
    message->far = (uint32_t)score->far;
    message->long_waits = (uint32_t)score->long_waits;
    message->long_said = (uint32_t)score->long_said;
    message->long_hits = (uint32_t)score->long_hits;
    message->queue_off_rms_s = whole(figures.shadow_rmse_s[SHADOW_QUEUE]);
    message->head_off_rms_s = whole(figures.shadow_rmse_s[SHADOW_HEAD]);
    message->queue_skill_percent = percent(figures.skill[SHADOW_QUEUE]);
    message->head_skill_percent = percent(figures.skill[SHADOW_HEAD]);
    return message;
}

struct making {
    struct state *state;
    uint32_t hall;
    bool forecasts; // the hall tells forecasts
    Hallq__ForecastScores *scores;
    struct score all;
};

static void hour_add(struct making *m, Hallq__LineScore *line, uint32_t hour,
                     const struct score *score) {
    struct arena *arena = m->state->arena;
    if (!score->count)
        return;
    Hallq__LineScore__Hour *message = arena_need(arena, sizeof *message);
    hallq__line_score__hour__init(message);
    message->hour = hour;
    message->score = score_message(arena, score);
    line->hours[line->n_hours++] = message;
}

// `scored` NULL: no wait of the service was scored.
static int line_add(struct making *m, uint32_t service, const struct scored *scored) {
    struct arena *arena = m->state->arena;
    Hallq__LineScore *line = arena_need(arena, sizeof *line);
    struct score day = {.count = 0};
    struct stream stream;
    hallq__line_score__init(line);
    line->service = service;
    line->hours = arena_need(arena, SCORED_HOURS * sizeof(Hallq__LineScore__Hour *));
    for (uint32_t hour = 0; scored && hour < SCORED_HOURS; hour++) {
        hour_add(m, line, hour, &scored->hours[hour]);
        score_join(&day, &scored->hours[hour]);
    }
    line->score = score_message(arena, &day);
    score_join(&m->all, &day);
    m->scores->lines[m->scores->n_lines++] = line;
    int err = stream_look(m->state, m->hall, service, CLASS_ORDINARY, &stream);
    line->by_rule = !err && m->forecasts && stream.skill.fallen_to;
    return err;
}

static const struct scored *scored_of(const struct scored *list, size_t count, uint32_t service) {
    for (size_t i = 0; i < count; i++)
        if (list[i].service == service)
            return &list[i];
    return NULL;
}

int scores_make(struct state *s, uint32_t hall, int32_t day, uint32_t service,
                Hallq__ForecastScores **ret, bool *ret_forecasts) {
    struct making m = {.state = s, .hall = hall};
    const Hallq__HallRow *row;
    const Hallq__HallSettings *settings;
    struct scored *list;
    size_t count;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (!err)
        err = settings_get(s, hall, row->version, &settings);
    if (!err)
        err = scored_day(s, hall, day ? day : row->day, service, &list, &count);
    if (err)
        return err;
    m.forecasts = forecasts(settings);
    if (ret_forecasts)
        *ret_forecasts = m.forecasts;
    m.scores = *ret = arena_need(s->arena, sizeof *m.scores);
    hallq__forecast_scores__init(m.scores);
    m.scores->day = day ? day : row->day;
    m.scores->lines =
        arena_need(s->arena, (settings->n_services + count + 1) * sizeof(Hallq__LineScore *));
    for (size_t i = 0; i < settings->n_services && !err; i++) {
        uint32_t id = settings->services[i]->id;
        if (!service || id == service)
            err = line_add(&m, id, scored_of(list, count, id));
    }
    for (size_t i = 0; i < count && !err; i++)
        if (!settings_service(settings, list[i].service))
            err = line_add(&m, list[i].service, &list[i]);
    m.scores->all = score_message(s->arena, &m.all);
    return err;
}

int get_forecast_scores_read(struct deciding *d, const Hallq__Request *request,
                             Hallq__Reply *reply) {
    const Hallq__GetForecastScores *asked = request->get_forecast_scores;
    if (asked->day > d->row->day)
        return refuse(d, HALLQ__REFUSAL__REASON__DAY_TO_COME, NULL);
    int err = scores_make(d->state, d->hall, asked->day, asked->service, &reply->scores, NULL);
    if (err)
        return err;
    if (asked->service && !reply->scores->n_lines)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SERVICE, NULL);
    reply->body_case = HALLQ__REPLY__BODY_SCORES;
    return ERR_OK;
}
