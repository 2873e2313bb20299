// pin.c - PINs given. A wrong PIN is refused and counted three times over; each count locks, for
// twice as long with each more wrong PIN, a quarter of an hour at most:
//
//     count of              locks from                    locks
//     person at a terminal  LIMIT_PIN_FAILURES            the person there
//     terminal              LIMIT_PIN_FAILURES_TERMINAL   everybody there
//     person                LIMIT_PIN_FAILURES_PERSON     the person, but where their PIN was last right
//
// So the lock falls where the guesses are made, and nobody locks another person out where that
// person works. A right PIN takes back the same person's wrong PINs at the same terminal, never the
// wrong PINs of others or at other terminals. The day roll forgets all counts; a new PIN, or no
// PIN, forgets its person's counts.
//
// The counts of an earlier version, by person alone, go on to lock until a right PIN.
#include "broker/hall/counter/pin.h"

#include "base/count.h"
#include "base/pin.h"
#include "base/wire/wire.h"
#include "broker/hall/core/deciding.h"
#include "broker/hall/core/rules_by_event.h"

// The counts of a person at a terminal: copies of rows, to be changed.
struct pins {
    Hallq__StaffRow *staff;
    Hallq__PinTriesRow *terminal;
    Hallq__PinTriesRow__Tried *here; // the person at this terminal; NULL: no wrong PINs
};

static int64_t lock_ms(uint32_t count, uint32_t from) {
    if (count < from)
        return 0;
    int64_t delay_ms = PIN_LOCK_MS;
    for (uint32_t i = from; i < count && delay_ms < PIN_LOCK_MAX_MS; i++)
        delay_ms *= 2;
    return delay_ms < PIN_LOCK_MAX_MS ? delay_ms : PIN_LOCK_MAX_MS;
}

// A lock that ends later than a lock can last was set before hall time went back.
static bool is_locked(int64_t until_ms, int64_t now_ms) {
    return now_ms < until_ms && until_ms - now_ms <= PIN_LOCK_MAX_MS;
}

static Hallq__PinTriesRow__Tried *tried_find(const Hallq__PinTriesRow *row, uint32_t staff) {
    for (size_t i = 0; i < row->n_people; i++)
        if (row->people[i]->staff == staff)
            return row->people[i];
    return NULL;
}

// Counts of another day no longer hold.
static void pins_of_day(struct pins *p, int32_t day) {
    Hallq__PinTriesRow *t = p->terminal;
    if (p->staff->wrong_day != day)
        p->staff->wrong_pins = 0;
    if (t->day != day)
        t->wrong_pins = 0;
    for (size_t i = 0; i < t->n_people && t->day != day; i++)
        t->people[i]->wrong_pins = 0;
    p->staff->wrong_day = t->day = day;
}

static int pins_load(struct state *s, const Hallq__HallRow *hall, struct key staff_key,
                     struct key tries_key, struct pins *ret) {
    uint32_t staff = key_read_u32(key_bytes(&staff_key), KEY_HALL_SIZE);
    int err = staff_row_need(s, staff_key, &ret->staff);
    if (err)
        return err;
    err = pin_tries_row_get(s, tries_key, &ret->terminal);
    if (err == ERR_NOT_FOUND || row_passed(s, TABLE_STAFF, tries_key, err)) {
        ret->terminal = arena_need(s->arena, sizeof *ret->terminal);
        hallq__pin_tries_row__init(ret->terminal);
    } else if (err) {
        return err;
    }
    pins_of_day(ret, hall->day);
    ret->here = tried_find(ret->terminal, staff);
    return ERR_OK;
}

// Returns until when the person is locked out at the device; 0: the person is not locked out.
static int64_t locked_until_ms(const struct pins *p, uint32_t device, int64_t now_ms) {
    const int64_t locks[] = {
        p->staff->locked_until_ms,
        p->terminal->locked_until_ms,
        p->here ? p->here->locked_until_ms : 0,
        p->staff->proved_device == device ? 0 : p->staff->wrong_locked_until_ms,
    };
    int64_t until_ms = 0;
    for (size_t i = 0; i < COUNT(locks); i++)
        if (is_locked(locks[i], now_ms) && locks[i] > until_ms)
            until_ms = locks[i];
    return until_ms;
}

