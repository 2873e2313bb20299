// crowd.h - whether a line is crowded or will be: amber when it may, red when it will, breach when somebody waits too
// long. Each has a line where it begins and a lower one below which it ends, after a while: no flapping.
#ifndef HALLQ_FORECAST_CROWD_H
#define HALLQ_FORECAST_CROWD_H

#include <stdbool.h>
#include <stdint.h>

enum crowd_level { CROWD_CALM, CROWD_AMBER, CROWD_RED, CROWD_BREACH, CROWD_LEVELS };

struct crowd_limits {
    double long_s;     // a wait that is too long
    double calm_s;     // below this it is over,
    double calm_for_s; // when it has been for so long
};

#define CROWD_LIMITS                                                                               \
    { 1200, 900, 300 }

// What is seen of a line at an issue, a call, when a counter opens or closes, and by the clock. Seconds; 0 of nobody.
struct crowd_seen {
    double forecast_s, upper_s; // of who would take a ticket now
    double longest_s;           // that somebody has waited
    double longest_forecast_s;  // the most that somebody's wait so far and its forecast come to
};

// 72 bytes; zeroed is calm.
struct crowd {
    bool on[CROWD_LEVELS];
    int64_t since_ms[CROWD_LEVELS];      // on, of those that are
    int64_t calm_since_ms[CROWD_LEVELS]; // of those that are on, and would be off; 0: would not
};

// crowd_see: the highest level now; hall time in milliseconds, which may stand still and step back.
enum crowd_level crowd_see(struct crowd *crowd, const struct crowd_limits *limits,
                           const struct crowd_seen *seen, int64_t now_ms);

#endif
