// leases.h - counters whose terminal must be heard from. Kept in memory on purpose: idle halls
// write nothing; what follows from a lease is journaled. After a restart every counter gets a fresh
// one. Leases run in the machine's own monotonic time, whatever hall time does.
#ifndef HALLQ_LEASES_H
#define HALLQ_LEASES_H

#include "broker/hall/rules.h"

struct lease {
    uint32_t hall;
    uint32_t counter;
    uint32_t device;
    uint32_t span_s;
    int64_t since_ms; // held since: a fresh lease is not measured by what was heard before it
    bool lost;        // as the counter's row says
    bool told;        // a finding is under way
};

struct leases {
    struct lease *list; // in order of halls
    size_t count;
    size_t room;
    int64_t *heard_ms; // by device, 0 never
    size_t heard_room;
};

// leases_fini: frees all. Safe on a zeroed struct.
void leases_fini(struct leases *l);

// leases_heard: the device sent something.
void leases_heard(struct leases *l, uint32_t device, int64_t mono_ms);

// leases_heard_ms: when it last did, in the machine's monotonic time; 0: not since the start.
int64_t leases_heard_ms(const struct leases *l, uint32_t device);

// leases_load: the hall's counters where somebody is signed on, read anew. A lease that goes on
// keeps its time; a counter whose row is rotten keeps the lease it had, on record. After an error
// they are as before.
int leases_load(struct leases *l, struct state *s, uint32_t hall, int64_t mono_ms);

// A counter's terminal has not been heard for its lease, or is heard again. Returns whether the
// finding was taken; if not it comes again.
typedef bool (*lease_finding_cb)(void *arg, uint32_t hall, uint32_t counter, bool heard);

// leases_check: findings since last time; each until leases_load shows that it was dealt with.
void leases_check(struct leases *l, int64_t mono_ms, lease_finding_cb finding_cb, void *arg);

// leases_tell_again: findings that were taken may have come to nothing: give them again.
void leases_tell_again(struct leases *l);

#endif
