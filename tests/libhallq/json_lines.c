// json_lines.c - the JSON mapping for json_python.py, a line for a line; what is no name goes in hex:
//
//     print TYPE BYTES    a packed message       ->  ok JSON
//     whole TYPE BYTES    with the defaults      ->  ok JSON
//     parse TYPE JSON     a text, of any bytes   ->  ok BYTES, or: no WHY (plain)
//
// TYPE is a message's full name in the schema (hallq.Issue).
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/wire/wire.h"
#include "clients/libhallq/json.h"
#include "event.pb-c.h"
#include "record.pb-c.h"

#define LINE_SIZE (4 * 1024 * 1024)

static const ProtobufCMessageDescriptor *find_below(const ProtobufCMessageDescriptor *type,
                                                    const char *name) {
    const ProtobufCMessageDescriptor *found = strcmp(type->name, name) ? NULL : type;
    for (unsigned i = 0; i < type->n_fields && !found; i++)
        if (type->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
            found = find_below(type->fields[i].descriptor, name);
    return found;
}

static const ProtobufCMessageDescriptor *type_find(const char *name) {
    static const ProtobufCMessageDescriptor *const tops[] = {
        &hallq__request__descriptor, &hallq__reply__descriptor, &hallq__event__descriptor,
        &hallq__feed_message__descriptor, &hallq__journal_record__descriptor};
    const ProtobufCMessageDescriptor *found = NULL;
    for (size_t i = 0; i < COUNT(tops) && !found; i++)
        found = find_below(tops[i], name);
    return found;
}

static int hex_value(char c) {
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

// Puts the bytes where their digits were; returns how many.
static size_t from_hex(char *text) {
    size_t size = 0;
    for (; hex_value(text[2 * size]) >= 0 && hex_value(text[2 * size + 1]) >= 0; size++)
        text[size] = (char)(hex_value(text[2 * size]) << 4 | hex_value(text[2 * size + 1]));
    return size;
}

static void answer(const void *data, size_t size) {
    const unsigned char *bytes = data;
    printf("ok ");
    for (size_t i = 0; i < size; i++)
        printf("%02x", bytes[i]);
    printf("\n");
}

static void print_json(struct arena *a, const ProtobufCMessageDescriptor *type, const char *bytes,
                       size_t size, bool defaults) {
    const void *message = wire_unpack(type, a, bytes, size);
    char *text = message ? hallq_json_print(message, defaults) : NULL;
    if (text)
        answer(text, strlen(text));
    else
        printf("no message\n");
    free(text);
}

static void parse_json(struct arena *a, const ProtobufCMessageDescriptor *type, const char *text,
                       size_t size) {
    char error[HALLQ_JSON_ERROR_SIZE];
    const void *message = hallq_json_parse(type, text, size, a, error);
    if (!message) {
        printf("no %s\n", error);
        return;
    }
    size_t packed_size = wire_size(message);
    void *packed = arena_need(a, packed_size + 1);
    wire_pack(message, packed);
    answer(packed, packed_size);
}

static void line_do(struct arena *a, char *line) {
    char what[8], name[64];
    int at = 0;
    const ProtobufCMessageDescriptor *type =
        sscanf(line, "%7s %63s %n", what, name, &at) == 2 ? type_find(name) : NULL;
    if (!type) {
        printf("no type\n");
        return;
    }
    char *data = line + at;
    size_t size = from_hex(data);
    data[size] = '?'; // nobody may need a NUL there
    if (!strcmp(what, "parse"))
        parse_json(a, type, data, size);
    else
        print_json(a, type, data, size, !strcmp(what, "whole"));
}

int main(void) {
    static char line[LINE_SIZE];
    struct arena a;
    arena_init(&a, 0);
    while (fgets(line, sizeof line, stdin)) {
        line_do(&a, line);
        fflush(stdout);
        arena_reset(&a);
    }
    arena_fini(&a);
    return 0;
}
