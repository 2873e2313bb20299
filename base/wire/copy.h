// copy.h - deep copies. A struct is copied as it is, then everything it points to, so that nothing
// has to be packed and unpacked. Each function is false when the arena has no memory left.
#ifndef HALLQ_WIRE_COPY_H
#define HALLQ_WIRE_COPY_H

#include "base/wire/codec.h"

// own_unknown: owns the fields that came unknown.
bool own_unknown(struct arena *a, ProtobufCMessage *m);

static inline bool own_string(struct arena *a, char **text) {
    *text = *text && **text ? arena_try_copy(a, *text, strlen(*text) + 1)
                            : (char *)(uintptr_t)protobuf_c_empty_string;
    return *text;
}

static inline bool own_bytes(struct arena *a, ProtobufCBinaryData *b) {
    b->data = b->len ? arena_try_copy(a, b->data, b->len) : NULL;
    return b->data || !b->len;
}

// own_message: `message` is the address of a pointer to a message of `size` bytes.
static inline bool own_message(struct arena *a, void *message, size_t size,
                               bool (*own)(struct arena *, void *)) {
    void **m = message;
    if (!*m)
        return true;
    *m = arena_try_copy(a, *m, size);
    return *m && own(a, *m);
}

// own_list: `list` is the address of a pointer to `count` values of `each` bytes that point at
// nothing.
static inline bool own_list(struct arena *a, void *list, size_t count, size_t each) {
    void **l = list;
    *l = count ? arena_try_copy(a, *l, count * each) : NULL;
    return *l || !count;
}

static inline bool own_strings(struct arena *a, char ***list, size_t count) {
    bool owned = own_list(a, list, count, sizeof(char *));
    for (size_t i = 0; owned && i < count; i++)
        owned = own_string(a, &(*list)[i]);
    return owned;
}

static inline bool own_messages(struct arena *a, void *list, size_t count, size_t size,
                                bool (*own)(struct arena *, void *)) {
    bool owned = own_list(a, list, count, sizeof(void *));
    for (size_t i = 0; owned && i < count; i++)
        owned = own_message(a, *(void ***)list + i, size, own);
    return owned;
}

#endif
