// pin_set.c - PINs set and changed, and cleared with the list of people. SetPin ends the sign-on
// that was made with the old PIN; ChangePin does not.
#include <string.h>

#include "base/pin.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/counter/leaving.h"
#include "broker/hall/counter/pin.h"

static void set_emit(struct deciding *d, uint32_t staff) {
    EMIT(d, PIN_SET, PinSet, pin_set, set);
    set->staff = staff;
    set->pin_hash = d->asker->pin_hash;
    set->by = by_make(d);
}

// Ends the person's sign-on: somebody else may have signed on with the old PIN.
static int pin_changed_end(struct deciding *d, uint32_t staff) {
    Hallq__StaffRow *row;
    int err = staff_row_need(d->state, key_staff(d->hall, staff), &row);
    if (err || !row->device)
        return err;
    err = sign_on_end(d, staff, row->device, row->counter);
    return err ? err : clerk_line_return(d, staff);
}

static bool leads(const Hallq__StaffSettings *person) {
    return person && person->role >= HALLQ__STAFF__ROLE__LEAD;
}

static int choice_refuse(struct deciding *d, Hallq__Refusal__Reason reason, const char *field) {
    return refuse(d, reason, reason == HALLQ__REFUSAL__REASON__BAD_MESSAGE ? field : NULL);
}

int set_pin_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__SetPin *c = request->set_pin;
    const Hallq__StaffSettings *person = settings_staff(d->settings, c->staff);
    Hallq__Refusal__Reason unfit = pin_unfit(c->pin, c->staff, leads(person));
    if (!person && unfit != HALLQ__REFUSAL__REASON__BAD_MESSAGE)
        unfit = HALLQ__REFUSAL__REASON__NO_STAFF;
    if (unfit)
        return choice_refuse(d, unfit, "pin");
    if (!d->asker->pin_hash.len) // there was no memory to compute the hash
        return refuse(d, HALLQ__REFUSAL__REASON__RETRY_LATER, NULL);
    set_emit(d, c->staff);
    return pin_changed_end(d, c->staff);
}

// A person who gives the old PIN stays signed on: they trust that nobody else knew it.
int change_pin_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__ChangePin *c = request->change_pin;
    const Hallq__StaffSettings *person = settings_staff(d->settings, d->staff);
    if (!person)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_STAFF, NULL);
    Hallq__Refusal__Reason unfit = pin_unfit(c->new_pin, d->staff, leads(person));
    if (unfit)
        return choice_refuse(d, unfit, "new_pin");
    if (!strcmp(c->old_pin, c->new_pin))
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    int err = pin_prove(d, d->staff);
    if (err)
        return err;
    if (!d->asker->pin_hash.len)
        return refuse(d, HALLQ__REFUSAL__REASON__RETRY_LATER, NULL);
    set_emit(d, d->staff);
    return ERR_OK;
}

// ---------------------------------------------------------------- apply

static int pin_put(struct change *c, uint32_t staff, ProtobufCBinaryData hash) {
    Hallq__StaffRow *row;
    struct key key = key_staff(c->hall, staff);
    int err = staff_row_need(c->state, key, &row);
    if (err)
        return err;
    row->pin_hash = hash;
    row->failures = row->wrong_pins = 0;
    row->locked_until_ms = row->wrong_locked_until_ms = 0;
    row->proved_device = 0;
    return staff_row_put(c->state, key, row);
}

// A person who changed the PIN themselves stays signed on there, and may lead from then on if the
// old PIN was too short to lead.
static int pin_set_there(struct change *c, uint32_t staff, uint32_t device) {
    Hallq__SignOnRow *on;
    struct key key = key_sign_on(c->hall, device);
    int err = pin_proved(c, staff, device);
    if (!err)
        err = sign_on_row_edit(c->state, key, &on);
    if (err || on->staff != staff || (on->pin_measured && !on->pin_short))
        return err;
    on->pin_short = false;
    on->pin_measured = true;
    return sign_on_row_put(c->state, key, on);
}

int apply_pin_set(struct change *c, const Hallq__PinSet *event) {
    int err = pin_put(c, event->staff, event->pin_hash);
    if (!err)
        err = pins_forget(c, &event->staff, 1);
    if (err || !event->by || event->by->staff != event->staff)
        return err;
    return pin_set_there(c, event->staff, event->by->device);
}

int apply_pin_rehashed(struct change *c, const Hallq__PinRehashed *event) {
    Hallq__StaffRow *row;
    struct key key = key_staff(c->hall, event->staff);
    int err = staff_row_need(c->state, key, &row);
    if (err)
        return err;
    row->pin_hash = event->pin_hash;
    return staff_row_put(c->state, key, row);
}

int apply_pins_cleared(struct change *c, const Hallq__PinsCleared *event) {
    int err = ERR_OK;
    for (size_t i = 0; i < event->n_staff && !err; i++)
        err = pin_put(c, event->staff[i], (ProtobufCBinaryData){0, NULL});
    return err ? err : pins_forget(c, event->staff, event->n_staff);
}
