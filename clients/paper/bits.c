#include "bits.h"

#include <stdlib.h>

bool bits_init(struct bits *b, unsigned width_dots, unsigned height_dots) {
    *b = (struct bits){width_dots, height_dots, (width_dots + 7u) / 8u, NULL};
    if (width_dots && height_dots)
        b->rows = calloc(height_dots, b->row_size);
    return b->rows != NULL;
}

void bits_fini(struct bits *b) {
    free(b->rows);
    *b = (struct bits){0};
}

void bits_blacken(struct bits *b, unsigned x, unsigned y, unsigned width, unsigned height) {
    for (unsigned row = y; row < y + height; row++)
        for (unsigned at = x; at < x + width; at++)
            b->rows[row * b->row_size + at / 8] |= (unsigned char)(0x80u >> (at % 8));
}
