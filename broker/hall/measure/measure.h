// measure.h - what the files of this wing share. A measure is what is done about a crowd; its life:
//
//   take_measure ─▶ MeasureTaken ─┬─ it lasts ──▶ MeasureEnded: by staff, when its time is over, when
//                                 │                what it is about is no more, at the day's end
//                                 └─ due rows ──▶ MeasureJudged after 10 and after 30 minutes
//
// What opens a counter or suspends a service is done by the rules of those commands, in the same
// record. Customers see OfferChanged.
#ifndef HALLQ_MEASURE_H
#define HALLQ_MEASURE_H

#include "broker/hall/core/deciding.h"
#include "broker/hall/core/measures.h"

// How long after a measure its lines are looked at again, in minutes.
#define MEASURE_JUDGED_FIRST_MIN 10
#define MEASURE_JUDGED_LAST_MIN 30

// A measure being taken.
struct taking {
    struct deciding *d;
    uint64_t alert;       // that it answers, 0 none
    struct measures kept; // the hall's
    Hallq__Measure *what; // a copy in the arena, which the rules complete
    bool lasts;           // until MeasureEnded
    int64_t until_ms;     // ends by itself then, 0: not
};

// What a kind of measure has: the fields that it uses, whether customers see it, who may take it.
struct measure_kind {
    unsigned fields; // bits of enum measure_field
    bool lasts;
    bool by_guide;                   // guides may take it and end it
    int (*decide)(struct taking *t); // completes it, emits what it does, or refuses; NULL: nothing
};

// measure_kind: the row of a kind; NULL for one that this broker does not know.
const struct measure_kind *measure_kind(Hallq__Measure__Kind kind);

// measure_fields_check: refuses a measure with a field that its kind does not use, or out of range.
int measure_fields_check(struct deciding *d, const struct measure_kind *kind,
                         const Hallq__Measure *what);

// measure_still_fits: whether the settings have all that the measure is about.
bool measure_still_fits(const Hallq__HallSettings *h, const Hallq__Measure *what);

// measure_may: refuses whoever may not take or end a measure of this kind.
int measure_may(struct deciding *d, const struct measure_kind *kind);

// measure_proposed: notes in the event whether the measure is one that its alert proposed, and with the
// last of these what the proposal promised. Returns ERR_OK or a store error.
int measure_proposed(const struct taking *t, Hallq__MeasureTaken *taken);

// measure_offer: emits, without anybody who asks, that appointments are offered for a service, for this
// alert; nothing where they are already, or no more measures are taken.
int measure_offer(struct deciding *d, uint64_t alert, uint32_t service);

// measure_end: emits the end of a measure, and of what customers see of it. `by` may be NULL.
void measure_end(struct deciding *d, const Hallq__MeasureNow *now, Hallq__Measure__End why,
                 Hallq__By *by);

// measure_lines: how the lines stand that a measure concerns, at most LIMIT_MEASURE_LINES, in the
// arena. Returns ERR_OK or a store error.
int measure_lines(struct deciding *d, const Hallq__Measure *what, Hallq__LineOutlook ***ret,
                  size_t *ret_count);

#endif
