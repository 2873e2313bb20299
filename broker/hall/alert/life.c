// life.c - the life of an alert: raised, changed, seen, acted on, escalated, over. An alert that is
// open has a row by its number; one that is over moves to a ring of the newest. What a look keeps in
// mind for the next one stands in the rows of lines and of the hall.
#include "broker/hall/alert/acted.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"

int see_alert_decide(struct deciding *d, const Hallq__Request *request) {
    uint64_t alert = request->see_alert->alert;
    Hallq__AlertRow *row;
    int err = alert_row_get(d->state, key_open_alert(d->hall, alert), &row);
    if (err == ERR_NOT_FOUND)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_ALERT, NULL);
    if (err)
        return err;
    if (row->alert && row->alert->seen_by)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    EMIT(d, ALERT_SEEN, AlertSeen, alert_seen, seen);
    seen->alert = alert;
    seen->by = by_make(d);
    return ERR_OK;
}

int alert_proposal(struct state *s, uint32_t hall, uint64_t alert, const Hallq__Proposal **ret) {
    Hallq__AlertRow *row;
    int err = alert_row_get(s, key_open_alert(hall, alert), &row);
    *ret = !err && row->alert ? row->alert->proposal : NULL;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

// ---------------------------------------------------------------- apply

static int alert_put(struct change *c, const Hallq__Alert *alert, int32_t day) {
    Hallq__AlertRow row = HALLQ__ALERT_ROW__INIT;
    row.alert = (Hallq__Alert *)(uintptr_t)alert;
    row.day = day;
    return alert_row_put(c->state, key_open_alert(c->hall, alert->alert), &row);
}

// The row of an open alert, in the arena; an event tells of an alert that is open.
static int alert_need(struct change *c, uint64_t alert, Hallq__AlertRow **ret) {
    int err = alert_row_get(c->state, key_open_alert(c->hall, alert), ret);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    return (*ret)->alert ? ERR_OK : ERR_CORRUPT;
}

int apply_alert_raised(struct change *c, const Hallq__AlertRaised *event) {
    if (!event->alert)
        return ERR_CORRUPT;
    c->row->alerts = event->alert->alert;
    c->row->open_alerts++;
    return alert_put(c, event->alert, c->row->day);
}

int apply_alert_changed(struct change *c, const Hallq__AlertChanged *event) {
    Hallq__AlertRow *row;
    if (!event->alert)
        return ERR_CORRUPT;
    int err = alert_need(c, event->alert->alert, &row);
    return err ? err : alert_put(c, event->alert, row->day);
}

int apply_alert_seen(struct change *c, const Hallq__AlertSeen *event) {
    Hallq__AlertRow *row;
    int err = alert_need(c, event->alert, &row);
    if (err)
        return err;
    row->alert->seen_by = event->by ? event->by->staff : 0;
    row->alert->seen_at_ms = c->at_ms;
    return alert_put(c, row->alert, row->day);
}

int apply_alert_escalated(struct change *c, const Hallq__AlertEscalated *event) {
    Hallq__AlertRow *row;
    int err = alert_need(c, event->alert, &row);
    if (err)
        return err;
    row->alert->escalated_at_ms = c->at_ms;
    return alert_put(c, row->alert, row->day);
}

int apply_alert_cleared(struct change *c, const Hallq__AlertCleared *event) {
    Hallq__AlertRow *row;
    int err = alert_need(c, event->alert, &row);
    if (err || !c->row->open_alerts)
        return err ? err : ERR_CORRUPT;
    c->row->open_alerts--;
    row->alert->cleared_at_ms = c->at_ms;
    err = row_del(c->state, TABLE_SETTINGS, key_open_alert(c->hall, event->alert));
    return err ? err : alert_row_put(c->state, key_over_alert(c->hall, event->alert), row);
}

int alert_acted(struct change *c, uint64_t alert, uint64_t measure) {
    Hallq__AlertRow *row;
    int err = alert_row_get(c->state, key_open_alert(c->hall, alert), &row);
    if (err || !row->alert)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    row->alert->measure = measure;
    return alert_put(c, row->alert, row->day);
}

int apply_alert_watched(struct change *c, const Hallq__AlertWatched *event) {
    Hallq__LineRow *row;
    struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, event->service);
    if (!event->service) {
        c->row->no_lead_since_ms = event->no_lead_since_ms;
        return ERR_OK;
    }
    int err = line_row_edit(c->state, key, &row);
    if (err)
        return err;
    row->crowding = event->crowding;
    return line_row_put(c->state, key, row);
}
