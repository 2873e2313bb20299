// people.h - what new settings change for people: whose sign-on ends, whose PIN is no longer good.
#ifndef HALLQ_SETTINGS_PEOPLE_H
#define HALLQ_SETTINGS_PEOPLE_H

#include "broker/hall/settings/applying.h"

// leavers_end: ends the sign-ons of people to whom the new settings leave no place.
// leavers_lines_return: sends on the tickets that wait for those people; it is called after the
// event of the new settings.
int leavers_end(struct applying *a);
int leavers_lines_return(struct applying *a);

// pins_clear: clears the PINs of people who leave the list, join it, or may now do more as a lead
// or manager.
int pins_clear(struct applying *a);

#endif
