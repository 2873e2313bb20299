#include "broker/hall/wait/served.h"

#include <string.h>

#include "broker/hall/core/settings_parts.h"
#include "broker/hall/wait/follow.h"

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
    service_times_add(&times, served_s);
    return times_put(c->state, key_served(c->hall, service), &times);
}
