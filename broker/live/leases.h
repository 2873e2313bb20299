// leases.h - the leases of counters, whose terminals must be heard from. They are in memory on
// purpose: idle halls write nothing; the events that follow from a lease are journaled. After a
// restart every counter gets a fresh lease. Leases run in the machine's own monotonic time,
// whatever hall time does.
#ifndef HALLQ_LEASES_H
#define HALLQ_LEASES_H

#include "broker/hall/rules.h"

struct lease {
    uint32_t hall;
    uint32_t counter;
    uint32_t device;
    uint32_t span_s;
    int64_t since_ms; // the lease begins: frames heard earlier do not count
    bool lost;        // as the counter's row says
    bool told;        // a finding is under way
};

struct leases {
    struct lease *list; // in order of halls
    size_t count;
    size_t room;
    int64_t *heard_ms; // by device: its last frame; 0: never
    size_t heard_room;
};

// leases_fini: frees all leases. Safe on a zeroed struct.
void leases_fini(struct leases *l);

// leases_heard: the device sent a frame.
void leases_heard(struct leases *l, uint32_t device, int64_t mono_ms);

// leases_heard_ms: machine time of the device's last frame; 0: no frame since the start.
int64_t leases_heard_ms(const struct leases *l, uint32_t device);

// leases_load: reads anew the hall's counters where a clerk is signed on. A lease that goes on
// keeps its time; a counter whose row is rotten keeps its lease, and the log says so. After an
// error the leases are as before.
int leases_load(struct leases *l, struct state *s, uint32_t hall, int64_t mono_ms);

// Called when a counter's terminal has not been heard for its lease, or is heard again. Returns
// whether the finding was taken; if not, it comes again.
typedef bool (*lease_finding_cb)(void *arg, uint32_t hall, uint32_t counter, bool heard);

// leases_check: reports each new finding once; a finding that was not taken comes again.
void leases_check(struct leases *l, int64_t mono_ms, lease_finding_cb finding_cb, void *arg);

// leases_tell_again: lets leases_check report findings again, since a taken one may be undone.
void leases_tell_again(struct leases *l);

#endif
