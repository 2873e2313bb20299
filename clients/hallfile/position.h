// position.h - what settings_check finds, at its place in the file.
#ifndef HALLQ_HALLFILE_POSITION_H
#define HALLQ_HALLFILE_POSITION_H

#include "clients/hallfile/reader.h"

// tell_problem: notes a problem of the settings: its path becomes a place of the file, its field the key,
// its seconds the key's minutes. A settings_problem_cb; arg is the reader.
void tell_problem(void *arg, const struct problem *p);

// place_find: where the file says what stands at a path of the settings, or the nearest part around it; false if it is
// silent about all of it.
bool place_find(struct reader *r, const char *path, yaml_mark_t *ret_mark);

#endif
