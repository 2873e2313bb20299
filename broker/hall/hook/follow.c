// follow.c - webhooks come and go with the settings.
#include "broker/hall/core/settings_parts.h"
#include "broker/hall/hook/hook.h"

static int hook_begin(struct change *c, uint32_t hook) {
    Hallq__HookRow fresh = HALLQ__HOOK_ROW__INIT, *row;
    struct key key = key_hook(c->hall, hook);
    int err = hook_row_get(c->state, key, &row);
    if (err == ERR_NOT_FOUND || row_passed(c->state, TABLE_SETTINGS, key, err)) {
        fresh.cursor = c->seq;
        row = &fresh;
        err = ERR_OK;
    }
    if (err)
        return err;
    row->failures = row->status = 0;
    row->failing_since_ms = row->next_at_ms = row->off_since_ms = 0;
    return hook_row_put(c->state, key, row);
}

int hooks_follow(struct change *c, const Hallq__HallSettings *old, const Hallq__HallSettings *new) {
    int err = ERR_OK;
    for (size_t i = 0; old && i < old->n_webhooks && !err; i++)
        if (!settings_webhook(new, old->webhooks[i]->id))
            err = row_del(c->state, TABLE_SETTINGS, key_hook(c->hall, old->webhooks[i]->id));
    for (size_t i = 0; i < new->n_webhooks && !err; i++)
        err = hook_begin(c, new->webhooks[i]->id);
    return err;
}
