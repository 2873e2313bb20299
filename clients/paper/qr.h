// qr.h - a text as a QR code.
#ifndef HALLQ_PAPER_QR_H
#define HALLQ_PAPER_QR_H

#include "bits.h"

// qr_bits: the code with its quiet zone, as large as fits into `width_dots` with at most `dot_max`
// dots a module. Only ASCII: readers take other bytes for one of several codings. False: the text
// is empty, too long or not ASCII, the width too small, or no memory. bits_fini ends it.
bool qr_bits(const char *text, unsigned width_dots, unsigned dot_max, struct bits *ret);

#endif
