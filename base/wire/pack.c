// pack.c - packs in one pass, over protobuf-c's descriptors. protobuf-c itself needs two: the
// length of a message stands before it, so it computes all sizes first. Here bytes are written from
// the last to the first, so that each length is known when its turn comes:
//
//     low            at                        end
//     ├──────────────┼──────────────────────────┤    next: at -= what the field before takes
//     │ free         │ ... field 7 │ field 9    │
//     └──────────────┴──────────────────────────┘
//
// Rules kept: the bytes are those of protobuf_c_message_pack, field by field in the order of their
// numbers, unknown fields last (tests/base, fuzz.wire and fuzz.rows compare the two); only the
// kinds of fields that the schema uses are supported, which a test asks of all its descriptors.
#include <assert.h>
#include <string.h>

#include "base/wire/field.h"
#include "base/wire/wire.h"

#define TAG_SIZE_MAX 5
#define VARINT_SIZE_MAX 10
#define FIRST_ROOM_SIZE 512

struct packer {
    unsigned char *at;
    unsigned char *low;
    unsigned char *end;
    struct arena *arena;
};

static inline size_t written_size(const struct packer *p) {
    return (size_t)(p->end - p->at);
}

// Moves the bytes packed so far to the end of a larger stretch.
static void room_grow(struct packer *p, size_t size) {
    size_t kept_size = written_size(p);
    const unsigned char *kept = p->at;
    p->end = arena_top(p->arena, 2 * (kept_size + size), &p->low);
    p->at = memcpy(p->end - kept_size, kept, kept_size);
}

// Makes room for `size` bytes and for the length and the tag before them.
static inline void room(struct packer *p, size_t size) {
    size += VARINT_SIZE_MAX + TAG_SIZE_MAX;
    if ((size_t)(p->at - p->low) < size)
        room_grow(p, size);
}

static unsigned char *long_before(unsigned char *at, uint64_t value) {
    unsigned bits = 64 - (unsigned)__builtin_clzll(value);
    at -= (bits + 6) / 7;
    unsigned char *to = at;
    for (; value >= 0x80; value >>= 7)
        *to++ = (unsigned char)(value | 0x80);
    *to = (unsigned char)value;
    return at;
}

// Writes a varint that ends at `at`; returns where it begins.
static inline unsigned char *varint_before(unsigned char *at, uint64_t value) {
    if (value >= 1 << 14)
        return long_before(at, value);
    if (value >= 1 << 7) {
        *--at = (unsigned char)(value >> 7);
        value |= 0x80;
    }
    *--at = (unsigned char)value;
    return at;
}

// Writes the number or length that a value begins with, and the tag before it.
static inline void put_head(struct packer *p, const ProtobufCFieldDescriptor *f,
                            ProtobufCWireType type, uint64_t number) {
    uint64_t tag = (uint64_t)f->id << 3 | type;
    p->at = varint_before(varint_before(p->at, number), tag);
}

static void put_bytes(struct packer *p, const ProtobufCFieldDescriptor *f, const void *data,
                      size_t size) {
    room(p, size);
    p->at -= size;
    if (size)
        memcpy(p->at, data, size);
    put_head(p, f, PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED, size);
}

static void put_text(struct packer *p, const ProtobufCFieldDescriptor *f, const char *text) {
    put_bytes(p, f, text, text ? strlen(text) : 0);
}

static void put_binary(struct packer *p, const ProtobufCFieldDescriptor *f,
                       const ProtobufCBinaryData *b) {
    put_bytes(p, f, b->data, b->len);
}

static void put_message(struct packer *p, const ProtobufCMessage *m);

static void put_nested(struct packer *p, const ProtobufCFieldDescriptor *f,
                       const ProtobufCMessage *m) {
    size_t after_size = written_size(p);
    put_message(p, m);
    room(p, 0);
    put_head(p, f, PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED, written_size(p) - after_size);
}

// The number that a field holds, as it is written.
static inline uint64_t number_of(ProtobufCType type, const void *value) {
    switch (type) {
    case PROTOBUF_C_TYPE_BOOL:
        return *(const protobuf_c_boolean *)value ? 1 : 0;
    case PROTOBUF_C_TYPE_UINT32:
        return *(const uint32_t *)value;
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_INT32:
        return (uint64_t)(int64_t)(*(const int32_t *)value);
    case PROTOBUF_C_TYPE_SINT32: {
        uint32_t v = *(const uint32_t *)value;
        return v << 1 ^ (v >> 31 ? UINT32_MAX : 0);
    }
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
        return *(const uint64_t *)value;
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        break;
    }
    assert(!"a type the schema does not use");
    return 0;
}

static inline void put_number(struct packer *p, const ProtobufCFieldDescriptor *f,
                              uint64_t number) {
    room(p, 0);
    put_head(p, f, PROTOBUF_C_WIRE_TYPE_VARINT, number);
}

