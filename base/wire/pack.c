#include "base/wire/pack.h"

#include "base/wire/wire.h"

#define FIRST_ROOM_SIZE 512

void packer_grow(struct packer *p, size_t size) {
    size_t kept_size = packer_size(p);
    const unsigned char *kept = p->at;
    p->end = arena_top(p->arena, 2 * (kept_size + size), &p->low);
    p->at = memcpy(p->end - kept_size, kept, kept_size);
}

unsigned char *put_long(unsigned char *at, uint64_t value) {
    unsigned bits = 64 - (unsigned)__builtin_clzll(value);
    at -= (bits + 6) / 7;
    unsigned char *to = at;
    for (; value >= 0x80; value >>= 7)
        *to++ = (unsigned char)(value | 0x80);
    *to = (unsigned char)value;
    return at;
}

// A function of its own and not in the header: a command packs some ninety numbers, and their fields
// are many.
void put_some(struct packer *p, uint32_t tag, uint64_t number) {
    packer_room(p, 0);
    unsigned char *at = p->at;
    if (number < 0x80 && tag < 0x80) {
        at[-1] = (unsigned char)number;
        at[-2] = (unsigned char)tag;
        p->at = at - 2;
        return;
    }
    p->at = put_varint(put_varint(at, number), tag);
}

void put_unknown(struct packer *p, const ProtobufCMessage *m) {
    for (unsigned i = m->n_unknown_fields; i--;) {
        const ProtobufCMessageUnknownField *u = &m->unknown_fields[i];
        packer_room(p, u->len);
        p->at -= u->len;
        memcpy(p->at, u->data, u->len);
        p->at = put_varint(p->at, (uint64_t)u->tag << 3 | u->wire_type);
    }
}

struct wire_packed wire_pack_in(const void *message, struct arena *a) {
    const ProtobufCMessage *m = message;
    struct packer p = {.arena = a};
    p.at = p.end = arena_top(a, FIRST_ROOM_SIZE, &p.low);
    codec_of(m->descriptor)->put(&p, m);
    arena_keep(a, p.at);
    return (struct wire_packed){p.at, packer_size(&p)};
}
