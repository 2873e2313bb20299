// field.h - walks over the fields of a packed protobuf message without unpacking it.
#ifndef HALLQ_BENCH_FIELD_H
#define HALLQ_BENCH_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct field {
    const uint8_t *at, *end; // what is left to walk
    uint32_t number;
    uint64_t value;      // of a varint
    const uint8_t *data; // of bytes, text or a message
    size_t size;
};

static inline struct field field_walk(const uint8_t *data, size_t size) {
    return (struct field){.at = data, .end = data + size};
}

// field_next: false at the end, or where the message is broken.
bool field_next(struct field *f);

// field_value, field_message: the first field of this number; 0, or an empty walk, if there is
// none.
uint64_t field_value(const uint8_t *data, size_t size, uint32_t number);
struct field field_message(const uint8_t *data, size_t size, uint32_t number);

#endif
