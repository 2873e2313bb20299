// decide.c - from a request to its rule: the command exists, the device may, it was not applied
// before, the person may. The marks in proto/command.proto are the table; a rule then only looks at the hall.
#include <assert.h>
#include <string.h>

#include "base/count.h"
#include "broker/hall/core/change.h"
#include "broker/hall/counter/leaving.h"
#include "broker/hall/counter/pin.h"
#include "broker/hall/visit/double_press.h"

enum {
    KIOSK = 1 << HALLQ__DEVICE__ROLE__KIOSK,
    COUNTER = 1 << HALLQ__DEVICE__ROLE__COUNTER,
    DISPLAY = 1 << HALLQ__DEVICE__ROLE__DISPLAY,
    GUIDE = 1 << HALLQ__DEVICE__ROLE__GUIDE,
    LEAD = 1 << HALLQ__DEVICE__ROLE__LEAD,
    MANAGER = 1 << HALLQ__DEVICE__ROLE__MANAGER,
    GATEWAY = 1 << HALLQ__DEVICE__ROLE__GATEWAY,
    ADMIN = 1 << HALLQ__DEVICE__ROLE__ADMIN,
    FORWARDER = 1 << HALLQ__DEVICE__ROLE__FORWARDER,
    ATTENDED = COUNTER | GUIDE | LEAD | MANAGER, // people sign on there
    ALL = ATTENDED | KIOSK | DISPLAY | GATEWAY | ADMIN | FORWARDER,
};

enum {
    ANYONE = 0,
    LEADING = 1 << HALLQ__STAFF__ROLE__LEAD | 1 << HALLQ__STAFF__ROLE__MANAGER,
    PERSON = LEADING | 1 << HALLQ__STAFF__ROLE__CLERK | 1 << HALLQ__STAFF__ROLE__GUIDE,
};

struct rule {
    struct command_row row;
    decide_fn *decide; // WRITE, PIN
    read_fn *read;     // READ
};

