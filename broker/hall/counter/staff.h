// staff.h - who is at a terminal.
#ifndef HALLQ_STAFF_H
#define HALLQ_STAFF_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

// decide_sign_on_ends: the broker's own finding that whoever is signed on at a device sent no command
// for as long as the settings allow (`idle`: they stay while a ticket is at their counter), or that
// the device's key, the gateway's or the session ended; that is looked at once more, since somebody else
// may have signed on there meanwhile. The record is NULL if that changes nothing.
int decide_sign_on_ends(struct state *s, int64_t now_ms, uint32_t hall, uint32_t device, bool idle,
                        struct decision *ret);

#endif
