// text.c - looks at the texts and numbers of a packed message where they stand in the frame. An
// unpacked text ends at its first NUL, and the bytes behind are gone; the frame still says how many
// bytes the sender meant.
//
//     tag (field number << 3 | wire type), then  0 VARINT  1 eight bytes  2 length, bytes  5 four bytes
//
// A message inside is a field of bytes with a descriptor. The schema has no recursive message (a
// check in the tests), so the walk ends. Bytes that do not parse are left to wire_unpack to refuse.
#include "base/wire/wire.h"

#include "base/character.h"
#include "base/wire/field.h"

bool wire_utf8_ok(const char *text, size_t size) {
    uint32_t code;
    return !text_flaw(text, size, TEXT_MAY_LINES | TEXT_MAY_HIDE, &code);
}

struct frame {
    const unsigned char *at, *end;
};

static bool varint_take(struct frame *f, uint64_t *ret) {
    *ret = 0;
    for (unsigned shift = 0; shift < 64 && f->at < f->end; shift += 7) {
        unsigned char byte = *f->at++;
        *ret |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

static bool bytes_take(struct frame *f, uint64_t size, struct frame *ret) {
    if (size > (uint64_t)(f->end - f->at))
        return false;
    *ret = (struct frame){f->at, f->at + size};
    f->at += size;
    return true;
}

// Reads the next field's number, wire type, and the bytes of its value. False at the end, or where
// the field does not parse.
static bool field_take(struct frame *f, uint64_t *ret_tag, struct frame *ret_value) {
    uint64_t size;
    *ret_value = (struct frame){f->at, f->at};
    if (f->at == f->end || !varint_take(f, ret_tag))
        return false;
    switch (*ret_tag & 7) {
    case PROTOBUF_C_WIRE_TYPE_VARINT:
        *ret_value = *f;
        return varint_take(f, &size);
    case PROTOBUF_C_WIRE_TYPE_64BIT:
        return bytes_take(f, 8, ret_value);
    case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
        return varint_take(f, &size) && bytes_take(f, size, ret_value);
    case PROTOBUF_C_WIRE_TYPE_32BIT:
        return bytes_take(f, 4, ret_value);
    default:
        return false;
    }
}

static void message_look(const ProtobufCMessageDescriptor *type, struct frame f,
                         struct wire_look *look) {
    uint64_t tag;
    struct frame value;
    uint32_t code;
    while (!look->broken && field_take(&f, &tag, &value)) {
        const ProtobufCFieldDescriptor *field =
            tag >> 3 <= UINT32_MAX ? field_of(type, (uint32_t)(tag >> 3)) : NULL;
        look->unknown = look->unknown || !field;
        if (!field || (tag & 7) != PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED)
            continue;
        if (field->type == PROTOBUF_C_TYPE_MESSAGE)
            message_look(field->descriptor, value, look);
        else if (field->type == PROTOBUF_C_TYPE_STRING &&
                 text_flaw((const char *)value.at, (size_t)(value.end - value.at), look->may,
                           &code))
            look->broken = field->name;
    }
}

void wire_look(const ProtobufCMessageDescriptor *type, const void *data, size_t size,
               struct wire_look *look) {
    const unsigned char *at = data;
    message_look(type, (struct frame){at, at + size}, look);
}

const char *wire_text_broken(const ProtobufCMessageDescriptor *type, const void *data, size_t size,
                             bool lines) {
    struct wire_look look = {.may = lines ? TEXT_MAY_LINES : 0};
    wire_look(type, data, size, &look);
    return look.broken;
}

uint64_t wire_peek(const void *data, size_t size, uint32_t id) {
    const unsigned char *at = data;
    struct frame f = {at, at + size}, value;
    uint64_t tag, number;
    for (int i = 0; i < WIRE_PEEK_FIELDS && field_take(&f, &tag, &value); i++)
        if (tag >> 3 == id && (tag & 7) == PROTOBUF_C_WIRE_TYPE_VARINT)
            return varint_take(&value, &number) ? number : 0;
    return 0;
}
