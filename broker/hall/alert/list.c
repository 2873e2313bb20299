// list.c - the alerts of a hall: those that are open, and those of today that are over.
#include "broker/hall/alert/list.h"

#include <stdlib.h>

#include "base/wire/wire.h"
#include "broker/hall/core/rules_by_command.h"

struct listing {
    struct state *state;
    Hallq__Alert **alerts;
    size_t count, most;
    int32_t day; // the business day of the alerts; 0: any
};

static int alert_cb(void *arg, struct bytes key, struct bytes value) {
    struct listing *l = arg;
    const Hallq__AlertRow *row =
        wire_unpack_stored(&hallq__alert_row__descriptor, l->state->arena, value.data, value.size);
    if (!row || !row->alert) {
        row_unread(l->state, TABLE_SETTINGS, key);
        return 0;
    }
    if (!l->day || row->day == l->day)
        l->alerts[l->count++] = row->alert;
    return l->count == l->most;
}

static int list(struct listing *l, struct key from) {
    l->alerts = arena_need(l->state->arena, (l->most + 1) * sizeof(Hallq__Alert *));
    return rows_scan_over(l->state, TABLE_SETTINGS, from, KEY_OF_ALERTS_PREFIX_SIZE, alert_cb, l);
}

int alerts_open(struct state *s, uint32_t hall, Hallq__Alert ***ret, size_t *ret_count) {
    struct listing l = {.state = s, .most = LIMIT_ALERTS};
    int err = list(&l, key_open_alert(hall, 0));
    *ret = l.alerts;
    *ret_count = l.count;
    return err;
}

static int newest_first(const void *a, const void *b) {
    const Hallq__Alert *x = *(Hallq__Alert *const *)a, *y = *(Hallq__Alert *const *)b;
    return (x->alert < y->alert) - (x->alert > y->alert);
}

int get_alerts_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    struct arena *arena = d->state->arena;
    Hallq__Alert **open;
    size_t open_count;
    struct listing over = {.state = d->state, .most = LIMIT_ALERTS_OVER, .day = d->row->day};
    (void)request;
    int err = alerts_open(d->state, d->hall, &open, &open_count);
    if (!err)
        err = list(&over, key_over_alert(d->hall, 0));
    if (err)
        return err;
    qsort(over.alerts, over.count, sizeof(Hallq__Alert *), newest_first);
    Hallq__AlertList *answer = arena_need(arena, sizeof *answer);
    hallq__alert_list__init(answer);
    answer->alerts = arena_need(arena, (open_count + over.count + 1) * sizeof(Hallq__Alert *));
    for (size_t i = 0; i < open_count; i++)
        answer->alerts[answer->n_alerts++] = open[i];
    for (size_t i = 0; i < over.count; i++)
        answer->alerts[answer->n_alerts++] = over.alerts[i];
    reply->body_case = HALLQ__REPLY__BODY_ALERTS;
    reply->alerts = answer;
    return ERR_OK;
}
