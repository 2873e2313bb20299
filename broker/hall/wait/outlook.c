#include "broker/hall/wait/outlook.h"

#include <math.h>

#include "broker/forecast/rough.h"
#include "broker/hall/core/queue.h"
#include "broker/hall/core/settings_parts.h"
#include "broker/hall/wait/follow.h"
#include "broker/hall/wait/oldest.h"
#include "broker/hall/wait/own.h"

#define CLASS_ORDINARY 0

// The rule of thumb tells one number, which is all of its range.
static void say_rough(const Hallq__Service *service, const Hallq__LineRow *line,
                      struct outlook *ret) {
    uint64_t mean_ms = rough_mean_now_ms(line->service_mean_ms, service->target_service_s);
    ret->told = line->counters;
    ret->forecast_s = rough_wait_s(mean_ms, line->waiting, line->counters);
    ret->lower_s = ret->upper_s = ret->forecast_s;
}

static int say_forecast(const struct hall_now *now, const Hallq__Service *service,
                        struct outlook *ret) {
    struct waiter w = {.service = service,
                       .customer_class = CLASS_ORDINARY,
                       .rank_ms = now->now_ms,
                       .ticket = UINT64_MAX};
    struct given given;
    int err = given_make(now, &w, told_s(&now->twin, service->id, CLASS_ORDINARY, 0), &given);
    if (err || !given.known.line->counters)
        return err;
    ret->told = true;
    ret->shown = given.told;
    ret->by_rule = given.known.stream.skill.fallen_to;
    ret->forecast_s = given.forecast.said.forecast_s;
    ret->lower_s = given.forecast.said.lower_s;
    ret->upper_s = given.forecast.said.upper_s;
    return ERR_OK;
}

// Takes in the wait so far of a ticket and the forecast of its rest.
static int whole_add(const struct hall_now *now, uint64_t ticket, struct outlook *ret) {
    struct key key = key_ticket(now->hall, ticket);
    struct given rest;
    const Hallq__TicketRow *t;
    int err = ticket_row_look(now->state, key, &t);
    if (row_passed(now->state, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err))
        return ERR_OK;
    if (!err)
        err = own_rest(now, t, &rest);
    if (err || !t->n_steps)
        return err;
    double so_far_s = (double)(now->now_ms - entered_line_ms(t)) / 1000;
    ret->longest_forecast_s =
        fmax(ret->longest_forecast_s, so_far_s + rest.forecast.said.forecast_s);
    return ERR_OK;
}

// The longest whole wait is that of the first or the last of the line: where the line slows down it
// grows towards its end, else towards its head.
static int longest_whole(const struct hall_now *now, uint32_t service, struct outlook *ret) {
    struct queue_entry first, last;
    size_t count;
    int err =
        queue_first(now->state, now->hall, HALLQ__LINE__KIND__SERVICE, service, 1, &first, &count);
    if (err || !count)
        return err;
    if ((err = whole_add(now, first.ticket, ret)))
        return err;
    err = queue_last(now->state, now->hall, HALLQ__LINE__KIND__SERVICE, service, &last, &count);
    return err || !count || last.ticket == first.ticket ? err : whole_add(now, last.ticket, ret);
}

int outlook_of(const struct hall_now *now, const Hallq__Service *service, struct outlook *ret) {
    const Hallq__LineRow *line;
    int64_t oldest_ms = 0;
    *ret = (struct outlook){.told = false};
    int err = line_read(now, service_place(now->settings, service->id), &line);
    if (!err && line->waiting)
        err = oldest_entered(now->state, now->hall, service->id, &oldest_ms);
    if (err)
        return err;
    ret->waiting = line->waiting;
    ret->counters = line->counters;
    ret->oldest_entered_at_ms = oldest_ms;
    if (oldest_ms && now->now_ms > oldest_ms)
        ret->longest_s = (double)(now->now_ms - oldest_ms) / 1000;
    if (forecasts(now->settings))
        return say_forecast(now, service, ret);
    say_rough(service, line, ret);
    return ERR_OK;
}

int outlook_whole(const struct hall_now *now, const Hallq__Service *service, struct outlook *ret) {
    int err = outlook_of(now, service, ret);
    return err || !ret->told || !forecasts(now->settings) ? err
                                                          : longest_whole(now, service->id, ret);
}

int outlook_read(struct state *s, int64_t now_ms, uint32_t hall, uint32_t service,
                 struct outlook *ret) {
    struct hall_now now;
    int err = hall_now_open(&now, s, now_ms, hall);
    const Hallq__Service *settings = err ? NULL : settings_service(now.settings, service);
    *ret = (struct outlook){.told = false};
    if (!settings)
        return err ? err : ERR_NOT_FOUND;
    return outlook_whole(&now, settings, ret);
}
