// applying.h - what the parts of applying new settings share while it is decided.
#ifndef HALLQ_APPLYING_H
#define HALLQ_APPLYING_H

#include "broker/hall/core/deciding.h"
#include "broker/hall/settings/problem.h"

// A ticket whose line the new settings do not have.
struct stranded {
    uint64_t ticket;
    Hallq__Line__Kind kind;
    uint32_t id;
    bool must; // it waits, or will by itself: refused without a move
};

struct applying {
    struct deciding *d;
    const Hallq__HallSettings *h; // new
    struct stranded *stranded;
    size_t stranded_count;
    bool too_many;
    char *problems; // errors, one a line; NULL none yet
    size_t problem_count;
    int err;
};

// applying_problem: notes an error, or a warning for the answer. `arg`: the struct applying.
void applying_problem(void *arg, const struct problem *p);

#endif
