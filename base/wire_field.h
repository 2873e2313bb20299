// wire_field.h - what packing, copying and checking a message ask of its fields; for wire*.c alone.
// In a struct at `base`, a field that repeats or is in a oneof has its count, or the number of the
// field that is set, at the quantifier's offset; others have none.
#ifndef HALLQ_WIRE_FIELD_H
#define HALLQ_WIRE_FIELD_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// is_number: neither text, bytes nor message. protobuf-c counts its types up from the numbers to
// those.
static inline bool is_number(ProtobufCType type) {
    return type < PROTOBUF_C_TYPE_STRING;
}

// is_chosen: whether this field of a oneof is the one that is set.
static inline bool is_chosen(const ProtobufCFieldDescriptor *f, const char *base) {
    return *(const uint32_t *)(base + f->quantifier_offset) == f->id;
}

// chosen_below: from a field of a oneof down to the one that is set, or to the last of that oneof if
// none below is. Its fields stand together (tests/base holds the schema to that), most with numbers
// without gaps: the wide ones have fifty, so they are not looked at one by one.
static inline const ProtobufCFieldDescriptor *chosen_below(const ProtobufCFieldDescriptor *f,
                                                           const ProtobufCFieldDescriptor *first,
                                                           const char *base) {
    unsigned offset = f->quantifier_offset;
    uint32_t chosen = *(const uint32_t *)(base + offset);
    uint32_t below = f->id - chosen; // huge if it is above
    if (below <= (size_t)(f - first)) {
        const ProtobufCFieldDescriptor *guess = f - below;
        if (guess->id == chosen && guess->quantifier_offset == offset)
            return guess;
    }
    while (f->id != chosen && f != first && f[-1].quantifier_offset == offset)
        f--;
    return f;
}

#endif
