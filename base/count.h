// count.h - how many rows a table in an array has.
#ifndef HALLQ_COUNT_H
#define HALLQ_COUNT_H

// COUNT: takes the array itself, never a pointer to it.
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

#endif