static int64_t lock_until(const struct deciding *d, uint32_t count, uint32_t from) {
    int64_t delay_ms = lock_ms(count, from);
    return delay_ms ? d->now_ms + delay_ms : 0;
}

static int64_t later(int64_t a_ms, int64_t b_ms) {
    return a_ms > b_ms ? a_ms : b_ms;
}

static int pin_wrong(struct deciding *d, uint32_t staff, const struct pins *p) {
    EMIT(d, SIGN_ON_FAILED, SignOnFailed, sign_on_failed, failed);
    failed->staff = staff;
    failed->device = d->asker->device;
    failed->failures = (p->here ? p->here->wrong_pins : 0) + 1;
    failed->locked_until_ms = lock_until(d, failed->failures, LIMIT_PIN_FAILURES);
    failed->at_terminal = p->terminal->wrong_pins + 1;
    failed->terminal_locked_until_ms =
        lock_until(d, failed->at_terminal, LIMIT_PIN_FAILURES_TERMINAL);
    failed->everywhere = p->staff->wrong_pins + 1;
    failed->everywhere_locked_until_ms =
        lock_until(d, failed->everywhere, LIMIT_PIN_FAILURES_PERSON);
    d->out->record->staff = 0; // the guesser is not known, and need not be the person signed on
    int err = refuse_and_record(d, HALLQ__REFUSAL__REASON__WRONG_PIN, NULL);
    d->out->refusal.at_ms = later(failed->locked_until_ms, failed->terminal_locked_until_ms);
    if (p->staff->proved_device != failed->device)
        d->out->refusal.at_ms = later(d->out->refusal.at_ms, failed->everywhere_locked_until_ms);
    return err;
}

// Refuses a person who has no PIN, or who is locked out.
static int pins_open(struct deciding *d, uint32_t staff, struct pins *ret) {
    uint32_t device = d->asker->device;
    int err =
        pins_load(d->state, d->row, key_staff(d->hall, staff), key_pin_tries(d->hall, device), ret);
    if (err)
        return err;
    if (!ret->staff->pin_hash.len)
        return refuse(d, HALLQ__REFUSAL__REASON__PIN_NOT_SET, NULL);
    int64_t until_ms = locked_until_ms(ret, device, d->now_ms);
    return until_ms ? refuse_until(d, HALLQ__REFUSAL__REASON__LOCKED_OUT, until_ms, NULL) : ERR_OK;
}

int pin_prove(struct deciding *d, uint32_t staff) {
    struct pins p;
    int err = pins_open(d, staff, &p);
    if (err)
        return err;
    return d->asker->pin_matches ? ERR_OK : pin_wrong(d, staff, &p);
}

// Finds the person whose PIN the command gives; 0: it gives no PIN.
static int pin_owner(struct state *s, const struct asker *asker, const Hallq__Request *request,
                     uint32_t *ret) {
    const Hallq__SignOnRow *on;
    *ret = 0;
    if (request->body_case == HALLQ__REQUEST__BODY_SIGN_ON)
        *ret = request->sign_on->staff;
    if (request->body_case != HALLQ__REQUEST__BODY_REVEAL_CONTACT &&
        request->body_case != HALLQ__REQUEST__BODY_CHANGE_PIN)
        return ERR_OK;
    int err = sign_on_row_need(s, key_sign_on(request->hall, asker->device), &on);
    if (!err)
        *ret = on->staff;
    return err;
}

