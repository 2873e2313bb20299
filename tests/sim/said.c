#include "tests/sim/said.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void said_fini(struct said *s) {
    free(s->text);
    *s = (struct said){0};
}

static void said_need(struct said *s, size_t more) {
    if (s->text && s->size + more + 1 <= s->room)
        return;
    s->room = (s->size + more + 1) * 2 + 256;
    s->text = realloc(s->text, s->room);
    if (!s->text)
        abort();
}

void said_clear(struct said *s) {
    said_need(s, 0);
    s->size = 0;
    s->text[0] = '\0';
}

static void said_bytes(struct said *s, const char *data, size_t size) {
    said_need(s, size);
    memcpy(s->text + s->size, data, size);
    s->size += size;
    s->text[s->size] = '\0';
}

void said_add(struct said *s, const char *format, ...) {
    va_list args;
    said_need(s, 256);
    va_start(args, format);
    int len = vsnprintf(s->text + s->size, s->room - s->size, format, args);
    va_end(args);
    if (len < 0)
        abort();
    if (s->size + (size_t)len >= s->room) {
        said_need(s, (size_t)len);
        va_start(args, format);
        vsnprintf(s->text + s->size, s->room - s->size, format, args);
        va_end(args);
    }
    s->size += (size_t)len;
}

static void said_name(struct said *s, const char *name) {
    if (s->size && !strchr("{[ ", s->text[s->size - 1]))
        said_bytes(s, " ", 1);
    said_bytes(s, name, strlen(name));
    said_bytes(s, "=", 1);
}

// Decimal digits without printf: most of what is written here is numbers.
static void said_digits(struct said *s, uint64_t value) {
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + value % 10);
    while (value /= 10);
    said_bytes(s, digits + at, sizeof digits - at);
}

