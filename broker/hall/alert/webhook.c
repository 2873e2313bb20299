// webhook.c - alerts of webhooks: one that has not taken what it is told for a while, or wants no
// more.
#include "broker/hall/alert/look.h"

#define FAILING_MS (10 * 60 * 1000) // a restart of the receiver is no news to a lead

static void hook_look(struct looking *l, uint32_t hook, const Hallq__HookRow *row) {
    bool fails = row->failing_since_ms && l->d->now_ms - row->failing_since_ms >= FAILING_MS;
    if (!fails && !row->off_since_ms)
        return;
    struct wanted *w =
        want(l, HALLQ__ALERT__KIND__WEBHOOK_STOPPED, HALLQ__ALERT__LEVEL__AMBER, hook);
    if (w)
        w->now.since_ms = fails ? row->failing_since_ms : row->off_since_ms;
}

int hooks_look(struct looking *l) {
    const Hallq__HallSettings *h = l->d->settings;
    for (size_t i = 0; i < h->n_webhooks; i++) {
        Hallq__HookRow *row;
        struct key key = key_hook(l->d->hall, h->webhooks[i]->id);
        int err = hook_row_get(l->d->state, key, &row);
        if (!err)
            hook_look(l, h->webhooks[i]->id, row);
        else if (err != ERR_NOT_FOUND && !row_passed(l->d->state, TABLE_SETTINGS, key, err))
            return err;
    }
    return ERR_OK;
}
