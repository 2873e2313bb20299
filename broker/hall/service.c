// service.c - a service: suspended and taken up again by the shift lead, open and closed by its
// hours. Suspending refuses new tickets with the reason; who waits is still served.
#include "broker/hall/calendar.h"
#include "broker/hall/change.h"
#include "broker/hall/due.h"
#include "broker/hall/hours.h"

static int service_line(struct deciding *d, uint32_t service, Hallq__LineRow **ret) {
    *ret = NULL;
    if (!settings_service(d->settings, service))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SERVICE, NULL);
    return line_row_need(d->state, key_line(d->hall, HALLQ__LINE__KIND__SERVICE, service), ret);
}

int service_suspend_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__ServiceSuspend *c = request->service_suspend;
    const Hallq__HallSettings *h = d->settings;
    Hallq__LineRow *row;
    int err = service_line(d, c->service, &row);
    if (err || deciding_refused(d))
        return err;
    if (row->suspended)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    if (!code_known(h->suspend_reasons, h->n_suspend_reasons, c->reason) &&
        (h->n_suspend_reasons || *c->reason))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_REASON, NULL);
    EMIT(d, SERVICE_SUSPENDED, ServiceSuspended, service_suspended, suspended);
    suspended->service = c->service;
    suspended->reason = arena_text(d->state->arena, c->reason);
    suspended->by = by_make(d);
    return ERR_OK;
}

int service_unsuspend_decide(struct deciding *d, const Hallq__Request *request) {
    uint32_t service = request->service_unsuspend->service;
    Hallq__LineRow *row;
    int err = service_line(d, service, &row);
    if (err || deciding_refused(d))
        return err;
    if (!row->suspended)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    EMIT(d, SERVICE_UNSUSPENDED, ServiceUnsuspended, service_unsuspended, unsuspended);
    unsuspended->service = service;
    unsuspended->by = by_make(d);
    return ERR_OK;
}

// ---------------------------------------------------------------- hours

int hours_find(struct deciding *d, const Hallq__HallSettings *h, struct hours *ret) {
    struct arena *arena = d->state->arena;
    *ret = (struct hours){.next_at_ms = calendar_next_hours_ms(h, d->now_ms)};
    ret->opened = arena_need(arena, (h->n_services + 1) * sizeof *ret->opened);
    ret->closed = arena_need(arena, (h->n_services + 1) * sizeof *ret->closed);
    for (size_t i = 0; i < h->n_services; i++) {
        const Hallq__Service *service = h->services[i];
        struct key key = key_line(d->hall, HALLQ__LINE__KIND__SERVICE, service->id);
        Hallq__LineRow *row;
        int err = line_row_need(d->state, key, &row);
        if (err)
            return err;
        bool open = calendar_open(h, service, d->now_ms);
        if (open && !row->open)
            ret->opened[ret->opened_count++] = service->id;
        if (!open && row->open)
            ret->closed[ret->closed_count++] = service->id;
    }
    return ERR_OK;
}

int hours_due(struct deciding *d, const struct due_key *due) {
    struct hours hours;
    (void)due;
    int err = hours_find(d, d->settings, &hours);
    if (err)
        return err;
    EMIT(d, HOURS_CHANGED, HoursChanged, hours_changed, changed);
    changed->opened = hours.opened;
    changed->n_opened = hours.opened_count;
    changed->closed = hours.closed;
    changed->n_closed = hours.closed_count;
    changed->next_at_ms = hours.next_at_ms;
    return ERR_OK;
}

// ---------------------------------------------------------------- apply

static int suspended_set(struct change *c, uint32_t service, bool suspended, char *reason) {
    struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, service);
    Hallq__LineRow *row;
    int err = line_row_need(c->state, key, &row);
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

int hours_set(struct change *c, const uint32_t *services, size_t count, bool open) {
    int err = ERR_OK;
    for (size_t i = 0; i < count && !err; i++) {
        struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, services[i]);
        Hallq__LineRow *row;
        if ((err = line_row_need(c->state, key, &row)))
            return err;
        row->open = open;
        err = line_row_put(c->state, key, row);
    }
    return err;
}

int hours_schedule(struct change *c, int64_t at_ms) {
    int err = ERR_OK;
    if (c->row->hours_at_ms)
        err = due_del(c->state, c->row->hours_at_ms, c->hall, HALLQ__DUE_ROW__KIND__HOURS, 0);
    c->row->hours_at_ms = at_ms;
    if (err || !at_ms)
        return err;
    return due_put(c->state, at_ms, c->hall, HALLQ__DUE_ROW__KIND__HOURS, 0, NULL, 0);
}

int apply_hours_changed(struct change *c, const Hallq__HoursChanged *event) {
    int err = hours_set(c, event->opened, event->n_opened, true);
    if (!err)
        err = hours_set(c, event->closed, event->n_closed, false);
    return err ? err : hours_schedule(c, event->next_at_ms);
}
