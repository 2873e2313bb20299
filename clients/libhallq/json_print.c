// json_print.c - a message as JSON: walks its descriptor and builds a cJSON tree.
//
//     {"hall":1,"session":"117","issue":{"service":2,"nextServices":[3,4]}}
//
// The schema has no recursive message (a check in the tests), so the walk ends.
#include "json.h"

#include <cjson/cJSON.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/wire/field.h"
#include "json_text.h"

static cJSON *message_print(const ProtobufCMessage *m, bool defaults);

static cJSON *enum_print(const ProtobufCEnumDescriptor *type, int value) {
    const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value(type, value);
    return known ? cJSON_CreateString(known->name) : cJSON_CreateNumber(value);
}

static cJSON *wide_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

static cJSON *wide_print(const char *format, ...) {
    char text[24];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return cJSON_CreateString(text);
}

static bool is_read_back(const char *text, double value) {
    cJSON *read = cJSON_Parse(text);
    bool same = read && read->valuedouble == value;
    cJSON_Delete(read);
    return same;
}

// The shortest digits that are read back as the same number: cJSON itself takes a neighbour for the
// same (findings/cjson-double-digits.sh). What is no number is a text, by the canonical mapping.
static cJSON *real_print(double value, int digits_least) {
    char text[40];
    if (!isfinite(value))
        return cJSON_CreateString(isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    for (int digits = digits_least; digits <= DBL_DECIMAL_DIG; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        char *point = strchr(text, *localeconv()->decimal_point);
        if (point)
            *point = '.';
        if (is_read_back(text, value))
            break;
    }
    return cJSON_CreateRaw(text);
}

static cJSON *bytes_print(const ProtobufCBinaryData *bytes) {
    char *text = base64_print(bytes);
    cJSON *value = text ? cJSON_CreateString(text) : NULL;
    free(text);
    return value;
}

static cJSON *text_print(const char *text) {
    return cJSON_CreateString(text ? text : "");
}

static cJSON *value_print(const ProtobufCFieldDescriptor *f, const void *value, bool defaults) {
    switch (f->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        return cJSON_CreateNumber(*(const int32_t *)value);
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return cJSON_CreateNumber(*(const uint32_t *)value);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return wide_print("%lld", *(const long long *)value);
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return wide_print("%llu", *(const unsigned long long *)value);
    case PROTOBUF_C_TYPE_FLOAT:
        return real_print((double)*(const float *)value, FLT_DIG);
    case PROTOBUF_C_TYPE_DOUBLE:
        return real_print(*(const double *)value, DBL_DIG);
    case PROTOBUF_C_TYPE_BOOL:
        return cJSON_CreateBool(*(const protobuf_c_boolean *)value);
    case PROTOBUF_C_TYPE_ENUM:
        return enum_print(f->descriptor, *(const int *)value);
    case PROTOBUF_C_TYPE_STRING:
        return text_print(*(const char *const *)value);
    case PROTOBUF_C_TYPE_BYTES:
        return bytes_print(value);
    case PROTOBUF_C_TYPE_MESSAGE:
        return message_print(*(const ProtobufCMessage *const *)value, defaults);
    }
    return NULL;
}

static cJSON *list_print(const ProtobufCFieldDescriptor *f, struct field_values values,
                         bool defaults) {
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; list && i < values.count; i++) {
        cJSON *value = value_print(f, values.at + i * value_size(f->type), defaults);
        if (!value || !cJSON_AddItemToArray(list, value)) {
            cJSON_Delete(value);
            cJSON_Delete(list);
            return NULL;
        }
    }
    return list;
}

static bool is_left_out(const ProtobufCFieldDescriptor *f, struct field_values values,
                        bool defaults) {
    if (is_repeated(f))
        return !defaults && !values.count;
    if (is_in_oneof(f))
        return !values.count;
    return value_is_default(f, values.at) && (!defaults || f->type == PROTOBUF_C_TYPE_MESSAGE);
}

static bool field_print(cJSON *object, const ProtobufCFieldDescriptor *f, cJSON *value) {
    char name[JSON_NAME_SIZE];
    json_name(f->name, name);
    if (value && cJSON_AddItemToObject(object, name, value))
        return true;
    cJSON_Delete(value);
    return false;
}

static cJSON *values_print(const ProtobufCFieldDescriptor *f, struct field_values values,
                           bool defaults) {
    return is_repeated(f) ? list_print(f, values, defaults) : value_print(f, values.at, defaults);
}

static cJSON *message_print(const ProtobufCMessage *m, bool defaults) {
    cJSON *object = cJSON_CreateObject();
    for (unsigned i = 0; object && i < m->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];
        struct field_values values = field_values(m, f);
        if (is_left_out(f, values, defaults))
            continue;
        if (!field_print(object, f, values_print(f, values, defaults))) {
            cJSON_Delete(object);
            return NULL;
        }
    }
    return object;
}

static char *object_text(cJSON *object) {
    char *text = object ? cJSON_PrintUnformatted(object) : NULL;
    cJSON_Delete(object);
    return text;
}

char *hallq_json_print(const void *message, bool defaults) {
    return object_text(message_print(message, defaults));
}

// Prints the fields with these numbers, even empty ones.
static cJSON *fields_print(const ProtobufCMessage *m, const uint32_t *fields, size_t count) {
    cJSON *object = cJSON_CreateObject();
    for (size_t i = 0; object && i < count; i++) {
        const ProtobufCFieldDescriptor *f = field_of(m->descriptor, fields[i]);
        struct field_values values = field_values(m, f);
        bool none = !values.count || (f->type == PROTOBUF_C_TYPE_MESSAGE && !is_repeated(f) &&
                                      !*(void *const *)values.at);
        bool list = is_repeated(f);
        cJSON *value = none && !list ? cJSON_CreateNull() : values_print(f, values, false);
        if (!field_print(object, f, value)) {
            cJSON_Delete(object);
            return NULL;
        }
    }
    return object;
}

char *hallq_json_print_fields(const void *message, const uint32_t *fields, size_t count) {
    return object_text(fields_print(message, fields, count));
}
