// tick.h - the work that the broker does by the clock: heartbeats, leases, the watchdog, the look
// at the wall clock, trying a full disk again; and the work that looks at the state between turns.
#ifndef HALLQ_TICK_H
#define HALLQ_TICK_H

#include "broker/broker.h"

// tick_init: opens the timers and signals. tick_start: starts them; SIGTERM and SIGINT call
// stop_cb. tick_close: closes them.
void tick_init(struct broker *b);
void tick_start(struct broker *b, uv_signal_cb stop_cb);
void tick_close(struct broker *b);

// tick_soon: has the next round of the loop go on with the work between turns, of which some is
// left.
void tick_soon(struct broker *b);

#endif
