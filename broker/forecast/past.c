// past.c - fading means of a line's calls and waits.
#include "broker/forecast/past.h"

#include <math.h>

#define HALF_HOUR_MS 1800000
#define LONGEST_STEP_S 3600. // a line without an event for longer was not being served
#define AT_ONCE_S 1.         // a ticket that waited no longer tells nothing of a queue's pace
#define FIRST_PER_CALL_S 120.
#define FIRST_PER_CALL_WEIGHT 3.
#define FIRST_WAIT_S 300.

static void fade_in(double *mean, double value, double part, bool first) {
    *mean = first ? value : (1 - part) * *mean + part * value;
}

void past_advance(struct past *past, int64_t now_ms, bool waiting) {
    if (past->advanced_at_ms && waiting) {
        double elapsed_s =
            fmin(fmax((double)(now_ms - past->advanced_at_ms) / 1000, 0), LONGEST_STEP_S);
        drain_wait(&past->drain_15, PAST_MEMORY_15_S, elapsed_s);
        drain_wait(&past->drain_60, PAST_MEMORY_60_S, elapsed_s);
        drain_wait(&past->drain_day, PAST_MEMORY_DAY_S, elapsed_s);
    }
    past->advanced_at_ms = now_ms;
}

void past_issue(struct past *past, double counters) {
    fade_in(&past->usual_counters, fmax(counters, 1), .02, past->usual_counters == 0);
}

void past_call(struct past *past, int64_t now_ms, int64_t issued_at_ms, double waited_s) {
    if (waited_s > AT_ONCE_S) {
        drain_call(&past->drain_15);
        drain_call(&past->drain_60);
        drain_call(&past->drain_day);
    }
    fade_in(&past->last_four_wait_s, waited_s, .25, !past->calls);
    fade_in(&past->usual_wait_s, waited_s, .005, !past->calls);
    past->last_wait_s = waited_s;
    past->calls++;
    // A ticket of an earlier half hour tells nothing of this half hour, which alone is asked for.
    int64_t half_hour = now_ms / HALF_HOUR_MS;
    if (issued_at_ms / HALF_HOUR_MS != half_hour)
        return;
    if (past->half_hour != half_hour)
        past->half_hour_calls = 0;
    past->half_hour = half_hour;
    fade_in(&past->half_hour_wait_s, waited_s, .1, !past->half_hour_calls);
    past->half_hour_calls++;
}

double past_per_call_s(const struct past *past) {
    return drain_per_call_s(&past->drain_day, FIRST_PER_CALL_S, FIRST_PER_CALL_WEIGHT);
}

double past_today_s(const struct past *past, int64_t now_ms) {
    if (past->half_hour_calls && past->half_hour == now_ms / HALF_HOUR_MS)
        return past->half_hour_wait_s;
    return past->calls ? past->usual_wait_s : FIRST_WAIT_S;
}

void leavers_leave(struct leavers *leavers, double waited_s) {
    leavers->left = leavers->left * .999 + 1;
    leavers->waited_s = leavers->waited_s * .999 + waited_s;
}

void leavers_call(struct leavers *leavers, double waited_s) {
    leavers->waited_s += waited_s;
}
