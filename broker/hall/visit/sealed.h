// sealed.h - the sealed texts of a ticket: contact and notes.
#ifndef HALLQ_VISIT_SEALED_H
#define HALLQ_VISIT_SEALED_H

#include "broker/hall/core/state.h"
#include "record.pb-c.h"

// sealed_find: a sealed row, and the business day it stands under: the one it was written on, which is
// the ticket's (from_day) or a later one. ERR_NOT_FOUND: none, or of a day whose keys are gone.
int sealed_find(struct state *s, uint32_t hall, int32_t from_day, uint64_t sealed, int32_t *ret_day,
                Hallq__SealedRow **ret);

#endif