// Packs a field outside lists and oneofs, which is left out when it has its default value.
static inline void put_single(struct packer *p, const ProtobufCFieldDescriptor *f,
                              const void *value) {
    if (is_number(f->type)) {
        uint64_t number = number_of(f->type, value);
        if (number)
            put_number(p, f, number);
    } else if (f->type == PROTOBUF_C_TYPE_STRING) {
        const char *text = *(const char *const *)value;
        if (text && *text)
            put_text(p, f, text);
    } else if (f->type == PROTOBUF_C_TYPE_BYTES) {
        const ProtobufCBinaryData *b = value;
        if (b->len)
            put_binary(p, f, b);
    } else {
        const ProtobufCMessage *m = *(const ProtobufCMessage *const *)value;
        if (m)
            put_nested(p, f, m);
    }
}

// Packs the member of a oneof that is set: a number is written even if it is 0. The text that
// stands for "not set" is known by its address.
static void put_chosen(struct packer *p, const ProtobufCFieldDescriptor *f, const void *value) {
    if (is_number(f->type)) {
        put_number(p, f, number_of(f->type, value));
    } else if (f->type == PROTOBUF_C_TYPE_STRING) {
        const char *text = *(const char *const *)value;
        if (text && text != f->default_value)
            put_text(p, f, text);
    } else if (f->type == PROTOBUF_C_TYPE_BYTES) {
        put_binary(p, f, value);
    } else {
        const ProtobufCMessage *m = *(const ProtobufCMessage *const *)value;
        if (m)
            put_nested(p, f, m);
    }
}

// Packs a oneof: goes from a field of it down to the field that is set, or to its lowest; returns
// that field.
static const ProtobufCFieldDescriptor *
put_oneof(struct packer *p, const ProtobufCFieldDescriptor *f, const ProtobufCMessage *m) {
    const char *base = (const char *)m;
    f = chosen_below(m->descriptor, f, base);
    if (is_chosen(f, base))
        put_chosen(p, f, base + f->offset);
    return f;
}

static size_t number_size(ProtobufCType type) {
    bool wide = type == PROTOBUF_C_TYPE_INT64 || type == PROTOBUF_C_TYPE_UINT64;
    return wide ? sizeof(uint64_t) : sizeof(uint32_t);
}

_Static_assert(sizeof(protobuf_c_boolean) == sizeof(uint32_t), "number_size");

// Packs a list of numbers, which stand together behind one tag.
static void put_numbers(struct packer *p, const ProtobufCFieldDescriptor *f, const char *values,
                        size_t count) {
    size_t after_size = written_size(p);
    assert(f->flags & PROTOBUF_C_FIELD_FLAG_PACKED);
    while (count--) {
        room(p, 0);
        uint64_t number = number_of(f->type, values + count * number_size(f->type));
        p->at = varint_before(p->at, number);
    }
    room(p, 0);
    put_head(p, f, PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED, written_size(p) - after_size);
}

static void put_repeated(struct packer *p, const ProtobufCFieldDescriptor *f, const char *base) {
    size_t count = *(const size_t *)(base + f->quantifier_offset);
    const void *values = *(const void *const *)(base + f->offset);
    if (!count)
        return;
    if (f->type == PROTOBUF_C_TYPE_MESSAGE)
        while (count--)
            put_nested(p, f, ((const ProtobufCMessage *const *)values)[count]);
    else if (f->type == PROTOBUF_C_TYPE_STRING)
        while (count--)
            put_text(p, f, ((const char *const *)values)[count]);
    else if (f->type == PROTOBUF_C_TYPE_BYTES)
        while (count--)
            put_binary(p, f, (const ProtobufCBinaryData *)values + count);
    else
        put_numbers(p, f, values, count);
}

static void put_unknown(struct packer *p, const ProtobufCMessage *m) {
    for (unsigned i = m->n_unknown_fields; i--;) {
        const ProtobufCMessageUnknownField *u = &m->unknown_fields[i];
        room(p, u->len);
        p->at -= u->len;
        memcpy(p->at, u->data, u->len);
        p->at = varint_before(p->at, (uint64_t)u->tag << 3 | u->wire_type);
    }
}

static void put_message(struct packer *p, const ProtobufCMessage *m) {
    const ProtobufCFieldDescriptor *first = m->descriptor->fields;
    const ProtobufCFieldDescriptor *f = first + m->descriptor->n_fields;
    const char *base = (const char *)m;
    put_unknown(p, m);
    while (f != first) {
        f--;
        if (!f->quantifier_offset)
            put_single(p, f, base + f->offset);
        else if (is_repeated(f))
            put_repeated(p, f, base);
        else
            f = put_oneof(p, f, m);
    }
}

struct wire_packed wire_pack_in(const void *message, struct arena *a) {
    struct packer p = {.arena = a};
    p.at = p.end = arena_top(a, FIRST_ROOM_SIZE, &p.low);
    put_message(&p, message);
    arena_keep(a, p.at);
    return (struct wire_packed){p.at, written_size(&p)};
}
