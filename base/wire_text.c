// wire_text.c - the texts and numbers of a packed message, looked at where they stand in the frame.
// Unpacked, a text ends at its first NUL and what stood behind it is gone; the frame still says how
// many bytes the sender meant.
//
//     tag (field number << 3 | wire type), then  0 VARINT  1 eight bytes  2 length, bytes  5 four bytes
//
// A message inside is a field of bytes with a descriptor. The schema has no recursive message (a
// check in the tests), so this ends. What does not parse is left to whoever unpacks it.
#include "base/wire.h"

#include "base/wire_field.h"

// Bytes a UTF-8 sequence starting with this byte has, 0 for a byte that cannot start one.
static size_t utf8_len(unsigned char c) {
    if (c < 0x80)
        return 1;
    if (c >= 0xc2 && c <= 0xdf)
        return 2;
    if (c >= 0xe0 && c <= 0xef)
        return 3;
    return c >= 0xf0 && c <= 0xf4 ? 4 : 0;
}

static bool utf8_tail_ok(const unsigned char *s, size_t len) {
    for (size_t i = 1; i < len; i++)
        if ((s[i] & 0xc0) != 0x80)
            return false;
    if (s[0] == 0xe0)
        return s[1] >= 0xa0; // no overlong form
    if (s[0] == 0xed)
        return s[1] <= 0x9f; // no surrogate
    if (s[0] == 0xf0)
        return s[1] >= 0x90;
    if (s[0] == 0xf4)
        return s[1] <= 0x8f; // up to U+10FFFF
    return true;
}

// What is not seen, and may make a text look like another: U+200B to 200F (zero width), 202A to 202E and
// 2060 to 2069 (they turn the direction, or are not seen), FEFF.
static bool is_hidden(const unsigned char *s) {
    if (s[0] == 0xe2 && s[1] == 0x80)
        return (s[2] >= 0x8b && s[2] <= 0x8f) || (s[2] >= 0xaa && s[2] <= 0xae);
    if (s[0] == 0xe2 && s[1] == 0x81)
        return s[2] >= 0xa0 && s[2] <= 0xa9;
    return s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf;
}

static bool text_ok(const unsigned char *s, size_t size, bool lines, bool plain) {
    for (size_t i = 0; i < size;) {
        size_t len = utf8_len(s[i]);
        bool line = lines && (s[i] == '\t' || s[i] == '\n');
        if (!len || len > size - i || !utf8_tail_ok(s + i, len))
            return false;
        if (len == 1 && (s[i] < 0x20 || s[i] == 0x7f) && !line)
            return false;
        if (len == 2 && s[i] == 0xc2 && s[i + 1] < 0xa0)
            return false; // C1 controls steer terminals
        if (plain && len == 3 && is_hidden(s + i))
            return false;
        i += len;
    }
    return true;
}

bool wire_utf8_ok(const char *text, size_t size) {
    return text_ok((const unsigned char *)text, size, true, false);
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

// The next field's number, wire type, and the bytes of its value. False at the end, or where it
// does not parse.
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
    while (!look->broken && field_take(&f, &tag, &value)) {
        const ProtobufCFieldDescriptor *field =
            tag >> 3 <= UINT32_MAX ? field_of(type, (uint32_t)(tag >> 3)) : NULL;
        look->unknown = look->unknown || !field;
        if (!field || (tag & 7) != PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED)
            continue;
        if (field->type == PROTOBUF_C_TYPE_MESSAGE)
            message_look(field->descriptor, value, look);
        else if (field->type == PROTOBUF_C_TYPE_STRING &&
                 !text_ok(value.at, (size_t)(value.end - value.at), look->lines, look->plain))
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
    struct wire_look look = {.lines = lines, .plain = true};
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
