#include "pace.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "secret.h"

#define WAYS 4 // places where an address may stand

static const struct {
    unsigned per_min, burst;
} rates[PACE_KIND_COUNT] = {
    [PACE_COMMAND] = {600, 120},
    [PACE_TICKET] = {1500, 300},
    [PACE_SIGN_IN] = {20, 10},
};

struct place {
    uint64_t of;         // hash of address and kind, 0 nobody's
    uint64_t at_ms;      // of the last change
    uint64_t thousandth; // tokens, in thousandths
};

struct pace {
    unsigned char salt[16]; // so that nobody can aim at another's places
    struct place places[PACE_PLACES];
};

struct pace *pace_create(void) {
    struct pace *p = calloc(1, sizeof *p);
    if (p)
        secret_random(p->salt, sizeof p->salt);
    return p;
}

void pace_destroy(struct pace *p) {
    free(p);
}

static uint64_t key_of(const struct pace *p, enum pace_kind kind, const char *address) {
    unsigned char bytes[sizeof p->salt + 17] = {0}, hash[16];
    uint64_t key;
    unsigned char *at = bytes + sizeof p->salt;
    memcpy(bytes, p->salt, sizeof p->salt);
    at[16] = (unsigned char)kind;
    if (inet_pton(AF_INET6, address, at) == 1)
        memset(at + 8, 0, 8); // a network's
    else
        inet_pton(AF_INET, address, at);
    secret_hash(hash, sizeof hash, "pace", bytes, sizeof bytes);
    memcpy(&key, hash, sizeof key);
    return key | 1;
}

static struct place *place_of(struct pace *p, uint64_t key, enum pace_kind kind, uint64_t now_ms) {
    struct place *first = &p->places[key / 2 % (PACE_PLACES / WAYS) * WAYS], *oldest = first;
    for (struct place *one = first; one < first + WAYS; one++) {
        if (one->of == key)
            return one;
        if (!one->of || (oldest->of && one->at_ms < oldest->at_ms))
            oldest = one;
    }
    *oldest = (struct place){key, now_ms, (uint64_t)rates[kind].burst * 1000};
    return oldest;
}

bool pace_take(struct pace *p, enum pace_kind kind, const char *address, uint64_t now_ms,
               unsigned *ret_after_s) {
    struct place *place = place_of(p, key_of(p, kind, address), kind, now_ms);
    uint64_t full = (uint64_t)rates[kind].burst * 1000;
    uint64_t grown = place->thousandth + (now_ms - place->at_ms) * rates[kind].per_min / 60;
    place->thousandth = grown < full ? grown : full;
    place->at_ms = now_ms;
    if (place->thousandth >= 1000) {
        place->thousandth -= 1000;
        return true;
    }
    *ret_after_s = (unsigned)((1000 - place->thousandth) * 60 / rates[kind].per_min / 1000) + 1;
    return false;
}
