// leaving.h - people who leave a place, and the tickets that wait for them there.
#ifndef HALLQ_LEAVING_H
#define HALLQ_LEAVING_H

#include "broker/hall/core/deciding.h"

// clerk_line_return: moves the tickets that wait for this person to the lines of their services, at
// their ranks: a ticket in the line of an absent clerk is never called. By d->settings.
int clerk_line_return(struct deciding *d, uint32_t staff);

// leaving_stays: true if the settings let a person stay signed on: the person is still in the list
// in this role, and the counter (0: none) still exists.
bool leaving_stays(const Hallq__HallSettings *h, uint32_t staff, Hallq__Staff__Role role,
                   uint32_t counter);

// leaving_after: signs off, in the same record, the people whose counter one of the record's events
// freed of its ticket, if their sign-on is over or they are no longer in the settings. Runs after
// every rule.
int leaving_after(struct deciding *d);

// sign_off_emit: signs the person off the device. A counter where the person was signed on must
// hold no ticket; an open counter is closed first.
int sign_off_emit(struct deciding *d, uint32_t staff, uint32_t device, uint32_t counter);

// sign_on_end: ends a person's sign-on: at once, or, if a ticket is at their counter, when that
// ticket is ended (leaving_after). The caller sends the tickets on that wait for the person.
int sign_on_end(struct deciding *d, uint32_t staff, uint32_t device, uint32_t counter);

#endif
