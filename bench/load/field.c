#include "bench/load/field.h"

static bool varint_read(struct field *f, uint64_t *ret) {
    uint64_t value = 0;
    for (unsigned shift = 0; f->at < f->end && shift < 64; shift += 7) {
        uint8_t byte = *f->at++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *ret = value;
            return true;
        }
    }
    return false;
}

bool field_next(struct field *f) {
    uint64_t tag;
    if (!varint_read(f, &tag))
        return false;
    f->number = (uint32_t)(tag >> 3);
    f->value = 0;
    f->data = NULL;
    f->size = 0;
    switch (tag & 7) {
    case 0:
        return varint_read(f, &f->value);
    case 1:
        f->size = 8;
        break;
    case 5:
        f->size = 4;
        break;
    case 2:
        if (!varint_read(f, &f->value))
            return false;
        f->size = f->value;
        break;
    default:
        return false;
    }
    if (f->size > (size_t)(f->end - f->at))
        return false;
    f->data = f->at;
    f->at += f->size;
    return true;
}

uint64_t field_value(const uint8_t *data, size_t size, uint32_t number) {
    struct field f = field_walk(data, size);
    while (field_next(&f))
        if (f.number == number)
            return f.value;
    return 0;
}

struct field field_message(const uint8_t *data, size_t size, uint32_t number) {
    struct field f = field_walk(data, size);
    while (field_next(&f))
        if (f.number == number && f.data)
            return field_walk(f.data, f.size);
    return (struct field){0};
}
