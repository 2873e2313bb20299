#include "bench/sim/duty.h"

// The plan alone. ret_gap_end_s: the end of the break that it has now.
static enum duty_now planned(const struct duty *d, double now_s, double *ret_gap_end_s) {
    double last_end_s = -DUTY_BREAK_S;
    for (size_t i = d->shift_first; i < d->shift_end; i++) {
        const struct day_shift *shift = &d->day->shifts[i];
        if (now_s < shift->from_s) {
            if (i > d->shift_first && shift->from_s - last_end_s <= DUTY_BREAK_S) {
                *ret_gap_end_s = shift->from_s;
                return DUTY_BREAK;
            }
            double prepare_s = i == d->shift_first ? DUTY_EARLY_S : DUTY_PREPARE_S;
            return shift->from_s - now_s <= prepare_s ? DUTY_SOON : DUTY_AWAY;
        }
        if (now_s < shift->to_s)
            return DUTY_OPEN;
        last_end_s = shift->to_s;
    }
    return DUTY_AWAY;
}

enum duty_now duty_at(const struct duty *d, double now_s) {
    double gap_end_s = 0;
    if (d->extra && now_s >= d->extra_from_s)
        return DUTY_OPEN;
    if (d->extra)
        return d->spare ? DUTY_SOON : DUTY_BREAK;
    if (now_s < d->rest_till_s)
        return DUTY_BREAK;
    return planned(d, now_s, &gap_end_s);
}

bool duty_extra_begin(struct duty *d, double now_s) {
    enum duty_now now = duty_at(d, now_s);
    if (now == DUTY_OPEN || now == DUTY_SOON || d->extra)
        return false;
    d->extra = true;
    d->spare = now == DUTY_AWAY;
    d->extra_from_s = now_s + DUTY_FETCH_S;
    if (now_s < d->rest_till_s) { // the rest of a break that was cut before
        d->owed_s += d->rest_till_s - now_s;
        d->rest_till_s = 0;
    }
    return true;
}

bool duty_takes_spare(const struct duty *d, double now_s) {
    double gap_end_s = 0;
    return d->extra && d->spare && planned(d, now_s, &gap_end_s) != DUTY_OPEN;
}

// Seconds of the plan's breaks between two times.
static double breaks_s(const struct duty *d, double from_s, double to_s) {
    double sum_s = 0;
    for (size_t i = d->shift_first; i + 1 < d->shift_end; i++) {
        double begin_s = d->day->shifts[i].to_s, end_s = d->day->shifts[i + 1].from_s;
        if (end_s - begin_s > DUTY_BREAK_S)
            continue;
        begin_s = begin_s > from_s ? begin_s : from_s;
        end_s = end_s < to_s ? end_s : to_s;
        sum_s += end_s > begin_s ? end_s - begin_s : 0;
    }
    return sum_s;
}

void duty_extra_end(struct duty *d, double now_s) {
    double gap_end_s = now_s;
    if (!d->extra)
        return;
    if (!d->spare && now_s > d->extra_from_s)
        d->owed_s += breaks_s(d, d->extra_from_s, now_s);
    d->extra = d->spare = false;
    planned(d, now_s, &gap_end_s);
    if (d->owed_s > 0)
        d->rest_till_s = gap_end_s + d->owed_s;
    d->owed_s = 0;
}
