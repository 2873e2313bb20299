// person.h - what a customer brings along: patience, whether they come, how long each service of
// theirs takes, what interrupts it, what they think of it. All of it is drawn by the seed and the
// person's place in the day, never by the clerk who happens to serve, so that two runs of a seed
// have the same people whoever leads the hall.
#ifndef HALLQ_SIM_PERSON_H
#define HALLQ_SIM_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/sim/day.h"

struct person {
    uint32_t service;      // taken at the kiosk
    double patience_s;     // from the issue
    bool comes;            // when called
    double service_s;      // from the start to the finish
    bool holds;            // a form is missing after a third of the service
    uint32_t next_service; // the service they are transferred to afterwards, 0: none
    double next_service_s; // its time
    uint32_t score;        // 1 to 5, 0: does not rate
};

struct person_shares {
    double hold, transfer; // of all services
};

// person_draw: the person at this place of the day (from 0) who takes a ticket for this service.
struct person person_draw(const struct day *d, uint64_t seed, uint64_t place, uint32_t service,
                          struct person_shares shares);

// person_service_s: seconds of this person's visit at a counter for this service.
double person_service_s(const struct person *p, uint32_t service);

#endif
