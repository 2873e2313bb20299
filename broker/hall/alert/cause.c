// cause.c - why a line is crowded: of four figures of the last half hour, the one that exceeds the
// usual by the greatest factor, if that is a fifth at least.
#include "broker/hall/alert/look.h"

#include "broker/forecast/rough.h"
#include "broker/hall/core/lately.h"

#define FACTOR_LEAST 1200 // in thousandths
#define SERVICES_LEAST 10 // counted, before their mean says what is usual
#define NO_SHOWS_LEAST 3  // fewer are chance

struct cause {
    Hallq__Alert__Cause__Kind kind;
    uint32_t figure, usual;
    uint64_t factor; // in thousandths
};

static void better(struct cause *best, struct cause other) {
    if (other.factor >= FACTOR_LEAST && other.factor > best->factor)
        *best = other;
}

static uint32_t rounded(uint32_t hundredths) {
    return (hundredths + 50) / 100;
}

static void of_usual(struct cause *best, const struct looked_line *line, const struct lately *now,
                     const struct usual *usual) {
    uint32_t counters = line->outlook.counters;
    if (usual->days && usual->arrivals_c)
        better(best, (struct cause){HALLQ__ALERT__CAUSE__KIND__ARRIVALS, now->arrivals,
                                    rounded(usual->arrivals_c),
                                    (uint64_t)now->arrivals * 100000 / usual->arrivals_c});
    if (usual->days && usual->counters_c)
        better(best, (struct cause){HALLQ__ALERT__CAUSE__KIND__WINDOWS, counters,
                                    rounded(usual->counters_c),
                                    counters ? (uint64_t)usual->counters_c * 10 / counters
                                             : (uint64_t)usual->counters_c * 20});
}

// Who is called and does not come costs a counter as a short service does.
static void of_no_shows(struct cause *best, const struct lately *now, const struct usual *usual) {
    uint64_t usual_c = (uint64_t)now->arrivals * 100 + usual->no_shows_c;
    if (now->no_shows < NO_SHOWS_LEAST || !usual_c)
        return;
    better(best, (struct cause){HALLQ__ALERT__CAUSE__KIND__NO_SHOWS, now->no_shows,
                                rounded(usual->no_shows_c),
                                ((uint64_t)now->arrivals + now->no_shows) * 100000 / usual_c});
}

static void of_services(struct cause *best, const struct looked_line *line,
                        const struct lately *now) {
    uint64_t mean_ms =
        rough_mean_now_ms(line->row->service_mean_ms, line->service->target_service_s);
    if (line->row->services_counted < SERVICES_LEAST || !mean_ms)
        return;
    better(best,
           (struct cause){HALLQ__ALERT__CAUSE__KIND__LONG_SERVICES, now->service_ms / 1000,
                          (uint32_t)(mean_ms / 1000), (uint64_t)now->service_ms * 1000 / mean_ms});
}

int alert_cause(struct looking *l, const struct looked_line *line, Hallq__Alert__Cause **ret) {
    struct deciding *d = l->d;
    struct lately now = lately_of(line->row, d->now_ms);
    struct cause best = {HALLQ__ALERT__CAUSE__KIND__NO_CAUSE, 0, 0, 0};
    struct usual usual;
    int err = usual_of(d->state, d->settings, d->hall, line->service->id, d->now_ms, &usual);
    *ret = NULL;
    if (err)
        return err;
    of_usual(&best, line, &now, &usual);
    of_no_shows(&best, &now, &usual);
    of_services(&best, line, &now);
    if (best.kind == HALLQ__ALERT__CAUSE__KIND__NO_CAUSE)
        return ERR_OK;
    *ret = arena_need(d->state->arena, sizeof **ret);
    hallq__alert__cause__init(*ret);
    (*ret)->kind = best.kind;
    (*ret)->figure = best.figure;
    (*ret)->usual = best.usual;
    return ERR_OK;
}
