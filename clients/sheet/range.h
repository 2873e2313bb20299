// range.h - the figures of a range of days as tables.
#ifndef HALLQ_SHEET_RANGE_H
#define HALLQ_SHEET_RANGE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/bilingual.h"
#include "command.pb-c.h"

// range_print: writes the figures, and what each of them is. `settings`: for names, as they are now.
// Errors of the file are its owner's to look for.
void range_print(FILE *to, bool csv, const Hallq__RangeReport *report,
                 const Hallq__HallSettings *settings, enum language language);

#endif
