// canvas.c - cells and clipping. A wide character owns two cells, the second with letter 0; whoever
// overwrites one half blanks the other, so that a terminal never gets half a character.
#include "canvas.h"

#include <stdlib.h>
#include <string.h>

#define LETTER_BLANK L' '
#define LETTER_MORE L'…'

// ---------------------------------------------------------------- characters

// Bytes of the character that begins so, and the bits its first byte gives.
static int lead_read(unsigned char lead, wchar_t *ret_bits) {
    if (lead < 0x80)
        return *ret_bits = lead, 1;
    if (lead >= 0xC2 && lead < 0xE0)
        return *ret_bits = lead & 0x1F, 2;
    if (lead >= 0xE0 && lead < 0xF0)
        return *ret_bits = lead & 0x0F, 3;
    if (lead >= 0xF0 && lead < 0xF5)
        return *ret_bits = lead & 0x07, 4;
    return 0;
}

wchar_t letter_next(const char **text) {
    const unsigned char *t = (const unsigned char *)*text;
    if (!*t)
        return 0;
    wchar_t letter = 0;
    int bytes = lead_read(*t, &letter);
    (*text)++;
    if (!bytes)
        return L'?';
    for (int i = 1; i < bytes; i++) {
        if ((t[i] & 0xC0) != 0x80)
            return L'?';
        letter = letter << 6 | (t[i] & 0x3F);
    }
    *text += bytes - 1;
    return letter < 0x20 || letter == 0x7F ? LETTER_BLANK : letter;
}

size_t letter_write(char to[4], wchar_t letter) {
    uint32_t l = (uint32_t)letter;
    if (l < 0x80) {
        to[0] = (char)l;
        return 1;
    }
    size_t bytes = l < 0x800 ? 2 : l < 0x10000 ? 3 : 4;
    for (size_t i = bytes; i-- > 1; l >>= 6)
        to[i] = (char)(0x80 | (l & 0x3F));
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    to[0] = (char)(leads[bytes] | l);
    return bytes;
}

static int columns_of_letter(wchar_t letter) {
    int columns = wcwidth(letter);
    return columns < 0 ? 1 : columns;
}

int columns_of(const char *text) {
    int columns = 0;
    for (wchar_t letter; (letter = letter_next(&text));)
        columns += columns_of_letter(letter);
    return columns;
}

// ---------------------------------------------------------------- the canvas

void canvas_init(struct canvas *c, int width, int height) {
    c->width = width < 1 ? 1 : width;
    c->height = height < 1 ? 1 : height;
    c->cells = calloc((size_t)c->width * (size_t)c->height, sizeof *c->cells);
    if (!c->cells)
        abort();
    canvas_clear(c);
}

void canvas_fini(struct canvas *c) {
    free(c->cells);
    *c = (struct canvas){0};
}

void canvas_clear(struct canvas *c) {
    for (int i = 0; i < c->width * c->height; i++)
        c->cells[i] = (struct cell){LETTER_BLANK, STYLE_PLAIN};
    c->dimmed = false;
    c->cursor_x = c->cursor_y = -1;
}

static struct cell *cell_at(const struct canvas *c, int x, int y) {
    if (x < 0 || y < 0 || x >= c->width || y >= c->height)
        return NULL;
    return &c->cells[y * c->width + x];
}

const struct cell *canvas_at(const struct canvas *c, int x, int y) {
    return cell_at(c, x, y);
}

// Blanks the other half of a wide character that is about to lose this cell.
static void cell_free(struct canvas *c, int x, int y) {
    struct cell *here = cell_at(c, x, y);
    struct cell *before = cell_at(c, x - 1, y);
    struct cell *after = cell_at(c, x + 1, y);
    if (here && !here->letter && before)
        before->letter = LETTER_BLANK;
    if (here && here->letter && after && !after->letter)
        after->letter = LETTER_BLANK;
}

static void letter_put(struct canvas *c, int x, int y, enum style style, wchar_t letter,
                       int columns) {
    if (!cell_at(c, x, y) || !cell_at(c, x + columns - 1, y))
        return;
    for (int i = 0; i < columns; i++)
        cell_free(c, x + i, y);
    *cell_at(c, x, y) = (struct cell){letter, style};
    if (columns == 2)
        *cell_at(c, x + 1, y) = (struct cell){0, style};
}

int canvas_text(struct canvas *c, int x, int y, int width, enum style style, const char *text) {
    if (x + width > c->width)
        width = c->width - x;
    bool fits = columns_of(text) <= width;
    int room = fits ? width : width - 1;
    int used = 0;
    for (wchar_t letter; (letter = letter_next(&text));) {
        int columns = columns_of_letter(letter);
        if (!columns)
            continue;
        if (used + columns > room)
            break;
        letter_put(c, x + used, y, style, letter, columns);
        used += columns;
    }
    if (!fits && width > 0)
        letter_put(c, x + used++, y, style, LETTER_MORE, 1);
    return used;
}

void canvas_right(struct canvas *c, int x, int y, int width, enum style style, const char *text) {
    int columns = columns_of(text);
    int skip = columns < width ? width - columns : 0;
    canvas_text(c, x + skip, y, width - skip, style, text);
}

void canvas_centre(struct canvas *c, int x, int y, int width, enum style style, const char *text) {
    int columns = columns_of(text);
    int skip = columns < width ? (width - columns) / 2 : 0;
    canvas_text(c, x + skip, y, width - skip, style, text);
}

void canvas_fill(struct canvas *c, int x, int y, int width, int height, enum style style,
                 wchar_t letter) {
    for (int row = y; row < y + height; row++)
        for (int column = x; column < x + width; column++)
            letter_put(c, column, row, style, letter, 1);
}

void canvas_restyle(struct canvas *c, int x, int y, int width, int height, enum style style) {
    for (int row = y; row < y + height; row++)
        for (int column = x; column < x + width; column++)
            if (cell_at(c, column, row))
                cell_at(c, column, row)->style = style;
}

void canvas_box(struct canvas *c, int x, int y, int width, int height) {
    canvas_fill(c, x, y, width, height, STYLE_PLAIN, LETTER_BLANK);
    canvas_fill(c, x, y, width, 1, STYLE_CALM, L'─');
    canvas_fill(c, x, y + height - 1, width, 1, STYLE_CALM, L'─');
    canvas_fill(c, x, y, 1, height, STYLE_CALM, L'│');
    canvas_fill(c, x + width - 1, y, 1, height, STYLE_CALM, L'│');
    canvas_fill(c, x, y, 1, 1, STYLE_CALM, L'┌');
    canvas_fill(c, x + width - 1, y, 1, 1, STYLE_CALM, L'┐');
    canvas_fill(c, x, y + height - 1, 1, 1, STYLE_CALM, L'└');
    canvas_fill(c, x + width - 1, y + height - 1, 1, 1, STYLE_CALM, L'┘');
}

char *canvas_dump(const struct canvas *c) {
    char *dump = malloc((size_t)c->height * ((size_t)c->width * 4 + 1) + 1);
    if (!dump)
        abort();
    size_t size = 0;
    for (int y = 0; y < c->height; y++) {
        size_t solid = size;
        for (int x = 0; x < c->width; x++) {
            wchar_t letter = cell_at(c, x, y)->letter;
            if (letter)
                size += letter_write(dump + size, letter);
            if (letter && letter != LETTER_BLANK)
                solid = size;
        }
        size = solid;
        dump[size++] = '\n';
    }
    dump[size] = 0;
    return dump;
}
