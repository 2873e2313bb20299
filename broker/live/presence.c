#include "broker/live/presence.h"

#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"
#include "broker/live/by_device.h"
#include "broker/live/by_hall.h"
#include "broker/log/log.h"

#define TELL_AGAIN_MS (30 * 1000) // a finding that came to nothing is reported again then

void presences_fini(struct presences *p) {
    free(p->list);
    free(p->behind);
    free(p->used_ms);
    free(p->key_endings);
    *p = (struct presences){0};
}

void presences_used(struct presences *p, uint32_t device, int64_t mono_ms) {
    int64_t *used_ms = by_device_grow(p->used_ms, &p->used_room, sizeof *used_ms, device);
    if (!used_ms)
        return; // the next command counts
    used_ms[device] = mono_ms;
    p->used_ms = used_ms;
}

// A hall's presences, read anew into the turn's arena.
struct loading {
    struct state *state;
    const struct presences *presences;
    const Hallq__HallSettings *settings;
    uint32_t hall;
    int64_t mono_ms;
    struct presence *fresh;
    size_t fresh_count, fresh_room;
};

static uint32_t idle_s_of(const Hallq__HallSettings *h, const Hallq__SignOnRow *on) {
    bool leads = on->role == HALLQ__STAFF__ROLE__LEAD || on->role == HALLQ__STAFF__ROLE__MANAGER;
    uint32_t there_s = leads ? h->console_idle_s : h->guide_idle_s;
    if (on->counter)
        there_s = h->counter_idle_s;
    bool web_first = h->web_idle_s && (!there_s || h->web_idle_s < there_s);
    return on->gateway && web_first ? h->web_idle_s : there_s;
}

static const struct presence *presence_before(const struct loading *at, uint32_t device) {
    const struct presences *p = at->presences;
    size_t i = by_hall_find(p->list, p->count, sizeof *p->list, at->hall);
    for (; i < p->count && p->list[i].hall == at->hall; i++)
        if (p->list[i].device == device)
            return &p->list[i];
    return NULL;
}

static void fresh_add(struct loading *at, struct presence one) {
    if (at->fresh_count == at->fresh_room) {
        size_t room = 2 * at->fresh_room + 16;
        struct presence *more = arena_need(at->state->arena, room * sizeof *more);
        if (at->fresh_count)
            memcpy(more, at->fresh, at->fresh_count * sizeof *more);
        at->fresh = more;
        at->fresh_room = room;
    }
    at->fresh[at->fresh_count++] = one;
}

static void rotten_cb(void *arg, struct bytes key) {
    const struct loading *at = arg;
    (void)key;
    log_write(LOG_LEVEL_ERROR, "sign_on_rotten", " hall=%u", at->hall);
}

static int sign_on_cb(void *arg, struct bytes key, struct bytes value) {
    struct loading *at = arg;
    const Hallq__SignOnRow *on = sign_on_row_read(at->state->arena, value);
    if (!on || key.size < KEY_HALL_SIZE + 4) {
        rotten_cb(at, key);
        return 0;
    }
    struct presence one = {.hall = at->hall, .staff = on->staff, .since_ms = at->mono_ms};
    one.device = key_read_u32(key, KEY_HALL_SIZE);
    one.idle_s = idle_s_of(at->settings, on);
    one.over = on->over;
    one.key_endings = on->key_endings;
    one.gateway_key_endings = on->gateway_key_endings;
    one.until_ms = on->until_ms;
    if (on->principal.len == PRINCIPAL_SIZE) {
        one.gateway = on->gateway;
        memcpy(one.principal, on->principal.data, PRINCIPAL_SIZE);
    }
    const struct presence *before = presence_before(at, one.device);
    if (before && before->staff == one.staff && before->key_endings == one.key_endings &&
        before->gateway_key_endings == one.gateway_key_endings) {
        one.since_ms = before->since_ms;
        one.told_ms = before->told_ms;
    }
    if (!one.over || one.gateway)
        fresh_add(at, one);
    return 0;
}

static int behind_compare(const void *a, const void *b) {
    const struct browsing *x = a, *y = b;
    if (x->hall != y->hall)
        return x->hall < y->hall ? -1 : 1;
    if (x->gateway != y->gateway)
        return x->gateway < y->gateway ? -1 : 1;
    return memcmp(x->principal, y->principal, PRINCIPAL_SIZE);
}

// A sign-on that is not over goes first: an earlier version let a web session have two sign-ons.
static int behind_order(const void *a, const void *b) {
    const struct browsing *x = a, *y = b;
    int order = behind_compare(a, b);
    if (order)
        return order;
    if (x->over != y->over)
        return x->over ? 1 : -1;
    return x->device < y->device ? -1 : x->device > y->device;
}

