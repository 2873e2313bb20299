// crowd.h - whether a line is crowded or will be: amber when it may become crowded, red when it will, breach when
// somebody waits too long. Amber and red end only after a while below a lower threshold, so that they do not flap.
#ifndef HALLQ_FORECAST_CROWD_H
#define HALLQ_FORECAST_CROWD_H

#include <stdbool.h>
#include <stdint.h>

enum crowd_level { CROWD_CALM, CROWD_AMBER, CROWD_RED, CROWD_BREACH, CROWD_LEVELS };

struct crowd_limits {
    double long_s;     // a wait that is too long
    double calm_s;     // a level ends when the wait stays below this
    double calm_for_s; // for so long
};

#define CROWD_LIMITS                                                                               \
    { 1200, 900, 300 }

// The waits of a line at an issue, at a call, when a counter opens or closes, and by the clock. Seconds; 0 if nobody
// waits.
struct crowd_seen {
    double forecast_s, upper_s; // forecast for a ticket taken now
    double longest_s;           // longest wait so far
    double longest_forecast_s;  // longest sum of a wait so far and its forecast
};

// 72 bytes; zeroed is calm.
struct crowd {
    bool on[CROWD_LEVELS];
    int64_t since_ms[CROWD_LEVELS];      // beginning of each level that is on
    int64_t calm_since_ms[CROWD_LEVELS]; // when a level that is on became calm; 0: it is not calm
};

// crowd_see: returns the highest level now. now_ms: hall time, which may stand still and step back.
enum crowd_level crowd_see(struct crowd *crowd, const struct crowd_limits *limits,
                           const struct crowd_seen *seen, int64_t now_ms);

#endif
