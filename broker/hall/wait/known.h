// known.h - what is known of the lines of a hall when a wait is asked for: who is ahead, which
// counters can serve them, how long that takes. From rows alone, and nothing that comes later.
#ifndef HALLQ_WAIT_KNOWN_H
#define HALLQ_WAIT_KNOWN_H

#include "broker/forecast/inputs.h"
#include "broker/hall/core/part_rows.h"
#include "broker/hall/core/told.h"
#include "broker/hall/wait/learnt.h"
#include "broker/hall/wait/stream.h"

// A hall at a moment, for one or many forecasts. Borrows all it names. `twin`, for who joins a line now,
// is the caller's to set.
struct hall_now {
    struct state *state;
    uint32_t hall;
    int64_t now_ms;
    const Hallq__HallSettings *settings;
    struct part_rows rows;
    struct learnt learnt;
    struct twin_tells twin;
};

// hall_now_open: the hall as of now_ms. ERR_NOT_FOUND: it has no settings. hall_now_begin: the same of
// a hall whose settings of this version are at hand. Else ERR_OK or a store error.
int hall_now_open(struct hall_now *ret, struct state *s, int64_t now_ms, uint32_t hall);
int hall_now_begin(struct hall_now *ret, struct state *s, int64_t now_ms, uint32_t hall,
                   uint32_t version, const Hallq__HallSettings *settings);

// A ticket whose wait is asked for.
struct waiter {
    const Hallq__Service *service;
    uint32_t customer_class;
    int64_t rank_ms;
    uint64_t ticket; // UINT64_MAX: it has not joined its line yet
    bool joined;     // it stands in its line
};

// What is known of it.
struct known {
    size_t place; // of its service in the settings
    const Hallq__LineRow *line;
    struct stream stream; // as of now
    double inputs_s[INPUTS];
    uint32_t ahead; // in the line of its service
    bool or_more;   // that is a lower bound
    bool at_once;   // a counter that gives the service stands free, and nobody is ahead
};

// known_read: what is known of a wait now. The wait of a ticket that stands in its line is from now
// on: inputs that are the whole waits of others are taken by its share of the line. Returns ERR_OK or
// a store error.
int known_read(const struct hall_now *now, const struct waiter *w, struct known *ret);

// service_place: where a service stands in the settings, which have it. line_read: the line of the
// service at this place; empty if its row cannot be read. Returns ERR_OK or a store error.
size_t service_place(const Hallq__HallSettings *settings, uint32_t service);
int line_read(const struct hall_now *now, size_t place, const Hallq__LineRow **ret);

#endif
