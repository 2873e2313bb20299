// dispatch.c - the way of a command through the rules, by its kind in proto/command.proto:
//
//     WRITE         seal its texts, decide ─▶ a record to apply, or a refusal
//     READ          answered from the open transaction
//     PIN           authorize ─▶ a job; when the PIN was compared the command comes again, as WRITE
//     WORK, ERRAND  authorize ─▶ a job, which answers
#include "broker/turn/dispatch.h"

#include <stdio.h>
#include <string.h>

#include "broker/log/log.h"
#include "broker/seal/pin.h"
#include "broker/turn/private.h"
#include "broker/turn/reply.h"
#include "broker/turn/same_body.h"

// ---------------------------------------------------------------- writes

// An error of the keys of customer data concerns this command alone. The command changed nothing,
// and the error goes once keys/ is mended, as the log says.
static int seal_failed(struct turn_parts *p, const struct command *command, struct outcome *outcome,
                       int err) {
    if (err != ERR_CLOSED && err != ERR_CORRUPT && err != ERR_DISK_FULL)
        return err;
    log_write(LOG_LEVEL_ERROR, "seal_failed", " hall=%u error=\"%s\"", command->request->hall,
              err_text(err));
    reply_stopped(p, command, outcome, err);
    return ERR_OK;
}

static int retry_answer(struct turn_parts *p, struct state *s, struct command *command,
                        struct outcome *outcome, const struct decision *decision) {
    pace_give(&p->pace, command);
    reply_done(p, command, outcome, decision->done);
    outcome->reply->seq = decision->done_seq;
    outcome->reply->at_ms = decision->done_at_ms;
    outcome->again = true;
    return private_show(p, s, command, outcome);
}

static int record_take(struct turn_parts *p, struct state *s, const struct command *command,
                       struct outcome *outcome, const struct decision *decision) {
    bool refused = decision->refusal.reason != HALLQ__REFUSAL__REASON__NONE;
    int err = refused ? ERR_OK : private_prepare(p, s, command);
    if (!err)
        err = private_forget(p, decision->record);
    if (err)
        return seal_failed(p, command, outcome, err);
    outcome->record = decision->record;
    if (refused)
        outcome->recorded_refusal =
            arena_copy(s->arena, &decision->refusal, sizeof(Hallq__Refusal));
    return ERR_OK;
}

// The rules' decision of a command that was paced; `too_fast` says whether it has to wait. A
// refusal says its own reason, however fast the command comes.
static int paced_decide(struct turn_parts *p, struct state *s, struct command *command,
                        struct outcome *outcome, const Hallq__Refusal *too_fast) {
    struct decision decision;
    bool waits = too_fast->reason != HALLQ__REFUSAL__REASON__NONE;
    command->asker.codes = &p->codes;
    same_body_note(p->seals, &p->arena, command->request, &command->asker);
    command->asker.wall_at_ms = wallclock_wall_ms(&p->time->wallclock);
    int err = decide(s, p->now_ms, &command->asker, command->request, &decision);
    if (err)
        return err;
    if (decision.retry)
        return retry_answer(p, s, command, outcome, &decision);
    if (decision.record && !waits)
        return record_take(p, s, command, outcome, &decision);
    bool is_free = !decision.record && !pace_costs(&decision.refusal);
    if (is_free)
        pace_give(&p->pace, command);
    reply_refusal(p, command, outcome, waits && !is_free ? too_fast : &decision.refusal);
    return ERR_OK;
}

// What the twin told last, for a ticket that joins a line now. The answers are taken anew where a turn
// is decided again: they may be others by then.
static void twin_note(const struct turn_parts *p, struct command *command) {
    const Hallq__Request *r = command->request;
    bool joins = r->body_case == HALLQ__REQUEST__BODY_ISSUE ||
                 r->body_case == HALLQ__REQUEST__BODY_CHECK_IN ||
                 r->body_case == HALLQ__REQUEST__BODY_CHECK_IN_BOOKING;
    command->asker.twin = (struct twin_tells){.count = 0};
    if (joins)
        command->asker.twin = twins_of(p->twins, r->hall, wallclock_machine_ms());
}

// The token is taken before any row is read, and given back if the command changed nothing. An
// asker who has to wait learns nothing of others' contacts: the asker's contact is not compared.
static int write_decide(struct turn_parts *p, struct state *s, struct command *command,
                        struct outcome *outcome) {
    Hallq__Refusal too_fast;
    int err = private_seal(p, s, command);
    if (err)
        return seal_failed(p, command, outcome, err);
    if ((err = pace_take(&p->pace, s, p->now_ms, command, &too_fast)))
        return err;
    twin_note(p, command);
    err = private_facts(p, s, command, too_fast.reason != HALLQ__REFUSAL__REASON__NONE);
    if (err == ERR_BUSY) {
        pace_give(&p->pace, command);
        reply_reason(p, command, outcome, HALLQ__REFUSAL__REASON__BUSY);
        return ERR_OK;
    }
    return err ? err : paced_decide(p, s, command, outcome, &too_fast);
}

