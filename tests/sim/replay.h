// replay.h - the journal into a new store: it must make the same rows, byte for byte.
#ifndef HALLQ_SIM_REPLAY_H
#define HALLQ_SIM_REPLAY_H

#include "tests/sim/host.h"
#include "tests/sim/looks.h"
#include "tests/sim/sim.h"

// A committed record, packed.
struct logged {
    uint32_t hall;
    uint64_t last_seq;
    uint64_t turn;
    int64_t at_ms;
    unsigned char *data;
    size_t size;
};

// replay_compare: applies the records to a new store and compares all tables with the live ones; on the way looks that were kept
// are taken again.
void replay_compare(struct sim *s, const struct logged *records, size_t count,
                    const struct looks *looks, struct state *live);

#endif
