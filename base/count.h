// count.h - how many rows a table in an array has.
#ifndef HALLQ_COUNT_H
#define HALLQ_COUNT_H

// COUNT: of an array itself, never of a pointer to one.
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

#endif
