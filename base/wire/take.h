// take.h - unpacks what a packer wrote: each field once, in the order of their numbers, the members
// of a list together. All else is left to protobuf-c, which knows every way to write a message
// (wire.c): unknown fields, fields in another order or twice, numbers that are longer than they
// need be in a way that changes them, and what does not parse. So each function is false for bytes
// that it does not expect, and decides nothing about them.
#ifndef HALLQ_WIRE_TAKE_H
#define HALLQ_WIRE_TAKE_H

#include "base/wire/codec.h"

// taker: the bytes that are not yet unpacked. `looks`: texts are looked at, and characters other
// than `may` allows end the work (base/character.h).
struct taker {
    const unsigned char *at, *end;
    struct arena *arena;
    bool looks;
    unsigned may;
};

// take_long: a varint of two bytes or more.
bool take_long(struct taker *t, uint64_t *ret);

// take_list_count: how often the field of the tag, which was just taken, comes in a row. 0: it does
// not parse.
size_t take_list_count(struct taker *t, uint32_t tag);

// take_string: a text, for the field with the address `text`.
bool take_string(struct taker *t, char **text);
bool take_bytes(struct taker *t, ProtobufCBinaryData *ret);
bool take_strings(struct taker *t, uint32_t tag, char ***list, size_t *count);
bool take_uint32s(struct taker *t, uint32_t **list, size_t *count);
// take_int32s: `list` is the address of a pointer to values of an int32_t or of an enum.
bool take_int32s(struct taker *t, void *list, size_t *count);
bool take_uint64s(struct taker *t, uint64_t **list, size_t *count);
bool take_double(struct taker *t, double *ret);
bool take_float(struct taker *t, float *ret);
bool take_doubles(struct taker *t, double **list, size_t *count);
bool take_floats(struct taker *t, float **list, size_t *count);

// take_message, take_messages: `message` and `list` are the addresses of pointers; a message takes
// `size` bytes.
bool take_message(struct taker *t, void *message, size_t size,
                  bool (*take)(struct taker *, void *));
bool take_messages(struct taker *t, uint32_t tag, void *list, size_t *count, size_t size,
                   bool (*take)(struct taker *, void *));

static inline bool take_varint(struct taker *t, uint64_t *ret) {
    if (t->at == t->end)
        return false;
    if (*t->at >= 0x80)
        return take_long(t, ret);
    *ret = *t->at++;
    return true;
}

// take_tag: the next tag. 0: the bytes end here. TAG_STRANGE, which no field has: it does not parse,
// or is not greater than the one before.
enum { TAG_STRANGE = 7 }; // no wire type has this number
static inline uint32_t take_tag(struct taker *t, uint32_t before) {
    uint64_t tag;
    if (t->at == t->end)
        return 0;
    return take_varint(t, &tag) && tag > before && tag <= UINT32_MAX ? (uint32_t)tag : TAG_STRANGE;
}

static inline bool take_bool(struct taker *t, protobuf_c_boolean *ret) {
    uint64_t value = 0;
    bool taken = take_varint(t, &value);
    *ret = value != 0;
    return taken;
}

static inline bool take_uint64(struct taker *t, uint64_t *ret) {
    return take_varint(t, ret);
}

static inline bool take_int64(struct taker *t, int64_t *ret) {
    uint64_t value = 0;
    bool taken = take_varint(t, &value);
    *ret = (int64_t)value;
    return taken;
}

static inline bool take_uint32(struct taker *t, uint32_t *ret) {
    uint64_t value = 0;
    bool taken = take_varint(t, &value);
    *ret = (uint32_t)value;
    return taken && value <= UINT32_MAX;
}

// take_int32: `ret` is the address of an int32_t or of an enum.
static inline bool take_int32(struct taker *t, void *ret) {
    uint64_t value = 0;
    bool taken = take_varint(t, &value);
    int32_t number = (int32_t)(uint32_t)value;
    memcpy(ret, &number, sizeof number);
    return taken && (uint64_t)(int64_t)number == value;
}

static inline bool take_sint32(struct taker *t, int32_t *ret) {
    uint32_t value = 0;
    bool taken = take_uint32(t, &value);
    *ret = (int32_t)(value >> 1 ^ (value & 1 ? UINT32_MAX : 0));
    return taken;
}

#endif
