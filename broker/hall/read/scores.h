// scores.h - how good the forecasts of a business day were, as answers and reports tell it.
#ifndef HALLQ_READ_SCORES_H
#define HALLQ_READ_SCORES_H

#include "broker/hall/wait/scored.h"
#include "command.pb-c.h"

// scores_make: the scores of a business day (0: today), of one service or (0) of all, in the arena.
// *ret_forecasts (may be NULL): whether the settings have waits told by forecast at all.
// Rows that cannot be read are passed over. Returns ERR_OK, ERR_NOT_FOUND (no such hall) or a store
// error.
int scores_make(struct state *s, uint32_t hall, int32_t day, uint32_t service,
                Hallq__ForecastScores **ret, bool *ret_forecasts);

// score_message: the figures of a score, in the arena; NULL for a score without waits.
Hallq__ForecastScore *score_message(struct arena *arena, const struct score *score);

#endif
