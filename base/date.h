// date.h - days since 1970-01-01 of the Gregorian calendar, and back.
#ifndef HALLQ_DATE_H
#define HALLQ_DATE_H

#include <stdbool.h>
#include <stdint.h>

#define DATE_TEXT_SIZE 16

// date_read: "2026-10-01" at *at, which moves behind it; leading spaces are skipped. False if there
// is no date from 1970 on.
bool date_read(const char **at, int32_t *ret_day);

// date_parse: a text that is a date and nothing else.
bool date_parse(const char *text, int32_t *ret_day);

// date_text: "2026-10-01". Returns `to`.
char *date_text(int32_t day, char to[DATE_TEXT_SIZE]);

#endif
