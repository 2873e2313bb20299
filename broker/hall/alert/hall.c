// hall.c - alerts of the hall as a whole: devices that are silent, and that nobody leads. Both only
// inside its hours: at night devices are switched off, and nobody is there.
#include "broker/hall/alert/look.h"

#include "broker/hall/core/present.h"

static bool is_silent(const struct looking *l, const struct alert_silent *s) {
    if (s->unheard && !open_find(l, HALLQ__ALERT__KIND__DEVICE_SILENT, s->device))
        return false; // it may be one in a cupboard
    return l->d->now_ms - s->since_ms >= l->limits.silent_ms || s->unheard;
}

static void silent_look(struct looking *l) {
    for (size_t i = 0; i < l->known->silent_count; i++) {
        const struct alert_silent *s = &l->known->silent[i];
        struct wanted *w = is_silent(l, s) ? want(l, HALLQ__ALERT__KIND__DEVICE_SILENT,
                                                  HALLQ__ALERT__LEVEL__AMBER, s->device)
                                           : NULL;
        if (!w)
            continue;
        const Hallq__Alert *told = open_find(l, HALLQ__ALERT__KIND__DEVICE_SILENT, s->device);
        w->now.since_ms = told ? told->since_ms : s->since_ms;
    }
}

static int somebody_leads(struct looking *l, bool *ret) {
    struct present *who;
    int err = presents_find(l->d, &who);
    *ret = false;
    for (; who && !err; who = who->next)
        *ret |= who->role == HALLQ__STAFF__ROLE__LEAD || who->role == HALLQ__STAFF__ROLE__MANAGER;
    return err;
}

// Who leads is signed off after a while without a command, so that it is told only after a while.
static int no_lead_look(struct looking *l) {
    bool leads;
    int64_t since_ms = l->d->row->no_lead_since_ms;
    int err = somebody_leads(l, &leads);
    if (err)
        return err;
    int64_t now_since_ms = leads || !l->hall_open ? 0 : since_ms ? since_ms : l->d->now_ms;
    if (now_since_ms != since_ms) {
        EMIT(l->d, ALERT_WATCHED, AlertWatched, alert_watched, watched);
        watched->no_lead_since_ms = now_since_ms;
    }
    if (!now_since_ms || l->d->now_ms - now_since_ms < l->limits.no_lead_ms)
        return ERR_OK;
    struct wanted *w = want(l, HALLQ__ALERT__KIND__NO_LEAD, HALLQ__ALERT__LEVEL__AMBER, 0);
    if (w)
        w->now.since_ms = now_since_ms;
    return ERR_OK;
}

int hall_look(struct looking *l) {
    if (l->hall_open)
        silent_look(l);
    return l->limits.off[HALLQ__ALERT__KIND__NO_LEAD] ? ERR_OK : no_lead_look(l);
}
