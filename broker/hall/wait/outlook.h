// outlook.h - how long somebody waits who takes a ticket of a service now, and who waits there.
#ifndef HALLQ_WAIT_OUTLOOK_H
#define HALLQ_WAIT_OUTLOOK_H

#include <stdbool.h>

#include "broker/hall/core/state.h"

// The outlook of the line of a service. Times are seconds.
struct outlook {
    bool told; // false: too little is known to tell a wait; the forecast and its range are 0 then
    double forecast_s, lower_s, upper_s; // of a ticket of the ordinary class that is taken now
    uint32_t waiting;                    // tickets in the line
    uint32_t counters;                   // open counters that give the service
    double longest_s; // longest wait so far of a ticket in the line; 0: nobody waits
    double
        longest_forecast_s; // longest sum of a wait so far and the forecast of its rest; 0: not told
};

// outlook_read: the outlook of a service as of now_ms of hall time; changes nothing. A line whose row
// cannot be read is empty. ERR_NOT_FOUND: the hall has no settings, or they have no such service. Else
// ERR_OK or a store error.
int outlook_read(struct state *s, int64_t now_ms, uint32_t hall, uint32_t service,
                 struct outlook *ret);

#endif