#define RULE_WRITE(member) .decide = member##_decide,
#define RULE_PIN(member) .decide = member##_decide,
#define RULE_READ(member) .read = member##_read,
#define RULE_WORK(member)
#define RULE_ERRAND(member)
static const struct rule rules[] = {
#define COMMAND(CASE, member, KIND, SCOPE, devices, staff)                                         \
    [HALLQ__REQUEST__BODY_##                                                                       \
        CASE] = {.row = {HALLQ__REQUEST__BODY_##CASE, COMMAND_PLACE_##CASE, #member,               \
                         COMMAND_##KIND, SCOPE_##SCOPE, devices, staff},                           \
                 RULE_##KIND(member)},
#include "proto/commands.def"
#undef COMMAND
};

static const size_t rule_count = COUNT(rules);

static const struct rule *rule_find(Hallq__Request__BodyCase body_case) {
    size_t i = (size_t)body_case;
    return i < rule_count && rules[i].row.name ? &rules[i] : NULL;
}

const struct command_row *command_find(Hallq__Request__BodyCase body_case) {
    const struct rule *rule = rule_find(body_case);
    return rule ? &rule->row : NULL;
}

const struct command_row *command_next(const struct command_row *row) {
    for (size_t i = row ? (size_t)row->body_case + 1 : 0; i < rule_count; i++)
        if (rules[i].row.name)
            return &rules[i].row;
    return NULL;
}

int refuse(struct deciding *d, Hallq__Refusal__Reason reason, const char *detail) {
    assert(reason != HALLQ__REFUSAL__REASON__NONE);
    hallq__refusal__init(&d->out->refusal);
    d->out->refusal.reason = reason;
    if (detail)
        d->out->refusal.detail = (char *)(uintptr_t)detail;
    d->out->record = NULL;
    return ERR_REFUSED;
}

int refuse_until(struct deciding *d, Hallq__Refusal__Reason reason, int64_t at_ms,
                 const char *detail) {
    int err = refuse(d, reason, detail);
    d->out->refusal.at_ms = at_ms;
    return err;
}

int refuse_and_record(struct deciding *d, Hallq__Refusal__Reason reason, const char *detail) {
    Hallq__JournalRecord *record = d->out->record;
    assert(record && record->n_events);
    int err = refuse(d, reason, detail);
    d->out->record = record;
    return err;
}

// Hall 0 is the broker itself, its keys and backups those of every hall: for keys of all halls
// alone.
static bool hall_is_own(const struct asker *asker, uint32_t hall) {
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

// The hall's row and settings. A hall without settings exists only for apply_settings.
static int hall_load(struct deciding *d) {
    int err = hall_row_get(d->state, key_hall(d->hall), &d->row);
    if (err == ERR_NOT_FOUND) {
        Hallq__HallRow *none = arena_need(d->state->arena, sizeof *none);
        hallq__hall_row__init(none);
        none->journal_from = 1;
        d->row = none;
        return ERR_OK;
    }
    if (err || !d->row->version)
        return err;
    err = settings_get(d->state, d->hall, d->row->version, &d->settings);
    d->settings_lost = row_passed(d->state, TABLE_SETTINGS, key_hall(d->hall), err);
    return d->settings_lost ? ERR_OK : err;
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

// Why a gateway may not: who asks behind it would have to sign on, and before that in a browser that is
// enrolled.
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

// The session's time is over, or a key by which they signed on has ended.
static bool sign_on_over(const struct deciding *d, const Hallq__SignOnRow *on) {
    const struct asker *asker = d->asker;
    return on->over || (on->until_ms && d->now_ms >= on->until_ms) ||
           on->key_endings != asker->key_endings ||
           (asker->gateway && on->gateway_key_endings != asker->gateway_key_endings);
}

// Who is signed on at the device: nobody, if that cannot be read, so that somebody signs on again.
// Who signs on leaves a counter that cannot be read as it is.
static int person_load(struct deciding *d, const Hallq__Request *request) {
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
    d->sign_on_over = sign_on_over(d, on);
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

// What whose sign-on is over may still do: end the ticket at hand, but not keep it for themselves. Who calls the next
// with it is signed off by the end, and nobody is called.
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

// A terminal may see its feed with nobody signed on; a browser is what it is for as long as the session.
static bool session_ended(const struct deciding *d, const Hallq__Request *request) {
    bool ends = d->sign_on_over && !(d->counter_row && d->counter_row->ticket);
    return d->asker->gateway && request->body_case != HALLQ__REQUEST__BODY_SIGN_ON &&
           (!d->staff || ends);
}

// What a lead or manager may do whose PIN is too short for one who leads: at a counter what a clerk does.
// The same goes for who was signed on by an earlier version, which took short ones: they sign on again.
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

static int person_check(struct deciding *d, const struct command_row *row,
                        const Hallq__Request *request) {
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

bool people_shown(const struct deciding *d) {
    return d->asker->role == HALLQ__DEVICE__ROLE__ADMIN || (d->staff && !d->sign_on_over);
}

static int deciding_init(struct deciding *d, struct state *s, int64_t now_ms, uint32_t hall,
                         const struct asker *asker, struct decision *ret) {
    *ret = (struct decision){.refusal = HALLQ__REFUSAL__INIT};
    *d = (struct deciding){.state = s, .asker = asker, .now_ms = now_ms, .hall = hall, .out = ret};
    return hall_load(d);
}

// Whether the remembered command asked for the same, but for its secret texts; an earlier version did
// not note what it asked for.
static bool same_body(const struct deciding *d, const Hallq__JournalRecord *then) {
    return !then->body_hash || then->body_hash == d->asker->body_hash;
}

// Secret texts cannot be compared once the process that took them is gone.
static enum secrets_again secrets_compare(const struct deciding *d,
                                          const Hallq__JournalRecord *then) {
    if (!then->body_hash || then->secret_key != d->asker->secret_key)
        return SECRETS_UNKNOWN;
    return then->secret_mac == d->asker->secret_mac ? SECRETS_SAME : SECRETS_OTHER;
}

// Whoever was there when it was applied is there now. Who signs on or off is another afterwards, so
// for these two nobody else may have come. With nobody there the command says what it needs.
static int same_person(struct deciding *d, const Hallq__Request *request,
                       const Hallq__JournalRecord *then) {
    bool on = request->body_case == HALLQ__REQUEST__BODY_SIGN_ON;
    uint32_t staff = on ? request->sign_on->staff : then->staff;
    if (!then->body_hash || d->staff == staff)
        return ERR_OK;
    if (d->staff)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "number");
    if (on || request->body_case == HALLQ__REQUEST__BODY_SIGN_OFF)
        return ERR_OK;
    return refuse(d, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON, NULL);
}

// What shows private text is decided anew each time, and is on record each time.
static bool is_answered_anew(Hallq__Request__BodyCase body_case) {
    return body_case == HALLQ__REQUEST__BODY_REVEAL_CONTACT;
}

// A retry of an applied command gets the answer it got, if the same person asks for the same.
static int retry_find(struct deciding *d, const Hallq__Request *request) {
    Hallq__RequestRow *row;
    Hallq__JournalRecord *record;
    int err = request_row_get(d->state,
                              key_request(d->hall, d->asker->device, request->session,
                                          request->number, &d->asker->principal),
                              &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    if (row->command != (uint32_t)request->body_case)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "number");
    err = journal_row_get(d->state, key_journal(d->hall, row->seq), &record);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    if ((err = same_person(d, request, record)))
        return err;
    if (!same_body(d, record))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "number");
    d->out->record->session = d->out->record->number = 0; // one record each, and that is there
    d->out->anew = is_answered_anew(request->body_case);
    if (d->out->anew)
        return ERR_OK;
    if ((err = pin_prove_again(d, request, secrets_compare(d, record))))
        return err;
    d->out->record = NULL;
    d->out->retry = true;
    d->out->done = record->done;
    d->out->done_seq = record->last_seq;
    d->out->done_at_ms = record->at_ms;
    return ERR_OK;
}

static void record_init(struct deciding *d, const Hallq__Request *request) {
    Hallq__JournalRecord *record = arena_need(d->state->arena, sizeof *record);
    hallq__journal_record__init(record);
    record->hall = d->hall;
    record->at_ms = d->now_ms;
    record->day = d->row->day;
    record->staff = d->staff;
    if (d->asker) {
        record->device = d->asker->device;
        record->principal = d->asker->principal;
    }
    if (request) {
        record->session = request->session;
        record->number = request->number;
        record->command = (uint32_t)request->body_case;
        record->body_hash = d->asker->body_hash;
        record->secret_mac = d->asker->secret_mac;
        record->secret_key = d->asker->secret_key;
    }
    d->out->record = record;
}

static int may(struct deciding *d, const struct rule *rule) {
    int err = device_check(d, &rule->row);
    if (!err)
        err = scope_check(d, &rule->row);
    return err;
}

static int may_person(struct deciding *d, const struct rule *rule, const Hallq__Request *request) {
    int err = person_load(d, request);
    return err ? err : person_check(d, &rule->row, request);
}

int step_apply(struct deciding *d) {
    struct state *s = d->state;
    if (!s->trial)
        trial_begin(s, &d->trial);
    int err = leaving_after(d);
    if (!err)
        err = record_step(s, d->out->record, d->applied_count);
    d->applied_count = d->out->record->n_events;
    if (!err)
        err = hall_row_get(s, key_hall(d->hall), &d->row);
    if (!err && d->counter)
        err = counter_row_need(s, key_counter(d->hall, d->counter), &d->counter_row);
    return err;
}

static int command_decide(struct deciding *d, const Hallq__Request *request) {
    const struct rule *rule = rule_find(request->body_case);
    if (!rule || !rule->decide)
        return refuse(d, HALLQ__REFUSAL__REASON__UNKNOWN_COMMAND, NULL);
    if (!request->session || !request->number)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SESSION, NULL);
    int err = may(d, rule);
    if (!err)
        err = person_load(d, request);
    if (err)
        return err;
    record_init(d, request);
    if ((err = retry_find(d, request)) || d->out->retry)
        return err;
    if ((err = person_check(d, &rule->row, request)))
        return err;
    if ((err = rule->decide(d, request)) || (err = leaving_after(d)))
        return err;
    assert(d->out->record && d->out->record->n_events);
    d->out->record->done = decision_done(d);
    return ERR_OK;
}

// A refusal is an answer, and no error to whoever asked for a decision.
static int answered(int err) {
    return err == ERR_REFUSED ? ERR_OK : err;
}

int decide(struct state *s, int64_t now_ms, const struct asker *asker,
           const Hallq__Request *request, struct decision *ret) {
    struct deciding d;
    int err = deciding_init(&d, s, now_ms, request->hall, asker, ret);
    if (err)
        return err;
    err = answered(command_decide(&d, request));
    int back = s->trial ? trial_end(s) : ERR_OK;
    return err ? err : back;
}

int decide_read(struct state *s, int64_t now_ms, const struct asker *asker,
                const Hallq__Request *request, Hallq__Reply *reply) {
    struct deciding d;
    struct decision out;
    int err = deciding_init(&d, s, now_ms, request->hall, asker, &out);
    if (err)
        return err;
    reply->seq = hall_is_own(asker, d.hall) ? d.row->seq : 0;
    d.reads = true;
    const struct rule *rule = rule_find(request->body_case);
    if (!rule || !rule->read)
        err = refuse(&d, HALLQ__REFUSAL__REASON__UNKNOWN_COMMAND, NULL);
    if (!err)
        err = may(&d, rule);
    if (!err)
        err = may_person(&d, rule, request);
    if (!err)
        err = rule->read(&d, request, reply);
    if (err == ERR_REFUSED) {
        reply->body_case = HALLQ__REPLY__BODY_REFUSAL;
        reply->refusal = arena_copy(s->arena, &out.refusal, sizeof out.refusal);
    }
    return answered(err);
}

int decide_look(struct state *s, int64_t now_ms, const struct asker *asker,
                const Hallq__Request *request, uint64_t shown, struct decision *ret) {
    struct deciding d;
    uint32_t hall = shown ? request->hall : 0; // the journal and backups are the broker's
    int err = deciding_init(&d, s, now_ms, hall, asker, ret);
    if (!err)
        err = person_load(&d, request);
    if (err)
        return err;
    record_init(&d, NULL);
    err = look_decide(&d, request, shown);
    if (!ret->record->n_events)
        ret->record = NULL;
    return err;
}

int authorize(struct state *s, int64_t now_ms, const struct asker *asker,
              const Hallq__Request *request, Hallq__Refusal *refusal) {
    struct deciding d;
    struct decision out;
    int err = deciding_init(&d, s, now_ms, request->hall, asker, &out);
    const struct rule *rule = rule_find(request->body_case);
    if (!err && !rule)
        err = refuse(&d, HALLQ__REFUSAL__REASON__UNKNOWN_COMMAND, NULL);
    if (!err)
        err = may(&d, rule);
    if (!err)
        err = may_person(&d, rule, request);
    if (!err)
        err = look_check(&d, request);
    *refusal = out.refusal;
    return answered(err);
}

int issue_presses(struct state *s, int64_t now_ms, const struct asker *asker,
                  const Hallq__Request *request, struct presses *ret) {
    struct deciding d;
    struct decision out;
    ret->ticket_count = 0;
    int err = deciding_init(&d, s, now_ms, request->hall, asker, &out);
    return err || !d.settings ? err : double_press_list(&d, request->issue, ret);
}

int deciding_begin(struct deciding *d, struct state *s, int64_t now_ms, uint32_t hall,
                   struct decision *ret) {
    int err = deciding_init(d, s, now_ms, hall, NULL, ret);
    if (!err)
        record_init(d, NULL);
    return err;
}

Hallq__Event *emit(struct deciding *d, Hallq__Event__BodyCase body_case) {
    Hallq__JournalRecord *record = d->out->record;
    struct arena *arena = d->state->arena;
    Hallq__Event *event = arena_need(arena, sizeof *event);
    hallq__event__init(event);
    event->body_case = body_case;
    Hallq__Event **events = arena_need(arena, (record->n_events + 1) * sizeof(Hallq__Event *));
    for (size_t i = 0; i < record->n_events; i++)
        events[i] = record->events[i];
    events[record->n_events++] = event;
    record->events = events;
    return event;
}

Hallq__By *by_make(struct deciding *d) {
    Hallq__By *by = arena_need(d->state->arena, sizeof *by);
    hallq__by__init(by);
    by->device = d->asker ? d->asker->device : 0;
    by->staff = d->staff;
    if (d->asker)
        by->principal = d->asker->principal;
    return by;
}

Hallq__Line *line_make(struct deciding *d, Hallq__Line__Kind kind, uint32_t id) {
    Hallq__Line *line = arena_need(d->state->arena, sizeof *line);
    hallq__line__init(line);
    line->kind = kind;
    line->id = id;
    return line;
}

uint64_t seal_take(struct deciding *d, const ProtobufCBinaryData *sealed, uint64_t before) {
    Hallq__JournalRecord *record = d->out->record;
    struct arena *arena = d->state->arena;
    if (!sealed->len)
        return 0;
    Hallq__SealedRow *row = arena_need(arena, sizeof *row);
    hallq__sealed_row__init(row);
    row->sealed = d->row->sealed + record->n_sealed + 1;
    row->box = *sealed;
    row->key = d->asker->sealed_key;
    row->before = before;
    Hallq__SealedRow **rows =
        arena_need(arena, (record->n_sealed + 1) * sizeof(Hallq__SealedRow *));
    for (size_t i = 0; i < record->n_sealed; i++)
        rows[i] = record->sealed[i];
    rows[record->n_sealed++] = row;
    record->sealed = rows;
    return row->sealed;
}

Hallq__Done *decision_done(struct deciding *d) {
    if (!d->out->done) {
        d->out->done = arena_need(d->state->arena, sizeof(Hallq__Done));
        hallq__done__init(d->out->done);
    }
    return d->out->done;
}
