// sealed.h - the sealed texts of a ticket: contact and notes.
#ifndef HALLQ_VISIT_SEALED_H
#define HALLQ_VISIT_SEALED_H

#include "broker/hall/core/state.h"
#include "record.pb-c.h"

// sealed_find: the row of a sealed text, and the business day that it stands under: the day it was
// written on, which is the ticket's (from_day) or a later one. ERR_NOT_FOUND: there is no such row,
// or the keys of its day are gone.
int sealed_find(struct state *s, uint32_t hall, int32_t from_day, uint64_t sealed, int32_t *ret_day,
                Hallq__SealedRow **ret);

#endif
