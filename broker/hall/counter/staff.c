// staff.c - who is at a terminal: signing on with a PIN (pin.c), signing off.
//
//                  PIN right, counter free of others
//   signed off ───────────────────────────────────────▶ signed on (device, counter or none)
//       ▲                                                   │
//       └───────────────────────────────────────────────────┘
//         sign_off; another signs on at the device; moved elsewhere; the day roll; another PIN or role
//
// A person is signed on at one place. Where the rule book is silent:
//   - A person signed on at a counter elsewhere is refused and signs off there first. But a lead
//     signed on at the console, or a guide at a tablet, who signs on at another device is moved:
//     the PIN says who it is, and a lead who takes a counter (顶岗) does not run back to the console
//     first. A person at a counter whose terminal is lost and that holds no ticket is moved too:
//     nobody can sign off there.
//   - A person signed on in the same web session in another browser is signed off there first;
//     refused while their counter holds a ticket.
//   - Another person still signed on at this device is signed off if their counter holds no ticket.
//   - The same person at the same device and counter again: done, nothing changes.
// A lead or manager whose PIN is too short, of an earlier version, is signed on and may serve; to
// lead they change the PIN first (may.c).
#include "broker/hall/counter/staff.h"

#include <string.h>

#include "base/count.h"
#include "base/pin.h"
#include "broker/hall/core/clerk_times.h"
#include "broker/hall/core/present.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/counter/leaving.h"
#include "broker/hall/counter/pin.h"

enum {
    CLERK = 1 << HALLQ__STAFF__ROLE__CLERK,
    GUIDE = 1 << HALLQ__STAFF__ROLE__GUIDE,
    LEAD = 1 << HALLQ__STAFF__ROLE__LEAD,
    MANAGER = 1 << HALLQ__STAFF__ROLE__MANAGER,
};

// The roles of people who may sign on, by the role of the device.
static const uint32_t people_of[] = {
    [HALLQ__DEVICE__ROLE__COUNTER] = CLERK | GUIDE | LEAD | MANAGER,
    [HALLQ__DEVICE__ROLE__GUIDE] = GUIDE | LEAD | MANAGER,
    [HALLQ__DEVICE__ROLE__LEAD] = LEAD | MANAGER,
    [HALLQ__DEVICE__ROLE__MANAGER] = MANAGER,
};

// The rows that a sign-on is about, gathered before the rule decides.
struct signing {
    const Hallq__StaffSettings *person;
    Hallq__StaffRow *staff;
    uint32_t counter;
    const Hallq__CounterRow *counter_row; // NULL if counter is 0
    bool person_left;  // the person left the browser where this web session had signed them on
    bool counter_left; // the person signed on at the counter left it, in this web session
};

static bool at_counter(const struct deciding *d) {
    return d->asker->role == HALLQ__DEVICE__ROLE__COUNTER;
}

static int person_find(struct deciding *d, const Hallq__SignOn *c, struct signing *s) {
    size_t role = d->asker->role;
    s->person = settings_staff(d->settings, c->staff);
    if (!s->person)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_STAFF, NULL);
    uint32_t people = role < COUNT(people_of) ? people_of[role] : 0;
    if (!(people >> s->person->role & 1))
        return refuse(d, HALLQ__REFUSAL__REASON__PERSON_MAY_NOT, NULL);
    return staff_row_need(d->state, key_staff(d->hall, c->staff), &s->staff);
}

static int place_find(struct deciding *d, const Hallq__SignOn *c, struct signing *s) {
    if (!at_counter(d))
        return c->counter ? refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "counter") : ERR_OK;
    s->counter = c->counter ? c->counter : d->asker->counter;
    if (!s->counter)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "counter");
    if (d->asker->counter && s->counter != d->asker->counter)
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_ALLOWED, "counter");
    if (!settings_counter(d->settings, s->counter))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_COUNTER, NULL);
    return counter_row_need(d->state, key_counter(d->hall, s->counter), &s->counter_row);
}

static bool same_session(const struct asker *asker, const struct present *who) {
    return who->gateway == asker->gateway && who->principal.len == asker->principal.len &&
           !memcmp(who->principal.data, asker->principal.data, asker->principal.len);
}

static int browser_leave(struct deciding *d, struct signing *s, const struct present *who) {
    const Hallq__CounterRow *row = NULL;
    uint32_t counter = who->counter;
    struct key key = key_counter(d->hall, counter);
    int err = counter ? counter_row_need(d->state, key, &row) : ERR_OK;
    if (row_passed(d->state, TABLE_COUNTER, key, err)) { // no ticket can be ended there
        row = NULL;
        counter = 0;
    } else if (err) {
        return err;
    }
    if (row && row->ticket)
        return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_BUSY, row->number);
    s->person_left |= who->staff == s->person->id;
    s->counter_left |= counter && counter == s->counter;
    err = sign_off_emit(d, who->staff, who->device, counter);
    return err || who->staff == s->person->id ? err : clerk_line_return(d, who->staff);
}

