// wire_pack.c - packs in one pass, over protobuf-c's descriptors. protobuf-c itself needs two: the
// length of a message stands before it, so it computes all sizes first. Here bytes are written from
// the last to the first, so that each length is known when its turn comes:
//
//     low            at                        end
//     ├──────────────┼──────────────────────────┤    next: at -= what the field before takes
//     │ nobody's     │ ... field 7 │ field 9    │
//     └──────────────┴──────────────────────────┘
//
// Rules kept: the bytes are those of protobuf_c_message_pack, field by field in the order of their
// numbers, unknown fields last (tests/base and fuzz.rows compare the two); only what the schema uses
// is supported, which a test asks of all its descriptors.
#include <assert.h>
#include <string.h>

#include "base/wire.h"

#define TAG_SIZE_MAX 5
#define VARINT_SIZE_MAX 10
#define FIRST_ROOM_SIZE 512

struct packer {
    struct arena *arena;
    unsigned char *end;
    unsigned char *low;
};

// The same bytes at the end of a larger stretch.
static unsigned char *move(struct packer *p, unsigned char *at, size_t size) {
    size_t written_size = (size_t)(p->end - at);
    p->end = arena_top(p->arena, 2 * (written_size + size), &p->low);
    return memcpy(p->end - written_size, at, written_size);
}

static inline unsigned char *room(struct packer *p, unsigned char *at, size_t size) {
    return (size_t)(at - p->low) >= size ? at : move(p, at, size);
}

static inline unsigned char *put_varint(unsigned char *at, uint64_t value) {
    if (value < 0x80) {
        *--at = (unsigned char)value;
        return at;
    }
    unsigned bits = 64 - (unsigned)__builtin_clzll(value);
    at -= (bits + 6) / 7;
    unsigned char *to = at;
    for (; value >= 0x80; value >>= 7)
        *to++ = (unsigned char)(value | 0x80);
    *to = (unsigned char)value;
    return at;
}

static inline unsigned char *put_tag(unsigned char *at, const ProtobufCFieldDescriptor *f,
                                     ProtobufCWireType type) {
    return put_varint(at, (uint64_t)f->id << 3 | type);
}

static unsigned char *put_bytes(struct packer *p, unsigned char *at, const void *data,
                                size_t size) {
    at = room(p, at, size + VARINT_SIZE_MAX + TAG_SIZE_MAX);
    at -= size;
    if (size)
        memcpy(at, data, size);
    return put_varint(at, size);
}

static unsigned char *put_message(struct packer *p, unsigned char *at, const ProtobufCMessage *m);

static unsigned char *put_inner(struct packer *p, unsigned char *at, const ProtobufCMessage *m) {
    size_t after_size = (size_t)(p->end - at);
    at = put_message(p, at, m);
    at = room(p, at, VARINT_SIZE_MAX + TAG_SIZE_MAX);
    return put_varint(at, (size_t)(p->end - at) - after_size);
}

// What a field of a type written as a varint holds, as that varint.
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

static unsigned char *put_text(struct packer *p, unsigned char *at,
                               const ProtobufCFieldDescriptor *f, const char *text) {
    at = put_bytes(p, at, text, text ? strlen(text) : 0);
    return put_tag(at, f, PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED);
}

static unsigned char *put_binary(struct packer *p, unsigned char *at,
                                 const ProtobufCFieldDescriptor *f, const ProtobufCBinaryData *b) {
    at = put_bytes(p, at, b->data, b->len);
    return put_tag(at, f, PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED);
}

static unsigned char *put_nested(struct packer *p, unsigned char *at,
                                 const ProtobufCFieldDescriptor *f, const ProtobufCMessage *m) {
    at = put_inner(p, at, m);
    return put_tag(at, f, PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED);
}

static unsigned char *put_number(struct packer *p, unsigned char *at,
                                 const ProtobufCFieldDescriptor *f, uint64_t number) {
    at = room(p, at, VARINT_SIZE_MAX + TAG_SIZE_MAX);
    return put_tag(put_varint(at, number), f, PROTOBUF_C_WIRE_TYPE_VARINT);
}

// A field that stands alone: left out when it holds nothing.
static unsigned char *put_single(struct packer *p, unsigned char *at,
                                 const ProtobufCFieldDescriptor *f, const void *value) {
    if (f->type == PROTOBUF_C_TYPE_STRING) {
        const char *text = *(const char *const *)value;
        return text && *text ? put_text(p, at, f, text) : at;
    }
    if (f->type == PROTOBUF_C_TYPE_BYTES) {
        const ProtobufCBinaryData *b = value;
        return b->len ? put_binary(p, at, f, b) : at;
    }
    if (f->type == PROTOBUF_C_TYPE_MESSAGE) {
        const ProtobufCMessage *m = *(const ProtobufCMessage *const *)value;
        return m ? put_nested(p, at, f, m) : at;
    }
    uint64_t number = number_of(f->type, value);
    return number ? put_number(p, at, f, number) : at;
}

