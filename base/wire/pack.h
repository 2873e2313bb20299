// pack.h - packs in one pass. protobuf-c itself needs two: the length of a message stands before
// it, so it computes all sizes first. Here bytes are written from the last to the first, so that
// each length is known when its turn comes:
//
//     low            at                        end
//     ├──────────────┼──────────────────────────┤    next: at -= what the field before takes
//     │ free         │ ... field 7 │ field 9    │
//     └──────────────┴──────────────────────────┘
//
// Rules kept: the bytes are those of protobuf_c_message_pack, field by field in the order of their
// numbers, unknown fields last (tests/base, fuzz.wire and fuzz.rows compare the two).
#ifndef HALLQ_WIRE_PACK_H
#define HALLQ_WIRE_PACK_H

#include <endian.h>

#include "base/wire/codec.h"

#define TAG_SIZE_MAX 5
#define VARINT_SIZE_MAX 10

struct packer {
    unsigned char *at;
    unsigned char *low;
    unsigned char *end;
    struct arena *arena;
};

// packer_grow: moves the bytes packed so far to the end of a stretch with `size` free bytes or
// more.
void packer_grow(struct packer *p, size_t size);

// put_long: writes a varint of three bytes or more that ends at `at`; returns where it begins.
unsigned char *put_long(unsigned char *at, uint64_t value);

// put_unknown: packs the fields that came unknown.
void put_unknown(struct packer *p, const ProtobufCMessage *m);

static inline size_t packer_size(const struct packer *p) {
    return (size_t)(p->end - p->at);
}

// packer_room: makes room for `size` bytes and for the length and the tag before them.
static inline void packer_room(struct packer *p, size_t size) {
    size += VARINT_SIZE_MAX + TAG_SIZE_MAX;
    if ((size_t)(p->at - p->low) < size)
        packer_grow(p, size);
}

static inline unsigned char *put_varint(unsigned char *at, uint64_t value) {
    if (value >= 1 << 14)
        return put_long(at, value);
    if (value >= 1 << 7) {
        *--at = (unsigned char)(value >> 7);
        value |= 0x80;
    }
    *--at = (unsigned char)value;
    return at;
}

// put_head: writes the number or length that a value begins with, and the tag before it.
static inline void put_head(struct packer *p, uint32_t tag, uint64_t number) {
    p->at = put_varint(put_varint(p->at, number), tag);
}

// put_some: packs a number that is not 0.
void put_some(struct packer *p, uint32_t tag, uint64_t number);

// put_number and the others below pack the field of a number; what has the default value is left
// out.
static inline void put_number(struct packer *p, uint32_t id, uint64_t number) {
    if (number)
        put_some(p, TAG(id, VARINT), number);
}

static inline void put_bool(struct packer *p, uint32_t id, protobuf_c_boolean value) {
    put_number(p, id, value ? 1 : 0);
}

static inline void put_uint32(struct packer *p, uint32_t id, uint32_t value) {
    put_number(p, id, value);
}

static inline void put_uint64(struct packer *p, uint32_t id, uint64_t value) {
    put_number(p, id, value);
}

static inline void put_int32(struct packer *p, uint32_t id, int32_t value) {
    put_number(p, id, (uint64_t)(int64_t)value);
}

static inline void put_int64(struct packer *p, uint32_t id, int64_t value) {
    put_number(p, id, (uint64_t)value);
}

static inline void put_sint32(struct packer *p, uint32_t id, int32_t value) {
    put_number(p, id, (uint32_t)value << 1 ^ (value < 0 ? UINT32_MAX : 0));
}

// put_bits: writes the bits of a double or float, which stand low byte first.
static inline void put_bits(struct packer *p, uint64_t bits, size_t size) {
    bits = htole64(bits);
    p->at = memcpy(p->at - size, &bits, size);
}

