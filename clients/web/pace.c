#include "pace.h"

#include <stdlib.h>
#include <string.h>

#define WAYS 4 // places where one may stand

struct rate {
    unsigned per_min, burst;
};

static const struct rate usual[PACE_KIND_COUNT] = {
    [PACE_COMMAND] = {600, 120}, [PACE_SESSION] = {3000, 500}, [PACE_ISSUE] = {30, 20},
    [PACE_TICKET] = {1500, 300}, [PACE_ENROL] = {20, 10},      [PACE_SIGN_IN] = {120, 60},
    [PACE_PIN] = {20, 10},       [PACE_SETTINGS] = {60, 20},
};

struct place {
    uint64_t of;         // of who and kind, 0 nobody's
    uint64_t at_ms;      // of the last change
    uint64_t thousandth; // tokens, in thousandths
};

struct pace {
    struct rate rates[PACE_KIND_COUNT];
    struct place places[PACE_PLACES];
};

struct pace *pace_create(void) {
    struct pace *p = calloc(1, sizeof *p);
    if (p)
        memcpy(p->rates, usual, sizeof usual);
    return p;
}

void pace_destroy(struct pace *p) {
    free(p);
}

void pace_set(struct pace *p, enum pace_kind kind, unsigned per_min, unsigned burst) {
    p->rates[kind] = (struct rate){per_min, burst};
}

static uint64_t key_of(enum pace_kind kind, uint64_t who) {
    return (who ^ ((uint64_t)kind + 1) * UINT64_C(0x9e3779b97f4a7c15)) | 1;
}

static struct place *place_of(struct pace *p, uint64_t key, enum pace_kind kind, uint64_t now_ms) {
    struct place *first = &p->places[key / 2 % (PACE_PLACES / WAYS) * WAYS], *oldest = first;
    for (struct place *one = first; one < first + WAYS; one++) {
        if (one->of == key)
            return one;
        if (!one->of || (oldest->of && one->at_ms < oldest->at_ms))
            oldest = one;
    }
    *oldest = (struct place){key, now_ms, (uint64_t)p->rates[kind].burst * 1000};
    return oldest;
}

bool pace_take(struct pace *p, enum pace_kind kind, uint64_t who, uint64_t now_ms,
               unsigned *ret_after_s) {
    unsigned per_min = p->rates[kind].per_min;
    if (!per_min)
        return true;
    struct place *place = place_of(p, key_of(kind, who), kind, now_ms);
    uint64_t full = (uint64_t)p->rates[kind].burst * 1000;
    uint64_t grown = place->thousandth + (now_ms - place->at_ms) * per_min / 60;
    place->thousandth = grown < full ? grown : full;
    place->at_ms = now_ms;
    if (place->thousandth >= 1000) {
        place->thousandth -= 1000;
        return true;
    }
    *ret_after_s = (unsigned)((1000 - place->thousandth) * 60 / per_min / 1000) + 1;
    return false;
}
