// wire.c - protobuf-c behind two verbs. The allocator handed to protobuf-c takes from an arena, so
// a message is one lifetime and a budget bounds what a hostile frame can ask for (measured: 60 KB
// of frame can ask for 3.7 MB).
#include "base/wire.h"

#include <string.h>

#include "base/wire_field.h"

static void *alloc_cb(void *arena, size_t size) {
    return arena_take(arena, size);
}

static void free_cb(void *arena, void *p) {
    (void)arena;
    (void)p;
}

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

bool wire_utf8_ok(const char *text, size_t size) {
    const unsigned char *s = (const unsigned char *)text;
    for (size_t i = 0; i < size;) {
        size_t len = utf8_len(s[i]);
        if (!len || len > size - i || !utf8_tail_ok(s + i, len))
            return false;
        if (len == 1 && (s[i] < 0x20 || s[i] == 0x7f) && s[i] != '\t' && s[i] != '\n')
            return false;
        if (len == 2 && s[i] == 0xc2 && s[i + 1] < 0xa0)
            return false; // C1 controls steer terminals
        i += len;
    }
    return true;
}

static bool message_clean(ProtobufCMessage *m);

static bool value_clean(const ProtobufCFieldDescriptor *f, void *value) {
    if (f->type == PROTOBUF_C_TYPE_STRING) {
        const char *text = *(const char *const *)value;
        return !text || wire_utf8_ok(text, strlen(text));
    }
    ProtobufCMessage *inner = *(ProtobufCMessage *const *)value;
    return !inner || message_clean(inner);
}

static bool repeated_clean(const ProtobufCFieldDescriptor *f, char *base) {
    size_t count = *(const size_t *)(base + f->quantifier_offset);
    void **values = *(void ***)(base + f->offset);
    for (size_t i = 0; i < count; i++)
        if (!value_clean(f, &values[i]))
            return false;
    return true;
}

static bool field_clean(const ProtobufCFieldDescriptor *f, char *base) {
    if (f->type != PROTOBUF_C_TYPE_STRING && f->type != PROTOBUF_C_TYPE_MESSAGE)
        return true;
    if (f->label == PROTOBUF_C_LABEL_REPEATED)
        return repeated_clean(f, base);
    return value_clean(f, base + f->offset);
}

// Drops unknown fields and looks at every text. The schema has no recursive message (a check in the
// tests), so this ends.
static bool message_clean(ProtobufCMessage *m) {
    const ProtobufCFieldDescriptor *first = m->descriptor->fields;
    const ProtobufCFieldDescriptor *f = first + m->descriptor->n_fields;
    char *base = (char *)m;
    m->n_unknown_fields = 0;
    while (f != first) {
        f--;
        if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
            f = chosen_below(m->descriptor, f, base);
            if (!is_chosen(f, base))
                continue;
        }
        if (!field_clean(f, base))
            return false;
    }
    return true;
}

void *wire_unpack_stored(const ProtobufCMessageDescriptor *type, struct arena *a, const void *data,
                         size_t size) {
    ProtobufCAllocator allocator = {alloc_cb, free_cb, a};
    return protobuf_c_message_unpack(type, &allocator, size, data);
}

void *wire_unpack(const ProtobufCMessageDescriptor *type, struct arena *a, const void *data,
                  size_t size) {
    ProtobufCMessage *m = wire_unpack_stored(type, a, data, size);
    return m && message_clean(m) ? m : NULL;
}

size_t wire_size(const void *message) {
    return protobuf_c_message_get_packed_size(message);
}

size_t wire_pack(const void *message, void *to) {
    return protobuf_c_message_pack(message, to);
}
