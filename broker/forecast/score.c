// score.c - sums, and the figures made of them.
//
// Skill is lost when the typical error of the last 200 waits was clearly over the better shadow's error: the better of
// two shadows always looks a little better than it will be. Skill is back when the forecast is as good as the shadow
// again.
#include "broker/forecast/score.h"

#include <math.h>
#include <string.h>

#define RECENT 200
#define LOST_AT 1.2 // times the better shadow's mean root: an error of 1.44 times the shadow's

static double square(double value) {
    return value * value;
}

void score_add(struct score *score, const struct score_said *said, double waited_s) {
    double off_s = said->forecast_s - waited_s;
    bool is_long = waited_s > SCORE_LONG_S, said_long = said->forecast_s > SCORE_LONG_S;
    score->count++;
    score->waited_s += waited_s;
    score->off_s += fabs(off_s);
    score->too_long_s += off_s;
    score->square_s2 += square(off_s);
    score->width_s += said->upper_s - said->lower_s;
    score->far += fabs(off_s) > SCORE_FAR_S;
    score->inside += waited_s >= said->lower_s && waited_s <= said->upper_s;
    score->long_waits += is_long;
    score->long_said += said_long;
    score->long_hits += is_long && said_long;
    for (uint32_t i = 0; i < SHADOWS; i++)
        score->shadow_square_s2[i] += square(said->shadow_s[i] - waited_s);
}

void score_join(struct score *score, const struct score *other) {
    score->count += other->count;
    score->waited_s += other->waited_s;
    score->off_s += other->off_s;
    score->too_long_s += other->too_long_s;
    score->square_s2 += other->square_s2;
    score->width_s += other->width_s;
    score->far += other->far;
    score->inside += other->inside;
    score->long_waits += other->long_waits;
    score->long_said += other->long_said;
    score->long_hits += other->long_hits;
    for (uint32_t i = 0; i < SHADOWS; i++)
        score->shadow_square_s2[i] += other->shadow_square_s2[i];
}

static double part(double of, double whole) {
    return whole > 0 ? of / whole : 0;
}

void score_figures(const struct score *score, struct score_figures *ret) {
    double count = (double)score->count;
    memset(ret, 0, sizeof *ret);
    ret->mean_s = part(score->waited_s, count);
    ret->mae_s = part(score->off_s, count);
    ret->rmse_s = sqrt(part(score->square_s2, count));
    ret->bias_s = part(score->too_long_s, count);
    ret->width_s = part(score->width_s, count);
    ret->far = part((double)score->far, count);
    ret->inside = part((double)score->inside, count);
    ret->recall = part((double)score->long_hits, (double)score->long_waits);
    ret->precision = part((double)score->long_hits, (double)score->long_said);
    for (uint32_t i = 0; i < SHADOWS; i++) {
        ret->shadow_rmse_s[i] = sqrt(part(score->shadow_square_s2[i], count));
        if (ret->shadow_rmse_s[i] > 0)
            ret->skill[i] = 1 - ret->rmse_s / ret->shadow_rmse_s[i];
    }
}

static void fade_in(double *mean, double value, double share) {
    *mean += share * (value - *mean);
}

bool skill_add(struct skill *skill, const struct score_said *said, double waited_s) {
    skill->count++;
    double share = 1. / (skill->count < RECENT ? (double)skill->count : RECENT);
    fade_in(&skill->root, sqrt(fabs(said->forecast_s - waited_s)), share);
    for (uint32_t i = 0; i < SHADOWS; i++)
        fade_in(&skill->shadow_roots[i], sqrt(fabs(said->shadow_s[i] - waited_s)), share);
    if (skill->count < RECENT)
        return false;
    const double *shadow = skill->shadow_roots;
    enum shadow better = shadow[SHADOW_HEAD] < shadow[SHADOW_QUEUE] ? SHADOW_HEAD : SHADOW_QUEUE;
    bool was_fallen = skill->fallen_to;
    if (skill->root > LOST_AT * shadow[better])
        skill->fallen_to = (uint32_t)better + 1;
    else if (skill->root <= shadow[better])
        skill->fallen_to = 0;
    return was_fallen != (skill->fallen_to != 0);
}
