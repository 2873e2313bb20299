#include "broker/hall/may.h"

#include <string.h>

#include "base/count.h"
#include "base/role_bits.h"
#include "broker/hall/commands.h"

bool hall_is_own(const struct asker *asker, uint32_t hall) {
    if (!asker->hall_count)
        return true;
    for (size_t i = 0; i < asker->hall_count; i++)
        if (asker->halls[i] == hall)
            return true;
    return false;
}

// A ping changes and shows nothing.
static bool hall_granted(const struct asker *asker, const struct command_row *row, uint32_t hall) {
    return hall_is_own(asker, hall) || (!hall && row->body_case == HALLQ__REQUEST__BODY_PING);
}

static int scope_check(struct deciding *d, const struct command_row *row) {
    if (row->scope == SCOPE_BROKER && d->hall)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "hall");
    if (row->scope == SCOPE_HALL && d->settings_lost)
        return ERR_CORRUPT;
    if (row->scope == SCOPE_HALL && !d->settings)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_HALL, NULL);
    return ERR_OK;
}

// Why a gateway may not send the command: the person behind it would have to sign on, and before
// that in an enrolled browser.
static Hallq__Refusal__Reason web_reason(const struct deciding *d, const struct command_row *row) {
    bool attended = row->device_roles & ATTENDED && d->asker->principal.len;
    if (d->asker->role != HALLQ__DEVICE__ROLE__GATEWAY || !attended)
        return HALLQ__REFUSAL__REASON__NOT_ALLOWED;
    return row->body_case == HALLQ__REQUEST__BODY_SIGN_ON ? HALLQ__REFUSAL__REASON__NOT_ENROLLED
                                                          : HALLQ__REFUSAL__REASON__NOT_SIGNED_ON;
}

static int device_check(struct deciding *d, const struct command_row *row) {
    bool vouches = d->asker->gateway || d->asker->role == HALLQ__DEVICE__ROLE__GATEWAY;
    if (d->asker->principal.len && (!vouches || d->asker->principal.len != PRINCIPAL_SIZE))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "principal");
    if (!(row->device_roles >> d->asker->role & 1))
        return refuse(d, web_reason(d, row), row->name);
    if (!hall_granted(d->asker, row, d->hall))
        return refuse(d, HALLQ__REFUSAL__REASON__OTHER_HALL, NULL);
    return ERR_OK;
}

// A browser serves the web session in which somebody signed on there, and no other.
static bool same_session(const struct asker *asker, const Hallq__SignOnRow *on) {
    return asker->gateway == on->gateway &&
           (!asker->gateway ||
            (asker->principal.len == on->principal.len &&
             !memcmp(asker->principal.data, on->principal.data, on->principal.len)));
}

// Whether the sign-on is over: it was ended, its time is over, or a key by which the person signed
// on has ended.
static bool session_over(const struct deciding *d, const Hallq__SignOnRow *on) {
    const struct asker *asker = d->asker;
    return on->over || (on->until_ms && d->now_ms >= on->until_ms) ||
           on->key_endings != asker->key_endings ||
           (asker->gateway && on->gateway_key_endings != asker->gateway_key_endings);
}

// A person who signs on leaves their old counter as it is, if its row cannot be read.
int person_load(struct deciding *d, const Hallq__Request *request) {
    const Hallq__SignOnRow *on;
    struct key key = key_sign_on(d->hall, d->asker->device);
    int err = sign_on_row_get(d->state, key, &on);
    if (err == ERR_NOT_FOUND || row_passed(d->state, TABLE_SIGN_ON, key, err))
        return ERR_OK;
    if (err)
        return err;
    if (request->body_case != HALLQ__REQUEST__BODY_SIGN_ON && !same_session(d->asker, on))
        return ERR_OK;
    const Hallq__StaffSettings *person =
        d->settings ? settings_staff(d->settings, on->staff) : NULL;
    d->staff = on->staff;
    d->staff_role = person ? person->role : on->role;
    d->counter = on->counter;
    d->sign_on_over = session_over(d, on);
    d->pin_short = on->pin_short;
    d->pin_measured = on->pin_measured;
    if (!d->counter)
        return ERR_OK;
    key = key_counter(d->hall, d->counter);
    err = counter_row_need(d->state, key, &d->counter_row);
    if (request->body_case != HALLQ__REQUEST__BODY_SIGN_ON ||
        !row_passed(d->state, TABLE_COUNTER, key, err))
        return err;
    d->counter = 0;
    d->counter_row = NULL;
    return ERR_OK;
}

