// wire_fuzz.c - the first two bytes pick a type of message, the rest draws one: it packs to the
// bytes of protobuf-c. The rest as it is, taken for packed bytes, unpacks to what protobuf-c makes of
// it.
#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"
#include "tests/base/any_message.h"
#include "tests/base/same_unpacked.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same_bytes(const ProtobufCMessage *m, struct arena *a) {
    size_t size = protobuf_c_message_get_packed_size(m);
    unsigned char *expected = arena_need(a, size);
    protobuf_c_message_pack(m, expected);
    struct wire_packed packed = wire_pack_in(m, a);
    if (packed.size != size || memcmp(packed.data, expected, size) ||
        !same_unpacked(m->descriptor, expected, size))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const ProtobufCMessageDescriptor *types[ANY_TYPES_MAX];
    struct arena a;
    if (size < 2)
        return 0;
    struct drawn from = {data + 2, size - 2};
    size_t which = ((size_t)data[0] << 8 | data[1]) % any_types(types);
    arena_init(&a, 0);
    same_bytes(any_message(types[which], &from, &a), &a);
    arena_fini(&a);
    if (!same_unpacked(types[which], data + 2, size - 2))
        abort();
    return 0;
}