// ---------------------------------------------------------------- reads

// Small requests may have large answers: a device that leaves its answers unread is told to wait,
// so that it fills neither the memory nor the turn.
static bool reads_too_much(const struct turn_parts *p, const struct command *command) {
    return router_unread(p->router, command->asker.device) >= LIMIT_UNREAD_SIZE;
}

// Whether the device's reads have used up their share of this turn.
static bool reads_its_share(const struct turn_parts *p, uint32_t device) {
    size_t size = 0;
    for (const struct outcome *read = p->reads; read; read = read->read_before)
        if (read->device == device)
            size += read->reserved_size;
    return size >= LIMIT_TURN_READ_SIZE;
}

static void read_reserve(struct turn_parts *p, const struct command *command,
                         struct outcome *outcome, size_t size) {
    outcome->device = command->asker.device;
    outcome->reserved_size = (uint32_t)size;
    outcome->read_before = p->reads;
    p->reads = outcome;
    router_reserve(p->router, outcome->device, outcome->reserved_size);
}

// The record of a look that leaves a trace: the record is on the disk before the answer leaves.
static int disclosure_note(struct turn_parts *p, struct state *s, const struct command *command,
                           struct outcome *outcome, uint64_t shown) {
    struct decision decision;
    int err = decide_disclosure(s, p->now_ms, &command->asker, command->request, shown, &decision);
    if (err)
        return err;
    outcome->record = decision.record;
    outcome->look = outcome->record != NULL;
    return ERR_OK;
}

// The ticket whose note the reply shows; 0: it shows no note.
static uint64_t note_shown(const struct command *command, const Hallq__Reply *reply) {
    bool shown = command->request->body_case == HALLQ__REQUEST__BODY_GET_TICKET &&
                 reply->body_case == HALLQ__REPLY__BODY_TICKET && *reply->ticket->note;
    return shown ? reply->ticket->ticket : 0;
}

// Adds when each device was last heard, which no row says.
static void heard_tell(const struct turn_parts *p, const Hallq__DeviceList *list) {
    int64_t machine_ms = wallclock_machine_ms();
    for (size_t i = 0; i < list->n_devices; i++) {
        int64_t heard_ms = leases_heard_ms(p->leases, list->devices[i]->device);
        int64_t ago_ms = (machine_ms - heard_ms) * p->time->wallclock.speed;
        list->devices[i]->heard_at_ms = heard_ms ? p->now_ms - ago_ms : 0;
    }
}

// The rules' answer, with the parts that the rules cannot know.
static int read_answer(struct turn_parts *p, struct state *s, struct command *command,
                       struct outcome *outcome) {
    Hallq__Reply *reply = reply_make(p, command, outcome);
    command->asker.codes = &p->codes;
    int err = decide_read(s, p->now_ms, &command->asker, command->request, reply);
    if (!err && reply->body_case == HALLQ__REPLY__BODY_SNAPSHOT)
        reply->snapshot->clock = reply->clock;
    if (!err)
        err = private_show(p, s, command, outcome);
    if (!err && note_shown(command, reply))
        err = disclosure_note(p, s, command, outcome, note_shown(command, reply));
    if (reply->body_case == HALLQ__REPLY__BODY_DEVICES)
        heard_tell(p, reply->devices);
    return err;
}

static int read_decide(struct turn_parts *p, struct state *s, struct command *command,
                       struct outcome *outcome) {
    if (reads_its_share(p, command->asker.device)) {
        reply_reason(p, command, outcome, HALLQ__REFUSAL__REASON__BUSY);
        return ERR_OK;
    }
    size_t before_size = p->arena.used_size;
    Hallq__Refusal too_fast;
    int err = pace_take(&p->pace, s, p->now_ms, command, &too_fast);
    if (err)
        return err;
    if (too_fast.reason != HALLQ__REFUSAL__REASON__NONE) {
        reply_refusal(p, command, outcome, &too_fast);
        return ERR_OK;
    }
    err = read_answer(p, s, command, outcome);
    read_reserve(p, command, outcome, p->arena.used_size - before_size);
    return err;
}

// ---------------------------------------------------------------- work

static bool work_leaves_trace(const struct turn_parts *p, const struct command *command) {
    const Hallq__Request *r = command->request;
    if (r->body_case == HALLQ__REQUEST__BODY_GET_JOURNAL)
        return !halls_read_on(p->halls, r->hall, command->asker.device, r->get_journal->after);
    return r->body_case == HALLQ__REQUEST__BODY_BACKUP;
}

// The PIN was compared with the hash of that time: if the hash has changed, the client asks again.
static int pin_decide(struct turn_parts *p, struct state *s, struct command *command,
                      struct outcome *outcome) {
    Hallq__Refusal refusal;
    ProtobufCBinaryData hash;
    const ProtobufCBinaryData *then = &command->job->stored_hash;
    int err = pin_look(s, p->now_ms, &command->asker, command->request, &hash, &refusal);
    if (err)
        return err;
    if (hash.len == then->len && (!hash.len || !memcmp(hash.data, then->data, hash.len)))
        return write_decide(p, s, command, outcome);
    reply_reason(p, command, outcome, HALLQ__REFUSAL__REASON__BUSY);
    return ERR_OK;
}

