// inputs.c - estimates by queue length, head of line, pace, work and the waits of others.
#include "broker/forecast/inputs.h"

#include <math.h>

#define PACE_WEIGHT 2.            // calls that the longer memory's pace counts for
#define SHARED_USUAL_S 60.        // time a call of lines that share counters, before it is known
#define FEWEST_LEAVERS_PER_S 1e-7 // below this rate nobody leaves

double inputs_queue_s(uint32_t ahead, double service_s, double counters, double least) {
    return (ahead + 1.) * service_s / fmax(counters, least);
}

double inputs_queue_by_pace_s(const struct past *past, uint32_t ahead, double counters) {
    return (ahead + 1.) * past_per_call_s(past) * past->usual_counters / fmax(counters, 1);
}

void inputs_pace(const struct past *past, double *ret_15_s, double *ret_60_s) {
    double usual_s = past_per_call_s(past);
    *ret_15_s = drain_per_call_s(&past->drain_15, usual_s, PACE_WEIGHT);
    *ret_60_s = drain_per_call_s(&past->drain_60, usual_s, PACE_WEIGHT);
}

void inputs_shared_pace(const struct past *const pasts[], uint32_t count, double *ret_15_s,
                        double *ret_60_s) {
    struct drain all_15 = {0}, all_60 = {0};
    for (uint32_t i = 0; i < count; i++) {
        // While anybody waited in any line the counters worked: at least the longest line's time.
        all_15.waited_s = fmax(all_15.waited_s, pasts[i]->drain_15.waited_s);
        all_60.waited_s = fmax(all_60.waited_s, pasts[i]->drain_60.waited_s);
        all_15.calls += pasts[i]->drain_15.calls;
        all_60.calls += pasts[i]->drain_60.calls;
    }
    *ret_60_s = drain_per_call_s(&all_60, SHARED_USUAL_S, PACE_WEIGHT);
    *ret_15_s = drain_per_call_s(&all_15, *ret_60_s, PACE_WEIGHT);
}

// The queue's time that remains when each person who waits gives up at a steady rate: 1/theta ln(1 + theta t), the
// limit of the sum of 1/(s mu + j theta) over the people ahead.
static double less_leavers_s(double queue_s, const struct leavers *leavers) {
    double per_s = leavers->left / leavers->waited_s;
    return per_s > FEWEST_LEAVERS_PER_S ? log1p(queue_s * per_s) / per_s : queue_s;
}

void inputs_fill(const struct past *past, const struct inputs_known *known,
                 double ret_inputs_s[INPUTS]) {
    ret_inputs_s[INPUT_MINUTE] = 60;
    ret_inputs_s[INPUT_QUEUE] = known->queue_s;
    ret_inputs_s[INPUT_HEAD] = known->head_waited_s;
    ret_inputs_s[INPUT_LAST_FOUR] = past->last_four_wait_s;
    ret_inputs_s[INPUT_PACE_15] = (known->ahead + 1.) * known->per_call_15_s;
    ret_inputs_s[INPUT_PACE_60] = (known->ahead + 1.) * known->per_call_60_s;
    ret_inputs_s[INPUT_WORK] = known->work_s;
    ret_inputs_s[INPUT_TODAY] = past_today_s(past, known->now_ms);
    ret_inputs_s[INPUT_LAST] = past->last_wait_s;
    ret_inputs_s[INPUT_LEAVERS] = less_leavers_s(known->queue_s, known->leavers);
    for (uint32_t i = 0; i < INPUTS; i++) {
        bool waited =
            i == INPUT_HEAD || i == INPUT_LAST_FOUR || i == INPUT_TODAY || i == INPUT_LAST;
        double most_s = waited ? INPUT_LONGEST_WAIT_S : INPUT_LONGEST_S;
        ret_inputs_s[i] = fmin(fmax(ret_inputs_s[i], 0), most_s);
    }
}
