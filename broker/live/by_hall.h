// by_hall.h - an array in order of halls, of structs that begin with the number of their hall, so that
// what is of one hall is found and replaced without a look at the others.
#ifndef HALLQ_BY_HALL_H
#define HALLQ_BY_HALL_H

#include <stddef.h>
#include <stdint.h>

// by_hall_find: where the hall's begin, or would; `size` bytes each.
size_t by_hall_find(const void *list, size_t count, size_t size, uint32_t hall);

// by_hall_replace: puts `fresh` in the place of all that the hall has in the list, which may move; the
// caller's to free. Returns it; NULL without memory: then it is as before.
void *by_hall_replace(void *list, size_t *count, size_t *room, size_t size, uint32_t hall,
                      const void *fresh, size_t fresh_count);

#endif
