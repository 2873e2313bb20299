// faulty.h - tables that pass everything on to others, but for one put or delete that fails.
#ifndef HALLQ_SIM_FAULTY_H
#define HALLQ_SIM_FAULTY_H

#include "base/err.h"
#include "base/table.h"

struct faulty {
    struct tables tables; // first: what the rules are given
    struct tables *inner;
    unsigned countdown; // the write that fails, counted from 1; 0 none
    int err;            // how it fails
    unsigned writes;    // since the last arming
};

void faulty_init(struct faulty *f, struct tables *inner);

// faulty_arm: the nth write from now fails with this error; 0 never.
void faulty_arm(struct faulty *f, unsigned nth, int err);

#endif
