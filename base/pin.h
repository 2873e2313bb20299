// pin.h - which PINs a person may choose: those that cannot be guessed in a few tries. A PIN is not
// the person's own number, no run, no repetition, and none of the PINs that people choose most.
#ifndef HALLQ_PIN_CHOICE_H
#define HALLQ_PIN_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "common.pb-c.h"

// pin_unfit: NONE, or why the person `staff` may not have this PIN; BAD_MESSAGE: the text is no PIN
// at all. `leads`: the person is a lead or manager.
Hallq__Refusal__Reason pin_unfit(const char *pin, uint32_t staff, bool leads);

// pin_is_short: whether a PIN is too short for a lead or manager; an earlier version allowed such
// PINs.
bool pin_is_short(const char *pin, bool leads);

#endif
