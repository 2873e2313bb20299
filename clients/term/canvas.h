// canvas.h - a rectangle of character cells to draw on: what a screen is before a terminal shows
// it. Screens draw here and know no terminal, so that a test reads what a person would see.
//
// Columns are those of a terminal: a Chinese character takes two. Everything is clipped; a text
// that does not fit ends in "…". Widths come from wcwidth, so the process needs a UTF-8 locale.
#ifndef HALLQ_CANVAS_H
#define HALLQ_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

// What a text is, not how it looks; the terminal chooses colours that colour-blind people tell
// apart (blue and orange) and never lets colour alone carry a meaning.
enum style {
    STYLE_PLAIN,
    STYLE_DIM,    // beside the point, or over
    STYLE_STRONG, // the eyes look for it
    STYLE_TITLE,  // bars and headings
    STYLE_CALM,   // as it should be: blue
    STYLE_ALERT,  // needs somebody: orange
    STYLE_FRESH,  // just called: blinks
    STYLE_BANNER, // a warning across the screen
    STYLE_KEY,    // a key that may be pressed
    STYLE_PICK,   // the chosen row
    STYLE_COUNT
};

struct cell {
    wchar_t letter; // 0: the right half of the character before
    enum style style;
};

struct canvas {
    int width, height;
    struct cell *cells;
    bool dimmed;            // all of it is out of date
    int cursor_x, cursor_y; // -1: hidden
};

// canvas_init: a blank canvas; sizes below 1 become 1. canvas_fini: frees it; safe on a zeroed
// struct and twice.
void canvas_init(struct canvas *c, int width, int height);
void canvas_fini(struct canvas *c);

// canvas_clear: blank again, not dimmed, no cursor.
void canvas_clear(struct canvas *c);

// canvas_text: writes into at most `width` columns from (x, y). Returns the columns used.
int canvas_text(struct canvas *c, int x, int y, int width, enum style style, const char *text);

// canvas_right: the same, ending before column x + width. canvas_centre: in its middle.
void canvas_right(struct canvas *c, int x, int y, int width, enum style style, const char *text);
void canvas_centre(struct canvas *c, int x, int y, int width, enum style style, const char *text);

// canvas_fill: one letter of one column all over a rectangle.
void canvas_fill(struct canvas *c, int x, int y, int width, int height, enum style style,
                 wchar_t letter);

// canvas_restyle: a rectangle's style, its letters as they are.
void canvas_restyle(struct canvas *c, int x, int y, int width, int height, enum style style);

// canvas_box: a blank rectangle with a frame.
void canvas_box(struct canvas *c, int x, int y, int width, int height);

// canvas_at: the cell, NULL outside.
const struct cell *canvas_at(const struct canvas *c, int x, int y);

// canvas_dump: all rows as UTF-8 without trailing blanks, each ended by a newline. The caller
// frees.
char *canvas_dump(const struct canvas *c);

// columns_of: columns a text takes on a terminal.
int columns_of(const char *text);

// letter_next: takes one character off a UTF-8 text, L'?' for bytes that are no character; 0 at its end.
wchar_t letter_next(const char **text);

// letter_write: UTF-8 of a character, 1..4 bytes, not ended by a NUL. Returns the bytes.
size_t letter_write(char to[4], wchar_t letter);

#endif
