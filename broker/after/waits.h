// waits.h - publishes the live wait figures of halls that changed: a hall's at most once a second,
// and only after a change worth showing.
#ifndef HALLQ_WAITS_H
#define HALLQ_WAITS_H

#include "broker/after/publish.h"
#include "broker/turn/look.h"

#define WAITS_AT_ONCE 256 // halls in a round

struct waits {
    const struct publish *publish;
    struct halls *halls;
    struct look *look;
    struct hall_time *time;
};

// waits_publish: publishes the figures of as many changed halls as a round of the loop has time
// for; the other halls come first in the next call. Called often, and between turns only (look.h).
void waits_publish(struct waits *w);

#endif
