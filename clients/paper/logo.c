// logo.c - libpng's simple interface reads the file as greys on white; then each dot is the mean of
// the pixels it covers, and what a black or white dot is off is handed on to its neighbours (Floyd
// and Steinberg 1976: 7/16 to the right, 3/16, 5/16 and 1/16 to the row below).
#include "logo.h"

#include <errno.h>
#include <png.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct greys {
    unsigned width, height;
    unsigned char *pixels; // 0 black .. 255 white
};

static enum logo_fault file_read(const char *path, unsigned char **ret, size_t *ret_size) {
    FILE *file = fopen(path, "rbe");
    enum logo_fault fault = LOGO_UNREAD;
    unsigned char *bytes = malloc(LOGO_FILE_MAX + 1);
    if (!file || !bytes)
        goto out;
    *ret_size = fread(bytes, 1, LOGO_FILE_MAX + 1, file);
    fault = ferror(file) ? LOGO_UNREAD : *ret_size > LOGO_FILE_MAX ? LOGO_LARGE : LOGO_FINE;
    if (fault)
        goto out;
    *ret = bytes;
    bytes = NULL;
out:
    if (file)
        fclose(file);
    free(bytes);
    return fault;
}

static enum logo_fault greys_read(const void *bytes, size_t size, struct greys *ret) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    png_color white = {255, 255, 255};
    if (!png_image_begin_read_from_memory(&image, bytes, size))
        return LOGO_NO_PNG;
    enum logo_fault fault = LOGO_LARGE;
    image.format = PNG_FORMAT_GRAY;
    if ((uint64_t)image.width * image.height > LOGO_PIXELS_MAX)
        goto out;
    *ret = (struct greys){image.width, image.height, malloc(PNG_IMAGE_SIZE(image))};
    fault = LOGO_NO_PNG;
    if (!ret->pixels || !png_image_finish_read(&image, &white, ret->pixels, 0, NULL))
        goto out;
    fault = LOGO_FINE;
out:
    png_image_free(&image);
    return fault;
}

// The mean of the pixels from x to x_end and y to y_end, of which there is at least one.
static int mean(const struct greys *g, unsigned x, unsigned x_end, unsigned y, unsigned y_end) {
    unsigned long sum = 0;
    for (unsigned row = y; row < y_end; row++)
        for (unsigned at = x; at < x_end; at++)
            sum += g->pixels[(size_t)row * g->width + at];
    return (int)(sum / ((unsigned long)(x_end - x) * (y_end - y)));
}

static unsigned scaled(unsigned at, unsigned from, unsigned to) {
    return (unsigned)((uint64_t)at * from / to);
}

// One row; `off` is what this row and the next are off by dots decided before, a place more on
// both sides.
static void row_dither(const struct greys *g, struct bits *b, unsigned y, int *off, int *off_next) {
    unsigned top = scaled(y, g->height, b->height_dots);
    unsigned bottom = scaled(y + 1, g->height, b->height_dots);
    for (unsigned x = 0; x < b->width_dots; x++) {
        unsigned left = scaled(x, g->width, b->width_dots);
        unsigned right = scaled(x + 1, g->width, b->width_dots);
        int grey = mean(g, left, right, top, bottom) + off[x + 1] / 16;
        bool black = grey < 128;
        int error = grey - (black ? 0 : 255);
        if (black)
            bits_blacken(b, x, y, 1, 1);
        off[x + 2] += 7 * error;
        off_next[x] += 3 * error;
        off_next[x + 1] += 5 * error;
        off_next[x + 2] += error;
    }
}

static bool dither(const struct greys *g, struct bits *b) {
    size_t places = b->width_dots + 2u;
    int *off = calloc(2 * places, sizeof *off);
    for (unsigned y = 0; off && y < b->height_dots; y++) {
        row_dither(g, b, y, off, off + places);
        memcpy(off, off + places, places * sizeof *off);
        memset(off + places, 0, places * sizeof *off);
    }
    free(off);
    return off != NULL;
}

// Never larger than it is, since that shows each pixel.
static bool size_fit(const struct greys *g, unsigned width_dots, struct bits *ret) {
    unsigned width = g->width, height = g->height;
    if (width > width_dots) {
        height = scaled(width_dots, height, width);
        width = width_dots;
    }
    if (height > LOGO_HEIGHT_MAX) {
        width = scaled(LOGO_HEIGHT_MAX, width, height);
        height = LOGO_HEIGHT_MAX;
    }
    return bits_init(ret, width ? width : 1, height ? height : 1);
}

enum logo_fault logo_read(const char *path, unsigned width_dots, struct bits *ret) {
    struct greys greys = {0};
    unsigned char *bytes = NULL;
    size_t size = 0;
    *ret = (struct bits){0};
    enum logo_fault fault = file_read(path, &bytes, &size);
    if (!fault)
        fault = greys_read(bytes, size, &greys);
    if (!fault && (!size_fit(&greys, width_dots, ret) || !dither(&greys, ret)))
        fault = LOGO_LARGE;
    free(greys.pixels);
    free(bytes);
    return fault;
}