// The hall's people in browsers, in order, each web session once.
static size_t browsing_make(const struct loading *at, struct browsing *ret) {
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < at->fresh_count; i++) {
        const struct presence *one = &at->fresh[i];
        if (!one->gateway)
            continue;
        ret[count] = (struct browsing){
            .hall = at->hall, .gateway = one->gateway, .device = one->device, .over = one->over};
        memcpy(ret[count++].principal, one->principal, PRINCIPAL_SIZE);
    }
    if (count)
        qsort(ret, count, sizeof *ret, behind_order);
    for (size_t i = 0; i < count; i++)
        if (!kept || behind_compare(&ret[kept - 1], &ret[i]))
            ret[kept++] = ret[i];
    return kept;
}

uint32_t presences_behind(const struct presences *p, uint32_t hall, uint32_t gateway,
                          const unsigned char principal[PRINCIPAL_SIZE]) {
    struct browsing wanted = {.hall = hall, .gateway = gateway};
    const struct browsing *found = NULL;
    memcpy(wanted.principal, principal, PRINCIPAL_SIZE);
    if (p->behind_count)
        found = bsearch(&wanted, p->behind, p->behind_count, sizeof wanted, behind_compare);
    return found ? found->device : 0;
}

static int presences_replace(struct presences *p, const struct loading *at) {
    struct browsing *browsing =
        arena_need(at->state->arena, (at->fresh_count + 1) * sizeof *browsing);
    size_t browsing_count = browsing_make(at, browsing);
    struct browsing *behind = by_hall_replace(p->behind, &p->behind_count, &p->behind_room,
                                              sizeof *behind, at->hall, browsing, browsing_count);
    if (!behind)
        return ERR_NO_MEMORY;
    p->behind = behind;
    struct presence *list = by_hall_replace(p->list, &p->count, &p->room, sizeof *list, at->hall,
                                            at->fresh, at->fresh_count);
    if (!list)
        return ERR_NO_MEMORY;
    p->list = list;
    return ERR_OK;
}

int presences_load(struct presences *p, struct state *s, uint32_t hall, int64_t mono_ms) {
    struct loading at = {.state = s, .presences = p, .hall = hall, .mono_ms = mono_ms};
    const Hallq__HallRow *row;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (!err)
        err = settings_get(s, hall, row->version, &at.settings);
    if (!err)
        err = rows_scan_past(s->tables, TABLE_SIGN_ON, key_hall(hall), KEY_HALL_SIZE, sign_on_cb,
                             rotten_cb, &at);
    if (err && err != ERR_NOT_FOUND)
        return err;
    return presences_replace(p, &at);
}

static uint32_t key_endings_of(const struct presences *p, uint32_t device) {
    return device < p->key_room ? p->key_endings[device] : 0;
}

static bool key_ended(const struct presences *p, const struct presence *one) {
    return key_endings_of(p, one->device) != one->key_endings ||
           (one->gateway && key_endings_of(p, one->gateway) != one->gateway_key_endings);
}

int presences_key_set(struct presences *p, uint32_t device, uint32_t key_endings) {
    if (key_endings_of(p, device) == key_endings || device > LIMIT_DEVICES)
        return ERR_OK;
    uint32_t *grown = by_device_grow(p->key_endings, &p->key_room, sizeof *grown, device);
    if (!grown)
        return ERR_NO_MEMORY;
    grown[device] = key_endings;
    p->key_endings = grown;
    for (size_t i = 0; i < p->count; i++)
        if (p->list[i].device == device || p->list[i].gateway == device)
            p->list[i].told_ms = 0;
    return ERR_OK;
}

static bool is_idle(const struct presences *p, const struct presence *one, int64_t mono_ms) {
    int64_t used_ms = one->device < p->used_room ? p->used_ms[one->device] : 0;
    int64_t from_ms = used_ms > one->since_ms ? used_ms : one->since_ms;
    return one->idle_s && mono_ms - from_ms >= (int64_t)one->idle_s * 1000;
}

void presences_check(struct presences *p, int64_t mono_ms, int64_t hall_ms,
                     presence_finding_cb finding_cb, void *arg) {
    for (size_t i = 0; i < p->count; i++) {
        struct presence *one = &p->list[i];
        bool told = one->told_ms && mono_ms - one->told_ms < TELL_AGAIN_MS;
        bool ended = key_ended(p, one) || (one->until_ms && hall_ms >= one->until_ms);
        if (told || one->over || (!ended && !is_idle(p, one, mono_ms)))
            continue;
        if (finding_cb(arg, one->hall, one->device, !ended))
            one->told_ms = mono_ms;
    }
}
