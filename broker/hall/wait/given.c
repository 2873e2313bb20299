#include "broker/hall/wait/given.h"

#include <string.h>

#include "broker/forecast/start.h"
#include "broker/hall/core/calendar.h"

// Seconds on the clock of the hall's wall.
static double clock_s(const struct hall_now *now) {
    return (double)(calendar_local_ms(now->settings, now->now_ms) % CALENDAR_DAY_MS) / 1000;
}

int given_make(const struct hall_now *now, const struct waiter *w, double twin_s,
               struct given *ret) {
    struct known *known = &ret->known;
    int err = known_read(now, w, known);
    if (err)
        return err;
    struct forecast_asked asked = {.inputs_s = known->inputs_s,
                                   .twin_s = known->at_once ? NO_TWIN : twin_s,
                                   .clock_s = clock_s(now),
                                   .ahead = known->ahead,
                                   .at_once = known->at_once,
                                   .fallen_to = known->stream.skill.fallen_to};
    forecast_give(&now->learnt.forecast, &asked, &ret->forecast);
    ret->told = known->line->counters && known->line->calls >= START_SERVICE_CALLS;
    return ERR_OK;
}

Hallq__Forecast *given_message(const struct given *given, struct arena *arena) {
    const struct forecast_given *f = &given->forecast;
    Hallq__Forecast *message = arena_need(arena, sizeof *message);
    hallq__forecast__init(message);
    message->forecast_s = f->said.forecast_s;
    message->lower_s = f->said.lower_s;
    message->upper_s = f->said.upper_s;
    message->told = given->told;
    message->ahead = given->known.ahead;
    message->at_once = f->at_once;
    message->n_inputs_s = INPUTS;
    message->inputs_s = arena_copy(arena, f->inputs_s, sizeof f->inputs_s);
    message->twin_s = f->twin_s;
    message->clock_s = f->clock_s;
    message->blend_s = f->blend_s;
    message->wide_s = f->wide_s;
    message->learnt_s = f->learnt_s;
    return message;
}

bool given_read(const Hallq__Forecast *message, struct forecast_given *ret) {
    memset(ret, 0, sizeof *ret);
    if (message->n_inputs_s != INPUTS)
        return false;
    memcpy(ret->inputs_s, message->inputs_s, sizeof ret->inputs_s);
    ret->twin_s = message->twin_s;
    ret->clock_s = message->clock_s;
    ret->blend_s = message->blend_s;
    ret->wide_s = message->wide_s;
    ret->learnt_s = message->learnt_s;
    ret->at_once = message->at_once;
    ret->said.forecast_s = message->forecast_s;
    ret->said.lower_s = message->lower_s;
    ret->said.upper_s = message->upper_s;
    if (!message->at_once) {
        ret->said.shadow_s[SHADOW_QUEUE] = message->inputs_s[INPUT_QUEUE];
        ret->said.shadow_s[SHADOW_HEAD] = message->inputs_s[INPUT_HEAD];
    }
    return true;
}
