// clerk.h - one simulated clerk at one counter, for clerk.c (coming, going, looking up) and visit.c
// (from the call to the finish).
#ifndef HALLQ_SIM_CLERK_H
#define HALLQ_SIM_CLERK_H

#include "bench/sim/duty.h"
#include "bench/sim/world.h"

enum post {
    AWAY,
    READY, // signed on, to open
    FREE,
    CALLING,
    SERVING,
    BREAK,
};

struct clerk {
    struct world *world;
    struct hallq *client;
    uint32_t counter;
    uint32_t staff;
    struct duty duty;
    enum post post;
    bool asking; // a command is on its way
    uint64_t ticket;
    uint32_t service;
    struct person person; // who has the ticket
    uint64_t last;        // let go of; the view may show it a little longer
    uint64_t held;        // on hold, to be taken back
    uint32_t held_service;
    int64_t held_till_ms;         // its form is filled in
    double rest_s;                // of the held one's service
    void (*act)(struct clerk *c); // what comes next at the counter; NULL: nothing
    int64_t act_at_ms;
};

// clerk_told: what every answer to a clerk's command says: the time, and whether all is as expected.
void clerk_told(struct clerk *c, const struct hallq_result *result);

// ASK: sends a command of this clerk; the callback must call clerk_told().
#define ASK(c, FIELD, field, Type, type, done, ...)                                                \
    do {                                                                                           \
        Hallq__##Type body_ = HALLQ__##type##__INIT;                                               \
        __VA_ARGS__;                                                                               \
        HALLQ_REQUEST(request_, (c)->world->options->hall, FIELD, field, &body_);                  \
        (c)->asking = !hallq_send((c)->client, &request_, WORLD_DEADLINE_MS, done, c, NULL);       \
    } while (0)

// clerk_look: what a clerk with empty hands does now.
void clerk_look(struct clerk *c);

// clerk_free: the hands are empty, nothing is to come; looks.
void clerk_free(struct clerk *c);

// visit_call: calls whoever is next. visit_take_up: goes on with the ticket that the hall shows at the
// counter, called or being served. visit_resume: takes the held one back.
void visit_call(struct clerk *c);
void visit_take_up(struct clerk *c, uint64_t ticket, bool called);
void visit_resume(struct clerk *c);

// visit_let_go: the ticket at hand has ended without the clerk.
void visit_let_go(struct clerk *c);

#endif
