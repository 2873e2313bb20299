// wire.h - packs and unpacks messages, for sockets and for stored records. No other module calls
// protobuf-c's own packing. wire_pack_in and wire_copy take messages of the schema alone, as do all
// that unpack: for each of these the build writes code (codec.h).
#ifndef HALLQ_WIRE_H
#define HALLQ_WIRE_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

// wire_unpack: decodes data into the arena, which owns the message. NULL if it does not parse, if a
// text in it is not UTF-8 or holds a control byte other than tab and newline (a NUL too), or if the
// arena's budget is used up. Fields that this build does not know are dropped. The input is never
// trusted.
void *wire_unpack(const ProtobufCMessageDescriptor *type, struct arena *a, const void *data,
                  size_t size);

// wire_unpack_entered: as wire_unpack, for texts that somebody entered: *ret_broken is the name that
// wire_text_broken would tell of these bytes without lines, whether or not they parse.
void *wire_unpack_entered(const ProtobufCMessageDescriptor *type, struct arena *a, const void *data,
                          size_t size, const char **ret_broken);

// wire_unpack_stored: as wire_unpack, without the look at texts, for values whose checksum was
// checked.
void *wire_unpack_stored(const ProtobufCMessageDescriptor *type, struct arena *a, const void *data,
                         size_t size);

// wire_peek: the number in the field `id` of a packed message that is not unpacked, or cannot be.
// Looks only at the first WIRE_PEEK_FIELDS fields, where every known packer puts the small field
// numbers, so the size of the frame costs nothing. 0: the field is not there, holds no number, or
// stands behind garbage.
enum { WIRE_PEEK_FIELDS = 16 };
uint64_t wire_peek(const void *data, size_t size, uint32_t id);

// wire_pack_in: packs a message into the arena, which owns the bytes. It takes one pass, so it
// costs less than wire_size and wire_pack. As arena_need. Fields that came unknown are packed
// again.
struct wire_packed {
    void *data;
    size_t size;
};
struct wire_packed wire_pack_in(const void *message, struct arena *a);

// wire_size: the bytes that the packed message takes. wire_pack: packs it into `to`, which has that
// many bytes; returns the bytes written.
size_t wire_size(const void *message);
size_t wire_pack(const void *message, void *to);

// wire_copy: a deep copy of a message in the arena. NULL if the budget or memory is used up.
void *wire_copy(const void *message, struct arena *a);

// wire_text_broken: the name of the first text field of a packed message, at any depth, that is not
// UTF-8 or holds a character that may not stand in a text (base/character.h: a control, or one that
// hides; a joined emoji too). Tab and newline pass only if `lines`. All bytes of the field count.
// NULL: all texts are sound. The name is static.
const char *wire_text_broken(const ProtobufCMessageDescriptor *type, const void *data, size_t size,
                             bool lines);

// wire_utf8_ok: whether `size` bytes are well-formed UTF-8 (RFC 3629) without control characters
// other than tab and newline.
bool wire_utf8_ok(const char *text, size_t size);

#endif
