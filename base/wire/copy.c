#include "base/wire/copy.h"

#include "base/wire/wire.h"

static bool field_own(struct arena *a, ProtobufCMessageUnknownField *f) {
    f->data = arena_try_copy(a, f->data, f->len);
    return f->data;
}

bool own_unknown(struct arena *a, ProtobufCMessage *m) {
    bool owned = own_list(a, &m->unknown_fields, m->n_unknown_fields, sizeof *m->unknown_fields);
    for (unsigned i = 0; owned && i < m->n_unknown_fields; i++)
        owned = field_own(a, &m->unknown_fields[i]);
    return owned;
}

void *wire_copy(const void *message, struct arena *a) {
    const ProtobufCMessage *m = message;
    const struct codec *codec = codec_of(m->descriptor);
    void *copy = (void *)(uintptr_t)message;
    return own_message(a, &copy, m->descriptor->sizeof_message, codec->own) ? copy : NULL;
}
