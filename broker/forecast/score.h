// score.h - how good forecasts were, beside the two simplest forecasts: by people ahead (queue length) and by how long
// the first in line has waited (head of line). And whether the learnt forecast still earns its place.
#ifndef HALLQ_FORECAST_SCORE_H
#define HALLQ_FORECAST_SCORE_H

#include <stdbool.h>
#include <stdint.h>

#define SCORE_LONG_S 1200. // a long wait: 20 minutes
#define SCORE_FAR_S 300.   // a forecast that is far off: 5 minutes

enum shadow { SHADOW_QUEUE, SHADOW_HEAD, SHADOWS };

// The forecasts of a wait when its ticket was taken. Seconds.
struct score_said {
    double forecast_s, lower_s, upper_s;
    double shadow_s[SHADOWS];
};

// Sums over waits that ended: of a service, an hour, a day, as the caller likes. 104 bytes; a zeroed score is new.
struct score {
    uint64_t count;
    double waited_s;
    double off_s;      // of |forecast - wait|
    double too_long_s; // of forecast - wait
    double square_s2;  // of (forecast - wait)^2
    double width_s;    // of upper - lower
    double shadow_square_s2[SHADOWS];
    uint64_t far;        // waits that were off by over SCORE_FAR_S
    uint64_t inside;     // waits between lower and upper
    uint64_t long_waits; // waits over SCORE_LONG_S
    uint64_t long_said;  // waits forecast over SCORE_LONG_S
    uint64_t long_hits;  // waits that were long and forecast as long
};

void score_add(struct score *score, const struct score_said *said, double waited_s);

// score_join: adds the waits of another score.
void score_join(struct score *score, const struct score *other);

// The figures of a score; all 0 for a score without waits.
struct score_figures {
    double mean_s, mae_s, rmse_s, bias_s, width_s;
    double far, inside;            // shares of the waits
    double shadow_rmse_s[SHADOWS]; //
    double skill[SHADOWS];         // 1 - rmse / the shadow's rmse: better than the shadow above 0
    double recall, precision;      // of long waits; 0 where there was no long wait
};

void score_figures(const struct score *score, struct score_figures *ret);

// Errors of about the last 200 waits of a line, by their square roots: they show whether the typical error has grown,
// and not whether a single hour went wrong. 40 bytes; a zeroed skill is new.
struct skill {
    uint64_t count;
    double root, shadow_roots[SHADOWS]; // fading means of the roots
    uint32_t fallen_to;                 // enum shadow + 1 while skill is lost; 0: there is skill
};

// skill_add: adds a wait; true if this wait lost the skill (forecasts clearly worse than a shadow) or brought it back.
bool skill_add(struct skill *skill, const struct score_said *said, double waited_s);

#endif
