// lead.h - the shift lead of the simulated hall, for lead.c (which windows are open beyond the plan,
// complaints) and advice.c (what the broker says).
#ifndef HALLQ_SIM_LEAD_H
#define HALLQ_SIM_LEAD_H

#include "bench/sim/words.h"
#include "bench/sim/world.h"

#define LEAD_WINDOWS_MAX 32
#define LEAD_ALERTS_MAX 64
#define LEAD_LATER_S 1800 // how far ahead the lead asks

struct lead_window { // opened beyond the plan
    uint32_t counter;
    uint32_t service;    // for whose sake
    double calm_since_s; // negative: not calm
    double opened_s;     // second of the day
    double without_s;    // wait that was foreseen for LEAD_LATER_S later without it
    uint64_t measure;    // the broker's record of it, 0: none
};

struct lead_alert { // open, of a crowded line
    uint64_t alert; // 0: unused
    uint32_t service;
    Hallq__Alert__Level level;
};

struct lead {
    struct world *world;
    struct lead_alert alerts[LEAD_ALERTS_MAX];
    uint64_t storm;        // the open alert of many crowded lines, 0: there is none
    struct advice *advice; // NULL: who does not ask the broker
    struct lead_window windows[LEAD_WINDOWS_MAX];
    size_t window_count;
};

// lead_longest_s: the longest wait of the line, as the hall's screens show it; 0 where nobody waits.
double lead_longest_s(const struct lead *l, uint32_t service);

// lead_helped_since: whether a window was opened for this service in the last so many seconds.
bool lead_helped_since(const struct lead *l, uint32_t service, double seconds);

// lead_remember: a window was opened; NULL: there are too many. lead_forget: it was closed.
struct lead_window *lead_remember(struct lead *l, uint32_t counter, uint32_t service);
void lead_forget(struct lead *l, struct lead_window *window);

// lead_tell: a line of the story: {0} the service, {1} the counter, {2} {3} {4} minutes.
void lead_tell(struct lead *l, enum word sentence, uint32_t service, uint32_t counter,
               const double waits_s[3]);

// lead_hear (hear.c): an event of the lead's feed. lead_alert_of: the open alert of a crowded line, 0:
// there is none.
void lead_hear(struct lead *l, const Hallq__Event *event);
uint64_t lead_alert_of(const struct lead *l, uint32_t service);

// advice (advice.c): the lead asks the broker. ERR_OK, or an error said on stderr.
int advice_create(struct lead *l);
void advice_begin(struct advice *a);

// advice_follow: does what an alert of this service proposes: opens counters, where somebody is free, or
// has one give the service as well.
void advice_follow(struct advice *a, uint32_t service, const Hallq__Proposal *proposal);

void advice_close(struct advice *a, void (*closed_cb)(void *arg), void *arg);
void advice_destroy(struct advice *a);

#endif