// The chosen member of a oneof: a number is written even if it is 0. The text that stands for an
// unset one is told by its address.
static unsigned char *put_chosen(struct packer *p, unsigned char *at,
                                 const ProtobufCFieldDescriptor *f, const void *value) {
    if (f->type == PROTOBUF_C_TYPE_STRING) {
        const char *text = *(const char *const *)value;
        return text && text != f->default_value ? put_text(p, at, f, text) : at;
    }
    if (f->type == PROTOBUF_C_TYPE_BYTES)
        return put_binary(p, at, f, value);
    if (f->type == PROTOBUF_C_TYPE_MESSAGE) {
        const ProtobufCMessage *m = *(const ProtobufCMessage *const *)value;
        return m ? put_nested(p, at, f, m) : at;
    }
    return put_number(p, at, f, number_of(f->type, value));
}

static size_t number_size(ProtobufCType type) {
    bool wide = type == PROTOBUF_C_TYPE_INT64 || type == PROTOBUF_C_TYPE_UINT64;
    return wide ? sizeof(uint64_t) : sizeof(uint32_t);
}

_Static_assert(sizeof(protobuf_c_boolean) == sizeof(uint32_t), "number_size");

// Numbers, all behind one tag.
static unsigned char *put_numbers(struct packer *p, unsigned char *at,
                                  const ProtobufCFieldDescriptor *f, const char *values,
                                  size_t count) {
    size_t after_size = (size_t)(p->end - at);
    assert(f->flags & PROTOBUF_C_FIELD_FLAG_PACKED);
    while (count--) {
        at = room(p, at, VARINT_SIZE_MAX);
        at = put_varint(at, number_of(f->type, values + count * number_size(f->type)));
    }
    at = room(p, at, VARINT_SIZE_MAX + TAG_SIZE_MAX);
    at = put_varint(at, (size_t)(p->end - at) - after_size);
    return put_tag(at, f, PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED);
}

static unsigned char *put_repeated(struct packer *p, unsigned char *at,
                                   const ProtobufCFieldDescriptor *f, const char *base) {
    size_t count = *(const size_t *)(base + f->quantifier_offset);
    const void *values = *(const void *const *)(base + f->offset);
    if (!count)
        return at;
    if (f->type == PROTOBUF_C_TYPE_MESSAGE)
        while (count--)
            at = put_nested(p, at, f, ((const ProtobufCMessage *const *)values)[count]);
    else if (f->type == PROTOBUF_C_TYPE_STRING)
        while (count--)
            at = put_text(p, at, f, ((const char *const *)values)[count]);
    else if (f->type == PROTOBUF_C_TYPE_BYTES)
        while (count--)
            at = put_binary(p, at, f, (const ProtobufCBinaryData *)values + count);
    else
        at = put_numbers(p, at, f, values, count);
    return at;
}

static unsigned char *put_unknown(struct packer *p, unsigned char *at, const ProtobufCMessage *m) {
    for (unsigned i = m->n_unknown_fields; i--;) {
        const ProtobufCMessageUnknownField *u = &m->unknown_fields[i];
        at = room(p, at, u->len + TAG_SIZE_MAX);
        at -= u->len;
        memcpy(at, u->data, u->len);
        at = put_varint(at, (uint64_t)u->tag << 3 | u->wire_type);
    }
    return at;
}

static unsigned char *put_message(struct packer *p, unsigned char *at, const ProtobufCMessage *m) {
    const char *base = (const char *)m;
    at = put_unknown(p, at, m);
    for (unsigned i = m->descriptor->n_fields; i--;) {
        const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];
        if (f->label == PROTOBUF_C_LABEL_REPEATED)
            at = put_repeated(p, at, f, base);
        else if (!(f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
            at = put_single(p, at, f, base + f->offset);
        else if (*(const uint32_t *)(base + f->quantifier_offset) == f->id)
            at = put_chosen(p, at, f, base + f->offset);
    }
    return at;
}

struct wire_packed wire_pack_in(const void *message, struct arena *a) {
    struct packer p = {.arena = a};
    p.end = arena_top(a, FIRST_ROOM_SIZE, &p.low);
    unsigned char *at = put_message(&p, p.end, message);
    arena_keep(a, at);
    return (struct wire_packed){at, (size_t)(p.end - at)};
}
