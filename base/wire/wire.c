// wire.c - unpacking: by the schema's own code for what a packer wrote (take.h), by protobuf-c for
// all else. The allocator handed to protobuf-c takes from an arena, so
// a message is one lifetime and a budget bounds what a hostile frame can ask for (measured: 60 KB
// of frame can ask for 3.7 MB).
#include "base/wire/wire.h"

#include "base/character.h"
#include "base/wire/field.h"
#include "base/wire/take.h"

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

// Unpacks what a packer wrote; NULL: something is unusual, and protobuf-c is to say what. The memory
// taken in vain is given back, so that the budget means the same for every message.
static void *usual_unpack(const ProtobufCMessageDescriptor *type, struct taker *t) {
    struct arena_mark before = arena_mark(t->arena);
    void *m = arena_take(t->arena, type->sizeof_message);
    if (m && codec_of(type)->take(t, m))
        return m;
    arena_back(t->arena, before);
    return NULL;
}

static void *any_unpack(const ProtobufCMessageDescriptor *type, struct arena *a, const void *data,
                        size_t size) {
    ProtobufCAllocator allocator = {alloc_cb, free_cb, a};
    return protobuf_c_message_unpack(type, &allocator, size, data);
}

static struct taker taker_of(struct arena *a, const void *data, size_t size) {
    const unsigned char *at = data;
    return (struct taker){.at = at, .end = at + size, .arena = a};
}

void *wire_unpack_stored(const ProtobufCMessageDescriptor *type, struct arena *a, const void *data,
                         size_t size) {
    struct taker t = taker_of(a, data, size);
    void *m = usual_unpack(type, &t);
    return m ? m : any_unpack(type, a, data, size);
}

static void *any_unpack_looking(const ProtobufCMessageDescriptor *type, struct arena *a,
                                const void *data, size_t size) {
    struct wire_look look = {.may = TEXT_MAY_LINES | TEXT_MAY_HIDE};
    ProtobufCMessage *m = any_unpack(type, a, data, size);
    if (!m)
        return NULL;
    wire_look(type, data, size, &look);
    if (look.broken)
        return NULL;
    if (look.unknown)
        message_drop_unknown(m);
    return m;
}

void *wire_unpack(const ProtobufCMessageDescriptor *type, struct arena *a, const void *data,
                  size_t size) {
    struct taker t = taker_of(a, data, size);
    t.looks = true;
    t.may = TEXT_MAY_LINES | TEXT_MAY_HIDE;
    void *m = usual_unpack(type, &t);
    return m ? m : any_unpack_looking(type, a, data, size);
}

void *wire_unpack_entered(const ProtobufCMessageDescriptor *type, struct arena *a, const void *data,
                          size_t size, const char **ret_broken) {
    struct taker t = taker_of(a, data, size);
    t.looks = true;
    void *m = usual_unpack(type, &t);
    *ret_broken = m ? NULL : wire_text_broken(type, data, size, false);
    return m ? m : any_unpack_looking(type, a, data, size);
}

size_t wire_size(const void *message) {
    return protobuf_c_message_get_packed_size(message);
}

size_t wire_pack(const void *message, void *to) {
    return protobuf_c_message_pack(message, to);
}
