// openapi.c - OpenAPI 3.1: a path for each command, a schema for each message that one leads to.
#include "openapi.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/output.h"
#include "base/wire/field.h"
#include "clients/libhallq/json_text.h"
#include "command.h"
#include "feed.pb-c.h"
#include "problem.h"
#include "web.pb-c.h"

#define MESSAGES_MAX 1024 // the build ends where the schema has more

struct writer {
    struct jot *out;
    const ProtobufCMessageDescriptor *messages[MESSAGES_MAX]; // to be described, each once
    size_t count;
};

static const char *schema_name(const ProtobufCMessageDescriptor *type) {
    return type->name + strlen("hallq.");
}

static void need(struct writer *w, const ProtobufCMessageDescriptor *type) {
    for (size_t i = 0; i < w->count; i++)
        if (w->messages[i] == type)
            return;
    assert(w->count < MESSAGES_MAX);
    w->messages[w->count++] = type;
}

static void reference(struct writer *w, const ProtobufCMessageDescriptor *type) {
    need(w, type);
    jot_printf(w->out, "{\"$ref\":\"#/components/schemas/%s\"}", schema_name(type));
}

// ---------------------------------------------------------------- messages

static void enum_write(struct jot *j, const ProtobufCEnumDescriptor *type) {
    jot_text(j, "{\"type\":\"string\",\"enum\":[");
    for (unsigned i = 0; i < type->n_values; i++) {
        jot_text(j, i ? "," : "");
        jot_string(j, type->values[i].name);
    }
    jot_text(j, "]}");
}

static void value_write(struct writer *w, const ProtobufCFieldDescriptor *f) {
    switch (f->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        jot_text(w->out, "{\"type\":\"integer\",\"format\":\"int32\"}");
        break;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        jot_text(w->out, "{\"type\":\"integer\",\"minimum\":0,\"maximum\":4294967295}");
        break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        jot_text(w->out, "{\"type\":\"string\",\"pattern\":\"^-?[0-9]+$\"}");
        break;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        jot_text(w->out, "{\"type\":\"string\",\"pattern\":\"^[0-9]+$\"}");
        break;
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        jot_text(w->out, "{\"type\":[\"number\",\"string\"]}");
        break;
    case PROTOBUF_C_TYPE_BOOL:
        jot_text(w->out, "{\"type\":\"boolean\"}");
        break;
    case PROTOBUF_C_TYPE_ENUM:
        enum_write(w->out, f->descriptor);
        break;
    case PROTOBUF_C_TYPE_STRING:
        jot_text(w->out, "{\"type\":\"string\"}");
        break;
    case PROTOBUF_C_TYPE_BYTES:
        jot_text(w->out, "{\"type\":\"string\",\"contentEncoding\":\"base64\"}");
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        reference(w, f->descriptor);
        break;
    }
}

static void message_write(struct writer *w, const ProtobufCMessageDescriptor *type) {
    jot_name(w->out, schema_name(type));
    jot_text(w->out, "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{");
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &type->fields[i];
        char name[JSON_NAME_SIZE];
        json_name(f->name, name);
        jot_name(w->out, name);
        jot_text(w->out, is_repeated(f) ? "{\"type\":\"array\",\"items\":" : "");
        value_write(w, f);
        jot_text(w->out, is_repeated(f) ? "}" : "");
    }
    jot_text(w->out, "}}");
}

// Every reason of the broker and of the gateway, each once: some are both's.
static void reasons_write(struct jot *j) {
    const ProtobufCEnumDescriptor *broker = &hallq__refusal__reason__descriptor;
    for (unsigned i = 0; i < broker->n_values; i++) {
        jot_text(j, i ? "," : "");
        jot_string(j, broker->values[i].name);
    }
    for (int i = 0; i < PROBLEM_COUNT; i++)
        if (!protobuf_c_enum_descriptor_get_value_by_name(broker,
                                                          problem_reason((enum problem)i))) {
            jot_text(j, ",");
            jot_string(j, problem_reason((enum problem)i));
        }
}

static void problem_write(struct jot *j) {
    jot_text(
        j,
        "\"Problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"detail\","
        "\"detail_en\",\"reason\"],\"additionalProperties\":false,\"properties\":{"
        "\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
        "\"status\":{\"type\":\"integer\",\"minimum\":400,\"maximum\":599},"
        "\"detail\":{\"type\":\"string\"},\"detail_en\":{\"type\":\"string\"},"
        "\"what\":{\"type\":\"string\"},\"line\":{\"type\":\"integer\",\"minimum\":1},"
        "\"column\":{\"type\":\"integer\",\"minimum\":1},\"retry_after_s\":{\"type\":\"integer\","
        "\"minimum\":1},"
        "\"reason\":{\"type\":\"string\",\"enum\":[");
    reasons_write(j);
    jot_text(j, "]}}}");
}

