#include "tests/base/same_unpacked.h"

#include <string.h>

#include "base/wire/wire.h"

static bool same_message(const ProtobufCMessage *expected, const ProtobufCMessage *m,
                         struct arena *a) {
    if (!expected || !m)
        return !expected && !m;
    size_t size = protobuf_c_message_get_packed_size(expected);
    if (protobuf_c_message_get_packed_size(m) != size)
        return false;
    unsigned char *one = arena_need(a, size), *other = arena_need(a, size);
    protobuf_c_message_pack(expected, one);
    protobuf_c_message_pack(m, other);
    return !memcmp(one, other, size);
}

bool same_unpacked(const ProtobufCMessageDescriptor *type, const void *data, size_t size) {
    struct arena a;
    arena_init(&a, 0);
    ProtobufCMessage *expected = protobuf_c_message_unpack(type, NULL, size, data);
    bool same = same_message(expected, wire_unpack_stored(type, &a, data, size), &a);
    if (expected)
        protobuf_c_message_free_unpacked(expected, NULL);
    arena_fini(&a);
    return same;
}
