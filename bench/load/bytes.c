#include "bench/load/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint8_t *bytes_room(struct bytes *b, size_t size) {
    if (b->taken && b->used + size > b->size) {
        memmove(b->data, b->data + b->taken, b->used - b->taken);
        b->used -= b->taken;
        b->taken = 0;
    }
    if (b->used + size > b->size) {
        b->size = (b->used + size) * 2;
        b->data = realloc(b->data, b->size);
        if (!b->data)
            abort();
    }
    return b->data + b->used;
}

void bytes_add(struct bytes *b, const void *data, size_t size) {
    memcpy(bytes_room(b, size), data, size);
    b->used += size;
}

void bytes_text(struct bytes *b, const char *format, ...) {
    char text[2048];
    va_list args;
    va_start(args, format);
    int size = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (size < 0 || (size_t)size >= sizeof text)
        abort();
    bytes_add(b, text, (size_t)size);
}

void bytes_take(struct bytes *b, size_t size) {
    b->taken += size;
    if (b->taken == b->used)
        b->taken = b->used = 0;
}

void bytes_fini(struct bytes *b) {
    free(b->data);
    *b = (struct bytes){0};
}
