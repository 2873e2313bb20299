// by_hall.h - an array in order of halls, of structs that begin with the number of their hall, so
// that the structs of a hall are found and replaced without a look at the others.
#ifndef HALLQ_BY_HALL_H
#define HALLQ_BY_HALL_H

#include <stddef.h>
#include <stdint.h>

// by_hall_find: the index where the hall's structs begin, or would; each has `size` bytes.
size_t by_hall_find(const void *list, size_t count, size_t size, uint32_t hall);

// by_hall_replace: puts `fresh` in the place of all structs of the hall. Returns the list, which
// may have moved and is the caller's to free; NULL without memory: then the list is as before.
void *by_hall_replace(void *list, size_t *count, size_t *room, size_t size, uint32_t hall,
                      const void *fresh, size_t fresh_count);

#endif
