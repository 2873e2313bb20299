// console_alerts.c - a key acts on the alert that was chosen when it was drawn: a worse one that comes meanwhile stands above
// it, and is chosen by nobody but the lead.
#include "console_alerts.h"

// Whether alert a is told before b.
static bool is_before(const Hallq__Alert *a, const Hallq__Alert *b) {
    if (a->level != b->level)
        return a->level > b->level;
    if (!a->seen_at_ms != !b->seen_at_ms)
        return !a->seen_at_ms;
    return a->since_ms != b->since_ms ? a->since_ms < b->since_ms : a->alert < b->alert;
}

size_t console_alerts_order(const struct hallq_view *v, size_t order[LIMIT_ALERTS]) {
    size_t count = 0;
    for (size_t i = 0; i < v->now.n_alerts && count < LIMIT_ALERTS; i++) {
        size_t at = count++;
        for (; at && is_before(v->now.alerts[i], v->now.alerts[order[at - 1]]); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return count;
}

static const Hallq__Alert *alert_find(const struct hallq_view *v, uint64_t alert) {
    for (size_t i = 0; i < v->now.n_alerts; i++)
        if (v->now.alerts[i]->alert == alert)
            return v->now.alerts[i];
    return NULL;
}

const Hallq__Alert *console_alert_chosen(const struct console_desk *d, const struct hallq_view *v) {
    size_t order[LIMIT_ALERTS];
    const Hallq__Alert *chosen = alert_find(v, d->alert);
    if (chosen || !console_alerts_order(v, order))
        return chosen;
    return v->now.alerts[order[0]];
}

void console_alerts_settle(struct console_desk *d, const struct hallq_view *v) {
    const Hallq__Alert *chosen = console_alert_chosen(d, v);
    d->alert = chosen ? chosen->alert : 0;
    if (!chosen && d->pane == PANE_ALERTS)
        d->pane = PANE_LINES;
}

void console_alerts_move(struct console_desk *d, const struct hallq_view *v, long rows) {
    size_t order[LIMIT_ALERTS], count = console_alerts_order(v, order);
    const Hallq__Alert *chosen = console_alert_chosen(d, v);
    long at = 0;
    while (at < (long)count && v->now.alerts[order[at]] != chosen)
        at++;
    at += rows;
    at = at < 0 ? 0 : at >= (long)count ? (long)count - 1 : at;
    if (count)
        d->alert = v->now.alerts[order[at]]->alert;
}

void console_alert_seen(struct desk *desk, const struct hallq_view *v) {
    Hallq__SeeAlert body = HALLQ__SEE_ALERT__INIT;
    body.alert = console_alert_chosen(console_of(desk), v)->alert;
    DESK_SEND(desk, v, SEE_ALERT, see_alert, &body);
}