static void said_signed(struct said *s, int64_t value) {
    if (value < 0)
        said_bytes(s, "-", 1);
    said_digits(s, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void said_u64(struct said *s, const char *name, uint64_t value) {
    if (!value)
        return;
    said_name(s, name);
    said_digits(s, value);
}

void said_i64(struct said *s, const char *name, int64_t value) {
    if (!value)
        return;
    said_name(s, name);
    said_signed(s, value);
}

void said_text(struct said *s, const char *name, const char *value) {
    if (!value || !*value)
        return;
    said_name(s, name);
    said_bytes(s, value, strlen(value));
}

void said_hex(struct said *s, const char *name, const void *data, size_t size) {
    static const char digits[] = "0123456789abcdef";
    const unsigned char *bytes = data;
    if (!size)
        return;
    said_name(s, name);
    for (size_t i = 0; i < size; i++)
        said_bytes(s, (char[]){digits[bytes[i] >> 4], digits[bytes[i] & 15]}, 2);
}

void said_list(struct said *s, const char *name, const uint32_t *values, size_t count) {
    if (!count)
        return;
    said_name(s, name);
    for (size_t i = 0; i < count; i++) {
        said_bytes(s, i ? " " : "[", 1);
        said_digits(s, values[i]);
    }
    said_bytes(s, "]", 1);
}

// The value of a number field of any width, and whether it is signed.
static uint64_t number_at(const ProtobufCFieldDescriptor *f, const void *at, bool *ret_signed) {
    *ret_signed = false;
    switch (f->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_ENUM:
        *ret_signed = true;
        return (uint64_t)(int64_t) * (const int32_t *)at;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        *ret_signed = true;
        return (uint64_t) * (const int64_t *)at;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return *(const uint32_t *)at;
    case PROTOBUF_C_TYPE_BOOL:
        return *(const protobuf_c_boolean *)at != 0;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return *(const uint64_t *)at;
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        break;
    }
    abort();
}

static void said_number(struct said *s, uint64_t value, bool is_signed) {
    if (is_signed)
        said_signed(s, (int64_t)value);
    else
        said_digits(s, value);
}

// A field of its own: not in a list.
static void said_field(struct said *s, const ProtobufCFieldDescriptor *f, const void *at,
                       const char *skip, bool sorted) {
    bool is_signed;
    if (f->type == PROTOBUF_C_TYPE_STRING) {
        said_text(s, f->name, *(char *const *)at);
    } else if (f->type == PROTOBUF_C_TYPE_BYTES) {
        const ProtobufCBinaryData *bytes = at;
        said_hex(s, f->name, bytes->data, bytes->len);
    } else if (f->type == PROTOBUF_C_TYPE_MESSAGE) {
        const ProtobufCMessage *message = *(const ProtobufCMessage *const *)at;
        if (!message)
            return;
        said_name(s, f->name);
        said_bytes(s, "{", 1);
        said_message(s, message, skip, sorted);
        said_bytes(s, "}", 1);
    } else {
        uint64_t value = number_at(f, at, &is_signed);
        if (!value)
            return;
        said_name(s, f->name);
        said_number(s, value, is_signed);
    }
}

static size_t width_of(ProtobufCType type) {
    switch (type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return 8;
    default:
        return type == PROTOBUF_C_TYPE_BOOL ? sizeof(protobuf_c_boolean) : 4;
    }
}

static int text_compare(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void texts_end(struct texts *t, bool sorted, struct said *to) {
    if (sorted)
        qsort(t->list, t->count, sizeof *t->list, text_compare);
    for (size_t i = 0; i < t->count; i++) {
        said_bytes(to, "{", 1);
        said_bytes(to, t->list[i], strlen(t->list[i]));
        said_bytes(to, "}", 1);
        free(t->list[i]);
    }
    free(t->list);
    *t = (struct texts){0};
}

void texts_add(struct texts *t, struct said *one) {
    if (t->count == t->room) {
        t->room = t->room * 2 + 8;
        t->list = realloc(t->list, t->room * sizeof *t->list);
        if (!t->list)
            abort();
    }
    said_need(one, 0);
    t->list[t->count++] = one->text;
    *one = (struct said){0};
    said_clear(one);
}

void texts_say(struct texts *t, const char *name, struct said *to) {
    if (!t->count)
        return;
    said_name(to, name);
    said_bytes(to, "[", 1);
    texts_end(t, true, to);
    said_bytes(to, "]", 1);
}

static void said_messages(struct said *s, ProtobufCMessage *const *messages, size_t count,
                          const char *skip, bool sorted) {
    struct texts texts = {0};
    struct said one = {0};
    for (size_t i = 0; i < count; i++) {
        said_clear(&one);
        said_message(&one, messages[i], skip, sorted);
        texts_add(&texts, &one);
    }
    said_fini(&one);
    texts_end(&texts, sorted, s);
}

static void said_element(struct said *s, const ProtobufCFieldDescriptor *f, const void *list,
                         size_t i) {
    bool is_signed;
    if (f->type == PROTOBUF_C_TYPE_STRING) {
        said_add(s, "%s", ((char *const *)list)[i]);
    } else if (f->type != PROTOBUF_C_TYPE_BYTES) {
        uint64_t value = number_at(f, (const char *)list + i * width_of(f->type), &is_signed);
        said_number(s, value, is_signed);
    }
}

static void said_repeated(struct said *s, const ProtobufCFieldDescriptor *f, const void *list,
                          size_t count, const char *skip, bool sorted) {
    if (!count)
        return;
    said_name(s, f->name);
    said_bytes(s, "[", 1);
    if (f->type == PROTOBUF_C_TYPE_MESSAGE)
        said_messages(s, list, count, skip, sorted);
    for (size_t i = 0; f->type != PROTOBUF_C_TYPE_MESSAGE && i < count; i++) {
        if (i)
            said_bytes(s, " ", 1);
        said_element(s, f, list, i);
    }
    said_bytes(s, "]", 1);
}

static bool skipped(const char *skip, const char *name) {
    size_t len = strlen(name);
    for (const char *at = skip; at && (at = strstr(at, name)); at += len)
        if (at > skip && at[-1] == ' ' && at[len] == ' ')
            return true;
    return false;
}

void said_message(struct said *s, const ProtobufCMessage *message, const char *skip, bool sorted) {
    const ProtobufCMessageDescriptor *type = message->descriptor;
    said_need(s, 0);
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &type->fields[i];
        const char *base = (const char *)message;
        if (skip && skipped(skip, f->name))
            continue;
        if (f->label == PROTOBUF_C_LABEL_REPEATED)
            said_repeated(s, f, *(void *const *)(base + f->offset),
                          *(const size_t *)(base + f->quantifier_offset), skip, sorted);
        else if (!(f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) ||
                 *(const uint32_t *)(base + f->quantifier_offset) == f->id)
            said_field(s, f, base + f->offset, skip, sorted);
    }
}
