// wire_test.c - packing gives the bytes that protobuf-c gives, whatever the message.
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/wire.h"
#include "command.pb-c.h"
#include "tests/base/any_message.h"

#define MESSAGES 200 // of each type
#define DRAWN_SIZE 4096

static void drawn_fill(uint8_t *data, size_t size, uint64_t *seed) {
    for (size_t i = 0; i < size; i++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        data[i] = (uint8_t)(*seed >> 56);
    }
}

// Packed by protobuf-c, and by us, is the same.
static void assert_same_bytes(const ProtobufCMessage *m, struct arena *a) {
    size_t size = protobuf_c_message_get_packed_size(m);
    unsigned char *expected = arena_need(a, size);
    assert_int_equal(protobuf_c_message_pack(m, expected), size);
    struct wire_packed packed = wire_pack_in(m, a);
    assert_int_equal(packed.size, size);
    assert_memory_equal(packed.data, expected, size);
}

static void wire_pack_in__gives_the_bytes_of_protobuf_c_for_every_type(void **state) {
    (void)state;
    const ProtobufCMessageDescriptor *types[ANY_TYPES_MAX];
    uint8_t data[DRAWN_SIZE];
    uint64_t seed = 1;
    struct arena a;
    size_t count = any_types(types);
    arena_init(&a, 0);
    for (size_t i = 0; i < count * MESSAGES; i++) {
        drawn_fill(data, sizeof data, &seed);
        struct drawn from = {data, i / count * sizeof data / MESSAGES};
        assert_same_bytes(any_message(types[i % count], &from, &a), &a);
        arena_reset(&a);
    }
    arena_fini(&a);
}

static void wire_copy__needs_nothing_of_the_message_it_copied(void **state) {
    (void)state;
    const ProtobufCMessageDescriptor *types[ANY_TYPES_MAX];
    uint8_t data[DRAWN_SIZE];
    uint64_t seed = 2;
    struct arena a;
    size_t count = any_types(types);
    arena_init(&a, 0);
    for (size_t i = 0; i < count * MESSAGES / 4; i++) {
        struct arena gone;
        arena_init(&gone, 0);
        drawn_fill(data, sizeof data, &seed);
        struct drawn from = {data, i / count * 4 * sizeof data / MESSAGES};
        const ProtobufCMessage *m = any_message(types[i % count], &from, &gone);
        struct wire_packed before = wire_pack_in(m, &a);
        const ProtobufCMessage *copy = wire_copy(m, &a);
        arena_fini(&gone); // whoever reads it now is found by the sanitizers
        struct wire_packed after = wire_pack_in(copy, &a);
        assert_int_equal(after.size, before.size);
        assert_memory_equal(after.data, before.data, before.size);
        arena_reset(&a);
    }
    arena_fini(&a);
}

static void wire_copy__ends_with_its_budget(void **state) {
    (void)state;
    Hallq__Ping ping = HALLQ__PING__INIT;
    Hallq__Request request = HALLQ__REQUEST__INIT;
    struct arena a;
    request.body_case = HALLQ__REQUEST__BODY_PING;
    request.ping = &ping;
    arena_init(&a, sizeof request + sizeof ping / 2);
    assert_null(wire_copy(&request, &a));
    arena_fini(&a);
}

static void wire_pack_in__packs_an_empty_message_into_nothing(void **state) {
    (void)state;
    Hallq__Request request = HALLQ__REQUEST__INIT;
    struct arena a;
    arena_init(&a, 0);
    struct wire_packed packed = wire_pack_in(&request, &a);
    assert_int_equal(packed.size, 0);
    assert_non_null(packed.data);
    arena_fini(&a);
}

static bool type_is_packed(ProtobufCType type) {
    return type == PROTOBUF_C_TYPE_BOOL || type == PROTOBUF_C_TYPE_ENUM ||
           type == PROTOBUF_C_TYPE_INT32 || type == PROTOBUF_C_TYPE_SINT32 ||
           type == PROTOBUF_C_TYPE_UINT32 || type == PROTOBUF_C_TYPE_INT64 ||
           type == PROTOBUF_C_TYPE_UINT64;
}

// A type, a label or a default that is new here is to be taught to wire_pack.c first.
static void field_is_supported(const ProtobufCFieldDescriptor *f) {
    bool repeated = f->label == PROTOBUF_C_LABEL_REPEATED;
    bool number = type_is_packed(f->type);
    assert_true(number || f->type == PROTOBUF_C_TYPE_STRING || f->type == PROTOBUF_C_TYPE_BYTES ||
                f->type == PROTOBUF_C_TYPE_MESSAGE);
    assert_true(repeated || f->label == PROTOBUF_C_LABEL_NONE);
    assert_int_equal(f->flags & PROTOBUF_C_FIELD_FLAG_PACKED ? 1 : 0, repeated && number);
    assert_true(!f->default_value || f->type == PROTOBUF_C_TYPE_STRING);
    assert_true(!f->default_value || !*(const char *)f->default_value);
}

static void schema__uses_only_what_is_packed(void **state) {
    (void)state;
    const ProtobufCMessageDescriptor *types[ANY_TYPES_MAX];
    size_t count = any_types(types);
    for (size_t i = 0; i < count; i++)
        for (unsigned k = 0; k < types[i]->n_fields; k++)
            field_is_supported(&types[i]->fields[k]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wire_pack_in__gives_the_bytes_of_protobuf_c_for_every_type),
        cmocka_unit_test(wire_copy__needs_nothing_of_the_message_it_copied),
        cmocka_unit_test(wire_copy__ends_with_its_budget),
        cmocka_unit_test(wire_pack_in__packs_an_empty_message_into_nothing),
        cmocka_unit_test(schema__uses_only_what_is_packed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
