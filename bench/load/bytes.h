// bytes.h - a growing buffer that is filled at its end and emptied from its front.
#ifndef HALLQ_BENCH_BYTES_H
#define HALLQ_BENCH_BYTES_H

#include <stddef.h>
#include <stdint.h>

struct bytes {
    uint8_t *data;
    size_t used, size, taken; // [taken, used) is there to be read
};

// bytes_room: room for `size` more at the end. Ends the program when there is no memory.
uint8_t *bytes_room(struct bytes *b, size_t size);
void bytes_add(struct bytes *b, const void *data, size_t size);
void bytes_text(struct bytes *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void bytes_take(struct bytes *b, size_t size); // drops from the front
void bytes_fini(struct bytes *b);

static inline const uint8_t *bytes_front(const struct bytes *b) {
    return b->data + b->taken;
}
static inline size_t bytes_left(const struct bytes *b) {
    return b->used - b->taken;
}

#endif