// A PIN whose hash is under a lost key is not a wrong PIN.
static bool pin_lost(const struct turn_parts *p, const ProtobufCBinaryData *hash) {
    return hash->len && !seal_pin_key_here(seal_pin_key(p->seals), hash->data, hash->len);
}

static int job_make(const struct turn_parts *p, const struct command *command,
                    const ProtobufCBinaryData *hash, struct job **ret) {
    int err = job_create(command->request, hash, p->epoch, ret);
    if (err)
        return err;
    struct job *job = *ret;
    job->peers[job->peer_count++] = command->peer;
    job->device = command->asker.device;
    job->now_ms = p->now_ms;
    snprintf(job->user_id, sizeof job->user_id, "%s", command->user_id);
    return ERR_OK;
}

static int work_decide(struct turn_parts *p, struct state *s, struct command *command,
                       struct outcome *outcome) {
    Hallq__Refusal refusal = HALLQ__REFUSAL__INIT;
    ProtobufCBinaryData hash = {0, NULL};
    int err = authorize(s, p->now_ms, &command->asker, command->request, &refusal);
    if (!err && refusal.reason == HALLQ__REFUSAL__REASON__NONE)
        err = pin_look(s, p->now_ms, &command->asker, command->request, &hash, &refusal);
    if (err)
        return err;
    if (refusal.reason == HALLQ__REFUSAL__REASON__NONE && pin_lost(p, &hash))
        refusal.reason = HALLQ__REFUSAL__REASON__PIN_KEY_LOST;
    if (refusal.reason != HALLQ__REFUSAL__REASON__NONE) {
        reply_refusal(p, command, outcome, &refusal);
        return ERR_OK;
    }
    if (!work_takes(p->work, command->asker.device, command->request)) {
        reply_reason(p, command, outcome, HALLQ__REFUSAL__REASON__BUSY);
        return ERR_OK;
    }
    if (work_leaves_trace(p, command) && (err = disclosure_note(p, s, command, outcome, 0)))
        return err;
    return job_make(p, command, &hash, &outcome->new_job);
}

// ---------------------------------------------------------------- by kind

int dispatch_command(struct turn_parts *p, struct state *s, struct command *command,
                     struct outcome *outcome) {
    if (command->refusal.reason != HALLQ__REFUSAL__REASON__NONE) {
        reply_refusal(p, command, outcome, &command->refusal);
        return ERR_OK;
    }
    enum command_kind kind = command_find(command->request->body_case)->kind;
    if (kind != COMMAND_WRITE && !command->job && reads_too_much(p, command)) {
        reply_reason(p, command, outcome, HALLQ__REFUSAL__REASON__BUSY);
        return ERR_OK;
    }
    switch (kind) {
    case COMMAND_WRITE:
        return write_decide(p, s, command, outcome);
    case COMMAND_READ:
        return read_decide(p, s, command, outcome);
    case COMMAND_PIN:
    case COMMAND_WORK:
    case COMMAND_ERRAND:
        return command->job ? pin_decide(p, s, command, outcome)
                            : work_decide(p, s, command, outcome);
    }
    return ERR_INVALID;
}

int dispatch_finding(struct turn_parts *p, struct state *s, const struct finding *f,
                     struct outcome *outcome) {
    struct decision decision = {.record = NULL};
    int err = ERR_INVALID;
    switch (f->kind) {
    case FINDING_COUNTER_HEARD:
        err = decide_counter_heard(s, p->now_ms, f->hall, f->counter, f->heard, &decision);
        break;
    case FINDING_CLOCK:
        err = decide_clock(s, p->now_ms, f->alarmed, f->wall_at_ms, &decision);
        break;
    case FINDING_TIME_ZONE:
        err = decide_time_zone(s, p->now_ms, f->hall, &f->time_zone, &decision);
        break;
    case FINDING_ALERTS:
        err = decide_alerts(s, p->now_ms, f->hall, &f->known, &decision);
        if (!err)
            err = offers_by_itself(s, p->now_ms, f->hall, &decision);
        break;
    case FINDING_ADVICE:
        err = decide_advice(s, p->now_ms, f->hall, f->alert, f->advice, &decision);
        break;
    case FINDING_SIGN_ON_ENDS:
        err = decide_sign_on_ends(s, p->now_ms, f->hall, f->device, f->idle, &decision);
        break;
    }
    if (!err)
        outcome->record = decision.record;
    return err;
}

int dispatch_answer(struct turn_parts *p, struct state *s, const struct command *command,
                    struct outcome *outcome) {
    if (outcome->look)
        return ERR_OK; // the look has its reply, or its job answers later
    if (outcome->recorded_refusal) {
        reply_refusal(p, command, outcome, outcome->recorded_refusal);
        return ERR_OK;
    }
    reply_done(p, command, outcome, outcome->record->done);
    outcome->reply->seq = outcome->record->last_seq;
    return private_show(p, s, command, outcome);
}
