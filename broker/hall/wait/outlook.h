// outlook.h - how long somebody waits who takes a ticket of a service now, and who waits there.
#ifndef HALLQ_WAIT_OUTLOOK_H
#define HALLQ_WAIT_OUTLOOK_H

#include <stdbool.h>

#include "broker/hall/core/state.h"
#include "broker/hall/core/told.h"
#include "settings.pb-c.h"

// The outlook of the line of a service. Times are seconds.
struct outlook {
    bool told;    // false: no open counter gives the service; the forecast and its range are 0 then
    bool by_rule; // the forecast has lost its skill: a rule of thumb is told in its place
    bool shown;   // enough is learnt to show customers a range; else they are shown who is ahead
    double forecast_s, lower_s, upper_s; // of a ticket of the ordinary class that is taken now
    uint32_t waiting;                    // tickets in the line
    uint32_t counters;                   // open counters that give the service
    int64_t oldest_entered_at_ms; // when that ticket entered that has waited longest; 0: nobody
    double longest_s;             // its wait so far
    double longest_forecast_s;    // longest sum of a wait so far and its forecast rest; 0: nobody
};

// outlook_read: the outlook of a service as of now_ms of hall time, without the twin; changes nothing.
// A line whose row cannot be read is empty. ERR_NOT_FOUND: the hall has no settings, or they have no
// such service. Else ERR_OK or a store error.
int outlook_read(struct state *s, int64_t now_ms, uint32_t hall, uint32_t service,
                 struct outlook *ret);

// outlook_of: the same in a hall that is at hand, by what the twin told of it, without longest_forecast_s. outlook_whole: with it.
struct hall_now;
int outlook_of(const struct hall_now *now, const Hallq__Service *service, struct outlook *ret);
int outlook_whole(const struct hall_now *now, const Hallq__Service *service, struct outlook *ret);

#endif
