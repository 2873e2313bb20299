// crowd.c - three switches with two thresholds each.
//
//             on                                        off
//     amber   upper >= long                             upper < calm, for calm_for
//     red     forecast, or a waiting ticket's, >= long  both < calm, for calm_for; a waiting ticket's is its wait so
//                                                       far and `soon` at the least
//     breach  somebody has waited long                  nobody has, at once: a wait is a fact, not a forecast
#include "broker/forecast/crowd.h"

#include <math.h>

static void turn(struct crowd *crowd, enum crowd_level level, bool on, int64_t now_ms) {
    if (crowd->on[level] != on)
        crowd->since_ms[level] = now_ms;
    crowd->on[level] = on;
    crowd->calm_since_ms[level] = 0;
}

static void follow(struct crowd *crowd, enum crowd_level level, double seen_s,
                   const struct crowd_limits *limits, int64_t now_ms) {
    int64_t *calm_since_ms = &crowd->calm_since_ms[level];
    if (seen_s >= limits->long_s) {
        turn(crowd, level, true, now_ms);
    } else if (!crowd->on[level] || seen_s >= limits->calm_s) {
        *calm_since_ms = 0;
    } else if (!*calm_since_ms || now_ms < *calm_since_ms) {
        *calm_since_ms = now_ms;
    } else if ((double)(now_ms - *calm_since_ms) >= limits->calm_for_s * 1000) {
        turn(crowd, level, false, now_ms);
    }
}

// Nobody is called the moment they are foreseen to be: where a counter is free and does not call, the rest of a wait is
// forecast as nothing until the wait is too long already. So red comes before a breach by `soon` at the latest, which is
// longer than the time between two looks, and short against the limit.
#define SOON_S 60.

static double longest_whole_s(const struct crowd_limits *limits, const struct crowd_seen *seen) {
    if (seen->longest_s <= 0)
        return seen->longest_forecast_s;
    return fmax(seen->longest_forecast_s, seen->longest_s + fmin(SOON_S, limits->long_s / 4));
}

enum crowd_level crowd_see(struct crowd *crowd, const struct crowd_limits *limits,
                           const struct crowd_seen *seen, int64_t now_ms) {
    follow(crowd, CROWD_AMBER, seen->upper_s, limits, now_ms);
    follow(crowd, CROWD_RED, fmax(seen->forecast_s, longest_whole_s(limits, seen)), limits, now_ms);
    turn(crowd, CROWD_BREACH, seen->longest_s >= limits->long_s, now_ms);
    enum crowd_level level = CROWD_BREACH;
    while (level > CROWD_CALM && !crowd->on[level])
        level--;
    return level;
}
