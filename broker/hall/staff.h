// staff.h - signing people off as part of something larger: a counter freed, a person moved, new
// settings. For the files of this folder only.
#ifndef HALLQ_STAFF_H
#define HALLQ_STAFF_H

#include "broker/hall/deciding.h"

// sign_off_emit: the person leaves the device. A counter they were signed on at must hold no
// ticket; if it is open it is closed first.
int sign_off_emit(struct deciding *d, uint32_t staff, uint32_t device, uint32_t counter);

#endif
