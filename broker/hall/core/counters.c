#include "broker/hall/core/counters.h"

#include <string.h>

#include "base/limit.h"
#include "broker/hall/core/clerk_times.h"
#include "broker/hall/core/settings_parts.h"

void counter_services(const Hallq__HallSettings *h, uint32_t counter, const Hallq__CounterRow *row,
                      const uint32_t **ret_services, size_t *ret_count) {
    const Hallq__CounterSettings *settings = settings_counter(h, counter);
    if (row && row->n_services) {
        *ret_services = row->services;
        *ret_count = row->n_services;
        return;
    }
    *ret_services = settings ? settings->services : NULL;
    *ret_count = settings ? settings->n_services : 0;
}

bool counter_gives(const Hallq__HallSettings *h, uint32_t counter, const Hallq__CounterRow *row,
                   uint32_t service) {
    const uint32_t *services;
    size_t count;
    counter_services(h, counter, row, &services, &count);
    return id_listed(services, count, service);
}

bool counter_closed(const Hallq__CounterRow *row) {
    return row->state == HALLQ__COUNTER__STATE__CLOSED ||
           row->state == HALLQ__COUNTER__STATE__NO_STATE;
}

bool counter_works(const Hallq__CounterRow *row) {
    return row->state == HALLQ__COUNTER__STATE__FREE ||
           row->state == HALLQ__COUNTER__STATE__CALLING ||
           row->state == HALLQ__COUNTER__STATE__SERVING;
}

void counter_set_free(struct change *c, Hallq__CounterRow *row) {
    clerk_times_pass(c, row);
    row->state = HALLQ__COUNTER__STATE__FREE;
    row->ticket = 0;
    row->number = (char *)protobuf_c_empty_string;
    row->since_ms = c->at_ms;
}

int counter_held_add(struct change *c, uint32_t counter, int change) {
    Hallq__CounterRow *row;
    if (!counter)
        return ERR_OK;
    int err = change_counter_get(c, counter, &row);
    if (err)
        return err;
    if (change < 0 && !row->held)
        return ERR_CORRUPT;
    row->held = (uint32_t)((int64_t)row->held + change);
    return change_counter_put(c, counter, row);
}

int counter_take(struct change *c, uint32_t counter, const Hallq__TicketRow *t,
                 Hallq__Counter__State state) {
    Hallq__CounterRow *row;
    int err = change_counter_get(c, counter, &row);
    if (err)
        return err;
    if (row->ticket && row->ticket != t->ticket)
        return ERR_CORRUPT;
    clerk_times_pass(c, row);
    row->state = state;
    row->ticket = t->ticket;
    row->number = t->number;
    row->since_ms = c->at_ms;
    return change_counter_put(c, counter, row);
}

int counter_let_go(struct change *c, uint32_t counter) {
    Hallq__CounterRow *row;
    int err = change_counter_get(c, counter, &row);
    if (err)
        return err;
    counter_set_free(c, row);
    return change_counter_put(c, counter, row);
}

// The services of the settings that a working counter gives, by their places.
struct gives {
    size_t places[LIMIT_SERVICES];
    size_t count;
};

static bool counter_serves(const Hallq__CounterSettings *set, const Hallq__CounterRow *row,
                           uint32_t service) {
    if (!counter_works(row))
        return false;
    return row->n_services ? id_listed(row->services, row->n_services, service)
                           : id_listed(set->services, set->n_services, service);
}

static bool is_counted(const Hallq__LineRow *row, uint32_t counters, const uint32_t *shared,
                       size_t service_count) {
    return row->counters == counters && row->n_shared == service_count &&
           memcmp(row->shared, shared, service_count * sizeof shared[0]) == 0;
}

static int line_counters_set(struct change *c, uint32_t service, uint32_t counters,
                             uint32_t *shared, size_t service_count) {
    struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, service);
    Hallq__LineRow *row;
    int err = line_row_edit(c->state, key, &row);
    if (row_passed(c->state, TABLE_LINE, key, err))
        return ERR_OK;
    if (err || is_counted(row, counters, shared, service_count))
        return err;
    row->counters = counters;
    row->shared = shared;
    row->n_shared = service_count;
    return line_row_put(c->state, key, row);
}

// *ret is NULL if the row cannot be read: that counter counts for no service.
static int counter_look(struct change *c, uint32_t counter, Hallq__CounterRow **ret) {
    int err = change_counter_get(c, counter, ret);
    if (!row_passed(c->state, TABLE_COUNTER, key_counter(c->hall, counter), err))
        return err;
    *ret = NULL;
    return ERR_OK;
}

static void gives_find(const Hallq__HallSettings *h, const Hallq__CounterSettings *set,
                       const Hallq__CounterRow *row, struct gives *ret) {
    ret->count = 0;
    for (size_t k = 0; row && k < h->n_services && ret->count < LIMIT_SERVICES; k++)
        if (counter_serves(set, row, h->services[k]->id))
            ret->places[ret->count++] = k;
}

// shared[i * services + k]: how many working counters give both the i-th and the k-th service.
static int shared_count(struct change *c, const Hallq__HallSettings *h, uint32_t *shared) {
    struct gives gives;
    for (size_t n = 0; n < h->n_counters; n++) {
        Hallq__CounterRow *row;
        int err = counter_look(c, h->counters[n]->id, &row);
        if (err)
            return err;
        gives_find(h, h->counters[n], row, &gives);
        for (size_t i = 0; i < gives.count; i++)
            for (size_t k = 0; k < gives.count; k++)
                shared[gives.places[i] * h->n_services + gives.places[k]]++;
    }
    return ERR_OK;
}

int lines_count_counters(struct change *c) {
    const Hallq__HallSettings *h;
    int err = change_settings(c, &h);
    if (err)
        return err;
    size_t count = h->n_services, size = count * count * sizeof(uint32_t);
    uint32_t *shared = arena_need(c->state->arena, size + 1);
    memset(shared, 0, size);
    err = shared_count(c, h, shared);
    for (size_t k = 0; k < count && !err; k++)
        err = line_counters_set(c, h->services[k]->id, shared[k * count + k], shared + k * count,
                                count);
    return err;
}
