// people.h - what new settings change for people: who has to go, whose PIN is no longer good.
#ifndef HALLQ_SETTINGS_PEOPLE_H
#define HALLQ_SETTINGS_PEOPLE_H

#include "broker/hall/settings/applying.h"

// leavers_end: whoever the new settings leave no place is signed on no longer. leavers_lines_return: and nobody waits for them. The second
// after the event.
int leavers_end(struct applying *a);
int leavers_lines_return(struct applying *a);

// pins_clear: the PINs of who leaves the list, comes to it, or has more to do as a lead or manager.
int pins_clear(struct applying *a);

#endif
