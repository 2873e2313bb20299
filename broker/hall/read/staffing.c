// staffing.c - the counters that a mean day's half hour needed, by Erlang's formula (forecast/erlang):
// the fewest with which nine in ten people would have been called within the target, if all counters
// served the same, people came by chance at the half hour's mean rate, and were busy with a counter
// for as long as they were on the mean of the whole range.
#include "broker/hall/read/staffing.h"

#include <math.h>

#include "broker/forecast/erlang.h"
#include "broker/hall/read/flow.h"

#define HALF_HOUR_S 1800.
#define HALF_HOUR_MIN 30
#define TARGET_S 600.        // where no service has a target
#define LATE_SHARE 0.1       // may wait longer than the target
#define LOAD_MOST 1000.      // busy counters beyond which the formula adds next to nothing
#define HOURS_TICKETS 100    // as many at least say something of the hours
#define HOURS_LEFT_SHARE 100 // one in so many may come before, and one after

// What all half hours have in common.
struct flow_means {
    double busy_s;   // a counter is busy with a person
    double target_s; // by how many people entered each service's line
};

static struct flow_means means_of(const struct tally *t) {
    const struct tally_service *s;
    double busy_ms = 0, services = 0, target_s = 0, entered = 0;
    STAILQ_FOREACH(s, &t->services, entry) {
        struct tally_cell sum = {.counts = NULL};
        for (uint32_t i = 0; i < TALLY_HALF_HOURS; i++)
            if (s->cells[i]) {
                sum.busy_ms += s->cells[i]->busy_ms;
                sum.entered += s->cells[i]->entered;
            }
        busy_ms += (double)sum.busy_ms;
        services += s->work.services;
        entered += s->target_wait_s ? sum.entered : 0;
        target_s += (double)s->target_wait_s * sum.entered;
    }
    return (struct flow_means){
        .busy_s = services > 0 ? busy_ms / 1000 / services : 0,
        .target_s = entered > 0 ? target_s / entered : TARGET_S,
    };
}

static uint32_t counters_needed(const struct flow_means *m, uint32_t entered, uint32_t days) {
    double arrivals = entered / (days * HALF_HOUR_S);
    double load = arrivals * m->busy_s;
    if (load <= 0)
        return 0;
    return load > LOAD_MOST ? (uint32_t)ceil(load)
                            : erlang_counters(arrivals, m->busy_s, m->target_s, LATE_SHARE);
}

static struct tally_cell half_hour_sum(const struct tally *t, uint32_t half_hour) {
    const struct tally_service *s;
    struct tally_cell sum = {.counts = NULL};
    STAILQ_FOREACH(s, &t->services, entry)
        if (s->cells[half_hour])
            tally_cell_add(t->arena, &sum, s->cells[half_hour]);
    return sum;
}

// ---------------------------------------------------------------- hours

static uint32_t percent_of_mean(uint32_t issued, uint64_t sum, uint32_t count) {
    return sum ? (uint32_t)((uint64_t)issued * count * 100 / sum) : 0;
}

static void hours_tell(const struct tally *t, const uint32_t issued[TALLY_HALF_HOURS],
                       Hallq__RangeReport *report) {
    uint64_t all = 0, before = 0, inside = 0;
    uint32_t first = 0, last = TALLY_HALF_HOURS - 1;
    for (uint32_t i = 0; i < TALLY_HALF_HOURS; i++)
        all += issued[i];
    if (all < HOURS_TICKETS)
        return;
    while ((before + issued[first]) * HOURS_LEFT_SHARE < all)
        before += issued[first++];
    for (uint64_t after = 0; (after + issued[last]) * HOURS_LEFT_SHARE < all;)
        after += issued[last--];
    for (uint32_t i = first; i <= last; i++)
        inside += issued[i];
    Hallq__HoursArgued *hours = arena_need(t->arena, sizeof *hours);
    hallq__hours_argued__init(hours);
    hours->from_min = first * HALF_HOUR_MIN;
    hours->to_min = (last + 1) * HALF_HOUR_MIN;
    hours->first_percent = percent_of_mean(issued[first], inside, last - first + 1);
    hours->last_percent = percent_of_mean(issued[last], inside, last - first + 1);
    report->hours = hours;
}

void staffing_tell(const struct tally *t, uint32_t days, Hallq__RangeReport *report) {
    struct flow_means means = means_of(t);
    uint32_t issued[TALLY_HALF_HOURS];
    report->half_hours = arena_need(t->arena, TALLY_HALF_HOURS * sizeof *report->half_hours);
    for (uint32_t i = 0; i < TALLY_HALF_HOURS; i++) {
        struct tally_cell sum = half_hour_sum(t, i);
        issued[i] = sum.issued;
        if (!days || !(sum.issued || sum.entered || sum.busy_ms))
            continue;
        Hallq__HalfHour *told = flow_half_hour(t->arena, &sum, i);
        told->counters_busy_percent =
            (uint32_t)(sum.busy_ms * 100 / ((uint64_t)days * (uint64_t)HALF_HOUR_S * 1000));
        told->counters_needed = counters_needed(&means, sum.entered, days);
        report->half_hours[report->n_half_hours++] = told;
    }
    hours_tell(t, issued, report);
}
