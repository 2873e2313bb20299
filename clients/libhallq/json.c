// json.c - walks a message's descriptor beside a cJSON tree, once for each direction.
//
//     {"hall":1,"session":"117","issue":{"service":2,"nextServices":[3,4]}}
//
// The schema has no recursive message (a check in the tests), so both walks end.
#include "json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/wire/field.h"
#include "base/wire/wire.h"

#define NAME_SIZE 64 // no field name of the schema is longer

static void camel_case(const char *name, char *ret_name) {
    size_t len = 0;
    bool upper = false;
    for (; *name && len < NAME_SIZE - 1; name++) {
        if (*name == '_') {
            upper = true;
            continue;
        }
        ret_name[len++] = upper && *name >= 'a' && *name <= 'z' ? (char)(*name - 32) : *name;
        upper = false;
    }
    ret_name[len] = '\0';
}

// ---------------------------------------------------------------- base64

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static char *base64_print(const ProtobufCBinaryData *bytes) {
    char *text = malloc((bytes->len + 2) / 3 * 4 + 1), *to = text;
    for (size_t i = 0; text && i < bytes->len; i += 3) {
        size_t left = bytes->len - i;
        uint32_t group = (uint32_t)bytes->data[i] << 16;
        group |= left > 1 ? (uint32_t)bytes->data[i + 1] << 8 : 0;
        group |= left > 2 ? bytes->data[i + 2] : 0;
        *to++ = base64_digits[group >> 18 & 63];
        *to++ = base64_digits[group >> 12 & 63];
        *to++ = left > 1 ? base64_digits[group >> 6 & 63] : '=';
        *to++ = left > 2 ? base64_digits[group & 63] : '=';
    }
    if (text)
        *to = '\0';
    return text;
}

// A digit's value, of the URL-safe alphabet too; -1 for none.
static int base64_digit(char c) {
    const char *at = c ? strchr(base64_digits, c) : NULL;
    if (at)
        return (int)(at - base64_digits);
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

// Writes 3/4 of the digits; false when the text is not base64, with or without its padding.
static bool base64_parse(const char *text, uint8_t *data, size_t *ret_len) {
    size_t digits = strcspn(text, "="), padding = strlen(text + digits), len = 0;
    uint32_t group = 0;
    if (strspn(text + digits, "=") != padding || digits % 4 == 1 ||
        (padding && (digits + padding) % 4) || padding > 2)
        return false;
    for (size_t i = 0; i < digits; i++) {
        int digit = base64_digit(text[i]);
        if (digit < 0)
            return false;
        group = group << 6 | (uint32_t)digit;
        if (i % 4)
            data[len++] = (uint8_t)(group >> (6 - 2 * (i % 4)));
    }
    *ret_len = len;
    return true;
}

// ---------------------------------------------------------------- printing

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
        return cJSON_CreateNumber((double)*(const float *)value);
    case PROTOBUF_C_TYPE_DOUBLE:
        return cJSON_CreateNumber(*(const double *)value);
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

static cJSON *list_print(const ProtobufCFieldDescriptor *f, const ProtobufCMessage *m,
                         bool defaults) {
    size_t count = *(const size_t *)field_member(m, f->quantifier_offset);
    const char *values = *(const char *const *)field_member(m, f->offset);
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; list && i < count; i++) {
        cJSON *value = value_print(f, values + i * value_size(f->type), defaults);
        if (!value || !cJSON_AddItemToArray(list, value)) {
            cJSON_Delete(value);
            cJSON_Delete(list);
            return NULL;
        }
    }
    return list;
}

static bool left_out(const ProtobufCFieldDescriptor *f, const ProtobufCMessage *m, bool defaults) {
    if (is_repeated(f))
        return !defaults && !*(const size_t *)field_member(m, f->quantifier_offset);
    if (is_in_oneof(f))
        return !is_chosen(f, (const char *)m);
    const void *value = field_member(m, f->offset);
    return value_is_default(f, value) && (!defaults || f->type == PROTOBUF_C_TYPE_MESSAGE);
}

