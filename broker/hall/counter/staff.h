// staff.h - who is at a terminal.
#ifndef HALLQ_STAFF_H
#define HALLQ_STAFF_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

// decide_sign_on_ends: the broker's own finding that the person signed on at a device sent no
// command for as long as the settings allow (`idle`: the person stays while a ticket is at their
// counter), or that the device's key, the gateway's key or the session ended. The rule checks the
// ended key or session once more, since another person may have signed on there meanwhile. The
// record is NULL if the finding changes nothing.
int decide_sign_on_ends(struct state *s, int64_t now_ms, uint32_t hall, uint32_t device, bool idle,
                        struct decision *ret);

#endif
