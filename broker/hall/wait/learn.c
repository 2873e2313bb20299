#include "broker/hall/wait/learn.h"

#include "broker/forecast/twin.h"
#include "broker/hall/core/figure.h"
#include "broker/hall/wait/follow.h"
#include "broker/hall/wait/given.h"
#include "broker/hall/wait/learnt.h"
#include "broker/hall/wait/scored.h"
#include "broker/hall/wait/stream.h"

#define WAITED_OVER_S 30. // who waits no longer had not to wait; forecasts are judged by the others

static Hallq__Step *step_of(Hallq__TicketRow *t) {
    return t->n_steps ? t->steps[t->n_steps - 1] : NULL;
}

static int64_t entered_at_ms(Hallq__TicketRow *t) {
    const Hallq__Step *step = step_of(t);
    return step && step->entered_at_ms ? step->entered_at_ms : t->issued_at_ms;
}

static double waited_s(Hallq__TicketRow *t, int64_t now_ms) {
    int64_t waited_ms = now_ms - entered_at_ms(t);
    return waited_ms > 0 ? (double)waited_ms / 1000 : 0;
}

void wait_joined(Hallq__TicketRow *t, const Hallq__Forecast *forecast) {
    Hallq__Step *step = step_of(t);
    t->forecast = (Hallq__Forecast *)(uintptr_t)forecast;
    if (!step || !forecast)
        return;
    step->forecast_s = forecast->forecast_s;
    step->lower_s = forecast->lower_s;
    step->upper_s = forecast->upper_s;
}

static int call_count(struct change *c, uint32_t service) {
    struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, service);
    Hallq__LineRow *line;
    int err = line_row_own(c->state, key, &line);
    if (err)
        return err;
    line->calls++;
    return line_row_own_put(c->state, key, line);
}

static void fallen_count(struct change *c, bool turned, bool fallen) {
    if (turned && fallen)
        c->row->fallen_streams++;
    else if (turned && c->row->fallen_streams)
        c->row->fallen_streams--;
}

// The forecast that was told is a shadow's while skill is lost; what is judged is the one that the
// hall has learnt, told or not.
static int call_learn(struct change *c, const Hallq__TicketRow *t, int64_t entered_ms,
                      double wait_s) {
    struct forecast_given given;
    struct learnt learnt;
    struct score_said said;
    bool is_given = t->forecast && given_read(t->forecast, &given), turned, fallen;
    int err = learnt_own(c->state, c->hall, &learnt);
    if (err)
        return err;
    leavers_call(&learnt.leavers, wait_s);
    if (is_given) {
        said = given.said;
        said.forecast_s = given.learnt_s;
        forecast_learn(&learnt.forecast, &given, wait_s);
    }
    bool judged = is_given && wait_s > WAITED_OVER_S;
    err = stream_call(c, t, entered_ms, wait_s, judged ? &said : NULL, &turned, &fallen);
    if (!err && judged)
        err = scored_add(c, t->line->id, &given, wait_s);
    if (err)
        return err;
    fallen_count(c, turned, fallen);
    return learnt_put(c->state, c->hall, &learnt);
}

int wait_called(struct change *c, Hallq__TicketRow *t) {
    const Hallq__HallSettings *settings;
    bool counted = t->in_stream && follows(c);
    int64_t entered_ms = entered_at_ms(t);
    int err = stream_part(c, t);
    if (!err)
        err = change_settings(c, &settings);
    // Of a wait over night nothing is learnt.
    if (!err && counted && figure_wait(settings, entered_ms, c->at_ms)) {
        err = call_learn(c, t, entered_ms, waited_s(t, c->at_ms));
        if (!err)
            err = call_count(c, t->line->id);
    }
    t->forecast = NULL;
    return err;
}

int wait_given_up(struct change *c, Hallq__TicketRow *t, const Hallq__Line *left) {
    t->forecast = NULL;
    if (left->kind != HALLQ__LINE__KIND__SERVICE || !follows(c))
        return ERR_OK;
    return learnt_left(c->state, c->hall, waited_s(t, c->at_ms));
}

int wait_came(struct change *c, bool came) {
    return follows(c) ? learnt_came(c->state, c->hall, came) : ERR_OK;
}
