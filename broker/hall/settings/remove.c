// remove.c - a hall that was made by a slip of the pen is removed: hall 11 for hall 1.
//
// The hall must never have given a ticket and keep no case, and nobody may be at work in it. Then it has only rows
// of settings, counters and people, and due rows: these rows are deleted. The hall's own row stays,
// without settings, so that the journal goes on where it was and the hall's number can be given
// again; followers are told and, asking for a snapshot, hear that there is no such hall.
#include <string.h>

#include "base/count.h"
#include "broker/hall/core/counters.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/day/hours.h"

static int found_cb(void *arg, struct bytes key, struct bytes value) {
    (void)key;
    (void)value;
    *(bool *)arg = true;
    return 1;
}

static int somebody_is_signed_on(struct deciding *d, bool *ret) {
    struct key from = key_hall(d->hall);
    *ret = false;
    return rows_scan(d->state, TABLE_SIGN_ON, key_bytes(&from), KEY_HALL_SIZE, 0, found_cb, ret);
}

static int some_counter_is_open(struct deciding *d, bool *ret) {
    int err = ERR_OK;
    *ret = false;
    for (size_t i = 0; i < d->settings->n_counters && !err && !*ret; i++) {
        const Hallq__CounterRow *row;
        err = counter_row_need(d->state, key_counter(d->hall, d->settings->counters[i]->id), &row);
        *ret = !err && !counter_closed(row);
    }
    return err;
}

int remove_hall_decide(struct deciding *d, const Hallq__Request *request) {
    bool signed_on, open;
    (void)request;
    int err = somebody_is_signed_on(d, &signed_on);
    if (!err)
        err = some_counter_is_open(d, &open);
    if (err)
        return err;
    if (d->row->tickets)
        return refuse(d, HALLQ__REFUSAL__REASON__HALL_IN_USE, "tickets");
    if (d->row->kept_cases)
        return refuse(d, HALLQ__REFUSAL__REASON__HALL_IN_USE, "cases");
    if (signed_on)
        return refuse(d, HALLQ__REFUSAL__REASON__HALL_IN_USE, "staff");
    if (open)
        return refuse(d, HALLQ__REFUSAL__REASON__HALL_IN_USE, "counters");
    EMIT(d, HALL_REMOVED, HallRemoved, hall_removed, removed);
    removed->version = d->row->version;
    removed->by = by_make(d);
    return ERR_OK;
}

// ---------------------------------------------------------------- apply

struct keys {
    struct arena *arena;
    struct one {
        struct one *next;
        struct key key;
    } * first;
};

static int key_cb(void *arg, struct bytes key, struct bytes value) {
    struct keys *keys = arg;
    struct one *one = arena_need(keys->arena, sizeof *one);
    (void)value;
    one->next = keys->first;
    one->key.size = key.size;
    memcpy(one->key.data, key.data, key.size);
    keys->first = one;
    return 0;
}

static int rows_forget(struct change *c, enum table table) {
    struct keys keys = {.arena = c->state->arena};
    struct key from = key_hall(c->hall);
    int err = rows_scan(c->state, table, key_bytes(&from), KEY_HALL_SIZE, 0, key_cb, &keys);
    for (const struct one *one = keys.first; one && !err; one = one->next)
        err = row_del(c->state, table, one->key);
    return err;
}

// Deletes the due rows of a hall without tickets: hours, day roll and chores.
static int dues_forget(struct change *c) {
    int err = hours_schedule(c, 0);
    if (!err && c->row->roll_at_ms)
        err = due_del(c->state, c->row->roll_at_ms, c->hall, HALLQ__DUE_ROW__KIND__DAY_ROLL, 0);
    if (!err && c->row->chore_at_ms)
        err = due_del(c->state, c->row->chore_at_ms, c->hall, c->row->chore, 0);
    c->row->roll_at_ms = c->row->chore_at_ms = 0;
    c->row->chore = HALLQ__DUE_ROW__KIND__NO_KIND;
    return err;
}

int apply_hall_removed(struct change *c, const Hallq__HallRemoved *event) {
    static const enum table tables[] = {TABLE_SETTINGS, TABLE_LINE, TABLE_COUNTER, TABLE_STAFF,
                                        TABLE_CASE};
    int err = dues_forget(c);
    for (size_t i = 0; i < COUNT(tables) && !err; i++)
        err = rows_forget(c, tables[i]);
    c->row->version = 0;
    c->row->open_alerts = c->row->open_helps = 0;
    c->row->booking_changes = c->row->bookings_to_decide = 0;
    c->row->removed_version = event->version;
    return err;
}