// A web session is signed on at one browser of the hall: a sign-on at another browser leaves the
// browser before.
static int session_leave(struct deciding *d, struct signing *s) {
    struct present *who;
    if (!d->asker->gateway)
        return ERR_OK;
    int err = presents_find(d, &who);
    for (; who && !err; who = who->next)
        if (who->device != d->asker->device && same_session(d->asker, who))
            err = browser_leave(d, s, who);
    return err;
}

// The person is signed on at another device: moved if nobody could miss them there.
static int elsewhere_leave(struct deciding *d, const struct signing *s) {
    uint32_t counter = s->staff->counter;
    const Hallq__CounterRow *row;
    if (!s->staff->device || s->staff->device == d->asker->device || s->person_left)
        return ERR_OK;
    if (counter) {
        struct key key = key_counter(d->hall, counter);
        int err = counter_row_need(d->state, key, &row);
        if (row_passed(d->state, TABLE_COUNTER, key, err)) // nobody can sign off there
            return sign_off_emit(d, s->person->id, s->staff->device, 0);
        if (err)
            return err;
        if (!row->lost || row->ticket)
            return refuse(d, HALLQ__REFUSAL__REASON__SIGNED_ON_ELSEWHERE,
                          arena_printf(d->state->arena, "%u", counter));
    }
    return sign_off_emit(d, s->person->id, s->staff->device, counter);
}

// The person signed on at this device makes room, also the same person for another counter.
static int device_leave(struct deciding *d, uint32_t former, const struct signing *s) {
    if (!former || (former == s->person->id && d->counter == s->counter))
        return ERR_OK;
    if (d->counter_row && d->counter_row->ticket)
        return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_BUSY, NULL);
    int err = sign_off_emit(d, former, d->asker->device, d->counter);
    return err || former == s->person->id ? err : clerk_line_return(d, former);
}

static int place_check(struct deciding *d, uint32_t former, const struct signing *s) {
    const Hallq__CounterRow *row = s->counter_row;
    bool taken = row && row->clerk && row->clerk != s->person->id && !s->counter_left;
    if (taken && !(row->clerk == former && row->device == d->asker->device))
        return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_TAKEN, NULL);
    return ERR_OK;
}

static void signed_on_emit(struct deciding *d, const struct signing *s, const char *pin) {
    if (d->asker->pin_hash.len) {
        EMIT(d, PIN_REHASHED, PinRehashed, pin_rehashed, hashed);
        hashed->staff = s->person->id;
        hashed->pin_hash = d->asker->pin_hash;
    }
    EMIT(d, STAFF_SIGNED_ON, StaffSignedOn, staff_signed_on, on);
    on->staff = s->person->id;
    on->device = d->asker->device;
    on->counter = s->counter;
    on->role = s->person->role;
    on->pin_short = pin_is_short(pin, s->person->role >= HALLQ__STAFF__ROLE__LEAD);
    on->pin_measured = true;
    on->key_endings = d->asker->key_endings;
    if (!d->asker->gateway)
        return;
    on->gateway = d->asker->gateway;
    on->gateway_key_endings = d->asker->gateway_key_endings;
    on->principal = d->asker->principal;
    if (d->settings->web_session_s)
        on->until_ms = d->now_ms + (int64_t)d->settings->web_session_s * 1000;
}

int sign_on_decide(struct deciding *d, const Hallq__Request *request) {
    struct signing s = {.person = NULL};
    uint32_t former = d->staff;
    int err = person_find(d, request->sign_on, &s);
    if (!err)
        err = place_find(d, request->sign_on, &s);
    if (!err)
        err = pin_prove(d, s.person->id);
    if (err)
        return err;
    d->staff = d->out->record->staff = s.person->id; // from here on this person acts
    err = session_leave(d, &s);
    if (!err)
        err = place_check(d, former, &s);
    if (!err)
        err = elsewhere_leave(d, &s);
    if (!err)
        err = device_leave(d, former, &s);
    if (!err)
        signed_on_emit(d, &s, request->sign_on->pin);
    return err;
}

int sign_off_decide(struct deciding *d, const Hallq__Request *request) {
    (void)request;
    if (d->counter_row && d->counter_row->ticket)
        return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_BUSY, d->counter_row->number);
    int err = sign_off_emit(d, d->staff, d->asker->device, d->counter);
    return err ? err : clerk_line_return(d, d->staff);
}

