// json_text.h - how JSON writes the name of a field, and bytes; for what prints, reads or describes it by descriptors.
#ifndef HALLQ_JSON_TEXT_H
#define HALLQ_JSON_TEXT_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_NAME_SIZE 64 // no field name of the schema is longer

// json_name: a field's name in lowerCamelCase; ret_name has JSON_NAME_SIZE bytes.
void json_name(const char *name, char *ret_name);

// base64_print: the bytes as base64; the caller frees the text; NULL without memory.
char *base64_print(const ProtobufCBinaryData *bytes);

// base64_parse: decodes base64, with or without its padding, of either alphabet; `data` has room
// for three bytes for every four characters. False when the text is not base64.
bool base64_parse(const char *text, uint8_t *data, size_t *ret_len);

#endif
