// any_message.c - each field is left out, or gets a value of a drawn kind: numbers of any length in
// bits, texts and bytes around the lengths where a prefix grows, and all the ways to say nothing.
#include "tests/base/any_message.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "base/wire/field.h"
#include "command.pb-c.h"
#include "feed.pb-c.h"
#include "record.pb-c.h"

static const ProtobufCMessageDescriptor *const roots[] = {
    &hallq__request__descriptor,        &hallq__reply__descriptor,
    &hallq__feed_message__descriptor,   &hallq__meta_row__descriptor,
    &hallq__device_row__descriptor,     &hallq__hall_row__descriptor,
    &hallq__line_row__descriptor,       &hallq__counter_row__descriptor,
    &hallq__staff_row__descriptor,      &hallq__sign_on_row__descriptor,
    &hallq__ticket_row__descriptor,     &hallq__due_row__descriptor,
    &hallq__request_row__descriptor,    &hallq__settings_row__descriptor,
    &hallq__call_row__descriptor,       &hallq__sealed_row__descriptor,
    &hallq__journal_record__descriptor, &hallq__forecast_row__descriptor,
    &hallq__stream_row__descriptor,     &hallq__served_row__descriptor,
};

#define ROOT_COUNT (sizeof roots / sizeof roots[0])

static size_t type_add(const ProtobufCMessageDescriptor **types, size_t count,
                       const ProtobufCMessageDescriptor *type) {
    for (size_t i = 0; i < count; i++)
        if (types[i] == type)
            return count;
    assert(count < ANY_TYPES_MAX);
    types[count] = type;
    return count + 1;
}

size_t any_types(const ProtobufCMessageDescriptor *ret_types[ANY_TYPES_MAX]) {
    size_t count = 0;
    for (size_t i = 0; i < ROOT_COUNT; i++)
        count = type_add(ret_types, count, roots[i]);
    for (size_t i = 0; i < count; i++)
        for (unsigned k = 0; k < ret_types[i]->n_fields; k++)
            if (ret_types[i]->fields[k].type == PROTOBUF_C_TYPE_MESSAGE)
                count = type_add(ret_types, count, ret_types[i]->fields[k].descriptor);
    return count;
}

static unsigned draw(struct drawn *from) {
    if (!from->size)
        return 0;
    from->size--;
    return *from->data++;
}

static uint64_t draw_number(struct drawn *from) {
    unsigned bits = draw(from) % 65;
    uint64_t value = 0;
    for (unsigned i = 0; i < bits; i += 8)
        value = value << 8 | draw(from);
    return bits ? (value | 1ull << 63) >> (64 - bits) : 0;
}

static size_t draw_len(struct drawn *from) {
    static const size_t lens[] = {0, 1, 2, 7, 126, 127, 128, 129};
    unsigned n = draw(from);
    return n == 255 ? 17000 : n % 16 < 8 ? lens[n % 8] : n / 16;
}

static char *draw_text(struct drawn *from, struct arena *a) {
    size_t len = draw_len(from);
    char *text = arena_need(a, len + 1);
    memset(text, 'a', len);
    return text;
}

static ProtobufCBinaryData draw_bytes(struct drawn *from, struct arena *a) {
    size_t size = draw_len(from);
    uint8_t *data = size || draw(from) % 2 ? arena_need(a, size) : NULL;
    for (size_t i = 0; i < size; i++)
        data[i] = (uint8_t)(size + i);
    return (ProtobufCBinaryData){size, data};
}

static void draw_value(const ProtobufCFieldDescriptor *f, struct drawn *from, struct arena *a,
                       void *ret) {
    if (f->type == PROTOBUF_C_TYPE_STRING) {
        *(char **)ret = draw_text(from, a);
    } else if (f->type == PROTOBUF_C_TYPE_BYTES) {
        *(ProtobufCBinaryData *)ret = draw_bytes(from, a);
    } else if (f->type == PROTOBUF_C_TYPE_MESSAGE) {
        *(ProtobufCMessage **)ret = any_message(f->descriptor, from, a);
    } else {
        uint64_t number = draw_number(from);
        memcpy(ret, &number, value_size(f->type)); // little end first, as all machines we run on
    }
}

static void draw_repeated(const ProtobufCFieldDescriptor *f, struct drawn *from, struct arena *a,
                          char *base) {
    unsigned n = draw(from);
    size_t count = n < 128 ? n % 4 : n % 64;
    char *values = arena_need(a, count * value_size(f->type));
    for (size_t i = 0; i < count; i++)
        draw_value(f, from, a, values + i * value_size(f->type));
    *(size_t *)(base + f->quantifier_offset) = count;
    *(void **)(base + f->offset) = values;
}

// Nothing, in one of the ways in which a struct can say so.
static void draw_nothing(const ProtobufCFieldDescriptor *f, struct drawn *from, void *ret) {
    memset(ret, 0, value_size(f->type));
    if (f->type == PROTOBUF_C_TYPE_STRING && draw(from) % 2)
        *(const void **)ret = f->default_value;
}

static void draw_field(const ProtobufCFieldDescriptor *f, struct drawn *from, struct arena *a,
                       char *base) {
    unsigned n = draw(from) % 8;
    bool in_oneof = f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF;
    if (n < 3 || (in_oneof && n < 6))
        return;
    if (f->label == PROTOBUF_C_LABEL_REPEATED) {
        draw_repeated(f, from, a, base);
        return;
    }
    if (in_oneof)
        *(uint32_t *)(base + f->quantifier_offset) = f->id;
    if (n == 3 || (in_oneof && n == 6))
        draw_nothing(f, from, base + f->offset);
    else
        draw_value(f, from, a, base + f->offset);
}

static void draw_unknown(ProtobufCMessage *m, struct drawn *from, struct arena *a) {
    m->n_unknown_fields = draw(from) % 16 == 15 ? 1 + draw(from) % 3 : 0;
    m->unknown_fields = arena_need(a, m->n_unknown_fields * sizeof *m->unknown_fields);
    for (unsigned i = 0; i < m->n_unknown_fields; i++) {
        ProtobufCBinaryData value = draw_bytes(from, a);
        m->unknown_fields[i] = (ProtobufCMessageUnknownField){
            .tag = (uint32_t)(draw_number(from) >> 35) + 1,
            .wire_type = PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED,
            .len = value.len,
            .data = value.data ? value.data : arena_need(a, 1),
        };
    }
}

ProtobufCMessage *any_message(const ProtobufCMessageDescriptor *type, struct drawn *from,
                              struct arena *a) {
    ProtobufCMessage *m = arena_need(a, type->sizeof_message);
    protobuf_c_message_init(type, m);
    for (unsigned i = 0; i < type->n_fields; i++)
        draw_field(&type->fields[i], from, a, (char *)m);
    draw_unknown(m, from, a);
    return m;
}
