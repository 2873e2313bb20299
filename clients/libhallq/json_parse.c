// json_parse.c - JSON read into a message: walks the cJSON tree beside the message's descriptor,
// and names the path of the faulty field.
//
// The schema has no recursive message (a check in the tests), so the walk ends.
#include "json.h"

#include <cjson/cJSON.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/count.h"
#include "base/number.h"
#include "base/wire/field.h"
#include "base/wire/wire.h"
#include "json_syntax.h"
#include "json_text.h"

struct path {
    const struct path *up;
    const char *name;
    int index; // of the item in its list; -1: the field is in no list
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
        added =
            snprintf(to + len, room - len, "%s%.*s", len ? "." : "", JSON_NAME_SIZE, path->name);
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

// Reads a whole number in decimal: sign and digits.
static bool digits_parse(const char *text, bool *ret_negative, uint64_t *ret_size) {
    *ret_negative = *text == '-';
    text += *ret_negative;
    return !(text[0] == '0' && text[1]) && number_read(text, 0, UINT64_MAX, ret_size);
}

static bool number_parse(double number, bool *ret_negative, uint64_t *ret_size) {
    double size = fabs(number);
    if (size >= 9007199254740992.0 || floor(size) != size) // 2^53: a double is exact up to here
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

// Reads a number that stands in quotes as JSON writes it.
static bool quoted_real_parse(const char *text, double *ret_value) {
    size_t len = strlen(text);
    bool good = len && json_number_len(text, len) == len;
    cJSON *number = good ? cJSON_ParseWithLength(text, len) : NULL;
    good = cJSON_IsNumber(number);
    *ret_value = good ? number->valuedouble : 0;
    cJSON_Delete(number);
    return good;
}

// Reads a number whose size is `highest` at most; what is larger has to be said by a word.
static bool real_parse(struct reading *r, const struct path *path, const cJSON *json,
                       double highest, double *ret_value) {
    static const struct {
        const char *text;
        double value;
    } words[] = {{"NaN", NAN}, {"Infinity", INFINITY}, {"-Infinity", -INFINITY}};
    for (size_t i = 0; cJSON_IsString(json) && i < COUNT(words); i++)
        if (!strcmp(json->valuestring, words[i].text)) {
            *ret_value = words[i].value;
            return true;
        }
    if (cJSON_IsNumber(json))
        *ret_value = json->valuedouble;
    else if (!cJSON_IsString(json) || !quoted_real_parse(json->valuestring, ret_value))
        return wrong(r, path, FAULT_NUMBER);
    return fabs(*ret_value) <= highest || wrong(r, path, FAULT_RANGE);
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
        good = real_parse(r, path, json, (double)FLT_MAX, &real);
        *(float *)ret_value = (float)real;
        return good;
    case PROTOBUF_C_TYPE_DOUBLE:
        return real_parse(r, path, json, DBL_MAX, ret_value);
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
    char camel[JSON_NAME_SIZE];
    for (unsigned i = 0; i < type->n_fields; i++) {
        json_name(type->fields[i].name, camel);
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

static bool message_parse(struct reading *r, const struct path *path, const cJSON *json,
                          const ProtobufCMessageDescriptor *type, ProtobufCMessage **ret_value) {
    const cJSON *item;
    if (!cJSON_IsObject(json))
        return wrong(r, path, FAULT_OBJECT);
    ProtobufCMessage *m = arena_alloc(r->arena, type->sizeof_message);
    bool *named = arena_alloc(r->arena, type->n_fields + 1); // by the descriptor's order
    if (!m || !named)
        return no_memory(r, path);
    type->message_init(m);
    *ret_value = m;
    cJSON_ArrayForEach(item, json) {
        const ProtobufCFieldDescriptor *f = field_find(type, item->string);
        if (!f)
            return wrong(r, path, FAULT_UNKNOWN);
        struct path at = {path, f->name, -1};
        if (named[f - type->fields])
            return wrong(r, &at, FAULT_TWICE);
        named[f - type->fields] = true;
        if (!field_parse(r, &at, item, f, m))
            return false;
    }
    return true;
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
    enum json_flaw flaw = json_look(text, text_size);
    if (flaw == JSON_NUL) {
        wrong(&r, &top, FAULT_NUL);
        return NULL;
    }
    cJSON *json = flaw ? NULL : cJSON_ParseWithLengthOpts(text, text_size, &end, false);
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
