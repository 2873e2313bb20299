// alert.c - the open alerts; only the view of the lead feed has them.
#include "fold.h"

#include <string.h>

// The index at which the alert of this number stands, or would stand.
static size_t alert_place(const struct hallq_view *v, uint64_t alert) {
    size_t at = 0;
    while (at < v->now.n_alerts && v->now.alerts[at]->alert < alert)
        at++;
    return at;
}

Hallq__Alert *alert_edit(struct hallq_view *v, uint64_t alert) {
    size_t at = alert_place(v, alert);
    if (at == v->now.n_alerts || v->now.alerts[at]->alert != alert)
        return NULL;
    part_changed(v, HALLQ_PART_ALERTS);
    return v->now.alerts[at];
}

static void alert_put(struct hallq_view *v, const Hallq__Alert *alert) {
    if (!alert || !v->staff)
        return;
    size_t at = alert_place(v, alert->alert);
    Hallq__Alert **place = v->now.alerts + at;
    bool stands = at < v->now.n_alerts && (*place)->alert == alert->alert;
    if (!stands && v->now.n_alerts == LIMIT_ALERTS)
        return;
    if (!stands)
        memmove(place + 1, place, (v->now.n_alerts++ - at) * sizeof(Hallq__Alert *));
    *place = view_copy(alert, &v->memory);
    part_changed(v, HALLQ_PART_ALERTS);
}

void fold_alert_raised(struct fold *f, const Hallq__AlertRaised *e) {
    alert_put(f->v, e->alert);
}

void fold_alert_changed(struct fold *f, const Hallq__AlertChanged *e) {
    alert_put(f->v, e->alert);
}

void fold_alert_seen(struct fold *f, const Hallq__AlertSeen *e) {
    Hallq__Alert *alert = alert_edit(f->v, e->alert);
    if (!alert)
        return;
    alert->seen_by = e->by ? e->by->staff : 0;
    alert->seen_at_ms = f->at_ms;
}

void fold_alert_escalated(struct fold *f, const Hallq__AlertEscalated *e) {
    Hallq__Alert *alert = alert_edit(f->v, e->alert);
    if (alert)
        alert->escalated_at_ms = f->at_ms;
}

void fold_alert_advised(struct fold *f, const Hallq__AlertAdvised *e) {
    Hallq__Alert *alert = alert_edit(f->v, e->alert);
    if (alert && e->proposal)
        alert->proposal = view_copy(e->proposal, &f->v->memory);
}

void fold_alert_cleared(struct fold *f, const Hallq__AlertCleared *e) {
    struct hallq_view *v = f->v;
    size_t at = alert_place(v, e->alert);
    if (!alert_edit(v, e->alert))
        return;
    Hallq__Alert **place = v->now.alerts + at;
    memmove(place, place + 1, (--v->now.n_alerts - at) * sizeof(Hallq__Alert *));
}
