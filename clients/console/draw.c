// draw.c - what the panes share.
#include "draw.h"

static enum style row_style(const struct drawing *d, enum console_pane pane, size_t row,
                            size_t count) {
    bool here = row == console_desk_row(d->d, pane, count);
    return here && d->d->pane == pane ? STYLE_PICK : here ? STYLE_STRONG : STYLE_PLAIN;
}

void draw_mark(const struct drawing *d, enum console_pane pane, size_t row, size_t count, int x,
               int y, int width) {
    enum style style = row_style(d, pane, row, count);
    if (style == STYLE_PICK)
        canvas_restyle(d->c, x, y, width, 1, STYLE_PICK);
    if (row == console_desk_row(d->d, pane, count))
        canvas_text(d->c, x, y, 1, style, ">");
}

void draw_heading(const struct drawing *d, bool active, int x, int y, int width, const char *text) {
    enum style style = active ? STYLE_TITLE : STYLE_DIM;
    canvas_fill(d->c, x, y, width, 1, style, L' ');
    canvas_text(d->c, x + 1, y, width - 2, style, text);
}
