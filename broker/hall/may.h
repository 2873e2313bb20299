// may.h - whether an asker may send a command at all.
#ifndef HALLQ_MAY_H
#define HALLQ_MAY_H

#include "broker/hall/core/deciding.h"

struct command_row;

// person_load: fills the fields of `d` that say who is signed on at the device. If the row cannot
// be read, they say nobody, so that the person signs on again.
int person_load(struct deciding *d, const Hallq__Request *request);

// hall_is_own: whether the hall is one of the key's halls. Hall 0 is the broker itself, whose keys
// and backups are those of every hall: it is own only to keys of all halls.
bool hall_is_own(const struct asker *asker, uint32_t hall);

// may_device: refuses unless the device may send the command to this hall. may_person: refuses
// unless the person signed on at the device may send it; after person_load.
int may_device(struct deciding *d, const struct command_row *row);
int may_person(struct deciding *d, const struct command_row *row, const Hallq__Request *request);

#endif
