// wire_test.c - packing gives the bytes that protobuf-c gives, whatever the message, and unpacking
// the message that protobuf-c gives, whatever the bytes.
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/wire/wire.h"
#include "command.pb-c.h"
#include "tests/base/any_message.h"
#include "tests/base/same_unpacked.h"

#define MESSAGES 200 // of each type
#define DRAWN_SIZE 4096
#define ROOM_SIZE 512 // what wire_pack_in begins with at least
#define GUARD_SIZE 64
#define GUARD 0xa5

static void drawn_fill(uint8_t *data, size_t size, uint64_t *seed) {
    for (size_t i = 0; i < size; i++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        data[i] = (uint8_t)(*seed >> 56);
    }
}

// Packed by protobuf-c, and by us, is the same.
static void assert_same_bytes(const ProtobufCMessage *m, struct arena *a) {
    size_t size = protobuf_c_message_get_packed_size(m);
    unsigned char *expected = test_malloc(size + 1);
    assert_int_equal(protobuf_c_message_pack(m, expected), size);
    struct wire_packed packed = wire_pack_in(m, a);
    assert_int_equal(packed.size, size);
    assert_memory_equal(packed.data, expected, size);
    test_free(expected);
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

// Spoils packed bytes, in place: a byte turned, two stretches changed for each other (fields in
// another order), one written over another (fields that come twice), or the end cut off.
static size_t spoil(unsigned char *data, size_t size, uint64_t *seed) {
    uint8_t drawn[4];
    drawn_fill(drawn, sizeof drawn, seed);
    size_t at = drawn[0] * size / 256, half = size / 2, len = drawn[1] % (half + 1);
    if (!size)
        return 0;
    if (drawn[3] % 4 == 0)
        data[at] ^= drawn[2];
    else if (drawn[3] % 4 == 1)
        memcpy(data, data + half, len);
    else if (drawn[3] % 4 == 2)
        return at;
    else
        for (size_t i = 0; i < half; i++) {
            unsigned char kept = data[i];
            data[i] = data[size - half + i];
            data[size - half + i] = kept;
        }
    return size;
}

static void wire_unpack_stored__gives_the_message_of_protobuf_c_for_all_bytes(void **state) {
    (void)state;
    const ProtobufCMessageDescriptor *types[ANY_TYPES_MAX];
    uint8_t data[DRAWN_SIZE];
    uint64_t seed = 3;
    struct arena a;
    size_t count = any_types(types);
    arena_init(&a, 0);
    for (size_t i = 0; i < count * MESSAGES; i++) {
        const ProtobufCMessageDescriptor *type = types[i % count];
        drawn_fill(data, sizeof data, &seed);
        struct drawn from = {data, i / count * sizeof data / MESSAGES};
        struct wire_packed packed = wire_pack_in(any_message(type, &from, &a), &a);
        assert_true(same_unpacked(type, packed.data, packed.size));
        packed.size = spoil(packed.data, packed.size, &seed);
        assert_true(same_unpacked(type, packed.data, packed.size));
        arena_reset(&a);
    }
    arena_fini(&a);
}

// What no packer writes and every reader has to take: each line is one message of each of two
// types.
static void wire_unpack_stored__takes_what_is_written_in_other_ways(void **state) {
    (void)state;
    static const struct {
        const char *data;
        size_t size;
    } cases[] = {
        {"\x08\x81\x00", 3},                                      // a number with a byte too many
        {"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 11},     // more than 64 bits
        {"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12}, // a longer one
        {"\x08\x01\x08\x02", 4},                                  // twice
        {"\x18\x01\x08\x02", 4},                                  // in another order
        {"\x12\x01"
         "a\x12\x01"
         "b",
         6},                                     // a text twice
        {"\x42\x02\x08\x01\x42\x02\x10\x07", 8}, // a message in two parts
        {"\x48\x01\x48\x02", 4},                 // a list of numbers, each alone
        {"\x4a\x00", 2},                         // a list of nothing
        {"\x4a\x02\x80\x80", 4},                 // a list cut off
        {"\x4a\x02\x01\x02\x4a\x01\x03", 7},     // a list in two parts
        {"\x8a\x00\x01"
         "a",
         4},                                         // a tag that is too long
        {"\x00\x01", 2},                             // field 0
        {"\x0f\x01", 2},                             // no wire type
        {"\x08", 1},                                 // no value
        {"\x88", 1},                                 // half a tag
        {"\x09\x01\x02\x03\x04\x05\x06\x07\x08", 9}, // a number of eight bytes
        {"\x0d\x01\x02\x03\x04", 5},                 // a number of four bytes
        {"\xfa\x7f\x01x", 4},                        // a field of another version
        {"\x08\x01\xfa\x7f\x02x", 5},                // one that is cut off
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(same_unpacked(&hallq__ticket_issued__descriptor, cases[i].data, cases[i].size));
        assert_true(same_unpacked(&hallq__event__descriptor, cases[i].data, cases[i].size));
    }
}

static void wire_unpack_entered__tells_the_broken_text(void **state) {
    (void)state;
    Hallq__Request r = HALLQ__REQUEST__INIT;
    Hallq__Hold hold = HALLQ__HOLD__INIT;
    struct arena a;
    const char *broken;
    r.body_case = HALLQ__REQUEST__BODY_HOLD;
    r.hold = &hold;
    arena_init(&a, 0);
    static const struct {
        const char *note;
        bool broken, unpacked;
    } cases[] = {{"3 张", false, true}, {"a\nb", true, true}, {"\x1b[2J", true, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hold.note = (char *)(uintptr_t)cases[i].note;
        struct wire_packed packed = wire_pack_in(&r, &a);
        const Hallq__Request *back =
            wire_unpack_entered(&hallq__request__descriptor, &a, packed.data, packed.size, &broken);
        assert_int_equal(back != NULL, cases[i].unpacked);
        assert_true(cases[i].broken ? broken && !strcmp(broken, "note") : !broken);
    }
    arena_fini(&a);
}

// A message that protobuf-c unpacks has the same budget as one that a packer wrote.
static void wire_unpack__counts_no_memory_that_it_took_in_vain(void **state) {
    (void)state;
    static const unsigned char twice[] = {0x5a, 0x03, 0x0a, 0x01, 'a', 0x5a, 0x03, 0x0a, 0x01, 'b'};
    const ProtobufCMessageDescriptor *type = &hallq__request__descriptor;
    struct arena a, b;
    arena_init(&a, 0);
    assert_non_null(wire_unpack(type, &a, twice, sizeof twice));
    size_t needed_size = a.used_size;
    arena_fini(&a);
    arena_init(&a, needed_size);
    assert_non_null(wire_unpack(type, &a, twice, sizeof twice));
    assert_int_equal(a.used_size, needed_size);
    assert_int_equal(a.budget_size, needed_size);
    assert_null(wire_unpack(type, &a, twice, sizeof twice));
    assert_int_equal(a.used_size, needed_size);
    arena_init(&b, type->sizeof_message / 2);
    assert_null(wire_unpack(type, &b, twice, sizeof twice));
    arena_fini(&a);
    arena_fini(&b);
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

// A message that holds the text in this field, or in one of the messages below it; NULL: none does.
static ProtobufCMessage *with_text(const ProtobufCMessageDescriptor *type, char *text,
                                   struct arena *a);

static bool text_set(const ProtobufCFieldDescriptor *f, char *text, char *base, struct arena *a) {
    void *value = NULL;
    if (f->type == PROTOBUF_C_TYPE_STRING)
        value = text;
    if (f->type == PROTOBUF_C_TYPE_MESSAGE)
        value = with_text(f->descriptor, text, a);
    if (!value)
        return false;
    if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
        *(uint32_t *)(base + f->quantifier_offset) = f->id;
    if (f->label == PROTOBUF_C_LABEL_REPEATED) {
        *(size_t *)(base + f->quantifier_offset) = 1;
        value = arena_copy(a, &value, sizeof value);
    }
    *(void **)(base + f->offset) = value;
    return true;
}

static ProtobufCMessage *message_new(const ProtobufCMessageDescriptor *type, struct arena *a) {
    ProtobufCMessage *m = arena_need(a, type->sizeof_message);
    protobuf_c_message_init(type, m);
    return m;
}

static ProtobufCMessage *with_text(const ProtobufCMessageDescriptor *type, char *text,
                                   struct arena *a) {
    ProtobufCMessage *m = message_new(type, a);
    for (unsigned i = 0; i < type->n_fields; i++)
        if (text_set(&type->fields[i], text, (char *)m, a))
            return m;
    return NULL;
}

// `#` in the text stands for a NUL.
static bool text_passes(const ProtobufCFieldDescriptor *f, char *text,
                        const ProtobufCMessageDescriptor *type, struct arena *a) {
    ProtobufCMessage *m = message_new(type, a);
    if (!text_set(f, text, (char *)m, a))
        return false;
    struct wire_packed packed = wire_pack_in(m, a);
    unsigned char *nul = memchr(packed.data, '#', packed.size);
    if (nul)
        *nul = 0;
    const char *broken = wire_text_broken(type, packed.data, packed.size, true);
    assert_int_equal(!broken, wire_unpack(type, a, packed.data, packed.size) != NULL);
    return wire_unpack(type, a, packed.data, packed.size);
}

static void wire_unpack__looks_at_the_texts_of_every_field(void **state) {
    (void)state;
    const ProtobufCMessageDescriptor *types[ANY_TYPES_MAX];
    char plain[] = "plain", steers[] = "\x1b[2J", broken[] = "\xc3", cut[] = "1#2";
    size_t count = any_types(types), passed = 0;
    struct arena a;
    arena_init(&a, 0);
    for (size_t i = 0; i < count; i++)
        for (unsigned k = 0; k < types[i]->n_fields; k++) {
            const ProtobufCFieldDescriptor *f = &types[i]->fields[k];
            passed += text_passes(f, plain, types[i], &a);
            assert_false(text_passes(f, steers, types[i], &a));
            assert_false(text_passes(f, broken, types[i], &a));
            assert_false(text_passes(f, cut, types[i], &a));
            arena_reset(&a);
        }
    assert_true(passed > count);
    arena_fini(&a);
}

static bool note_stands(const char *note, size_t note_size, bool lines) {
    uint8_t frame[2 + 16] = {1 << 3 | PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED, (uint8_t)note_size};
    memcpy(frame + 2, note, note_size);
    return !wire_text_broken(&hallq__hold__descriptor, frame, 2 + note_size, lines);
}

static void wire_text_broken__finds_every_control_and_lets_the_rest_stand(void **state) {
    (void)state;
    for (int c = 0; c < 0x20; c++) {
        char text[] = {'1', (char)c, '2'};
        assert_false(note_stands(text, sizeof text, false));
        assert_int_equal(note_stands(text, sizeof text, true), c == '\t' || c == '\n');
    }
    for (int c = 0x80; c < 0xc0; c++) {
        char text[] = {'1', (char)0xc2, (char)c};
        assert_int_equal(note_stands(text, sizeof text, true), c >= 0xa0 && c != 0xad);
    }
    assert_false(note_stands("\x7f", 1, true));
    assert_false(note_stands("1\0", 2, true)); // at its end too
    assert_true(note_stands("", 0, false));
    assert_true(note_stands("张三 ~", strlen("张三 ~"), false));
}

static void wire_text_broken__finds_what_is_not_seen_or_turns_the_direction(void **state) {
    (void)state;
    static const char *const hidden[] = {"1\u00ad2", "1\u061c2",    "1\u180e2", "1\u200b2",
                                         "1\u20282", "1\u202e2",    "1\u206f2", "1\ufeff2",
                                         "1\ufffb2", "1\U000e00412"};
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        assert_false(note_stands(hidden[i], strlen(hidden[i]), true));
        assert_true(wire_utf8_ok(hidden[i], strlen(hidden[i]))); // what is stored already is read
    }
}

static void wire_unpack__drops_fields_it_does_not_know(void **state) {
    (void)state;
    uint8_t zero = 0;
    ProtobufCMessageUnknownField unknown = {
        .tag = 2047, .wire_type = PROTOBUF_C_WIRE_TYPE_VARINT, .len = 1, .data = &zero};
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__Ping ping = HALLQ__PING__INIT;
    struct arena a;
    request.body_case = HALLQ__REQUEST__BODY_PING;
    request.ping = &ping;
    request.base.n_unknown_fields = ping.base.n_unknown_fields = 1;
    request.base.unknown_fields = ping.base.unknown_fields = &unknown;
    arena_init(&a, 0);
    struct wire_packed packed = wire_pack_in(&request, &a);
    const Hallq__Request *back =
        wire_unpack(&hallq__request__descriptor, &a, packed.data, packed.size);
    assert_non_null(back);
    assert_int_equal(back->body_case, HALLQ__REQUEST__BODY_PING);
    assert_int_equal(back->base.n_unknown_fields, 0);
    assert_int_equal(back->ping->base.n_unknown_fields, 0);
    arena_fini(&a);
}

// An arena with so much room left in its block, behind bytes that nobody may touch.
static unsigned char *arena_tight(struct arena *a, size_t room_size) {
    unsigned char *guard = arena_need(a, GUARD_SIZE), *low;
    memset(guard, GUARD, GUARD_SIZE);
    const unsigned char *top = arena_top(a, room_size, &low);
    assert_ptr_equal(low, guard + GUARD_SIZE);
    arena_keep(a, low + room_size);
    assert_true(top > low + room_size);
    return guard;
}

static void assert_guarded(const unsigned char *guard) {
    for (size_t i = 0; i < GUARD_SIZE; i++)
        assert_int_equal(guard[i], GUARD);
}

static void wire_pack_in__grows_before_its_room_ends(void **state) {
    (void)state;
    static char text[2 * ROOM_SIZE];
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__Issue issue = HALLQ__ISSUE__INIT;
    request.body_case = HALLQ__REQUEST__BODY_ISSUE;
    request.issue = &issue;
    request.session = UINT64_MAX;
    request.hall = UINT32_MAX;
    issue.contact = text;
    for (size_t len = ROOM_SIZE - 64; len < ROOM_SIZE + 64; len++) {
        struct arena a;
        memset(text, 'a', len);
        arena_init(&a, 0);
        unsigned char *guard = arena_tight(&a, ROOM_SIZE);
        assert_same_bytes(&request.base, &a);
        assert_guarded(guard);
        arena_fini(&a);
    }
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

static void wire_peek__reads_a_request_that_cannot_be_unpacked(void **state) {
    Hallq__Request r = HALLQ__REQUEST__INIT;
    Hallq__Issue issue = HALLQ__ISSUE__INIT;
    struct arena a;
    (void)state;
    r.hall = 7;
    r.session = UINT64_MAX;
    r.number = 300;
    r.claimed_device = 1;
    r.body_case = HALLQ__REQUEST__BODY_ISSUE;
    r.issue = &issue;
    issue.contact = (char[]){"1\x7f"};
    arena_init(&a, 0);
    struct wire_packed packed = wire_pack_in(&r, &a);
    assert_null(wire_unpack(&hallq__request__descriptor, &a, packed.data, packed.size));
    assert_int_equal(wire_peek(packed.data, packed.size, 2), UINT64_MAX);
    assert_int_equal(wire_peek(packed.data, packed.size, 3), 300);
    assert_int_equal(wire_peek(packed.data, packed.size - 3, 3), 300); // cut off
    assert_int_equal(wire_peek(packed.data, packed.size, 6), 0);       // not there
    assert_int_equal(wire_peek(packed.data, packed.size, 16), 0);      // not a number
    arena_fini(&a);
}

static void wire_peek__ends_with_its_input(void **state) {
    static const struct {
        const char *frame;
        size_t size;
        uint64_t third;
    } cases[] = {
        {"", 0, 0},
        {"\x18", 1, 0},                                                   // no value
        {"\x18\x80", 2, 0},                                               // an unfinished one
        {"\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, UINT64_MAX}, // the longest one
        {"\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12, 0},      // a longer one
        {"\x0a\x02xx\x18\x05", 6, 5},                                     // behind bytes,
        {"\x0d"
         "1234\x18\x05",
         7, 5}, // four of them,
        {"\x09"
         "12345678\x18\x05",
         11, 5},                      // or eight
        {"\x0a\x05xx\x18\x05", 6, 0}, // more than there are
        {"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x18\x05", 13, 0},
        {"\x0b\x18\x05", 3, 0}, // a group
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(wire_peek(cases[i].frame, cases[i].size, 3), cases[i].third);
    unsigned char many[2 * WIRE_PEEK_FIELDS + 2];
    memset(many, 0x08, sizeof many);
    many[2 * WIRE_PEEK_FIELDS] = 0x18;
    assert_int_equal(wire_peek(many, sizeof many, 3), 0);
    assert_int_equal(wire_peek(many + 2, sizeof many - 2, 3), 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
