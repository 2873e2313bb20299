// hook.h - webhooks: programs outside that gateways tell of a hall's events. The broker keeps how
// far each was told, so that a gateway may die, or a second one run, and no event is left out.
#ifndef HALLQ_HOOK_H
#define HALLQ_HOOK_H

#include "broker/hall/core/change.h"

// hooks_follow: makes a row of each webhook of new settings, which is told what comes after these,
// deletes the rows of those that are gone, and gives all that stay a fresh start: no failures, and
// on. `old`: the settings before, NULL: none.
int hooks_follow(struct change *c, const Hallq__HallSettings *old, const Hallq__HallSettings *new);

#endif
