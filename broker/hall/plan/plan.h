// plan.h - "what if": some counters opened or closed, some moved to other services, some people sent
// elsewhere; and how long people would then wait, by the twin. Nothing of the hall is changed.
#ifndef HALLQ_PLAN_H
#define HALLQ_PLAN_H

#include "broker/hall/plan/floor.h"

#define PLAN_DRAWS 4          // ways in which people may come until the horizon, drawn by chance
#define PLAN_ARRIVALS 1000    // the most people who come until the horizon
#define PLAN_HORIZON_S 14400. // the longest

// The services of a counter, a bit each by their places in the floor.
struct plan_services {
    uint32_t counter;
    uint64_t services;
};

// The people last in the line of a service who go elsewhere.
struct plan_divert {
    uint32_t service, people;
};

struct floor_plan {
    const uint32_t *open, *close; // counters, by their numbers
    size_t open_count, close_count;
    const struct plan_services *services;
    size_t services_count;
    const struct plan_divert *diverts;
    size_t divert_count;
};

// Why there is no such plan; `ret_id` of plan_floor is the counter or service.
enum plan_fault {
    PLAN_FINE,
    PLAN_NO_COUNTER,
    PLAN_NO_SERVICE,
    PLAN_OPEN_ALREADY,   // a counter to open works already, or is named twice
    PLAN_CLOSED_ALREADY, // a counter to close does not work, or is named twice
};

// plan_floor: the floor as it would be under the plan, in the arena; `floor` stays as it is. A
// counter that is closed calls nobody any more.
enum plan_fault plan_floor(const struct floor *floor, const struct floor_plan *plan,
                           struct arena *arena, struct floor **ret, uint32_t *ret_id);

// A ticket whose wait is asked for.
struct plan_asked {
    uint32_t service;    // its place in the floor
    double head_start_s; // of its class
    double in_s;         // it is taken so long from now, 0..PLAN_HORIZON_S; until then people come
};

struct plan_wait {
    double forecast_s, lower_s, upper_s; // a tenth of the waits lie on each side of the range
    bool nobody;                         // no counter would call it; the times are then of no use
};

// plan_wait: the wait of a ticket on this floor. The same seed gives the same bits, and plans that
// are asked with the same seed have the same luck. For a worker: PLAN_DRAWS forecasts of the twin
// where in_s is over 0, else one. False: the floor is cut, or too many come until the ticket is taken.
bool plan_wait(const struct floor *floor, const struct plan_asked *asked, uint64_t seed,
               struct plan_wait *ret);

// plan_twin: the twin that plan_wait runs, with one draw of who comes, in the arena. Its answer's times
// are from now on, not from when the ticket is taken. False as plan_wait.
bool plan_twin(const struct floor *floor, const struct plan_asked *asked, uint64_t seed,
               struct arena *arena, struct twin *ret);

#endif
