// decide.c - from a request to its rule: the command exists, the device may send it, it was not
// applied before, the person may send it. The marks in proto/command.proto are the table; a rule
// then only looks at the hall.
#include "broker/hall/decide.h"

#include <assert.h>

#include "broker/hall/commands.h"
#include "broker/hall/core/newest.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/counter/pin.h"
#include "broker/hall/follow.h"
#include "broker/hall/may.h"
#include "broker/hall/read/disclosure.h"

// The rule of a command: it decides or it reads; a command that a worker does whole has neither.
struct rule {
    decide_fn *decide; // WRITE, PIN
    read_fn *read;     // READ
};

#define RULE_WRITE(member) .decide = member##_decide
#define RULE_PIN(member) .decide = member##_decide
#define RULE_READ(member) .read = member##_read
#define RULE_WORK(member) .decide = NULL
#define RULE_ERRAND(member) .decide = NULL
static const struct rule rules[] = {
#define COMMAND(CASE, member, KIND, SCOPE, devices, staff)                                         \
    [HALLQ__REQUEST__BODY_##CASE] = {RULE_##KIND(member)},
#include "proto/commands.def"
#undef COMMAND
};

// Whether the remembered command asked for the same as this one, secret texts aside; an earlier
// version did not note what was asked for.
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

// The person signed on when the command was applied must be signed on now. A sign-on or sign-off
// itself changes that person, so for these two it is enough that no other person is signed on now.
// Any other command with nobody signed on is refused as NOT_SIGNED_ON.
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

// A command that shows private text is decided anew each time, and is on record each time.
static bool is_answered_anew(Hallq__Request__BodyCase body_case) {
    return body_case == HALLQ__REQUEST__BODY_REVEAL_CONTACT;
}

static int number_cb(void *arg, struct bytes key, struct bytes value) {
    uint32_t *number = arg;
    (void)value;
    *number = key.size >= KEY_SESSION_REQUESTS_SIZE + 4
                  ? key_read_u32(key, KEY_SESSION_REQUESTS_SIZE)
                  : UINT32_MAX; // no such key is written: all commands may be there
    return 1;
}

// The greatest number of the session in the table. A row that cannot be read leaves it unknown.
static int newest_read(struct deciding *d, struct session_of of) {
    struct key last = key_request_last(of.hall, of.device, of.session);
    uint32_t number = 0;
    int err = rows_scan(d->state, TABLE_REQUEST, key_bytes(&last), KEY_SESSION_REQUESTS_SIZE, 1,
                        number_cb, &number);
    if (row_passed(d->state, TABLE_REQUEST, last, err))
        return ERR_OK;
    if (!err)
        newest_know(d->state->newest, of, number);
    return err;
}

// Whether the table may hold the command: it is no newer than all others of its session.
static int may_be_retry(struct deciding *d, const Hallq__Request *request, bool *ret) {
    struct session_of of = {d->hall, d->asker->device, request->session};
    int err = ERR_OK;
    *ret = true;
    if (!d->state->newest)
        return ERR_OK;
    if (!newest_find(d->state->newest, of))
        err = newest_read(d, of);
    const uint32_t *number = newest_find(d->state->newest, of);
    *ret = !number || request->number <= *number;
    return err;
}

// A retry of an applied command gets the first answer again, if the same person asks for the same.
static int retry_find(struct deciding *d, const Hallq__Request *request) {
    Hallq__RequestRow *row;
    Hallq__JournalRecord *record;
    bool may_be;
    int err = may_be_retry(d, request, &may_be);
    if (err || !may_be)
        return err;
    err = request_row_get(d->state,
                          key_request(d->hall, d->asker->device, request->session, request->number,
                                      &d->asker->principal),
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
    d->out->record->session = d->out->record->number = 0; // a request has one record only
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

static int command_decide(struct deciding *d, const Hallq__Request *request) {
    const struct command_row *row = command_find(request->body_case);
    if (!row || !rules[row->body_case].decide)
        return refuse(d, HALLQ__REFUSAL__REASON__UNKNOWN_COMMAND, NULL);
    if (!request->session || !request->number)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SESSION, NULL);
    int err = may_device(d, row);
    if (!err)
        err = person_load(d, request);
    if (err)
        return err;
    deciding_record(d, request);
    if ((err = retry_find(d, request)) || d->out->retry)
        return err;
    if ((err = may_person(d, row, request)))
        return err;
    if ((err = rules[row->body_case].decide(d, request)) || (err = record_follow(d)))
        return err;
    assert(d->out->record && d->out->record->n_events);
    d->out->record->done = decision_done(d);
    return ERR_OK;
}

// A refusal is an answer, and no error to the caller of a decision.
static int answered(int err) {
    return err == ERR_REFUSED ? ERR_OK : err;
}

int decide(struct state *s, int64_t now_ms, const struct asker *asker,
           const Hallq__Request *request, struct decision *ret) {
    struct deciding d;
    int err = deciding_look(&d, s, now_ms, request->hall, asker, ret);
    if (err)
        return err;
    d.step_cb = record_follow;
    err = answered(command_decide(&d, request));
    int back = s->trial ? trial_end(s) : ERR_OK;
    return err ? err : back;
}

static int may_ask(struct deciding *d, const struct command_row *row,
                   const Hallq__Request *request) {
    int err = may_device(d, row);
    if (!err)
        err = person_load(d, request);
    return err ? err : may_person(d, row, request);
}

int decide_read(struct state *s, int64_t now_ms, const struct asker *asker,
                const Hallq__Request *request, Hallq__Reply *reply) {
    struct deciding d;
    struct decision out;
    int err = deciding_look(&d, s, now_ms, request->hall, asker, &out);
    if (err)
        return err;
    reply->seq = hall_is_own(asker, d.hall) ? d.row->seq : 0;
    d.reads = true;
    const struct command_row *row = command_find(request->body_case);
    if (!row || !rules[row->body_case].read)
        err = refuse(&d, HALLQ__REFUSAL__REASON__UNKNOWN_COMMAND, NULL);
    if (!err)
        err = may_ask(&d, row, request);
    if (!err)
        err = rules[row->body_case].read(&d, request, reply);
    if (err == ERR_REFUSED) {
        reply->body_case = HALLQ__REPLY__BODY_REFUSAL;
        reply->refusal = arena_copy(s->arena, &out.refusal, sizeof out.refusal);
    }
    return answered(err);
}

int decide_disclosure(struct state *s, int64_t now_ms, const struct asker *asker,
                      const Hallq__Request *request, uint64_t shown, struct decision *ret) {
    struct deciding d;
    uint32_t hall = shown ? request->hall : 0; // the journal and backups are the broker's
    int err = deciding_look(&d, s, now_ms, hall, asker, ret);
    if (!err)
        err = person_load(&d, request);
    if (err)
        return err;
    deciding_record(&d, NULL);
    err = disclosure_decide(&d, request, shown);
    if (!ret->record->n_events)
        ret->record = NULL;
    return err;
}

int authorize(struct state *s, int64_t now_ms, const struct asker *asker,
              const Hallq__Request *request, Hallq__Refusal *refusal) {
    struct deciding d;
    struct decision out;
    int err = deciding_look(&d, s, now_ms, request->hall, asker, &out);
    const struct command_row *row = command_find(request->body_case);
    if (!err && !row)
        err = refuse(&d, HALLQ__REFUSAL__REASON__UNKNOWN_COMMAND, NULL);
    if (!err)
        err = may_ask(&d, row, request);
    if (!err)
        err = disclosure_check(&d, request);
    *refusal = out.refusal;
    return answered(err);
}
