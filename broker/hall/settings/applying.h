// applying.h - the state that the parts of applying new settings share while the rule decides.
#ifndef HALLQ_APPLYING_H
#define HALLQ_APPLYING_H

#include "broker/hall/core/deciding.h"
#include "broker/hall/settings/problem.h"

// A ticket whose line the new settings do not have.
struct stranded {
    uint64_t ticket;
    Hallq__Line__Kind kind;
    uint32_t id;
    bool must; // the ticket waits, or will by itself: without a move the settings are refused
};

struct applying {
    struct deciding *d;
    const Hallq__HallSettings *h; // the new settings
    uint32_t made_from;           // the version in force when they were made, 0: any
    struct stranded *stranded;
    size_t stranded_count;
    bool too_many;
    char *problems; // errors, one a line; NULL if there is none yet
    size_t problem_count;
    int err;
};

// applying_problem: notes an error, or a warning for the answer. `arg`: the struct applying.
void applying_problem(void *arg, const struct problem *p);

#endif