// ---------------------------------------------------------------- events of a feed

// A change's `set`: each part that is no list, null where it is there no more.
static void set_write(struct writer *w, const ProtobufCMessageDescriptor *type) {
    jot_text(w->out,
             "\"set\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{");
    for (unsigned i = 0; i < type->n_fields; i++) {
        char name[JSON_NAME_SIZE];
        if (is_repeated(&type->fields[i]))
            continue;
        json_name(type->fields[i].name, name);
        jot_name(w->out, name);
        jot_text(w->out, "{\"anyOf\":[");
        value_write(w, &type->fields[i]);
        jot_text(w->out, ",{\"type\":\"null\"}]}");
    }
    jot_text(w->out, "}}");
}

// Its `put` or `gone`: elements of lists, or what they are known by.
static void lists_write(struct writer *w, const ProtobufCMessageDescriptor *type,
                        const char *section, bool keys) {
    jot_printf(w->out,
               ",\"%s\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{",
               section);
    for (unsigned i = 0; i < type->n_fields; i++) {
        char name[JSON_NAME_SIZE];
        if (!is_repeated(&type->fields[i]))
            continue;
        json_name(type->fields[i].name, name);
        jot_name(w->out, name);
        jot_text(w->out, "{\"type\":\"array\",\"items\":");
        if (keys)
            jot_text(w->out, "{\"type\":\"string\"}");
        else
            value_write(w, &type->fields[i]);
        jot_text(w->out, "}");
    }
    jot_text(w->out, "}}");
}

static void events_write(struct writer *w) {
    jot_text(
        w->out,
        ",\"AudienceEvent\":{\"type\":\"object\",\"required\":[\"audience\"],"
        "\"additionalProperties\":false,\"properties\":{\"audience\":{\"enum\":[\"public\","
        "\"internet\",\"staff\",\"lead\"]},\"voice\":{\"type\":\"boolean\"}}},\"VoiceEvent\":{"
        "\"type\":\"object\",\"required\":[\"number\",\"tickets\",\"counter\",\"lengthMs\"],"
        "\"additionalProperties\":false,\"properties\":{\"number\":{\"type\":\"string\"},"
        "\"tickets\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},\"counter\":{\"type\":"
        "\"integer\"},\"lengthMs\":{\"type\":\"integer\"}}},\"StaleEvent\":{\"type\":\"object\","
        "\"required\":[\"since\"],\"additionalProperties\":false,\"properties\":{\"since\":{"
        "\"type\":"
        "\"integer\",\"description\":\"ms of the wall clock\"}}},\"FreshEvent\":{\"type\":"
        "\"object\",\"additionalProperties\":false},\"BeatEvent\":{\"type\":\"object\","
        "\"required\":[\"atMs\"],\"additionalProperties\":false,\"properties\":{\"atMs\":{"
        "\"type\":\"string\",\"pattern\":\"^[0-9]+$\"}}},\"ChangeEvent\":{\"type\":\"object\","
        "\"required\":[\"set\"],\"additionalProperties\":false,\"properties\":{");
    set_write(w, &hallq__snapshot__descriptor);
    lists_write(w, &hallq__snapshot__descriptor, "put", false);
    lists_write(w, &hallq__snapshot__descriptor, "gone", true);
    jot_text(w->out, "}}");
}

// ---------------------------------------------------------------- paths

#define HALL_PARAMETER                                                                             \
    "{\"name\":\"hall\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"integer\","       \
    "\"minimum\":1}}"
#define KEY_PARAMETER                                                                              \
    "{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"schema\":{\"type\":\"string\","             \
    "\"minLength\":16,\"maxLength\":128}}"
#define CSRF_PARAMETER                                                                             \
    "{\"name\":\"X-CSRF-Token\",\"in\":\"header\",\"schema\":{\"type\":\"string\"}}"

enum empty { NEVER_EMPTY, MAY_BE_EMPTY };

// An operation's body and its answers; either message may be NULL. `empty`: whether 204 is an
// answer beside it.
static void operation_write(struct writer *w, const ProtobufCMessageDescriptor *body,
                            const ProtobufCMessageDescriptor *answer, enum empty empty) {
    if (body) {
        jot_text(w->out, ",\"requestBody\":{\"content\":{\"application/json\":{\"schema\":");
        reference(w, body);
        jot_text(w->out, "}}}");
    }
    jot_text(w->out, ",\"responses\":{");
    if (answer) {
        jot_text(w->out, "\"200\":{\"description\":\"done\",\"content\":{\"application/json\":{"
                         "\"schema\":");
        reference(w, answer);
        jot_text(w->out, "}}},");
    }
    if (empty == MAY_BE_EMPTY)
        jot_text(w->out, "\"204\":{\"description\":\"done, or nobody\"},");
    jot_text(w->out, "\"default\":{\"description\":\"refused\",\"content\":{"
                     "\"application/problem+json\":{\"schema\":{\"$ref\":"
                     "\"#/components/schemas/Problem\"}}}}}");
}

