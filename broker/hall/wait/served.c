#include "broker/hall/wait/served.h"

#include <string.h>

#include "broker/hall/core/settings_parts.h"
#include "broker/hall/wait/follow.h"

#define WALK_PART .05 // share of each new walk in the mean

static int row_look(struct state *s, uint32_t hall, uint32_t service,
                    const Hallq__ServedRow **ret) {
    struct key key = key_served(hall, service);
    int err = served_row_get(s, key, ret);
    if (err != ERR_NOT_FOUND && !row_passed(s, TABLE_SERVED, key, err))
        return err;
    *ret = NULL;
    return ERR_OK;
}

int served_mean_s(struct state *s, uint32_t hall, const Hallq__Service *service, double *ret_s) {
    const Hallq__ServedRow *row;
    int err = row_look(s, hall, service->id, &row);
    *ret_s = row && row->mean_s > 0 ? row->mean_s : service->target_service_s;
    return err;
}

static void times_read(const Hallq__ServedRow *row, struct service_times *ret) {
    size_t count = row->n_last_s < SERVICE_TIMES_KEPT ? row->n_last_s : SERVICE_TIMES_KEPT;
    ret->mean_s = row->mean_s;
    ret->count = row->count;
    if (count)
        memcpy(ret->last_s, row->last_s, count * sizeof ret->last_s[0]);
}

int served_look(struct state *s, uint32_t hall, const Hallq__Service *service,
                struct service_times *ret) {
    const Hallq__ServedRow *row;
    int err = row_look(s, hall, service->id, &row);
    memset(ret, 0, sizeof *ret);
    service_times_expect(ret, service->target_service_s);
    if (row)
        times_read(row, ret);
    return err;
}

static double last_mean_s(const struct service_times *times) {
    double sum_s = 0;
    uint32_t count = service_times_kept(times);
    for (uint32_t i = 0; i < count; i++)
        sum_s += times->last_s[i];
    return sum_s / count;
}

int served_at_counter(struct state *s, uint32_t hall, const Hallq__Service *service, double mean_s,
                      struct service_times *ret) {
    const Hallq__ServedRow *row;
    int err = row_look(s, hall, service->id, &row);
    memset(ret, 0, sizeof *ret);
    if (err)
        return err;
    if (row)
        times_read(row, ret);
    bool many = service_times_kept(ret) > SERVICE_TIMES_FEWEST;
    service_times_expect(ret, many ? last_mean_s(ret) : mean_s);
    if (row && row->walk_s > 0)
        service_times_walk(ret, row->walk_s);
    return ERR_OK;
}

// The list of last times grows up to SERVICE_TIMES_KEPT; from then on it is written in place.
static int times_put(struct state *s, struct key key, struct service_times *times) {
    size_t count =
        times->count < SERVICE_TIMES_KEPT ? (size_t)times->count : (size_t)SERVICE_TIMES_KEPT;
    Hallq__ServedRow whole = HALLQ__SERVED_ROW__INIT, *row = NULL;
    int err = served_row_own(s, key, &row);
    if (!err && row->n_last_s == count) {
        row->mean_s = times->mean_s;
        row->count = times->count;
        memcpy(row->last_s, times->last_s, count * sizeof times->last_s[0]);
        return served_row_own_put(s, key, row);
    }
    if (err && err != ERR_NOT_FOUND && !row_passed(s, TABLE_SERVED, key, err))
        return err;
    whole.mean_s = times->mean_s;
    whole.count = times->count;
    whole.walk_s = err ? 0 : row->walk_s;
    whole.n_last_s = count;
    whole.last_s = times->last_s;
    return served_row_put(s, key, &whole);
}

int served_add(struct change *c, uint32_t service, uint32_t served_s) {
    const Hallq__HallSettings *settings;
    struct service_times times;
    if (!follows(c))
        return ERR_OK;
    int err = change_settings(c, &settings);
    const Hallq__Service *set = err ? NULL : settings_service(settings, service);
    if (!set)
        return err;
    if ((err = served_look(c->state, c->hall, set, &times)))
        return err;
    service_times_learn(&times, served_s);
    return times_put(c->state, key_served(c->hall, service), &times);
}

int served_walked(struct change *c, uint32_t service, double walk_s) {
    struct key key = key_served(c->hall, service);
    Hallq__ServedRow *row;
    if (!follows(c))
        return ERR_OK;
    int err = served_row_own(c->state, key, &row);
    if (err == ERR_NOT_FOUND || row_passed(c->state, TABLE_SERVED, key, err))
        return ERR_OK; // with the first time of the service there is a row
    if (err)
        return err;
    row->walk_s = row->walk_s > 0 ? (1 - WALK_PART) * row->walk_s + WALK_PART * walk_s : walk_s;
    return served_row_own_put(c->state, key, row);
}
