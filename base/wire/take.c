#include "base/wire/take.h"

#include <endian.h>

#include "base/character.h"

// The tenth byte of a varint holds the highest bit of 64.
bool take_long(struct taker *t, uint64_t *ret) {
    *ret = 0;
    for (unsigned shift = 0; shift < 64 && t->at < t->end; shift += 7) {
        unsigned char byte = *t->at++;
        *ret |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return shift < 63 || byte <= 1;
    }
    return false;
}

// Takes the size of a value that is there in full.
static bool size_take(struct taker *t, size_t *ret) {
    uint64_t size;
    if (!take_varint(t, &size) || size > (uint64_t)(t->end - t->at))
        return false;
    *ret = (size_t)size;
    return true;
}

size_t take_list_count(struct taker *t, uint32_t tag) {
    struct taker ahead = *t;
    uint64_t next = tag;
    size_t count = 0, size;
    while (next == tag) {
        if (!size_take(&ahead, &size))
            return 0;
        ahead.at += size;
        count++;
        if (!take_varint(&ahead, &next))
            break;
    }
    return count;
}

// Takes the tag before each member of a list but the first, whose tag was taken.
static bool member_begin(struct taker *t, size_t i) {
    uint64_t tag;
    return !i || take_varint(t, &tag);
}

bool take_string(struct taker *t, char **text) {
    size_t size;
    uint32_t code;
    if (!size_take(t, &size) || (t->looks && text_flaw((const char *)t->at, size, t->may, &code)))
        return false;
    char *copy = arena_take(t->arena, size + 1);
    if (!copy)
        return false;
    memcpy(copy, t->at, size);
    copy[size] = 0;
    t->at += size;
    *text = copy;
    return true;
}

bool take_bytes(struct taker *t, ProtobufCBinaryData *ret) {
    size_t size;
    if (!size_take(t, &size))
        return false;
    *ret = (ProtobufCBinaryData){size, size ? arena_try_copy(t->arena, t->at, size) : NULL};
    t->at += size;
    return ret->data || !size;
}

bool take_strings(struct taker *t, uint32_t tag, char ***list, size_t *count) {
    size_t there = take_list_count(t, tag);
    *list = there ? arena_take(t->arena, there * sizeof **list) : NULL;
    for (size_t i = 0; *list && i < there; i++)
        if (!member_begin(t, i) || !take_string(t, &(*list)[i]))
            return false;
    *count = there;
    return *list;
}

// Begins a list of numbers, which ends where its last number does.
static bool numbers_begin(struct taker *t, struct taker *ret, size_t *ret_count) {
    size_t size;
    if (!size_take(t, &size) || !size)
        return false;
    *ret = *t;
    ret->end = t->at += size;
    *ret_count = 0;
    for (const unsigned char *at = ret->at; at < ret->end; at++)
        *ret_count += *at < 0x80;
    return *ret_count;
}

bool take_uint32s(struct taker *t, uint32_t **list, size_t *count) {
    struct taker numbers;
    if (!numbers_begin(t, &numbers, count))
        return false;
    *list = arena_take(t->arena, *count * sizeof **list);
    for (size_t i = 0; *list && i < *count; i++)
        if (!take_uint32(&numbers, &(*list)[i]))
            return false;
    return *list && numbers.at == numbers.end;
}

bool take_int32s(struct taker *t, void *list, size_t *count) {
    struct taker numbers;
    if (!numbers_begin(t, &numbers, count))
        return false;
    int32_t *values = arena_take(t->arena, *count * sizeof *values);
    for (size_t i = 0; values && i < *count; i++)
        if (!take_int32(&numbers, &values[i]))
            return false;
    *(int32_t **)list = values;
    return values && numbers.at == numbers.end;
}

bool take_uint64s(struct taker *t, uint64_t **list, size_t *count) {
    struct taker numbers;
    if (!numbers_begin(t, &numbers, count))
        return false;
    *list = arena_take(t->arena, *count * sizeof **list);
    for (size_t i = 0; *list && i < *count; i++)
        if (!take_uint64(&numbers, &(*list)[i]))
            return false;
    return *list && numbers.at == numbers.end;
}

bool take_double(struct taker *t, double *ret) {
    uint64_t bits;
    if ((size_t)(t->end - t->at) < sizeof bits)
        return false;
    memcpy(&bits, t->at, sizeof bits);
    bits = le64toh(bits);
    memcpy(ret, &bits, sizeof bits);
    t->at += sizeof bits;
    return true;
}

bool take_float(struct taker *t, float *ret) {
    uint32_t bits;
    if ((size_t)(t->end - t->at) < sizeof bits)
        return false;
    memcpy(&bits, t->at, sizeof bits);
    bits = le32toh(bits);
    memcpy(ret, &bits, sizeof bits);
    t->at += sizeof bits;
    return true;
}

// Begins a list of values of `each` bytes, and takes memory for as many.
static void *fixed_begin(struct taker *t, size_t each, size_t *ret_count) {
    size_t size;
    if (!size_take(t, &size) || !size || size % each)
        return NULL;
    *ret_count = size / each;
    return arena_take(t->arena, size);
}

bool take_doubles(struct taker *t, double **list, size_t *count) {
    *list = fixed_begin(t, sizeof **list, count);
    for (size_t i = 0; *list && i < *count; i++)
        if (!take_double(t, &(*list)[i]))
            return false;
    return *list;
}

bool take_floats(struct taker *t, float **list, size_t *count) {
    *list = fixed_begin(t, sizeof **list, count);
    for (size_t i = 0; *list && i < *count; i++)
        if (!take_float(t, &(*list)[i]))
            return false;
    return *list;
}

bool take_message(struct taker *t, void *message, size_t size,
                  bool (*take)(struct taker *, void *)) {
    const unsigned char *end = t->end;
    size_t packed_size;
    void *made = arena_take(t->arena, size);
    if (!made || !size_take(t, &packed_size))
        return false;
    t->end = t->at + packed_size;
    if (!take(t, made))
        return false;
    t->end = end;
    *(void **)message = made;
    return true;
}

bool take_messages(struct taker *t, uint32_t tag, void *list, size_t *count, size_t size,
                   bool (*take)(struct taker *, void *)) {
    size_t there = take_list_count(t, tag);
    void **made = there ? arena_take(t->arena, there * sizeof *made) : NULL;
    for (size_t i = 0; made && i < there; i++)
        if (!member_begin(t, i) || !take_message(t, &made[i], size, take))
            return false;
    *(void ***)list = made;
    *count = there;
    return made;
}
