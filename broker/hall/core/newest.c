#include "broker/hall/core/newest.h"

#include <stdbool.h>
#include <stdlib.h>

#define PLACE_BITS 13              // some times the terminals of a large hall
#define GOLDEN 0x9e3779b97f4a7c15u // 2^64 by the golden ratio: multiplicative hashing

struct place {
    struct session_of of; // session 0: nobody's
    uint32_t number;
};

struct newest {
    struct place places[1 << PLACE_BITS];
};

struct newest *newest_create(void) {
    return calloc(1, sizeof(struct newest));
}

void newest_destroy(struct newest *n) {
    free(n);
}

// Terminals that start together have sessions and devices that count up side by side, so the
// session is spread before the device comes to it.
static size_t place_of(struct session_of of) {
    uint64_t hash = (of.session * GOLDEN ^ ((uint64_t)of.hall << 32 | of.device)) * GOLDEN;
    hash ^= hash >> 29;
    return (size_t)((hash * GOLDEN) >> (64 - PLACE_BITS));
}

static bool is_of(const struct place *p, struct session_of of) {
    return p->of.session == of.session && p->of.device == of.device && p->of.hall == of.hall;
}

const uint32_t *newest_find(const struct newest *n, struct session_of of) {
    const struct place *p = &n->places[place_of(of)];
    return of.session && is_of(p, of) ? &p->number : NULL;
}

void newest_know(struct newest *n, struct session_of of, uint32_t number) {
    n->places[place_of(of)] = (struct place){of, number};
}

void newest_put(struct newest *n, struct session_of of, uint32_t number) {
    struct place *p = &n->places[place_of(of)];
    if (is_of(p, of) && p->number < number)
        p->number = number;
}