static cJSON *message_print(const ProtobufCMessage *m, bool defaults) {
    cJSON *object = cJSON_CreateObject();
    for (unsigned i = 0; object && i < m->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];
        char name[NAME_SIZE];
        if (left_out(f, m, defaults))
            continue;
        cJSON *value = is_repeated(f) ? list_print(f, m, defaults)
                                      : value_print(f, field_member(m, f->offset), defaults);
        camel_case(f->name, name);
        if (!value || !cJSON_AddItemToObject(object, name, value)) {
            cJSON_Delete(value);
            cJSON_Delete(object);
            return NULL;
        }
    }
    return object;
}

char *hallq_json_print(const void *message, bool defaults) {
    cJSON *object = message_print(message, defaults);
    char *text = object ? cJSON_PrintUnformatted(object) : NULL;
    cJSON_Delete(object);
    return text;
}

// ---------------------------------------------------------------- reading

struct path {
    const struct path *up;
    const char *name;
    int index; // in a list, -1: not in one
};

enum fault {
#define JSON(name, zh, en) FAULT_##name,
#include "json.def"
#undef JSON
    FAULT_COUNT
};

static const struct bilingual faults[FAULT_COUNT] = {
#define JSON(name, zh, en) [FAULT_##name] = {zh, en},
#include "json.def"
#undef JSON
};

struct reading {
    struct arena *arena;
    enum language language;
    char *ret_error;
};

static size_t path_print(const struct path *path, char *to, size_t room) {
    size_t len = path->up ? path_print(path->up, to, room) : 0;
    int added = 0;
    if (len < room && path->index >= 0)
        added = snprintf(to + len, room - len, "[%d]", path->index);
    else if (len < room && path->name)
        added = snprintf(to + len, room - len, "%s%.*s", len ? "." : "", NAME_SIZE, path->name);
    return len + (size_t)added;
}

static bool wrong(struct reading *r, const struct path *path, enum fault fault) {
    size_t len = path_print(path, r->ret_error, HALLQ_JSON_ERROR_SIZE);
    if (len < HALLQ_JSON_ERROR_SIZE)
        snprintf(r->ret_error + len, HALLQ_JSON_ERROR_SIZE - len, "%s%s", len ? ": " : "",
                 bilingual_in(faults[fault], r->language));
    return false;
}

static bool no_memory(struct reading *r, const struct path *path) {
    return wrong(r, path, FAULT_LARGE);
}

// A whole number in decimal: sign and digits.
static bool digits_parse(const char *text, bool *ret_negative, uint64_t *ret_size) {
    uint64_t size = 0;
    *ret_negative = *text == '-';
    text += *ret_negative;
    if (!*text || (text[0] == '0' && text[1]))
        return false;
    for (; *text; text++) {
        uint64_t digit = (uint64_t)(unsigned char)*text - '0';
        if (digit > 9 || size > (UINT64_MAX - digit) / 10)
            return false;
        size = size * 10 + digit;
    }
    *ret_size = size;
    return true;
}

static bool number_parse(double number, bool *ret_negative, uint64_t *ret_size) {
    double size = fabs(number);
    if (size >= 9007199254740992.0 || floor(size) != size) // 2^53: exact up to here
        return false;
    *ret_negative = number < 0;
    *ret_size = (uint64_t)size;
    return true;
}

// Reads a whole number between -lowest and highest.
static bool whole_parse(struct reading *r, const struct path *path, const cJSON *json,
                        uint64_t lowest, uint64_t highest, uint64_t *ret_value) {
    bool negative = false, good = false;
    uint64_t size = 0;
    if (cJSON_IsNumber(json))
        good = number_parse(json->valuedouble, &negative, &size);
    else if (cJSON_IsString(json))
        good = digits_parse(json->valuestring, &negative, &size);
    if (!good)
        return wrong(r, path, FAULT_WHOLE);
    if (size > (negative ? lowest : highest))
        return wrong(r, path, FAULT_RANGE);
    *ret_value = negative ? 0 - size : size;
    return true;
}

static bool real_parse(struct reading *r, const struct path *path, const cJSON *json,
                       double *ret_value) {
    if (!cJSON_IsNumber(json))
        return wrong(r, path, FAULT_NUMBER);
    *ret_value = json->valuedouble;
    return true;
}

static bool bool_parse(struct reading *r, const struct path *path, const cJSON *json,
                       protobuf_c_boolean *ret_value) {
    if (!cJSON_IsBool(json))
        return wrong(r, path, FAULT_BOOL);
    *ret_value = cJSON_IsTrue(json);
    return true;
}

