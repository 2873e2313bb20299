// tick.h - what the broker does by the clock: heartbeats, leases, the watchdog, the look at the
// wall clock, trying a full disk again; and what looks at the state between turns.
#ifndef HALLQ_TICK_H
#define HALLQ_TICK_H

#include "broker/broker.h"

// tick_init: opens the timers and signals. tick_start: starts them; stop_cb on SIGTERM and SIGINT.
// tick_close: closes them.
void tick_init(struct broker *b);
void tick_start(struct broker *b, uv_signal_cb stop_cb);
void tick_close(struct broker *b);

// tick_soon: there is work left that looks at the state between turns: in the next round of the loop.
void tick_soon(struct broker *b);

#endif
