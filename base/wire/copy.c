// copy.c - deep copies. The struct is copied as it is, then everything it points to, field by
// field over protobuf-c's descriptors, so that nothing has to be packed and unpacked.
#include <string.h>

#include "base/wire/field.h"
#include "base/wire/wire.h"

// Points the fields of a message at memory of the copy; false: no memory was left.
static bool fields_own(struct arena *a, ProtobufCMessage *m);

// The text that stands for "not set" is known by its address.
static bool text_own(struct arena *a, const ProtobufCFieldDescriptor *f, char **text) {
    if (*text && *text != f->default_value)
        *text = arena_try_copy(a, *text, strlen(*text) + 1);
    else
        *text = (char *)(uintptr_t)f->default_value;
    return *text != NULL;
}

static bool binary_own(struct arena *a, ProtobufCBinaryData *b) {
    b->data = b->len ? arena_try_copy(a, b->data, b->len) : NULL;
    return b->data || !b->len;
}

static bool message_own(struct arena *a, ProtobufCMessage **m) {
    if (!*m)
        return true;
    *m = arena_try_copy(a, *m, (*m)->descriptor->sizeof_message);
    return *m && fields_own(a, *m);
}

static bool points(ProtobufCType type) {
    return type == PROTOBUF_C_TYPE_STRING || type == PROTOBUF_C_TYPE_BYTES ||
           type == PROTOBUF_C_TYPE_MESSAGE;
}

static bool value_own(struct arena *a, const ProtobufCFieldDescriptor *f, void *value) {
    if (f->type == PROTOBUF_C_TYPE_STRING)
        return text_own(a, f, value);
    if (f->type == PROTOBUF_C_TYPE_BYTES)
        return binary_own(a, value);
    return message_own(a, value);
}

static bool list_own(struct arena *a, const ProtobufCFieldDescriptor *f, char *base) {
    size_t count = *(const size_t *)(base + f->quantifier_offset), each = value_size(f->type);
    char **list = (char **)(base + f->offset);
    if (!count) {
        *list = NULL;
        return true;
    }
    *list = arena_try_copy(a, *list, count * each);
    if (!*list)
        return false;
    for (size_t i = 0; i < count && points(f->type); i++)
        if (!value_own(a, f, *list + i * each))
            return false;
    return true;
}

static bool field_own(struct arena *a, const ProtobufCFieldDescriptor *f, char *base) {
    if (is_repeated(f))
        return list_own(a, f, base);
    if (!points(f->type))
        return true;
    bool in_oneof = is_in_oneof(f);
    if (in_oneof && *(const uint32_t *)(base + f->quantifier_offset) != f->id)
        return true;
    return value_own(a, f, base + f->offset);
}

static bool unknown_own(struct arena *a, ProtobufCMessage *m) {
    m->unknown_fields =
        arena_try_copy(a, m->unknown_fields, m->n_unknown_fields * sizeof *m->unknown_fields);
    for (unsigned i = 0; m->unknown_fields && i < m->n_unknown_fields; i++) {
        ProtobufCMessageUnknownField *f = &m->unknown_fields[i];
        f->data = arena_try_copy(a, f->data, f->len);
        if (!f->data)
            return false;
    }
    return m->unknown_fields != NULL;
}

static bool fields_own(struct arena *a, ProtobufCMessage *m) {
    const ProtobufCMessageDescriptor *type = m->descriptor;
    for (unsigned i = 0; i < type->n_fields; i++)
        if (!field_own(a, &type->fields[i], (char *)m))
            return false;
    return !m->n_unknown_fields || unknown_own(a, m);
}

void *wire_copy(const void *message, struct arena *a) {
    ProtobufCMessage *copy = (ProtobufCMessage *)(uintptr_t)message;
    return message_own(a, &copy) ? copy : NULL;
}