static bool enum_parse(struct reading *r, const struct path *path, const cJSON *json,
                       const ProtobufCEnumDescriptor *type, int32_t *ret_value) {
    uint64_t number;
    if (cJSON_IsString(json)) {
        const ProtobufCEnumValue *known =
            protobuf_c_enum_descriptor_get_value_by_name(type, json->valuestring);
        if (!known)
            return wrong(r, path, FAULT_NAME);
        *ret_value = known->value;
        return true;
    }
    if (!whole_parse(r, path, json, (uint64_t)INT32_MAX + 1, INT32_MAX, &number))
        return false;
    *ret_value = (int32_t)number;
    return true;
}

static bool text_parse(struct reading *r, const struct path *path, const cJSON *json,
                       char **ret_value) {
    if (!cJSON_IsString(json))
        return wrong(r, path, FAULT_TEXT);
    size_t len = strlen(json->valuestring);
    if (!wire_utf8_ok(json->valuestring, len))
        return wrong(r, path, FAULT_CHARACTERS);
    *ret_value = arena_alloc(r->arena, len + 1);
    if (!*ret_value)
        return no_memory(r, path);
    memcpy(*ret_value, json->valuestring, len + 1);
    return true;
}

static bool bytes_parse(struct reading *r, const struct path *path, const cJSON *json,
                        ProtobufCBinaryData *ret_value) {
    if (!cJSON_IsString(json))
        return wrong(r, path, FAULT_BASE64_TEXT);
    ret_value->data = arena_alloc(r->arena, strlen(json->valuestring) + 1);
    if (!ret_value->data)
        return no_memory(r, path);
    if (!base64_parse(json->valuestring, ret_value->data, &ret_value->len))
        return wrong(r, path, FAULT_BASE64);
    return true;
}

static bool message_parse(struct reading *r, const struct path *path, const cJSON *json,
                          const ProtobufCMessageDescriptor *type, ProtobufCMessage **ret_value);

static bool value_parse(struct reading *r, const struct path *path, const cJSON *json,
                        const ProtobufCFieldDescriptor *f, void *ret_value) {
    uint64_t whole = 0;
    double real = 0;
    bool good = false;
    switch (f->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        good = whole_parse(r, path, json, (uint64_t)INT32_MAX + 1, INT32_MAX, &whole);
        *(int32_t *)ret_value = (int32_t)whole;
        return good;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        good = whole_parse(r, path, json, 0, UINT32_MAX, &whole);
        *(uint32_t *)ret_value = (uint32_t)whole;
        return good;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        good = whole_parse(r, path, json, (uint64_t)INT64_MAX + 1, INT64_MAX, &whole);
        *(int64_t *)ret_value = (int64_t)whole;
        return good;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return whole_parse(r, path, json, 0, UINT64_MAX, ret_value);
    case PROTOBUF_C_TYPE_FLOAT:
        good = real_parse(r, path, json, &real);
        *(float *)ret_value = (float)real;
        return good;
    case PROTOBUF_C_TYPE_DOUBLE:
        return real_parse(r, path, json, ret_value);
    case PROTOBUF_C_TYPE_BOOL:
        return bool_parse(r, path, json, ret_value);
    case PROTOBUF_C_TYPE_ENUM:
        return enum_parse(r, path, json, f->descriptor, ret_value);
    case PROTOBUF_C_TYPE_STRING:
        return text_parse(r, path, json, ret_value);
    case PROTOBUF_C_TYPE_BYTES:
        return bytes_parse(r, path, json, ret_value);
    case PROTOBUF_C_TYPE_MESSAGE:
        return message_parse(r, path, json, f->descriptor, ret_value);
    }
    return false;
}

static bool list_parse(struct reading *r, const struct path *path, const cJSON *json,
                       const ProtobufCFieldDescriptor *f, ProtobufCMessage *m) {
    size_t count = 0, size = value_size(f->type);
    const cJSON *item;
    if (!cJSON_IsArray(json))
        return wrong(r, path, FAULT_LIST);
    cJSON_ArrayForEach(item, json) count++;
    char *values = count ? arena_alloc(r->arena, count * size) : NULL;
    if (count && !values)
        return no_memory(r, path);
    struct path at = {path, NULL, 0};
    cJSON_ArrayForEach(item, json) {
        if (!value_parse(r, &at, item, f, values + (size_t)at.index * size))
            return false;
        at.index++;
    }
    *(size_t *)field_member(m, f->quantifier_offset) = count;
    *(char **)field_member(m, f->offset) = values;
    return true;
}

