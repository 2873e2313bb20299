// fill.h - a hall file's document as settings.
#ifndef HALLQ_HALLFILE_FILL_H
#define HALLQ_HALLFILE_FILL_H

#include "clients/hallfile/reader.h"

// fill: the settings that r->doc says; what is wrong with it is told, and then they are of no use. NULL
// if it is no mapping. The arena's.
Hallq__HallSettings *fill(struct reader *r);

#endif