static inline uint64_t bits_of_double(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline uint64_t bits_of_float(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// put_double, put_float: zero is left out, whatever its sign, as protobuf-c does.
static inline void put_double(struct packer *p, uint32_t id, double value) {
    if (value == 0)
        return;
    packer_room(p, sizeof value);
    put_bits(p, bits_of_double(value), sizeof value);
    p->at = put_varint(p->at, TAG(id, 64BIT));
}

static inline void put_float(struct packer *p, uint32_t id, float value) {
    if (value == 0)
        return;
    packer_room(p, sizeof value);
    put_bits(p, bits_of_float(value), sizeof value);
    p->at = put_varint(p->at, TAG(id, 32BIT));
}

static inline void put_chunk(struct packer *p, uint32_t id, const void *data, size_t size) {
    packer_room(p, size);
    p->at -= size;
    if (size)
        memcpy(p->at, data, size);
    put_head(p, TAG(id, LENGTH_PREFIXED), size);
}

static inline void put_string(struct packer *p, uint32_t id, const char *text) {
    if (text && *text)
        put_chunk(p, id, text, strlen(text));
}

static inline void put_bytes(struct packer *p, uint32_t id, const ProtobufCBinaryData *b) {
    if (b->len)
        put_chunk(p, id, b->data, b->len);
}

static inline void put_message(struct packer *p, uint32_t id, const void *message,
                               void (*put)(struct packer *, const void *)) {
    size_t after_size = packer_size(p);
    if (!message)
        return;
    put(p, message);
    packer_room(p, 0);
    put_head(p, TAG(id, LENGTH_PREFIXED), packer_size(p) - after_size);
}

static inline void put_messages(struct packer *p, uint32_t id, const void *list, size_t count,
                                void (*put)(struct packer *, const void *)) {
    while (count--)
        put_message(p, id, ((const void *const *)list)[count], put);
}

static inline void put_strings(struct packer *p, uint32_t id, char *const *list, size_t count) {
    while (count--)
        put_chunk(p, id, list[count], list[count] ? strlen(list[count]) : 0);
}

// The numbers of a list stand together behind one tag.
static inline void put_uint32s(struct packer *p, uint32_t id, const uint32_t *list, size_t count) {
    size_t after_size = packer_size(p);
    if (!count)
        return;
    while (count--) {
        packer_room(p, 0);
        p->at = put_varint(p->at, list[count]);
    }
    packer_room(p, 0);
    put_head(p, TAG(id, LENGTH_PREFIXED), packer_size(p) - after_size);
}

// put_int32s: `list` has values of an int32_t or of an enum.
static inline void put_int32s(struct packer *p, uint32_t id, const void *list, size_t count) {
    size_t after_size = packer_size(p);
    if (!count)
        return;
    while (count--) {
        int32_t value;
        memcpy(&value, (const char *)list + count * sizeof value, sizeof value);
        packer_room(p, 0);
        p->at = put_varint(p->at, (uint64_t)(int64_t)value);
    }
    packer_room(p, 0);
    put_head(p, TAG(id, LENGTH_PREFIXED), packer_size(p) - after_size);
}

static inline void put_uint64s(struct packer *p, uint32_t id, const uint64_t *list, size_t count) {
    size_t after_size = packer_size(p);
    if (!count)
        return;
    while (count--) {
        packer_room(p, 0);
        p->at = put_varint(p->at, list[count]);
    }
    packer_room(p, 0);
    put_head(p, TAG(id, LENGTH_PREFIXED), packer_size(p) - after_size);
}

static inline void put_doubles(struct packer *p, uint32_t id, const double *list, size_t count) {
    size_t size = count * sizeof *list;
    if (!count)
        return;
    packer_room(p, size);
    while (count--)
        put_bits(p, bits_of_double(list[count]), sizeof *list);
    put_head(p, TAG(id, LENGTH_PREFIXED), size);
}

static inline void put_floats(struct packer *p, uint32_t id, const float *list, size_t count) {
    size_t size = count * sizeof *list;
    if (!count)
        return;
    packer_room(p, size);
    while (count--)
        put_bits(p, bits_of_float(list[count]), sizeof *list);
    put_head(p, TAG(id, LENGTH_PREFIXED), size);
}

#endif