// unread: the answer for a device whose row cannot be read, or that has no row (without keys).
static bool key_ended(struct deciding *d, uint32_t device, uint32_t key_endings, bool unread) {
    Hallq__DeviceRow *row;
    int err = device_row_get(d->state, key_device(device), &row);
    return err ? unread : row->revoked || row->key_endings != key_endings;
}

static bool ended(struct deciding *d, uint32_t device, const Hallq__SignOnRow *on) {
    return (on->until_ms && d->now_ms >= on->until_ms) ||
           key_ended(d, device, on->key_endings, true) ||
           (on->gateway && key_ended(d, on->gateway, on->gateway_key_endings, false));
}

static int device_end(struct deciding *d, uint32_t device, bool idle) {
    const Hallq__SignOnRow *on;
    const Hallq__CounterRow *row = NULL;
    int err = sign_on_row_need(d->state, key_sign_on(d->hall, device), &on);
    if (!err && on->counter)
        err = counter_row_need(d->state, key_counter(d->hall, on->counter), &row);
    if (err || !on->staff || (idle && row && row->ticket) || (!idle && !ended(d, device, on)))
        return err;
    err = sign_on_end(d, on->staff, device, on->counter);
    return err ? err : clerk_line_return(d, on->staff);
}

int decide_sign_on_ends(struct state *s, int64_t now_ms, uint32_t hall, uint32_t device, bool idle,
                        struct decision *ret) {
    struct deciding d;
    int err = deciding_begin(&d, s, now_ms, hall, ret);
    if (!err && d.settings)
        err = device_end(&d, device, idle);
    if (!ret->record->n_events)
        ret->record = NULL;
    return err;
}

// ---------------------------------------------------------------- apply

static int staff_get(struct change *c, uint32_t staff, Hallq__StaffRow **ret) {
    return staff_row_need(c->state, key_staff(c->hall, staff), ret);
}

static int staff_put(struct change *c, uint32_t staff, const Hallq__StaffRow *row) {
    return staff_row_put(c->state, key_staff(c->hall, staff), row);
}

// Sets who is signed on at a counter, and from which terminal; does nothing for counter 0.
static int counter_clerk_set(struct change *c, uint32_t counter, uint32_t staff, uint32_t device) {
    Hallq__CounterRow *row;
    if (!counter)
        return ERR_OK;
    int err = change_counter_get(c, counter, &row);
    if (err)
        return err;
    clerk_times_pass(c, row);
    row->clerk = staff;
    row->device = device;
    return change_counter_put(c, counter, row);
}

int apply_staff_signed_on(struct change *c, const Hallq__StaffSignedOn *event) {
    Hallq__StaffRow *row;
    Hallq__SignOnRow on = HALLQ__SIGN_ON_ROW__INIT;
    int err = staff_get(c, event->staff, &row);
    if (err)
        return err;
    row->device = event->device;
    row->counter = event->counter;
    row->failures = 0;
    row->locked_until_ms = 0;
    on.staff = event->staff;
    on.counter = event->counter;
    on.role = event->role;
    on.gateway = event->gateway;
    on.principal = event->principal;
    on.until_ms = event->until_ms;
    on.pin_short = event->pin_short;
    on.pin_measured = event->pin_measured;
    on.key_endings = event->key_endings;
    on.gateway_key_endings = event->gateway_key_endings;
    if ((err = staff_put(c, event->staff, row)) ||
        (err = pin_proved(c, event->staff, event->device)) ||
        (err = sign_on_row_put(c->state, key_sign_on(c->hall, event->device), &on)))
        return err;
    return counter_clerk_set(c, event->counter, event->staff, event->device);
}

int apply_staff_signed_off(struct change *c, const Hallq__StaffSignedOff *event) {
    Hallq__StaffRow *row;
    int err = staff_get(c, event->staff, &row);
    if (err)
        return err;
    row->device = 0;
    row->counter = 0;
    if ((err = staff_put(c, event->staff, row)) ||
        (err = row_del(c->state, TABLE_SIGN_ON, key_sign_on(c->hall, event->device))))
        return err;
    return counter_clerk_set(c, event->counter, 0, 0);
}

int apply_sign_on_ended(struct change *c, const Hallq__SignOnEnded *event) {
    Hallq__SignOnRow *row;
    struct key key = key_sign_on(c->hall, event->device);
    int err = sign_on_row_edit(c->state, key, &row);
    if (err)
        return err;
    row->over = true;
    return sign_on_row_put(c->state, key, row);
}
