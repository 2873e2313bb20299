// applied.c - new settings come into force: lines, counters and hours follow them.
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/core/settings_cache.h"
#include "broker/hall/day/day.h"
#include "broker/hall/day/hours.h"
#include "broker/hall/hook/hook.h"
#include "broker/hall/settings/lost.h"
#include "broker/hall/settings/upgrade.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/where.h"

static int ticket_move(struct change *c, const Hallq__TicketMove *move) {
    Hallq__TicketRow *row;
    int err = change_ticket_get(c, move->ticket, &row);
    if (err)
        return err;
    int64_t line_at_ms = row->line_at_ms; // it goes on waiting
    Hallq__Step *step = ticket_step(row);
    if (step)
        step->service = move->service;
    if (!move->entered)
        row->line = move->to;
    else if (!(err = ticket_leave(c, row)))
        err = ticket_enter(c, row, move->entered, move->rank_ms);
    row->line_at_ms = line_at_ms;
    return err ? err : change_ticket_put(c, row);
}

static int services_gone(struct change *c, const Hallq__HallSettings *old,
                         const Hallq__HallSettings *new, uint32_t version) {
    int err = ERR_OK;
    for (size_t i = 0; i < old->n_services && !err; i++) {
        uint32_t service = old->services[i]->id;
        struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, service);
        Hallq__LineRow *row;
        if (settings_service(new, service))
            continue;
        if ((err = line_row_edit(c->state, key, &row)))
            return err;
        row->gone_version = version;
        row->open = false;
        row->suspended = false;
        row->reason = (char *)(uintptr_t) "";
        row->issued = 0;
        row->by_staff = row->by_gateway = row->away = row->cap_today = 0;
        row->service_mean_ms = 0;
        row->services_counted = 0;
        row->counters = 0;
        err = line_row_put(c->state, key, row);
    }
    return err;
}

static int counters_gone(struct change *c, const Hallq__HallSettings *old,
                         const Hallq__HallSettings *new, uint32_t version) {
    int err = ERR_OK;
    for (size_t i = 0; i < old->n_counters && !err; i++) {
        uint32_t counter = old->counters[i]->id;
        struct key key = key_counter(c->hall, counter);
        Hallq__CounterRow *row;
        if (settings_counter(new, counter))
            continue;
        err = change_counter_get(c, counter, &row);
        if (row_passed(c->state, TABLE_COUNTER, key, err)) {
            err = ERR_OK;
            continue;
        }
        if (err)
            return err;
        row->gone_version = version;
        err = change_counter_put(c, counter, row);
    }
    return err;
}

// Writes a row for each counter that the old settings do not have: closed since now.
static int counters_new(struct change *c, const Hallq__HallSettings *old,
                        const Hallq__HallSettings *new, uint32_t version) {
    int err = ERR_OK;
    for (size_t i = 0; i < new->n_counters && !err; i++) {
        Hallq__CounterRow row = HALLQ__COUNTER_ROW__INIT;
        if (old && settings_counter(old, new->counters[i]->id))
            continue;
        row.state = HALLQ__COUNTER__STATE__CLOSED;
        row.since_ms = c->at_ms;
        row.gone_version = version - 1;
        err = change_counter_put(c, new->counters[i]->id, &row);
    }
    return err;
}

static int parts_apply(struct change *c, const Hallq__SettingsApplied *event) {
    const Hallq__HallSettings *old = NULL;
    int err = c->row->version ? change_settings(c, &old) : ERR_OK;
    if (row_passed(c->state, TABLE_SETTINGS, key_hall(c->hall), err))
        err = settings_stand_in(c->state, c->hall, &old);
    for (size_t i = 0; i < event->n_moved && !err; i++)
        err = ticket_move(c, event->moved[i]);
    if (!err && old)
        err = services_gone(c, old, event->settings, event->version);
    if (!err && old)
        err = counters_gone(c, old, event->settings, event->version);
    if (!err)
        err = counters_new(c, old, event->settings, event->version);
    if (!err)
        err = hooks_follow(c, old, event->settings);
    if (!err)
        err = hours_set(c, event->opened, event->n_opened, true);
    if (!err)
        err = hours_set(c, event->closed, event->n_closed, false);
    return err;
}

int apply_settings_applied(struct change *c, const Hallq__SettingsApplied *event) {
    int err = parts_apply(c, event);
    if (!err)
        err = settings_put(c->state, c->hall, event->version, event->settings);
    if (err)
        return err;
    c->row->version = event->version;
    c->row->time_zone = NULL;  // it was about the old table; the broker compares anew
    if (!c->row->first_ticket) // a new hall
        c->row->layout = HALL_LAYOUT;
    if (event->day)
        c->row->day = event->day;
    if (!c->row->first_ticket)
        c->row->first_ticket = c->row->tickets + 1;
    if ((err = roll_schedule(c, event->next_roll_at_ms)))
        return err;
    return hours_schedule(c, event->next_hours_at_ms);
}