static void command_write(const struct command_kind *kind, void *arg) {
    struct writer *w = arg;
    const ProtobufCFieldDescriptor *body =
        field_of(&hallq__request__descriptor, (uint32_t)kind->body_case);
    jot_printf(w->out,
               ",\"/v1/halls/{hall}/%s\":{\"post\":{\"operationId\":\"%s\",\"parameters\":[",
               kind->name, kind->name);
    jot_text(w->out, HALL_PARAMETER);
    if (kind->changes)
        jot_text(w->out, "," KEY_PARAMETER "," CSRF_PARAMETER);
    jot_text(w->out, "]");
    operation_write(w, body->descriptor, &hallq__reply__descriptor, NEVER_EMPTY);
    jot_text(w->out, "}}");
}

#define YAML_CONTENT "\"content\":{\"application/yaml\":{\"schema\":{\"type\":\"string\"}}}"
#define MATCH_PARAMETER "{\"name\":\"If-Match\",\"in\":\"header\",\"schema\":{\"type\":\"string\"}}"

// What takes a hall file: its operation, more parameters, and its answer.
static void settings_path_write(struct writer *w, const char *name, const char *more,
                                const ProtobufCMessageDescriptor *answer) {
    jot_printf(w->out,
               ",\"/v1/halls/{hall}/settings/%s\":{\"post\":{\"operationId\":\"settings_%s\","
               "\"parameters\":[" HALL_PARAMETER "," CSRF_PARAMETER
               "%s],\"requestBody\":{" YAML_CONTENT "}",
               name, name, more);
    operation_write(w, NULL, answer, NEVER_EMPTY);
    jot_text(w->out, "}}");
}

static void settings_paths_write(struct writer *w) {
    jot_text(w->out,
             ",\"/v1/halls/{hall}/settings\":{\"get\":{\"operationId\":\"settings\","
             "\"parameters\":[" HALL_PARAMETER "],\"responses\":{\"200\":{\"description\":\"a "
             "hall file; ETag is its version\"," YAML_CONTENT "},\"default\":{\"description\":"
             "\"refused\",\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":"
             "\"#/components/schemas/Problem\"}}}}}}}");
    settings_path_write(w, "check", "", &hallq__web_settings_checked__descriptor);
    settings_path_write(w, "apply", "," KEY_PARAMETER "," MATCH_PARAMETER,
                        &hallq__reply__descriptor);
}

static void day_parameter_write(struct writer *w, const char *name) {
    jot_printf(
        w->out,
        ",{\"name\":\"%s\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\","
        "\"format\":\"date\"}}",
        name);
}

static void choice_parameter_write(struct writer *w, const char *name, const char *choices) {
    jot_printf(w->out,
               ",{\"name\":\"%s\",\"in\":\"query\",\"schema\":{\"type\":\"string\",\"enum\":[%s]}}",
               name, choices);
}

static void range_path_write(struct writer *w) {
    jot_text(w->out, ",\"/v1/halls/{hall}/reports/{from}/{to}\":{\"get\":{\"operationId\":"
                     "\"range\",\"parameters\":[" HALL_PARAMETER);
    day_parameter_write(w, "from");
    day_parameter_write(w, "to");
    choice_parameter_write(w, "by", "\"day\",\"week\",\"month\"");
    choice_parameter_write(w, "format", "\"json\",\"csv\"");
    choice_parameter_write(w, "lang", "\"zh\",\"en\"");
    jot_text(w->out, "],\"responses\":{\"200\":{\"description\":\"the figures of these days\","
                     "\"content\":{\"application/json\":{\"schema\":");
    reference(w, &hallq__web_range__descriptor);
    jot_text(w->out, "},\"text/csv\":{\"schema\":{\"type\":\"string\"}}}},\"default\":{"
                     "\"description\":\"refused\",\"content\":{\"application/problem+json\":{"
                     "\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}}}}");
}