// SetPin needs no PIN of the person, but its retry must not tell the PIN that was set either.
int pin_prove_again(struct deciding *d, const Hallq__Request *request, enum secrets_again secrets) {
    bool sets = request->body_case == HALLQ__REQUEST__BODY_SET_PIN;
    bool on = request->body_case == HALLQ__REQUEST__BODY_SIGN_ON;
    struct pins p;
    uint32_t staff;
    int err = pin_owner(d->state, d->asker, request, &staff);
    if (!err && sets)
        staff = request->set_pin->staff;
    if (!err && staff)
        err = pins_open(d, staff, &p);
    if (err || secrets == SECRETS_SAME)
        return err;
    if (staff && !d->asker->pin_matches && (on || secrets == SECRETS_OTHER))
        return pin_wrong(d, staff, &p);
    return secrets == SECRETS_OTHER ? refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "number")
                                    : ERR_OK;
}

int pin_look(struct state *s, int64_t now_ms, const struct asker *asker,
             const Hallq__Request *request, ProtobufCBinaryData *ret_hash,
             Hallq__Refusal *refusal) {
    const Hallq__HallRow *hall;
    struct pins p;
    uint32_t staff;
    *ret_hash = (ProtobufCBinaryData){0, NULL};
    hallq__refusal__init(refusal);
    int err = pin_owner(s, asker, request, &staff);
    if (!err && staff)
        err = hall_row_get(s, key_hall(request->hall), &hall);
    if (err || !staff)
        return err == ERR_NOT_FOUND ? ERR_OK : err; // a rule refuses if there is no hall
    err = pins_load(s, hall, key_staff(request->hall, staff),
                    key_pin_tries(request->hall, asker->device), &p);
    if (err)
        return err;
    *ret_hash = p.staff->pin_hash;
    int64_t until_ms = locked_until_ms(&p, asker->device, now_ms);
    if (!p.staff->pin_hash.len || !until_ms)
        return ERR_OK;
    refusal->reason = HALLQ__REFUSAL__REASON__LOCKED_OUT;
    refusal->at_ms = until_ms;
    return ERR_OK;
}

// ---------------------------------------------------------------- apply

static int change_pins_load(struct change *c, uint32_t staff, uint32_t device, struct pins *ret) {
    return pins_load(c->state, c->row, key_staff(c->hall, staff), key_pin_tries(c->hall, device),
                     ret);
}

// Drops the people and the row of whom nothing is counted and no lock holds.
static int tries_put(struct change *c, struct key key, Hallq__PinTriesRow *t) {
    size_t kept = 0;
    for (size_t i = 0; i < t->n_people; i++)
        if (t->people[i]->wrong_pins || is_locked(t->people[i]->locked_until_ms, c->at_ms))
            t->people[kept++] = t->people[i];
    t->n_people = kept;
    if (!kept && !t->wrong_pins && !is_locked(t->locked_until_ms, c->at_ms))
        return row_del(c->state, TABLE_STAFF, key);
    return pin_tries_row_put(c->state, key, t);
}

// Finds a place in the list; in a full list, the place of the person with the fewest wrong PINs.
static Hallq__PinTriesRow__Tried *tried_add(struct change *c, Hallq__PinTriesRow *t,
                                            uint32_t staff) {
    Hallq__PinTriesRow__Tried *least = t->n_people ? t->people[0] : NULL;
    for (size_t i = 1; i < t->n_people; i++)
        if (t->people[i]->wrong_pins < least->wrong_pins)
            least = t->people[i];
    if (t->n_people < LIMIT_PIN_PEOPLE) {
        Hallq__PinTriesRow__Tried **people =
            arena_need(c->state->arena, (t->n_people + 1) * sizeof(Hallq__PinTriesRow__Tried *));
        for (size_t i = 0; i < t->n_people; i++)
            people[i] = t->people[i];
        least = people[t->n_people++] = arena_need(c->state->arena, sizeof *least);
        t->people = people;
    }
    hallq__pin_tries_row__tried__init(least);
    least->staff = staff;
    return least;
}

static int failed_as_before(struct change *c, const Hallq__SignOnFailed *event) {
    Hallq__StaffRow *row;
    struct key key = key_staff(c->hall, event->staff);
    int err = staff_row_need(c->state, key, &row);
    if (err)
        return err;
    row->failures = event->failures;
    row->locked_until_ms = event->locked_until_ms;
    return staff_row_put(c->state, key, row);
}

