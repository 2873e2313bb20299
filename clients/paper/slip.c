// slip.c - the commands that are written, and nothing else; picture.py of the tests reads them back.
//
//     ESC @          begin anew                 ESC a n    0 left, 1 in the middle
//     FS &           Chinese characters         ESC E n    bold
//     ESC J n        n dots of paper            GS ! n     width and height, a half byte each
//     GS v 0 m x y   dots, x bytes wide         GS V B n   paper out, cut
#include "slip.h"

#include <stdlib.h>
#include <string.h>

#define COLUMN_DOTS 12
// Rows of dots in one command: cheap printers have room for some 8 KiB, and 96 rows of the widest
// paper are 6,912 bytes.
#define BAND_ROWS 96
#define LINE_CHARACTERS_MAX 64 // more than the widest paper has columns
#define CUT_FEED_DOTS 24

static void put(struct slip *s, const void *bytes, size_t size) {
    if (s->failed || s->size + size > SLIP_SIZE_MAX) {
        s->failed = true;
        return;
    }
    memcpy(s->bytes + s->size, bytes, size);
    s->size += size;
}

#define PUT(s, ...)                                                                                \
    do {                                                                                           \
        const unsigned char put_[] = {__VA_ARGS__};                                                \
        put(s, put_, sizeof put_);                                                                 \
    } while (0)

void slip_init(struct slip *s, unsigned width_dots) {
    *s = (struct slip){.width_dots = width_dots, .bytes = malloc(SLIP_SIZE_MAX)};
    s->failed = !gb18030_init(&s->gb18030) || !s->bytes;
    PUT(s, 0x1b, '@', 0x1c, '&', 0x1b, 'a', 1);
}

void slip_fini(struct slip *s) {
    if (s->gb18030.iconv != (iconv_t)-1)
        gb18030_fini(&s->gb18030);
    free(s->bytes);
    *s = (struct slip){.gb18030.iconv = (iconv_t)-1};
}

// ---------------------------------------------------------------- text

static unsigned scale_of(enum slip_size size) {
    return size == SLIP_HUGE ? 4 : size == SLIP_LARGE ? 2 : 1;
}

struct line {
    struct gb18030_character characters[LINE_CHARACTERS_MAX];
    size_t count;
    unsigned columns;
};

static bool is_space(const struct gb18030_character *c) {
    return c->size == 1 && c->bytes[0] == ' ';
}

// Words of ASCII are kept whole, Chinese characters are broken anywhere.
static size_t break_find(const struct line *l, const struct gb18030_character *next) {
    if (next->columns > 1 || is_space(next))
        return l->count;
    for (size_t i = l->count; i > 0; i--)
        if (is_space(&l->characters[i - 1]) || l->characters[i - 1].columns > 1)
            return i;
    return l->count;
}

static void line_put(struct slip *s, const struct line *l, size_t count) {
    while (count && is_space(&l->characters[count - 1]))
        count--;
    for (size_t i = 0; i < count; i++)
        put(s, l->characters[i].bytes, l->characters[i].size);
    if (count)
        PUT(s, '\n');
}

static void line_drop(struct line *l, size_t count) {
    while (count < l->count && is_space(&l->characters[count]))
        count++;
    l->count -= count;
    memmove(l->characters, l->characters + count, l->count * sizeof *l->characters);
    l->columns = 0;
    for (size_t i = 0; i < l->count; i++)
        l->columns += l->characters[i].columns;
}

static void line_take(struct slip *s, struct line *l, const struct gb18030_character *c,
                      unsigned columns) {
    if (l->columns + c->columns > columns) {
        size_t count = break_find(l, c);
        line_put(s, l, count);
        line_drop(l, count);
    }
    if (!l->count && is_space(c))
        return;
    l->characters[l->count++] = *c;
    l->columns += c->columns;
}

static unsigned word_columns(struct slip *s, const char *text) {
    unsigned longest = 0, word = 0;
    for (struct gb18030_character c; (c = gb18030_take(&s->gb18030, &text)).size;) {
        word = is_space(&c) ? 0 : c.columns > 1 ? 2 : word + 1;
        longest = word > longest ? word : longest;
    }
    return longest;
}

void slip_line(struct slip *s, enum slip_size size, const char *text) {
    unsigned scale = scale_of(size), columns = s->width_dots / COLUMN_DOTS;
    struct line line = {.count = 0};
    if (s->failed || !*text)
        return;
    while (scale > 1 && word_columns(s, text) > columns / scale)
        scale--;
    unsigned char factor = (unsigned char)((scale - 1) << 4 | (scale - 1));
    PUT(s, 0x1b, 'E', size != SLIP_PLAIN, 0x1d, '!', factor);
    for (struct gb18030_character c; (c = gb18030_take(&s->gb18030, &text)).size;)
        line_take(s, &line, &c, columns / scale);
    line_put(s, &line, line.count);
    PUT(s, 0x1d, '!', 0, 0x1b, 'E', 0);
}

void slip_rule(struct slip *s) {
    for (unsigned i = 0; i < s->width_dots / COLUMN_DOTS; i++)
        PUT(s, '-');
    PUT(s, '\n');
}

void slip_space(struct slip *s, unsigned dots) {
    PUT(s, 0x1b, 'J', (unsigned char)(dots > 255 ? 255 : dots));
}

// ---------------------------------------------------------------- dots and the end

static void band_put(struct slip *s, const struct bits *b, unsigned first, unsigned count) {
    PUT(s, 0x1d, 'v', '0', 0, (unsigned char)(b->row_size & 0xff),
        (unsigned char)(b->row_size >> 8), (unsigned char)(count & 0xff),
        (unsigned char)(count >> 8));
    put(s, b->rows + first * b->row_size, count * b->row_size);
}

void slip_bits(struct slip *s, const struct bits *b) {
    if (!b->rows || b->width_dots > s->width_dots)
        return;
    for (unsigned row = 0; row < b->height_dots; row += BAND_ROWS) {
        unsigned rest = b->height_dots - row;
        band_put(s, b, row, rest < BAND_ROWS ? rest : BAND_ROWS);
    }
}

void slip_end(struct slip *s) {
    PUT(s, 0x1d, 'V', 'B', CUT_FEED_DOTS);
}
