// worth.h - what was done about crowds in a range of days, and what it was worth.
#ifndef HALLQ_WORTH_H
#define HALLQ_WORTH_H

#include "broker/hall/core/rows.h"
#include "command.pb-c.h"

#define WORTH_MEASURES 200 // listed: the newest

// Sums over measures.
struct worth {
    uint32_t taken, proposed, judged, better, kept;
    int64_t shorter_s, promised_s, kept_s;
};

// worth_add: adds a measure to the sums and to the report's list, which drops its oldest beyond
// WORTH_MEASURES; borrows the measure. worth_tell: the sums, as the report says them; nothing if none
// was taken.
void worth_add(struct arena *arena, struct worth *w, int32_t day, Hallq__MeasureNow *measure,
               Hallq__RangeReport *report);
void worth_tell(struct arena *arena, const struct worth *w, Hallq__RangeReport *report);

#endif