int apply_sign_on_failed(struct change *c, const Hallq__SignOnFailed *event) {
    struct pins p;
    if (!event->everywhere)
        return failed_as_before(c, event);
    int err = change_pins_load(c, event->staff, event->device, &p);
    if (err)
        return err;
    p.staff->wrong_pins = event->everywhere;
    p.staff->wrong_locked_until_ms = event->everywhere_locked_until_ms;
    if (!p.here)
        p.here = tried_add(c, p.terminal, event->staff);
    p.here->wrong_pins = event->failures;
    p.here->locked_until_ms = event->locked_until_ms;
    p.terminal->wrong_pins = event->at_terminal;
    p.terminal->locked_until_ms = event->terminal_locked_until_ms;
    err = staff_row_put(c->state, key_staff(c->hall, event->staff), p.staff);
    return err ? err : tries_put(c, key_pin_tries(c->hall, event->device), p.terminal);
}

static uint32_t less(uint32_t count, uint32_t by) {
    return count > by ? count - by : 0;
}

int pin_proved(struct change *c, uint32_t staff, uint32_t device) {
    struct pins p;
    int err = change_pins_load(c, staff, device, &p);
    if (err)
        return err;
    uint32_t count = p.here ? p.here->wrong_pins : 0;
    p.staff->proved_device = device;
    p.staff->wrong_pins = less(p.staff->wrong_pins, count);
    if ((err = staff_row_put(c->state, key_staff(c->hall, staff), p.staff)) || !p.here)
        return err;
    p.terminal->wrong_pins = less(p.terminal->wrong_pins, count);
    p.here->wrong_pins = 0;
    p.here->locked_until_ms = 0;
    return tries_put(c, key_pin_tries(c->hall, device), p.terminal);
}

// The rows of a hall's terminals at which wrong PINs are counted.
struct terminals {
    struct state *state;
    struct terminal {
        struct terminal *next;
        uint32_t device;
        Hallq__PinTriesRow *row; // NULL: the row cannot be read
    } * first;
};

static int terminal_cb(void *arg, struct bytes key, struct bytes value) {
    struct terminals *all = arg;
    struct terminal *one = arena_need(all->state->arena, sizeof *one);
    *one = (struct terminal){all->first, key_read_u32(key, KEY_PIN_TRIES_PREFIX_SIZE),
                             wire_unpack_stored(&hallq__pin_tries_row__descriptor,
                                                all->state->arena, value.data, value.size)};
    all->first = one;
    return 0;
}

static int terminals_find(struct change *c, struct terminal **ret) {
    struct terminals all = {.state = c->state};
    int err = rows_scan_over(c->state, TABLE_STAFF, key_pin_tries(c->hall, 0),
                             KEY_PIN_TRIES_PREFIX_SIZE, terminal_cb, &all);
    *ret = all.first;
    return err;
}

int pins_forget(struct change *c, const uint32_t *staff, size_t count) {
    struct terminal *one;
    int err = terminals_find(c, &one);
    for (; one && !err; one = one->next) {
        bool found = false;
        for (size_t i = 0; i < count && one->row; i++) {
            Hallq__PinTriesRow__Tried *tried = tried_find(one->row, staff[i]);
            if (!tried)
                continue;
            tried->wrong_pins = 0;
            tried->locked_until_ms = 0;
            found = true;
        }
        if (found)
            err = tries_put(c, key_pin_tries(c->hall, one->device), one->row);
    }
    return err;
}

int pins_day_over(struct change *c) {
    struct terminal *one;
    int err = terminals_find(c, &one);
    for (; one && !err; one = one->next) {
        struct key key = key_pin_tries(c->hall, one->device);
        Hallq__PinTriesRow *t = one->row;
        if (t)
            t->wrong_pins = 0;
        for (size_t i = 0; t && i < t->n_people; i++)
            t->people[i]->wrong_pins = 0;
        err = t ? tries_put(c, key, t) : row_del(c->state, TABLE_STAFF, key);
    }
    return err;
}