static bool ends_and_calls(const Hallq__Request *request) {
    return request->body_case == HALLQ__REQUEST__BODY_CALL_NEXT &&
           (request->call_next->finish || request->call_next->no_show);
}

// Whether a person whose sign-on is over may still send the command: it ends the ticket at the
// counter and does not keep it for that person. A CallNext that ends the ticket signs the person
// off, and calls nobody.
static bool ends_ticket(const struct deciding *d, const Hallq__Request *request) {
    static const bool of_ticket_at_hand[] = {
        [HALLQ__REQUEST__BODY_RECALL] = true,   [HALLQ__REQUEST__BODY_START] = true,
        [HALLQ__REQUEST__BODY_HOLD] = true,     [HALLQ__REQUEST__BODY_TRANSFER] = true,
        [HALLQ__REQUEST__BODY_FINISH] = true,   [HALLQ__REQUEST__BODY_NO_SHOW] = true,
        [HALLQ__REQUEST__BODY_SIGN_OFF] = true, [HALLQ__REQUEST__BODY_CALL_NEXT] = true,
    };
    size_t i = (size_t)request->body_case;
    if (i >= COUNT(of_ticket_at_hand) || !of_ticket_at_hand[i] || !d->counter_row ||
        !d->counter_row->ticket)
        return false;
    if (request->body_case == HALLQ__REQUEST__BODY_CALL_NEXT)
        return ends_and_calls(request);
    if (request->body_case != HALLQ__REQUEST__BODY_TRANSFER)
        return true;
    const Hallq__Which *which = request->transfer->which;
    const Hallq__Line *to = request->transfer->to;
    bool own =
        !which || (!which->ticket && !*which->number) || which->ticket == d->counter_row->ticket;
    return own && !(to && to->kind == HALLQ__LINE__KIND__CLERK && to->id == d->staff);
}

// Whether a browser's session has ended. A browser counts only as long as its session; a terminal
// may see its feed with nobody signed on.
static bool session_ended(const struct deciding *d, const Hallq__Request *request) {
    bool ends = d->sign_on_over && !(d->counter_row && d->counter_row->ticket);
    return d->asker->gateway && request->body_case != HALLQ__REQUEST__BODY_SIGN_ON &&
           (!d->staff || ends);
}

// A lead or manager whose PIN is too short for leading may do at a counter what a clerk does, and
// no more. If an earlier version, which took short PINs, signed them on, they sign on again.
static int pin_check(struct deciding *d, const struct command_row *row) {
    bool leads = row->staff_roles == LEADING || ((LEAD | MANAGER) & 1 << d->asker->role);
    if (!leads || d->staff_role < HALLQ__STAFF__ROLE__LEAD ||
        row->body_case == HALLQ__REQUEST__BODY_CHANGE_PIN ||
        row->body_case == HALLQ__REQUEST__BODY_SIGN_OFF)
        return ERR_OK;
    if (!d->pin_measured)
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON, NULL);
    return d->pin_short ? refuse(d, HALLQ__REFUSAL__REASON__PIN_TOO_SHORT, NULL) : ERR_OK;
}

int may_person(struct deciding *d, const struct command_row *row, const Hallq__Request *request) {
    if (session_ended(d, request))
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON, NULL);
    if (!row->staff_roles || !(ATTENDED & 1 << d->asker->role))
        return ERR_OK;
    if (!d->staff || (d->sign_on_over && !ends_ticket(d, request)))
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON, NULL);
    if (!(row->staff_roles >> d->staff_role & 1))
        return refuse(d, HALLQ__REFUSAL__REASON__PERSON_MAY_NOT, row->name);
    int err = pin_check(d, row);
    if (err)
        return err;
    if (d->asker->role == HALLQ__DEVICE__ROLE__COUNTER && !d->counter)
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON, NULL);
    return ERR_OK;
}

int may_device(struct deciding *d, const struct command_row *row) {
    int err = device_check(d, row);
    return err ? err : scope_check(d, row);
}
