// alerts.h - what alerts may never do, seen from their events and from the tables at each look: none is
// raised twice, none stays without its reason, no breach comes unannounced.
#ifndef HALLQ_SIM_ALERTS_H
#define HALLQ_SIM_ALERTS_H

#include "broker/hall/rules.h"
#include "tests/sim/sim.h"

struct alert_watch;

struct alert_watch *alert_watch_create(void);
void alert_watch_destroy(struct alert_watch *w);

// alert_watch_event: the next committed event of the hall. The check is `alerts`: numbers 1, 2, 3, ...; what
// is changed, seen or cleared is open; no two open alerts tell of the same; no more than 64 are open.
void alert_watch_event(struct sim *s, struct alert_watch *w, const Hallq__Event *event);

// alert_watch_look: a look for alerts was taken, and this is the hall after it. An alert about a counter
// needs the counter's state; an alert of a line that was calm for the set time ends; a breach that comes without
// an alert before comes within a minute of the first look at which one was due.
void alert_watch_look(struct sim *s, struct alert_watch *w, struct state *state, int64_t now_ms);

// alert_watch_open: whether an alert is open, and whether it was seen. alert_watch_last: the newest.
bool alert_watch_open(const struct alert_watch *w, uint64_t alert, bool *ret_seen);
uint64_t alert_watch_last(const struct alert_watch *w);

#endif
