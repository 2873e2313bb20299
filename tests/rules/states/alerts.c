// alerts.c - the table of alerts.
#include "base/refusal.h"
#include "broker/hall/core/deciding.h"
#include "tests/rules/states/states.h"

// Rows of alerts; what they return is the alert.

static uint64_t alert_none(struct fixture *f) {
    (void)f;
    return NOBODY;
}

static void alert_apply(struct fixture *f, struct deciding *d) {
    assert_int_equal(record_apply(&f->state, d->out->record), ERR_OK);
}

static uint64_t alert_raised(struct fixture *f) {
    struct deciding d;
    struct decision out;
    assert_int_equal(deciding_begin(&d, &f->state, f->now_ms, HALL, &out), ERR_OK);
    Hallq__Alert *alert = arena_need(&f->arena, sizeof *alert);
    hallq__alert__init(alert);
    alert->alert = 1;
    alert->kind = HALLQ__ALERT__KIND__PAUSED_LONG;
    alert->subject = 2;
    EMIT(&d, ALERT_RAISED, AlertRaised, alert_raised, raised);
    raised->alert = alert;
    alert_apply(f, &d);
    return alert->alert;
}

static void see_fill(struct fixture *f, Hallq__Request *r, uint64_t alert) {
    (void)f;
    r->see_alert->alert = alert;
}

static uint64_t alert_seen(struct fixture *f) {
    uint64_t alert = alert_raised(f);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SEE_ALERT);
    see_fill(f, r, alert);
    assert_done(f, DEVICE_MANAGER, r);
    return alert;
}

static uint64_t alert_over(struct fixture *f) {
    uint64_t alert = alert_raised(f);
    struct deciding d;
    struct decision out;
    assert_int_equal(deciding_begin(&d, &f->state, f->now_ms, HALL, &out), ERR_OK);
    EMIT(&d, ALERT_CLEARED, AlertCleared, alert_cleared, cleared);
    cleared->alert = alert;
    alert_apply(f, &d);
    return alert;
}

const struct row alert_rows[] = {
    {"none", alert_none}, {"open", alert_raised}, {"open, seen", alert_seen},
    {"over", alert_over}, {NULL, NULL},
};

const struct column alert_columns[] = {
    {"see alert", BODY(SEE_ALERT), DEVICE_LEAD, see_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};
