// hours.c - services open and close by their hours; all services that change at an instant change
// by one event. The due row says when to look again.
#include "broker/hall/day/hours.h"

#include "broker/hall/core/calendar.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/core/rules_by_event.h"

int hours_find(struct deciding *d, const Hallq__HallSettings *h, struct hours *ret) {
    struct arena *arena = d->state->arena;
    *ret = (struct hours){.next_at_ms = calendar_next_hours_ms(h, d->now_ms)};
    ret->opened = arena_need(arena, (h->n_services + 1) * sizeof *ret->opened);
    ret->closed = arena_need(arena, (h->n_services + 1) * sizeof *ret->closed);
    for (size_t i = 0; i < h->n_services; i++) {
        const Hallq__Service *service = h->services[i];
        struct key key = key_line(d->hall, HALLQ__LINE__KIND__SERVICE, service->id);
        const Hallq__LineRow *row;
        int err = line_row_need(d->state, key, &row);
        if (row_passed(d->state, TABLE_LINE, key, err))
            continue;
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

int hours_set(struct change *c, const uint32_t *services, size_t count, bool open) {
    int err = ERR_OK;
    for (size_t i = 0; i < count && !err; i++) {
        struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, services[i]);
        Hallq__LineRow *row;
        if ((err = line_row_edit(c->state, key, &row)))
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
