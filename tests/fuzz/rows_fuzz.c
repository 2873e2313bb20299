// rows_fuzz.c - stored records: the first byte picks the kind of row, the rest is its value. What
// parses packs again to what parses the same, by our packing and by protobuf-c's.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"
#include "record.pb-c.h"

#define MEMORY_SIZE (16 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const ProtobufCMessageDescriptor *const rows[] = {
    &hallq__meta_row__descriptor,       &hallq__device_row__descriptor,
    &hallq__hall_row__descriptor,       &hallq__line_row__descriptor,
    &hallq__counter_row__descriptor,    &hallq__staff_row__descriptor,
    &hallq__pin_tries_row__descriptor,  &hallq__sign_on_row__descriptor,
    &hallq__ticket_row__descriptor,     &hallq__due_row__descriptor,
    &hallq__request_row__descriptor,    &hallq__settings_row__descriptor,
    &hallq__call_row__descriptor,       &hallq__sealed_row__descriptor,
    &hallq__journal_record__descriptor, &hallq__alert_row__descriptor,
    &hallq__usual_row__descriptor,      &hallq__measure_row__descriptor,
};

static void same_bytes(const void *row, const void *copy) {
    struct arena a;
    arena_init(&a, 0);
    size_t size = wire_size(row);
    char *expected = arena_need(&a, size);
    struct wire_packed once = wire_pack_in(row, &a), twice = wire_pack_in(copy, &a);
    if (wire_pack(row, expected) != size || once.size != size || twice.size != size ||
        memcmp(once.data, expected, size) || memcmp(twice.data, expected, size))
        abort();
    arena_fini(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena a;
    if (!size)
        return 0;
    arena_init(&a, MEMORY_SIZE);
    const ProtobufCMessageDescriptor *type = rows[data[0] % (sizeof rows / sizeof rows[0])];
    const void *row = wire_unpack_stored(type, &a, data + 1, size - 1);
    const void *copy = row ? wire_copy(row, &a) : NULL;
    if (copy)
        same_bytes(row, copy);
    arena_fini(&a);
    return 0;
}
