// may.h - whether who asks may send a command at all.
#ifndef HALLQ_MAY_H
#define HALLQ_MAY_H

#include "broker/hall/core/deciding.h"

struct command_row;

// person_load: who is signed on at the device: the fields of `d` that say so. Nobody, if that cannot be read, so that somebody signs on again.
int person_load(struct deciding *d, const Hallq__Request *request);

// hall_is_own: the hall is one of the key's. Hall 0 is the broker itself, its keys and backups those of every hall: for keys of all halls
// alone.
bool hall_is_own(const struct asker *asker, uint32_t hall);

// may_device: refuses unless the device may send it, to this hall. may_person: the same of the person at it, after person_load.
int may_device(struct deciding *d, const struct command_row *row);
int may_person(struct deciding *d, const struct command_row *row, const Hallq__Request *request);

#endif
