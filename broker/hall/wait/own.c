#include "broker/hall/wait/own.h"

#include <math.h>

#include "broker/hall/core/settings_parts.h"

#define MOVED_UP 3 // places after which a ticket's own pace says something

// Seconds until the ticket is called if it goes on as it went since it joined its line.
static double by_own_pace_s(const struct hall_now *now, const Hallq__TicketRow *t, uint32_t ahead) {
    const Hallq__Step *step = t->n_steps ? t->steps[t->n_steps - 1] : NULL;
    if (!t->forecast || !step || t->forecast->ahead < ahead + MOVED_UP)
        return 0;
    double elapsed_s = fmax((double)(now->now_ms - step->entered_at_ms) / 1000, 0);
    return elapsed_s * (ahead + 1.) / (t->forecast->ahead - ahead);
}

int own_rest(const struct hall_now *now, const Hallq__TicketRow *t, struct given *ret) {
    bool in_service = t->in_line && t->line && t->line->kind == HALLQ__LINE__KIND__SERVICE;
    struct waiter w = {.service = in_service ? settings_service(now->settings, t->line->id) : NULL,
                       .customer_class = t->customer_class,
                       .rank_ms = t->rank_ms,
                       .ticket = t->ticket,
                       .joined = true};
    *ret = (struct given){.told = false};
    if (!w.service)
        return ERR_OK;
    int err = given_make(now, &w, NO_TWIN, ret);
    if (err)
        return err;
    struct score_said *said = &ret->forecast.said;
    said->upper_s = fmax(said->upper_s, by_own_pace_s(now, t, ret->known.ahead));
    return ERR_OK;
}

struct range range_said(bool told, double lower_s, double upper_s) {
    return told ? range_of(lower_s, upper_s) : (struct range){0, 0};
}
