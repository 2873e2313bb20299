#include "broker/hall/measure/by_itself.h"

#include "broker/hall/measure/measure.h"

static bool wants(const struct deciding *d, const Hallq__Alert *alert) {
    const Hallq__Service *service = alert->kind == HALLQ__ALERT__KIND__LINE_CROWDED && !alert->count
                                        ? settings_service(d->settings, alert->subject)
                                        : NULL;
    return service && service->slots && service->slots->offer_by_itself &&
           alert->level >= HALLQ__ALERT__LEVEL__RED;
}

// Whether the alert was red before: then a lead may have ended the offer.
static int was_red(struct deciding *d, uint64_t alert, bool *ret) {
    Hallq__AlertRow *row;
    int err = alert_row_get(d->state, key_open_alert(d->hall, alert), &row);
    *ret = !err && row->alert && row->alert->level >= HALLQ__ALERT__LEVEL__RED;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static int offer_open(struct deciding *d, const Hallq__Alert *alert) {
    bool before;
    int err = was_red(d, alert->alert, &before);
    return err || before ? err : measure_offer(d, alert->alert, alert->subject);
}

// Ends what was offered by itself for this alert.
static int offer_close(struct deciding *d, uint64_t alert) {
    struct measures kept;
    int err = measures_read(d->state, d->hall, d->row, &kept);
    for (size_t i = 0; i < kept.count && !err; i++) {
        const Hallq__MeasureNow *now = kept.rows[i]->now;
        bool by_itself = !now->by || (!now->by->device && !now->by->staff);
        if (now->lasts && now->alert == alert && by_itself &&
            now->what->kind == HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS)
            measure_end(d, now, HALLQ__MEASURE__END__ALERT_OVER, NULL);
    }
    return err;
}

static int event_look(struct deciding *d, const Hallq__Event *event) {
    const Hallq__Alert *alert = NULL;
    if (event->body_case == HALLQ__EVENT__BODY_ALERT_CLEARED)
        return offer_close(d, event->alert_cleared->alert);
    if (event->body_case == HALLQ__EVENT__BODY_ALERT_RAISED)
        alert = event->alert_raised->alert;
    if (event->body_case == HALLQ__EVENT__BODY_ALERT_CHANGED)
        alert = event->alert_changed->alert;
    return alert && wants(d, alert) ? offer_open(d, alert) : ERR_OK;
}

int offers_by_itself(struct state *s, int64_t now_ms, uint32_t hall, struct decision *decision) {
    struct deciding d;
    struct decision looked;
    if (!decision->record)
        return ERR_OK;
    int err = deciding_look(&d, s, now_ms, hall, NULL, &looked);
    d.out = decision;
    size_t count = decision->record->n_events; // those that follow are of no alert
    for (size_t i = 0; i < count && d.settings && !err; i++)
        err = event_look(&d, decision->record->events[i]);
    return err;
}