static void own_paths_write(struct writer *w) {
    jot_text(w->out, "\"/v1/status\":{\"get\":{\"operationId\":\"status\"");
    operation_write(w, NULL, &hallq__web_status__descriptor, NEVER_EMPTY);
    jot_text(w->out, "}},\"/v1/halls\":{\"get\":{\"operationId\":\"halls\"");
    operation_write(w, NULL, &hallq__web_halls__descriptor, NEVER_EMPTY);
    jot_text(
        w->out,
        "}},\"/v1/openapi.json\":{\"get\":{\"operationId\":\"openapi\",\"responses\":{\"200\":{"
        "\"description\":\"this document\",\"content\":{\"application/json\":{\"schema\":{"
        "\"type\":\"object\"}}}}}}},\"/v1/session\":{\"get\":{\"operationId\":\"session\"");
    operation_write(w, NULL, &hallq__web_session__descriptor, MAY_BE_EMPTY);
    jot_text(w->out, "},\"post\":{\"operationId\":\"sign_in\"");
    operation_write(w, &hallq__web_sign_in__descriptor, &hallq__web_session__descriptor,
                    NEVER_EMPTY);
    jot_text(w->out,
             "},\"delete\":{\"operationId\":\"sign_out\",\"parameters\":[" CSRF_PARAMETER "]");
    operation_write(w, NULL, NULL, MAY_BE_EMPTY);
    jot_text(w->out, "}},\"/v1/device\":{\"post\":{\"operationId\":\"enrol_browser\"");
    operation_write(w, &hallq__web_enrol__descriptor, &hallq__web_device__descriptor, NEVER_EMPTY);
    jot_text(w->out, "}},\"/v1/halls/{hall}/tickets/{link}\":{\"get\":{\"operationId\":\"ticket\","
                     "\"parameters\":[" HALL_PARAMETER ",{\"name\":\"link\",\"in\":\"path\","
                     "\"required\":true,\"schema\":{\"type\":\"string\"}}]");
    operation_write(w, NULL, &hallq__web_ticket__descriptor, NEVER_EMPTY);
    jot_text(w->out, "}},\"/v1/halls/{hall}/reports/{day}\":{\"get\":{\"operationId\":\"report\","
                     "\"parameters\":[" HALL_PARAMETER ",{\"name\":\"day\",\"in\":\"path\","
                     "\"required\":true,\"schema\":{\"type\":\"string\",\"pattern\":"
                     "\"^([0-9]{4}-[0-9]{2}-[0-9]{2}|today)$\"}}]");
    operation_write(w, NULL, &hallq__web_report__descriptor, NEVER_EMPTY);
    jot_text(w->out, "}}");
    range_path_write(w);
    jot_text(
        w->out,
        ",\"/v1/halls/{hall}/"
        "feed\":{\"get\":{\"operationId\":\"feed\",\"parameters\":[" HALL_PARAMETER
        ",{\"name\":\"Last-Event-ID\",\"in\":\"header\",\"schema\":{\"type\":"
        "\"string\"}}],\"responses\":{\"200\":{\"description\":\"server-sent events; the data of "
        "snapshot is a Snapshot, that of change a ChangeEvent, of audience, voice, stale, fresh "
        "and beat "
        "likewise\",\"content\":{\"text/event-stream\":{\"schema\":{\"type\":\"string\"}}}},"
        "\"default\":{\"description\":\"refused\",\"content\":{\"application/problem+json\":{"
        "\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}}}}");
    jot_text(w->out, ",\"/v1/halls/{hall}/voice/{number}\":{\"get\":{\"operationId\":\"voice\","
                     "\"parameters\":[" HALL_PARAMETER ",{\"name\":\"number\",\"in\":\"path\","
                     "\"required\":true,\"schema\":{\"type\":\"string\"}}],\"responses\":{\"200\":{"
                     "\"description\":\"what is spoken now\",\"content\":{\"audio/wav\":{}}},"
                     "\"default\":{\"description\":\"refused\",\"content\":{"
                     "\"application/problem+json\":{\"schema\":{\"$ref\":"
                     "\"#/components/schemas/Problem\"}}}}}}}");
    need(w, &hallq__snapshot__descriptor);
    settings_paths_write(w);
}

void openapi_write(struct jot *j) {
    struct writer w = {.out = j};
    jot_text(
        j,
        "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"hallq\",\"version\":\"1\",\"description\":"
        "\"docs/INTEGRATION.md says how it is used, the comments of proto/command.proto what each "
        "command does.\"},\"paths\":{");
    own_paths_write(&w);
    command_each(command_write, &w);
    jot_text(j, "},\"components\":{\"schemas\":{");
    problem_write(j);
    events_write(&w);
    for (size_t i = 0; i < w.count; i++) // grows while it is written
        message_write(&w, w.messages[i]);
    jot_text(j, "}}}");
}

int openapi_print(void) {
    struct jot j = {0};
    openapi_write(&j);
    if (fwrite(j.text, 1, j.size, stdout) != j.size)
        output_note(errno);
    jot_fini(&j);
    return output_close() ? EXIT_FAILURE : EXIT_SUCCESS;
}
