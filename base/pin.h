// pin.h - which PIN a person may choose: what nobody guesses in a few tries. Not the own number, no run, nothing
// that repeats itself, none of those that people choose most.
#ifndef HALLQ_PIN_CHOICE_H
#define HALLQ_PIN_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "common.pb-c.h"

// pin_unfit: NONE, or why the person `staff` may not have it; BAD_MESSAGE: it is no PIN at all. `leads`: a lead
// or manager.
Hallq__Refusal__Reason pin_unfit(const char *pin, uint32_t staff, bool leads);

// pin_is_short: too short for who leads; an earlier version let it be.
bool pin_is_short(const char *pin, bool leads);

#endif
