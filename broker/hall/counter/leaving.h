// leaving.h - people who leave a place, and what waits for them there.
#ifndef HALLQ_LEAVING_H
#define HALLQ_LEAVING_H

#include "broker/hall/core/deciding.h"

// clerk_line_return: whoever waits for this person waits for their service from now on, at their
// rank: nobody calls them in the line of somebody who is not here. By d->settings.
int clerk_line_return(struct deciding *d, uint32_t staff);

// leaving_stays: the settings leave who is signed on their place: they are still in the list and
// what they were, and the counter (0: none) is still there.
bool leaving_stays(const Hallq__HallSettings *h, uint32_t staff, Hallq__Staff__Role role,
                   uint32_t counter);

// leaving_after: signs off, in the same record, whose sign-on is over, or whom the settings no longer
// have, and who still had a ticket at hand until one of the record's events. After every rule.
int leaving_after(struct deciding *d);

// sign_off_emit: the person leaves the device. A counter they were signed on at must hold no
// ticket; if it is open it is closed first.
int sign_off_emit(struct deciding *d, uint32_t staff, uint32_t device, uint32_t counter);

// sign_on_end: the person is signed on no longer: signed off, or, if there is a ticket at their
// counter, once it is ended (leaving.h). Who waits for them is the caller's to send on.
int sign_on_end(struct deciding *d, uint32_t staff, uint32_t device, uint32_t counter);

#endif
