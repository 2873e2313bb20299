// names.h - the names of the day keys on the disk: a sorted list, since a broker may have thousands
// of halls.
#ifndef HALLQ_SEAL_NAMES_H
#define HALLQ_SEAL_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "broker/seal/day_key.h"

// Zeroed: an empty list.
struct key_names {
    struct key_name *list;
    size_t count;
    size_t room;
};

// names_find: index of the first name that is not before n.
size_t names_find(const struct key_names *names, struct key_name n);

bool names_have(const struct key_names *names, struct key_name n);

// names_add: inserts a name in its place; ERR_NO_MEMORY. names_append: adds a name at the end, out
// of order until names_sort; ERR_NO_MEMORY.
int names_add(struct key_names *names, struct key_name n);
int names_append(struct key_names *names, struct key_name n);
void names_sort(struct key_names *names);

// names_remove: removes `count` names from index `at` on.
void names_remove(struct key_names *names, size_t at, size_t count);

// names_same: whether two names are of one hall and day.
bool names_same(struct key_name a, struct key_name b);

void names_fini(struct key_names *names);

#endif
