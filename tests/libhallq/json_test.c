// JSON: every message of the schema there and back, and what is refused.
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/wire/wire.h"
#include "clients/libhallq/json.h"
#include "command.pb-c.h"
#include "record.pb-c.h"

static char error[HALLQ_JSON_ERROR_SIZE];

// ---------------------------------------------------------------- random messages

struct dice {
    uint64_t state;
    struct arena arena;
};

static uint64_t roll(struct dice *d) { // splitmix64
    uint64_t z = d->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static bool one_in(struct dice *d, uint64_t n) {
    return roll(d) % n == 0;
}

static uint64_t edge(struct dice *d) {
    static const uint64_t edges[] = {0, 1, INT32_MAX, UINT32_MAX, INT64_MAX, UINT64_MAX};
    return one_in(d, 2) ? edges[roll(d) % 6] : roll(d) >> roll(d) % 64;
}

static char *random_text(struct dice *d) {
    static const char *const parts[] = {"请", "A045", "\"", "\\", "/", "é", "😀", "\n", "\t", " "};
    char *text = arena_need(&d->arena, 64);
    for (uint64_t n = roll(d) % 8; n; n--)
        strcat(text, parts[roll(d) % 10]);
    return text;
}

static ProtobufCBinaryData random_bytes(struct dice *d) {
    ProtobufCBinaryData bytes = {.len = roll(d) % 20};
    bytes.data = bytes.len ? arena_need(&d->arena, bytes.len) : NULL;
    for (size_t i = 0; i < bytes.len; i++)
        bytes.data[i] = (uint8_t)roll(d);
    return bytes;
}

static int random_enum(struct dice *d, const ProtobufCEnumDescriptor *type) {
    if (one_in(d, 10))
        return (int)edge(d); // one that this build does not know
    return type->values[roll(d) % type->n_values].value;
}

// With all bits of a double, so that a number printed too short does not come back.
static double random_real(struct dice *d) {
    return one_in(d, 4) ? 0 : ((double)(roll(d) >> 11) - 0x1p52) / (double)(1 + roll(d) % 1000);
}

static ProtobufCMessage *random_message(struct dice *d, const ProtobufCMessageDescriptor *type);

static void random_value(struct dice *d, const ProtobufCFieldDescriptor *f, void *value) {
    if (f->type == PROTOBUF_C_TYPE_STRING)
        *(char **)value = random_text(d);
    else if (f->type == PROTOBUF_C_TYPE_BYTES)
        *(ProtobufCBinaryData *)value = random_bytes(d);
    else if (f->type == PROTOBUF_C_TYPE_MESSAGE)
        *(ProtobufCMessage **)value = random_message(d, f->descriptor);
    else if (f->type == PROTOBUF_C_TYPE_ENUM)
        *(int *)value = random_enum(d, f->descriptor);
    else if (f->type == PROTOBUF_C_TYPE_BOOL)
        *(protobuf_c_boolean *)value = one_in(d, 2);
    else if (f->type == PROTOBUF_C_TYPE_UINT32 || f->type == PROTOBUF_C_TYPE_INT32 ||
             f->type == PROTOBUF_C_TYPE_SINT32)
        *(uint32_t *)value = (uint32_t)edge(d);
    else if (f->type == PROTOBUF_C_TYPE_UINT64 || f->type == PROTOBUF_C_TYPE_INT64)
        *(uint64_t *)value = edge(d);
    else if (f->type == PROTOBUF_C_TYPE_DOUBLE)
        *(double *)value = random_real(d);
    else if (f->type == PROTOBUF_C_TYPE_FLOAT)
        *(float *)value = (float)random_real(d);
    else
        fail_msg("%s: the schema has a new type of field", f->name);
}

static size_t size_of(const ProtobufCFieldDescriptor *f) {
    if (f->type == PROTOBUF_C_TYPE_BYTES)
        return sizeof(ProtobufCBinaryData);
    if (f->type == PROTOBUF_C_TYPE_STRING || f->type == PROTOBUF_C_TYPE_MESSAGE ||
        f->type == PROTOBUF_C_TYPE_UINT64 || f->type == PROTOBUF_C_TYPE_INT64 ||
        f->type == PROTOBUF_C_TYPE_DOUBLE)
        return 8;
    return 4;
}

static void random_list(struct dice *d, const ProtobufCFieldDescriptor *f, char *m) {
    size_t count = roll(d) % 4;
    char *values = count ? arena_need(&d->arena, count * size_of(f)) : NULL;
    for (size_t i = 0; i < count; i++)
        random_value(d, f, values + i * size_of(f));
    *(size_t *)(m + f->quantifier_offset) = count;
    *(char **)(m + f->offset) = values;
}

static void random_field(struct dice *d, const ProtobufCFieldDescriptor *f, char *m) {
    bool in_oneof = f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF;
    if (f->label == PROTOBUF_C_LABEL_REPEATED) {
        random_list(d, f, m);
    } else if (!in_oneof) {
        if (one_in(d, 2))
            random_value(d, f, m + f->offset);
    }
}

// At most one field of the message's oneof; the schema has no message with two of them.
static void random_oneof(struct dice *d, const ProtobufCMessageDescriptor *type, char *m) {
    const ProtobufCFieldDescriptor *f = &type->fields[roll(d) % type->n_fields];
    if (!(f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
        return;
    *(uint32_t *)(m + f->quantifier_offset) = f->id;
    random_value(d, f, m + f->offset);
}

static ProtobufCMessage *random_message(struct dice *d, const ProtobufCMessageDescriptor *type) {
    ProtobufCMessage *m = arena_need(&d->arena, type->sizeof_message);
    type->message_init(m);
    for (unsigned i = 0; i < type->n_fields; i++)
        random_field(d, &type->fields[i], (char *)m);
    if (type->n_fields)
        random_oneof(d, type, (char *)m);
    return m;
}

// ---------------------------------------------------------------- there and back

static void *packed(struct arena *a, const void *m, size_t *ret_size) {
    *ret_size = wire_size(m);
    void *to = arena_need(a, *ret_size + 1);
    wire_pack(m, to);
    return to;
}

static void assert_returns(struct dice *d, const ProtobufCMessageDescriptor *type, bool defaults) {
    size_t size, back_size;
    const void *m = random_message(d, type);
    char *text = hallq_json_print(m, defaults);
    assert_non_null(text);
    const void *back = hallq_json_parse(type, text, strlen(text), &d->arena, error);
    if (!back)
        fail_msg("%s: %s in %s", type->name, error, text);
    const void *bytes = packed(&d->arena, m, &size);
    const void *back_bytes = packed(&d->arena, back, &back_size);
    assert_int_equal(size, back_size);
    assert_memory_equal(bytes, back_bytes, size);
    free(text);
}

static void json__returns_every_message_as_it_was(void **state) {
    static const ProtobufCMessageDescriptor *const types[] = {
        &hallq__request__descriptor,        &hallq__reply__descriptor,
        &hallq__event__descriptor,          &hallq__feed_message__descriptor,
        &hallq__snapshot__descriptor,       &hallq__hall_settings__descriptor,
        &hallq__journal_record__descriptor, &hallq__ticket_row__descriptor,
    };
    struct dice d = {.state = 1};
    (void)state;
    arena_init(&d.arena, 0);
    for (int i = 0; i < 4000; i++) {
        assert_returns(&d, types[i % 8], one_in(&d, 3));
        arena_reset(&d.arena);
    }
    arena_fini(&d.arena);
}

// Each body of a request, reply and event at least once, whatever the dice say.
static void json__knows_each_body(void **state) {
    static const ProtobufCMessageDescriptor *const types[] = {
        &hallq__request__descriptor, &hallq__reply__descriptor, &hallq__event__descriptor};
    struct dice d = {.state = 2};
    (void)state;
    arena_init(&d.arena, 0);
    for (int t = 0; t < 3; t++)
        for (unsigned i = 0; i < types[t]->n_fields; i++)
            if (types[t]->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
                assert_returns(&d, types[t]->fields[i].descriptor, false);
    arena_fini(&d.arena);
}

// ---------------------------------------------------------------- the form

static void print__follows_the_canonical_mapping(void **state) {
    uint8_t code[] = {0xfb, 0xff, 0x00, 0x10};
    uint32_t next[] = {3, 4};
    Hallq__Which which = HALLQ__WHICH__INIT;
    Hallq__CheckIn check_in = HALLQ__CHECK_IN__INIT;
    Hallq__Issue issue = HALLQ__ISSUE__INIT;
    Hallq__Request r = HALLQ__REQUEST__INIT;
    (void)state;
    r.hall = 1;
    r.session = UINT64_MAX;
    r.claimed_role = HALLQ__DEVICE__ROLE__KIOSK;
    r.body_case = HALLQ__REQUEST__BODY_ISSUE;
    r.issue = &issue;
    issue.service = 4294967295;
    issue.next_services = next;
    issue.n_next_services = 2;
    issue.away = true;
    char *text = hallq_json_print(&r, false);
    assert_string_equal(text, "{\"hall\":1,\"session\":\"18446744073709551615\","
                              "\"claimedRole\":\"KIOSK\",\"issue\":{\"service\":4294967295,"
                              "\"nextServices\":[3,4],\"away\":true}}");
    free(text);
    check_in.which = &which;
    which.number = (char *)"A045";
    which.code = (ProtobufCBinaryData){4, code};
    text = hallq_json_print(&check_in, true);
    assert_string_equal(text,
                        "{\"which\":{\"ticket\":\"0\",\"number\":\"A045\",\"code\":\"+/8AEA==\"}}");
    free(text);
}

static void print__says_which_body_even_if_it_is_empty(void **state) {
    Hallq__CallNext call_next = HALLQ__CALL_NEXT__INIT;
    Hallq__Request r = HALLQ__REQUEST__INIT;
    (void)state;
    r.body_case = HALLQ__REQUEST__BODY_CALL_NEXT;
    r.call_next = &call_next;
    char *text = hallq_json_print(&r, false);
    assert_string_equal(text, "{\"callNext\":{}}");
    free(text);
}

static void *parse(const char *text, struct arena *a) {
    return hallq_json_parse(&hallq__request__descriptor, text, strlen(text), a, error);
}

static void parse__takes_other_spellings(void **state) {
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    Hallq__Request *r =
        parse(" {\"hall\":\"7\", \"session\": 5, \"claimed_role\":2, \"number\":null,"
              "\"issue\":{\"next_services\":[\"3\",4e0]}} \n",
              &a);
    assert_non_null(r);
    assert_int_equal(r->hall, 7);
    assert_int_equal(r->session, 5);
    assert_int_equal(r->claimed_role, HALLQ__DEVICE__ROLE__COUNTER);
    assert_int_equal(r->issue->next_services[1], 4);
    r = parse("{\"checkIn\":{\"which\":{\"code\":\"-_8AEA\"}}}", &a);
    assert_non_null(r);
    assert_int_equal(r->check_in->which->code.len, 4);
    assert_int_equal(r->check_in->which->code.data[0], 0xfb);
    arena_fini(&a);
}

static void parse__names_the_path_of_an_error(void **state) {
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"", "is not JSON"},
        {"{", "is not JSON"},
        {"{}{}", "has more after its end"},
        {"{\x01}", "is not JSON"}, // cJSON takes it, and the four below
        {"{\"hall\":01}", "is not JSON"},
        {"{\"hall\":1.}", "is not JSON"},
        {"{\"issue\":{\"note\":\"a\nb\"}}", "is not JSON"},
        {"{\"issue\":{\"note\":\"a\\uzzzz\"}}", "is not JSON"}, // as a NUL
        {"[]", "must be an object"},
        {"{\"x\":1}", "has a name that is not in the schema"},
        {"{\"issue\":{\"x\":1}}", "issue: has a name that is not in the schema"},
        {"{\"hall\":1,\"hall\":1}", "hall: is given twice"},
        {"{\"claimedRole\":1,\"claimed_role\":1}", "claimed_role: is given twice"},
        {"{\"hall\":4294967296}", "hall: is out of range"},
        {"{\"hall\":-1}", "hall: is out of range"},
        {"{\"hall\":1.5}", "hall: must be a whole number"},
        {"{\"hall\":\"1.0\"}", "hall: must be a whole number"},
        {"{\"hall\":\"\"}", "hall: must be a whole number"},
        {"{\"hall\":\"01\"}", "hall: must be a whole number"},
        {"{\"hall\":true}", "hall: must be a whole number"},
        {"{\"session\":\"18446744073709551616\"}", "session: must be a whole number"},
        {"{\"session\":9007199254740993}", "session: must be a whole number"},
        {"{\"claimedRole\":\"BOSS\"}", "claimed_role: has no such name"},
        {"{\"issue\":[]}", "issue: must be an object"},
        {"{\"issue\":{\"nextServices\":3}}", "issue.next_services: must be a list"},
        {"{\"issue\":{\"nextServices\":[3,\"x\"]}}",
         "issue.next_services[1]: must be a whole number"},
        {"{\"issue\":{\"nextServices\":[null]}}", "issue.next_services[0]: must be a whole number"},
        {"{\"issue\":{\"away\":1}}", "issue.away: must be true or false"},
        {"{\"issue\":{\"note\":1}}", "issue.note: must be a text"},
        {"{\"issue\":{\"note\":\"a\\u0001\"}}",
         "issue.note: has bytes that are not UTF-8, or control characters"},
        {"{\"issue\":{\"note\":\"\xff\"}}",
         "issue.note: has bytes that are not UTF-8, or control characters"},
        {"{\"issue\":{\"note\":\"a\\u0000b\"}}", "has a NUL character"},
        {"{\"issue\":{},\"rate\":{}}", "rate: only one of these may be given"},
        {"{\"checkIn\":{\"which\":{\"code\":\"A\"}}}", "check_in.which.code: is not base64"},
        {"{\"checkIn\":{\"which\":{\"code\":\"AA=\"}}}", "check_in.which.code: is not base64"},
        {"{\"checkIn\":{\"which\":{\"code\":\"A===\"}}}", "check_in.which.code: is not base64"},
        {"{\"checkIn\":{\"which\":{\"code\":\"A!AA\"}}}", "check_in.which.code: is not base64"},
    };
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_null(parse(cases[i].text, &a));
        assert_string_equal(error, cases[i].error);
    }
    assert_non_null(parse("{\"issue\":{\"note\":\"a\\\\u0000b\"}}", &a)); // a backslash and text
    arena_fini(&a);
}

static void parse__keeps_to_its_budget(void **state) {
    struct arena a;
    char text[8192] = "{\"issue\":{\"nextServices\":[0";
    (void)state;
    for (int i = 0; i < 3000; i++)
        strcat(text, ",0");
    strcat(text, "]}}");
    arena_init(&a, 4096);
    assert_null(parse(text, &a));
    assert_string_equal(error, "issue.next_services: too large");
    arena_fini(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
