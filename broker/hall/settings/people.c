#include "broker/hall/settings/people.h"

#include <string.h>

#include "base/wire/wire.h"
#include "broker/hall/core/present.h"
#include "broker/hall/counter/leaving.h"
#include "broker/hall/settings/applying.h"
#include "broker/hall/settings/problem.h"

int leavers_end(struct applying *a) {
    struct present *who;
    int err = presents_find(a->d, &who);
    for (; who && !err; who = who->next)
        if (!leaving_stays(a->h, who->staff, who->role, who->counter))
            err = sign_on_end(a->d, who->staff, who->device, who->counter);
    return err;
}

static uint32_t signed_on_no_longer(const Hallq__Event *event) {
    if (event->body_case == HALLQ__EVENT__BODY_STAFF_SIGNED_OFF)
        return event->staff_signed_off->staff;
    if (event->body_case == HALLQ__EVENT__BODY_SIGN_ON_ENDED)
        return event->sign_on_ended->staff;
    return 0;
}

// Tickets that wait for a person who was signed off and is still in the list go to the lines of
// their services, by the new settings. Tickets of a person no longer in the list go with the moves.
int leavers_lines_return(struct applying *a) {
    struct deciding *d = a->d;
    const Hallq__JournalRecord *record = d->out->record;
    const Hallq__HallSettings *old = d->settings;
    size_t count = record->n_events;
    int err = ERR_OK;
    d->settings = a->h;
    for (size_t i = 0; i < count && !err; i++) {
        uint32_t staff = signed_on_no_longer(record->events[i]);
        if (staff && settings_staff(a->h, staff))
            err = clerk_line_return(d, staff);
    }
    d->settings = old;
    return err;
}

struct clearing {
    struct applying *a;
    uint32_t *staff;
    size_t count, room;
};

// True for a known person who may do no more than before. A number with another name may be another
// person.
static bool keeps_pin(const struct applying *a, uint32_t staff) {
    const Hallq__HallSettings *old = a->d->settings;
    const Hallq__StaffSettings *was = old ? settings_staff(old, staff) : NULL;
    const Hallq__StaffSettings *is = settings_staff(a->h, staff);
    if (!was || !is || strcmp(was->name, is->name))
        return false;
    return is->role <= was->role || is->role < HALLQ__STAFF__ROLE__LEAD;
}

static int clearing_cb(void *arg, struct bytes key, struct bytes value) {
    struct clearing *c = arg;
    struct arena *arena = c->a->d->state->arena;
    const Hallq__StaffRow *row =
        wire_unpack_stored(&hallq__staff_row__descriptor, arena, value.data, value.size);
    uint32_t staff = key_read_u32(key, KEY_HALL_SIZE);
    if (key.size == KEY_PIN_TRIES_SIZE)
        return 1; // the key is behind all people
    if (!row) {
        row_unread(c->a->d->state, TABLE_STAFF, key);
        return 0;
    }
    if (!row->pin_hash.len || keeps_pin(c->a, staff))
        return 0;
    if (c->count == c->room) {
        uint32_t *more = arena_need(arena, (2 * c->room + 16) * sizeof *more);
        if (c->count)
            memcpy(more, c->staff, c->count * sizeof *more);
        c->staff = more;
        c->room = 2 * c->room + 16;
    }
    c->staff[c->count++] = staff;
    return 0;
}

// Clears also the PINs that an earlier version forgot to clear.
int pins_clear(struct applying *a) {
    struct deciding *d = a->d;
    struct clearing c = {.a = a};
    int err =
        rows_scan_over(d->state, TABLE_STAFF, key_hall(d->hall), KEY_HALL_SIZE, clearing_cb, &c);
    if (err || !c.count)
        return err;
    EMIT(d, PINS_CLEARED, PinsCleared, pins_cleared, cleared);
    cleared->staff = c.staff;
    cleared->n_staff = c.count;
    for (size_t i = 0; i < c.count; i++) {
        struct problem p = {.kind = PROBLEM_PIN_CLEARED, .warning = true, .path = "staff"};
        p.value = c.staff[i];
        if (settings_staff(a->h, c.staff[i]))
            applying_problem(a, &p);
    }
    return ERR_OK;
}
