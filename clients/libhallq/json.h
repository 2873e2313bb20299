// json.h - messages as JSON and back: the canonical mapping of proto3, driven by the descriptors.
//
// Names in lowerCamelCase, 64-bit integers as strings, enum values by name, bytes in base64, what
// has its default value left out. Reading is strict: unknown or repeated names, values out of
// range, texts that are not clean UTF-8 and anything after the end are refused, with the path of
// the field. Names may also be written as in the schema, integers of any width as number or string,
// enum values as numbers; null is the default value.
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

// hallq_json_print_fields: the same of the fields with these numbers alone, which the message's type
// has, each named also when it holds nothing: a message that is not set is null.
char *hallq_json_print_fields(const void *message, const uint32_t *fields, size_t count);

// hallq_json_parse: the message of this type, in the arena, which owns it. NULL with
// "issue.nextServices[1]: ..." in ret_error, which has HALLQ_JSON_ERROR_SIZE bytes. Never trusts
// its input; the arena's budget bounds it.
void *hallq_json_parse(const ProtobufCMessageDescriptor *type, const char *text, size_t text_size,
                       struct arena *a, char *ret_error);

// hallq_json_parse_in: the same with what is wrong in a language of choice.
void *hallq_json_parse_in(const ProtobufCMessageDescriptor *type, const char *text,
                          size_t text_size, struct arena *a, enum language language,
                          char *ret_error);

#endif
