// number.h - reads numbers that people and programs write: options, keys typed, words of a line,
// fields of a file.
#ifndef HALLQ_NUMBER_H
#define HALLQ_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// number_read: true if all of `text` is one whole number in decimal digits, from `least` to `most`,
// with no sign, no blank and nothing behind it ("12abc" is no number). Leading zeros count for
// nothing. If false, *ret_number stays as it was.
bool number_read(const char *text, uint64_t least, uint64_t most, uint64_t *ret_number);

// number_read_32: as number_read, for the numbers of halls, counters, staff.
bool number_read_32(const char *text, uint32_t least, uint32_t most, uint32_t *ret_number);

// number_take, number_take_32: read the digits that *at begins with, within the same range; *at
// moves behind them. If false, *at and *ret_number stay as they were.
bool number_take(const char **at, uint64_t least, uint64_t most, uint64_t *ret_number);
bool number_take_32(const char **at, uint32_t least, uint32_t most, uint32_t *ret_number);

// digits_take: reads a number of low_len to high_len digits, nine at most, that *at begins with, as
// in dates and times; *at moves behind the digits. If false, *at and *ret_number stay as they were.
bool digits_take(const char **at, size_t low_len, size_t high_len, uint32_t *ret_number);

// number_read_real: true if all of `text` is one number in digits, with or without decimals ("12",
// "0.25"), from `least` to `most`, below 1e18. It has no sign, no exponent, no "inf"; the point is
// a point in every locale.
bool number_read_real(const char *text, double least, double most, double *ret_number);

#endif
