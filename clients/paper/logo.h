// logo.h - a hall's logo: a PNG file as dots for the printer.
#ifndef HALLQ_PAPER_LOGO_H
#define HALLQ_PAPER_LOGO_H

#include "bits.h"

#define LOGO_FILE_MAX (1024 * 1024)   // bytes
#define LOGO_PIXELS_MAX (4096 * 1024) // a picture of more is a poster
#define LOGO_HEIGHT_MAX 240           // dots, 30 mm: the number is what people look for

enum logo_fault {
    LOGO_FINE,
    LOGO_UNREAD, // there is no such file, or it may not be read
    LOGO_NO_PNG, // it is no PNG file, or a broken one
    LOGO_LARGE,  // of more bytes or pixels than the above
};

// logo_read: reads a PNG file, makes it no wider than `width_dots` and no higher than
// LOGO_HEIGHT_MAX, and dithers it; what is transparent is white. Blocks. bits_fini ends it.
enum logo_fault logo_read(const char *path, unsigned width_dots, struct bits *ret);

#endif
