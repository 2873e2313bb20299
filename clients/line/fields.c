// fields.c - walks a message along its descriptor, as the JSON does; nothing here knows a message.
#include "fields.h"

#include <stdbool.h>
#include <string.h>

#include "base/wire/field.h"

static const char *const plain_marks =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    "-_.:/+*#@%";

static void text_print(FILE *out, const char *text) {
    size_t size = strlen(text);
    bool plain = size;
    for (size_t i = 0; i < size; i++) // Chinese is plain
        plain = plain && ((unsigned char)text[i] >= 0x80 || strchr(plain_marks, text[i]));
    if (plain) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', out);
        fputc(*text == '\n' ? ' ' : *text, out);
    }
    fputc('"', out);
}

static void bytes_print(FILE *out, const ProtobufCBinaryData *bytes) {
    for (size_t i = 0; i < bytes->len; i++)
        fprintf(out, "%02x", bytes->data[i]);
}

static void enum_print(FILE *out, const ProtobufCFieldDescriptor *field, int value) {
    const ProtobufCEnumValue *named =
        protobuf_c_enum_descriptor_get_value(field->descriptor, value);
    if (named)
        fputs(named->name, out);
    else
        fprintf(out, "%d", value);
}

static void value_print(FILE *out, const ProtobufCFieldDescriptor *field, const void *at) {
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        fprintf(out, "%d", *(const int32_t *)at);
        break;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        fprintf(out, "%u", *(const uint32_t *)at);
        break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        fprintf(out, "%lld", (long long)*(const int64_t *)at);
        break;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        fprintf(out, "%llu", (unsigned long long)*(const uint64_t *)at);
        break;
    case PROTOBUF_C_TYPE_FLOAT:
        fprintf(out, "%g", (double)*(const float *)at);
        break;
    case PROTOBUF_C_TYPE_DOUBLE:
        fprintf(out, "%g", *(const double *)at);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        fputs(*(const protobuf_c_boolean *)at ? "true" : "false", out);
        break;
    case PROTOBUF_C_TYPE_ENUM:
        enum_print(out, field, *(const int *)at);
        break;
    case PROTOBUF_C_TYPE_STRING:
        text_print(out, *(char *const *)at);
        break;
    case PROTOBUF_C_TYPE_BYTES:
        bytes_print(out, at);
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        break; // by its fields
    }
}

static void message_print(FILE *out, const char *prefix, const char *name, long index,
                          const ProtobufCMessage *message) {
    char longer[256];
    if (!message)
        return;
    if (index < 0)
        snprintf(longer, sizeof longer, "%s%s.", prefix, name);
    else
        snprintf(longer, sizeof longer, "%s%s.%ld.", prefix, name, index);
    fields_print(out, longer, message);
}

static void list_print(FILE *out, const char *prefix, const ProtobufCFieldDescriptor *field,
                       struct field_values values) {
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        for (size_t i = 0; i < values.count; i++)
            message_print(out, prefix, field->name, (long)i,
                          ((const ProtobufCMessage *const *)(const void *)values.at)[i]);
        return;
    }
    if (values.count)
        fprintf(out, " %s%s=", prefix, field->name);
    for (size_t i = 0; i < values.count; i++) {
        if (i)
            fputc(',', out);
        value_print(out, field, values.at + i * value_size(field->type));
    }
}

static void field_print(FILE *out, const char *prefix, const ProtobufCMessage *message,
                        const ProtobufCFieldDescriptor *field) {
    struct field_values values = field_values(message, field);
    if (is_repeated(field)) {
        list_print(out, prefix, field, values);
    } else if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        if (values.count)
            message_print(out, prefix, field->name, -1,
                          *(const ProtobufCMessage *const *)values.at);
    } else if (values.count && !value_is_default(field, values.at)) {
        fprintf(out, " %s%s=", prefix, field->name);
        value_print(out, field, values.at);
    }
}

void fields_print(FILE *out, const char *prefix, const ProtobufCMessage *message) {
    for (unsigned i = 0; i < message->descriptor->n_fields; i++)
        field_print(out, prefix, message, &message->descriptor->fields[i]);
}
