// bits.h - a picture of black and white dots, as a printer takes it: rows of bytes, the first dot of
// a row in the highest bit, 1 black.
#ifndef HALLQ_PAPER_BITS_H
#define HALLQ_PAPER_BITS_H

#include <stdbool.h>
#include <stddef.h>

struct bits {
    unsigned width_dots, height_dots;
    size_t row_size; // bytes
    unsigned char *rows;
};

// bits_init: all white. False: no memory, or no dots. bits_fini frees; zeroed bits have nothing.
bool bits_init(struct bits *b, unsigned width_dots, unsigned height_dots);
void bits_fini(struct bits *b);

// bits_blacken: a rectangle of dots, which lies inside.
void bits_blacken(struct bits *b, unsigned x, unsigned y, unsigned width, unsigned height);

#endif
