// glyph.h - ticket numbers in large letters made of block characters, to be read across a hall.
//
// Letters are 5 by 7 points. Scale 0 draws a point as half a cell (4 rows); scale n as 2n columns
// by n rows, which is square on a terminal.
#ifndef HALLQ_GLYPH_H
#define HALLQ_GLYPH_H

#include "canvas.h"

#define GLYPH_SCALE_MAX 6 // 42 rows: no hall has a taller terminal

// Knows A..Z, 0..9, '-' and '>', an arrow; others are blank.
int glyph_height(int scale);
int glyph_width(const char *text, int scale);

// glyph_draw: the text with its left upper corner at (x, y), clipped.
void glyph_draw(struct canvas *c, int x, int y, int scale, enum style style, const char *text);

#endif
