// wire.c - protobuf-c behind two verbs. The allocator handed to protobuf-c takes from an arena, so
// a message is one lifetime and a budget bounds what a hostile frame can ask for (measured: 60 KB
// of frame can ask for 3.7 MB).
#include "base/wire/wire.h"

#include "base/character.h"
#include "base/wire/field.h"

static void *alloc_cb(void *arena, size_t size) {
    return arena_take(arena, size);
}

static void free_cb(void *arena, void *p) {
    (void)arena;
    (void)p;
}

// Drops unknown fields. The schema has no recursive message (a check in the tests), so the walk
// ends.
static void message_drop_unknown(ProtobufCMessage *m);

static void value_drop_unknown(void *value) {
    ProtobufCMessage *inner = *(ProtobufCMessage *const *)value;
    if (inner)
        message_drop_unknown(inner);
}

static void field_drop_unknown(const ProtobufCFieldDescriptor *f, char *base) {
    if (f->type != PROTOBUF_C_TYPE_MESSAGE)
        return;
    if (!is_repeated(f))
        return value_drop_unknown(base + f->offset);
    size_t count = *(const size_t *)(base + f->quantifier_offset);
    void **values = *(void ***)(base + f->offset);
    for (size_t i = 0; i < count; i++)
        value_drop_unknown(&values[i]);
}

static void message_drop_unknown(ProtobufCMessage *m) {
    const ProtobufCFieldDescriptor *first = m->descriptor->fields;
    const ProtobufCFieldDescriptor *f = first + m->descriptor->n_fields;
    char *base = (char *)m;
    m->n_unknown_fields = 0;
    while (f != first) {
        f--;
        if (is_in_oneof(f)) {
            f = chosen_below(m->descriptor, f, base);
            if (!is_chosen(f, base))
                continue;
        }
        field_drop_unknown(f, base);
    }
}

void *wire_unpack_stored(const ProtobufCMessageDescriptor *type, struct arena *a, const void *data,
                         size_t size) {
    ProtobufCAllocator allocator = {alloc_cb, free_cb, a};
    return protobuf_c_message_unpack(type, &allocator, size, data);
}

void *wire_unpack(const ProtobufCMessageDescriptor *type, struct arena *a, const void *data,
                  size_t size) {
    struct wire_look look = {.may = TEXT_MAY_LINES | TEXT_MAY_HIDE};
    ProtobufCMessage *m = wire_unpack_stored(type, a, data, size);
    if (!m)
        return NULL;
    wire_look(type, data, size, &look);
    if (look.broken)
        return NULL;
    if (look.unknown)
        message_drop_unknown(m);
    return m;
}

size_t wire_size(const void *message) {
    return protobuf_c_message_get_packed_size(message);
}

size_t wire_pack(const void *message, void *to) {
    return protobuf_c_message_pack(message, to);
}
