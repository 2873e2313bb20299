// codec.h - what base/wire/write_codec.py writes for each message of the schema, and the few words
// that its code is written in. Only base/wire knows this header.
#ifndef HALLQ_WIRE_CODEC_H
#define HALLQ_WIRE_CODEC_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

struct packer;
struct taker;

// codec: packs, copies and unpacks messages of one type.
//   put   packs a message in front of what is packed (pack.h)
//   own   points the fields of a copied struct at memory of the copy; false: the arena has no
//         memory left (copy.h)
//   take  unpacks the bytes that the taker stands at; false: they are not as `put` writes them, or
//         the arena has no memory left (take.h)
struct codec {
    const ProtobufCMessageDescriptor *type;
    void (*put)(struct packer *p, const void *message);
    bool (*own)(struct arena *a, void *message);
    bool (*take)(struct taker *t, void *message);
};

// codec_of: the codec of a type of the schema; any other type ends the process, as only a bug asks
// for one.
const struct codec *codec_of(const ProtobufCMessageDescriptor *type);

// TAG: what stands before a field's value: its number, and its wire type.
#define TAG(id, wire_type) ((uint32_t)(id) << 3 | PROTOBUF_C_WIRE_TYPE_##wire_type)

#endif
