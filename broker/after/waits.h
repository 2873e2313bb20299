// waits.h - the live wait figures on the feeds: of halls that changed, each at most once a second and
// only by a step worth showing.
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

// waits_publish: so many of the halls that changed as there is time for in a round of the loop; the
// others next time, before these. Between turns only (look.h); call it often.
void waits_publish(struct waits *w);

#endif
