// number.h - whole numbers that people and programs write: options, keys typed, words of a line.
#ifndef HALLQ_NUMBER_H
#define HALLQ_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

// number_read: true if all of `text` is one whole number in decimal digits, from `least` to `most`,
// and nothing else: no sign, no blank, nothing behind it ("12abc" is no number). Leading zeros
// count for nothing. Else *ret_number stays as it was.
bool number_read(const char *text, uint64_t least, uint64_t most, uint64_t *ret_number);

// number_read_32: the same for the numbers of halls, counters, staff.
bool number_read_32(const char *text, uint32_t least, uint32_t most, uint32_t *ret_number);

#endif
