// field.h - questions about the fields of any message, for code that walks over them by a
// descriptor. In a struct at `base`, a repeated field has its count at the offset of its
// quantifier, and a field of a oneof has there the number of the field that is set; other fields
// have no quantifier.
#ifndef HALLQ_WIRE_FIELD_H
#define HALLQ_WIRE_FIELD_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// value_size: bytes of a value in its struct or in a list.
static inline size_t value_size(ProtobufCType type) {
    switch (type) {
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
        return sizeof(uint32_t);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return sizeof(uint64_t);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        break;
    }
    return sizeof(void *);
}

// is_repeated, is_in_oneof: which quantifier the field has in its struct.
static inline bool is_repeated(const ProtobufCFieldDescriptor *f) {
    return f->label == PROTOBUF_C_LABEL_REPEATED;
}

static inline bool is_in_oneof(const ProtobufCFieldDescriptor *f) {
    return f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF;
}

// field_member: the member at an offset of a struct: a field's value, or its quantifier.
static inline void *field_member(const void *message, unsigned offset) {
    return (char *)(uintptr_t)message + offset;
}

// value_is_default: whether a value is the number 0, an empty text, no bytes, or a message that is
// not set.
static inline bool value_is_default(const ProtobufCFieldDescriptor *f, const void *value) {
    static const char zeros[sizeof(uint64_t)];
    if (f->type == PROTOBUF_C_TYPE_STRING)
        return !*(const char *const *)value || !**(const char *const *)value;
    if (f->type == PROTOBUF_C_TYPE_BYTES)
        return !((const ProtobufCBinaryData *)value)->len;
    return !memcmp(value, zeros, value_size(f->type));
}

// is_chosen: whether this field of a oneof is the one that is set.
static inline bool is_chosen(const ProtobufCFieldDescriptor *f, const char *base) {
    return *(const uint32_t *)(base + f->quantifier_offset) == f->id;
}

// field_values: the values that a message holds of a field: all values of a list, one value or none
// of a field in a oneof, one value of any other field, which may be the default.
struct field_values {
    const char *at;
    size_t count;
};
static inline struct field_values field_values(const ProtobufCMessage *m,
                                               const ProtobufCFieldDescriptor *f) {
    const char *base = (const char *)m;
    if (is_repeated(f))
        return (struct field_values){*(const char *const *)(base + f->offset),
                                     *(const size_t *)(base + f->quantifier_offset)};
    bool held = !is_in_oneof(f) || is_chosen(f, base);
    return (struct field_values){base + f->offset, held};
}

// field_of: the field of this number, NULL if the message has none. It is found as protobuf-c finds
// it, by the ranges of numbers without a gap: a type has a few ranges, and one more behind the
// last.
static inline const ProtobufCFieldDescriptor *field_of(const ProtobufCMessageDescriptor *type,
                                                       uint32_t id) {
    if (!type->n_fields)
        return NULL;
    const ProtobufCIntRange *r = type->field_ranges, *last = r + type->n_field_ranges - 1;
    while (r != last && id >= (uint32_t)r[1].start_value)
        r++;
    uint32_t at = id - (uint32_t)r->start_value;
    return at < r[1].orig_index - r->orig_index ? type->fields + r->orig_index + at : NULL;
}

// chosen_below: goes from a field of a oneof down to the field that is set, or to that oneof's
// lowest field if none below is set. A oneof's fields stand together (tests/base holds the schema
// to that), so the fields between need no look: a wide oneof has fifty.
static inline const ProtobufCFieldDescriptor *chosen_below(const ProtobufCMessageDescriptor *type,
                                                           const ProtobufCFieldDescriptor *f,
                                                           const char *base) {
    unsigned offset = f->quantifier_offset;
    uint32_t chosen = *(const uint32_t *)(base + offset);
    if (chosen && chosen <= f->id) {
        const ProtobufCFieldDescriptor *below = field_of(type, chosen);
        if (below && below->quantifier_offset == offset)
            return below;
    }
    while (f != type->fields && f[-1].quantifier_offset == offset)
        f--;
    return f;
}

// wire_look: looks through a packed message. `may`: the characters allowed in a text
// (base/character.h). Sets `broken` to the name of the first text field with a flaw, and `unknown`
// if there are fields that this build does not know.
struct wire_look {
    unsigned may;
    bool unknown;
    const char *broken;
};
void wire_look(const ProtobufCMessageDescriptor *type, const void *data, size_t size,
               struct wire_look *look);

#endif
