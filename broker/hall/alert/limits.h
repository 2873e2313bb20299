// limits.h - when the shift lead is told of what, by the settings of the hall.
#ifndef HALLQ_ALERT_LIMITS_H
#define HALLQ_ALERT_LIMITS_H

#include <stdbool.h>

#include "broker/forecast/crowd.h"
#include "event.pb-c.h"
#include "settings.pb-c.h"

#define ALERT_KINDS (HALLQ__ALERT__KIND__WORK_SLIP_DUE + 1) // by Hallq__Alert__Kind

struct alert_limits {
    struct crowd_limits crowd;
    int64_t idle_ms, pause_ms, silent_ms, no_lead_ms, escalate_ms, help_red_ms, help_breach_ms;
    uint32_t over_target_percent;
    uint32_t storm;        // more alerts of a kind than this are one
    bool off[ALERT_KINDS]; // kinds that are not raised
};

// alert_limits: those of the settings; where these say nothing, or 0, what a file that says nothing
// means.
struct alert_limits alert_limits(const Hallq__HallSettings *settings);

#endif
