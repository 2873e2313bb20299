// json.h - messages as JSON and back: the canonical mapping of proto3, driven by the descriptors.
//
// Names are written in lowerCamelCase, 64-bit integers as strings, enum values by name, bytes in
// base64; a field with its default value is left out. Reading is strict: unknown or repeated names,
// values out of range, texts that are not clean UTF-8 and anything after the end are refused, with
// the path of the field. Names may also be written as in the schema, numbers of any kind with or
// without quotes, enum values as numbers; null is the default value. All that is taken and refused
// is told in docs/INTEGRATION.md, and held to Python's mapping by a test.
#ifndef HALLQ_JSON_H
#define HALLQ_JSON_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bilingual.h"

#define HALLQ_JSON_ERROR_SIZE 256

// hallq_json_print: one line without a line end; the caller frees it with free(). With `defaults`,
// plain fields and lists are printed even when they have their default value. NULL without memory.
char *hallq_json_print(const void *message, bool defaults);

// hallq_json_print_fields: prints only the fields with these numbers, all of which the message's
// type has. Each is printed even when it is empty; a message that is not set is null.
char *hallq_json_print_fields(const void *message, const uint32_t *fields, size_t count);

// hallq_json_parse: reads a message of this type into the arena, which owns it. NULL with
// "issue.nextServices[1]: ..." in ret_error, which has HALLQ_JSON_ERROR_SIZE bytes. The text is
// never trusted; the arena's budget bounds its memory.
void *hallq_json_parse(const ProtobufCMessageDescriptor *type, const char *text, size_t text_size,
                       struct arena *a, char *ret_error);

// hallq_json_parse_in: as hallq_json_parse, with ret_error in a language of choice.
void *hallq_json_parse_in(const ProtobufCMessageDescriptor *type, const char *text,
                          size_t text_size, struct arena *a, enum language language,
                          char *ret_error);

#endif
