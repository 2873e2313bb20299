// date.h - days since 1970-01-01 of the Gregorian calendar, and back.
#ifndef HALLQ_DATE_H
#define HALLQ_DATE_H

#include <stdbool.h>
#include <stdint.h>

#define DATE_TEXT_SIZE 16

// date_read: reads a date such as "2026-10-01" at *at, which moves behind the date; leading spaces
// are skipped. False if no date from 1970 on stands there.
bool date_read(const char **at, int32_t *ret_day);

// date_parse: reads a text that is a date and nothing else.
bool date_parse(const char *text, int32_t *ret_day);

// date_text: writes a day as "2026-10-01". Returns `to`.
char *date_text(int32_t day, char to[DATE_TEXT_SIZE]);

#endif
