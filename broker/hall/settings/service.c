// service.c - a service suspended and taken up again by the shift lead. A suspended service refuses
// new tickets with the reason; people who wait are still served.
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"

static int service_line(struct deciding *d, uint32_t service, const Hallq__LineRow **ret) {
    *ret = NULL;
    if (!settings_service(d->settings, service))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SERVICE, NULL);
    return line_row_need(d->state, key_line(d->hall, HALLQ__LINE__KIND__SERVICE, service), ret);
}

int service_suspend_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__ServiceSuspend *c = request->service_suspend;
    const Hallq__HallSettings *h = d->settings;
    const Hallq__LineRow *row;
    int err = service_line(d, c->service, &row);
    if (err)
        return err;
    if (row->suspended)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    if (!reason_ok(h->suspend_reasons, h->n_suspend_reasons, c->reason))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_REASON, NULL);
    EMIT(d, SERVICE_SUSPENDED, ServiceSuspended, service_suspended, suspended);
    suspended->service = c->service;
    suspended->reason = arena_text(d->state->arena, c->reason);
    suspended->by = by_make(d);
    return ERR_OK;
}

int service_unsuspend_decide(struct deciding *d, const Hallq__Request *request) {
    uint32_t service = request->service_unsuspend->service;
    const Hallq__LineRow *row;
    int err = service_line(d, service, &row);
    if (err)
        return err;
    if (!row->suspended)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    EMIT(d, SERVICE_UNSUSPENDED, ServiceUnsuspended, service_unsuspended, unsuspended);
    unsuspended->service = service;
    unsuspended->by = by_make(d);
    return ERR_OK;
}

// ---------------------------------------------------------------- apply

static int suspended_set(struct change *c, uint32_t service, bool suspended, char *reason) {
    struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, service);
    Hallq__LineRow *row;
    int err = line_row_edit(c->state, key, &row);
    if (err)
        return err;
    row->suspended = suspended;
    row->reason = reason;
    return line_row_put(c->state, key, row);
}

int apply_service_suspended(struct change *c, const Hallq__ServiceSuspended *event) {
    return suspended_set(c, event->service, true, event->reason);
}

int apply_service_unsuspended(struct change *c, const Hallq__ServiceUnsuspended *event) {
    return suspended_set(c, event->service, false, (char *)(uintptr_t) "");
}