static const ProtobufCFieldDescriptor *field_find(const ProtobufCMessageDescriptor *type,
                                                  const char *name) {
    char camel[NAME_SIZE];
    for (unsigned i = 0; i < type->n_fields; i++) {
        camel_case(type->fields[i].name, camel);
        if (!strcmp(camel, name) || !strcmp(type->fields[i].name, name))
            return &type->fields[i];
    }
    return NULL;
}

static bool field_parse(struct reading *r, const struct path *path, const cJSON *json,
                        const ProtobufCFieldDescriptor *f, ProtobufCMessage *m) {
    if (cJSON_IsNull(json))
        return true;
    if (is_repeated(f))
        return list_parse(r, path, json, f, m);
    if (is_in_oneof(f)) {
        uint32_t *chosen = field_member(m, f->quantifier_offset);
        if (*chosen)
            return wrong(r, path, FAULT_ONE_OF);
        *chosen = f->id;
    }
    return value_parse(r, path, json, f, field_member(m, f->offset));
}

static bool named_twice(const cJSON *json, const ProtobufCMessageDescriptor *type,
                        const cJSON *last, const ProtobufCFieldDescriptor *f) {
    const cJSON *item;
    cJSON_ArrayForEach(item, json) {
        if (item == last)
            return false;
        if (field_find(type, item->string) == f)
            return true;
    }
    return false;
}

static bool message_parse(struct reading *r, const struct path *path, const cJSON *json,
                          const ProtobufCMessageDescriptor *type, ProtobufCMessage **ret_value) {
    const cJSON *item;
    if (!cJSON_IsObject(json))
        return wrong(r, path, FAULT_OBJECT);
    ProtobufCMessage *m = arena_alloc(r->arena, type->sizeof_message);
    if (!m)
        return no_memory(r, path);
    type->message_init(m);
    *ret_value = m;
    cJSON_ArrayForEach(item, json) {
        const ProtobufCFieldDescriptor *f = field_find(type, item->string);
        if (!f)
            return wrong(r, path, FAULT_UNKNOWN);
        struct path at = {path, f->name, -1};
        if (named_twice(json, type, item, f))
            return wrong(r, &at, FAULT_TWICE);
        if (!field_parse(r, &at, item, f, m))
            return false;
    }
    return true;
}

// cJSON would end a text at an escaped NUL without a word.
static bool escapes_nul(const char *text, size_t size) {
    for (size_t i = 0; i + 1 < size; i++) {
        if (text[i] != '\\')
            continue;
        if (size - i >= 6 && !memcmp(text + i, "\\u0000", 6))
            return true;
        i++;
    }
    return false;
}

void *hallq_json_parse(const ProtobufCMessageDescriptor *type, const char *text, size_t text_size,
                       struct arena *a, char *ret_error) {
    return hallq_json_parse_in(type, text, text_size, a, LANGUAGE_EN, ret_error);
}

void *hallq_json_parse_in(const ProtobufCMessageDescriptor *type, const char *text,
                          size_t text_size, struct arena *a, enum language language,
                          char *ret_error) {
    struct reading r = {a, language, ret_error};
    struct path top = {NULL, NULL, -1};
    ProtobufCMessage *m = NULL;
    const char *end = NULL;
    bool good = false;
    *ret_error = '\0';
    if (memchr(text, '\0', text_size) || escapes_nul(text, text_size)) {
        wrong(&r, &top, FAULT_NUL);
        return NULL;
    }
    cJSON *json = cJSON_ParseWithLengthOpts(text, text_size, &end, false);
    if (!json) {
        wrong(&r, &top, FAULT_SYNTAX);
        return NULL;
    }
    size_t used = (size_t)(end - text);
    while (used < text_size && strchr(" \t\r\n", text[used]))
        used++;
    if (used < text_size)
        wrong(&r, &top, FAULT_MORE);
    else
        good = message_parse(&r, &top, json, type, &m);
    cJSON_Delete(json);
    return good ? m : NULL;
}
