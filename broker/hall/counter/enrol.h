// enrol.h - how a browser becomes a device.
#ifndef HALLQ_ENROL_H
#define HALLQ_ENROL_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

// enrol_code_text: the code by which a browser may still become this device, in the arena; empty if
// no code is open.
int enrol_code_text(struct state *s, const struct code_maker *codes, uint32_t device, char **ret);

#endif
