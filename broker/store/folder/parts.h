// parts.h - the parts of a data folder, by name, and whether each is of its kind: a folder where a
// file belongs, or a file where a folder does, is reported before any other code meets it.
#ifndef HALLQ_STORE_PARTS_H
#define HALLQ_STORE_PARTS_H

#include "broker/store/report/why.h"

// parts_look: ERR_INVALID names the first part that is not of its kind, and what to do. Without
// PARTS_ALL the parts that a hall can run without for a while are passed over.
enum parts_depth { PARTS_NEEDED, PARTS_ALL };
int parts_look(const char *folder, enum parts_depth depth, struct store_why *ret_why);

#endif
