// what_if.c - the command's lists become a plan, and each line is asked of the floor as it is and of
// the floor under the plan, with the same luck.
#include "broker/hall/plan/what_if.h"

#include <math.h>

#define LATER_S 1800
#define LATER_LEAST_S 60

struct asking {
    const Hallq__WhatIf *asked;
    const struct floor *floor; // as it is
    struct floor *changed;     // under the plan
    struct arena *arena;
    Hallq__Refusal *refusal;
    double later_s;
};

static bool refuse_plan(struct asking *a, Hallq__Refusal__Reason reason, uint32_t id) {
    a->refusal->reason = reason;
    a->refusal->detail = arena_printf(a->arena, "%u", id);
    return false;
}

static bool refuse_field(struct asking *a, const char *field) {
    a->refusal->reason = HALLQ__REFUSAL__REASON__BAD_MESSAGE;
    a->refusal->detail = arena_text(a->arena, field);
    return false;
}

// ---------------------------------------------------------------- the plan

// True if the command's lists are as long as the schema says.
static bool asked_check(struct asking *a) {
    const Hallq__WhatIf *asked = a->asked;
    if (asked->n_open > LIMIT_COUNTERS)
        return refuse_field(a, "open");
    if (asked->n_close > LIMIT_COUNTERS)
        return refuse_field(a, "close");
    if (asked->n_services > LIMIT_COUNTERS)
        return refuse_field(a, "services");
    if (asked->n_elsewhere > LIMIT_SERVICES)
        return refuse_field(a, "elsewhere");
    if (asked->later_s && (asked->later_s < LATER_LEAST_S || asked->later_s > PLAN_HORIZON_S))
        return refuse_field(a, "later_s");
    return true;
}

static bool services_read(struct asking *a, const Hallq__WhatIfServices *from,
                          struct plan_services *to) {
    to->counter = from->counter;
    if (!from->n_services)
        return refuse_field(a, "services");
    for (size_t i = 0; i < from->n_services; i++) {
        uint32_t place = floor_service(a->floor, from->services[i]);
        if (place == UINT32_MAX)
            return refuse_plan(a, HALLQ__REFUSAL__REASON__NO_SERVICE, from->services[i]);
        to->services |= 1ull << place;
    }
    return true;
}

static bool fault_refuse(struct asking *a, enum plan_fault fault, uint32_t id) {
    switch (fault) {
    case PLAN_FINE:
        return true;
    case PLAN_NO_COUNTER:
        return refuse_plan(a, HALLQ__REFUSAL__REASON__NO_COUNTER, id);
    case PLAN_NO_SERVICE:
        return refuse_plan(a, HALLQ__REFUSAL__REASON__NO_SERVICE, id);
    case PLAN_OPEN_ALREADY:
    case PLAN_CLOSED_ALREADY:
        return refuse_plan(a, HALLQ__REFUSAL__REASON__ALREADY, id);
    }
    return false;
}

static bool plan_make(struct asking *a) {
    const Hallq__WhatIf *asked = a->asked;
    size_t moved = asked->n_services, gone = asked->n_elsewhere;
    struct plan_services *services = arena_need(a->arena, (moved + 1) * sizeof *services);
    struct plan_divert *diverts = arena_need(a->arena, (gone + 1) * sizeof *diverts);
    struct floor_plan plan = {asked->open, asked->close, asked->n_open, asked->n_close,
                              services,    moved,        diverts,       gone};
    uint32_t id = 0;
    for (size_t i = 0; i < moved; i++)
        if (!services_read(a, asked->services[i], &services[i]))
            return false;
    for (size_t i = 0; i < gone; i++)
        diverts[i] =
            (struct plan_divert){asked->elsewhere[i]->service, asked->elsewhere[i]->people};
    enum plan_fault fault = plan_floor(a->floor, &plan, a->arena, &a->changed, &id);
    return fault_refuse(a, fault, id);
}

// ---------------------------------------------------------------- the answer

static Hallq__WhatIfWait *wait_of(struct asking *a, const struct floor *floor, uint32_t place,
                                  double in_s, bool *told) {
    Hallq__WhatIfWait *wait = arena_need(a->arena, sizeof *wait);
    struct plan_asked asked = {.service = place, .in_s = in_s};
    struct plan_wait found;
    hallq__what_if_wait__init(wait);
    *told &= plan_wait(floor, &asked, a->floor->seq, &found);
    wait->nobody = found.nobody;
    if (found.nobody)
        return wait;
    wait->forecast_s = (uint32_t)lround(found.forecast_s);
    wait->lower_s = (uint32_t)lround(found.lower_s);
    wait->upper_s = (uint32_t)lround(found.upper_s);
    return wait;
}

static Hallq__WhatIfLine *line_of(struct asking *a, uint32_t place, bool *told) {
    const struct floor_service *service = &a->floor->services[place];
    Hallq__WhatIfLine *line = arena_need(a->arena, sizeof *line);
    hallq__what_if_line__init(line);
    line->service = service->service;
    line->waiting = service->waiting;
    line->target_s = (uint32_t)service->target_s;
    line->counters = service->counters;
    line->counters_if = a->changed->services[place].counters;
    line->now = wait_of(a, a->floor, place, 0, told);
    line->now_if = wait_of(a, a->changed, place, 0, told);
    line->later = wait_of(a, a->floor, place, a->later_s, told);
    line->later_if = wait_of(a, a->changed, place, a->later_s, told);
    return line;
}

static Hallq__WhatIfAnswer *answer_make(struct asking *a) {
    const struct floor *floor = a->floor;
    Hallq__WhatIfAnswer *answer = arena_need(a->arena, sizeof *answer);
    bool told = !floor->cut;
    hallq__what_if_answer__init(answer);
    answer->later_at_ms = floor->at_ms + (int64_t)a->later_s * 1000;
    answer->lines = arena_need(a->arena, (floor->service_count + 1) * sizeof *answer->lines);
    for (uint32_t i = 0; i < floor->service_count && told; i++)
        if (floor->services[i].open || floor->services[i].waiting)
            answer->lines[answer->n_lines++] = line_of(a, i, &told);
    answer->too_many = !told;
    if (!told)
        answer->n_lines = 0;
    return answer;
}

int what_if_make(struct state *s, int64_t now_ms, uint32_t hall, const Hallq__WhatIf *asked,
                 Hallq__Refusal *ret_refusal, Hallq__WhatIfAnswer **ret) {
    struct floor *floor;
    *ret = NULL;
    hallq__refusal__init(ret_refusal);
    int err = floor_copy(s, now_ms, hall, &floor);
    if (!err)
        err = floor_arrivals(s, floor);
    if (err)
        return err;
    struct asking a = {.asked = asked,
                       .floor = floor,
                       .arena = s->arena,
                       .refusal = ret_refusal,
                       .later_s = asked->later_s ? asked->later_s : LATER_S};
    if (asked_check(&a) && plan_make(&a))
        *ret = answer_make(&a);
    return ERR_OK;
}
