#include "broker/turn/reply.h"

// Whether the asker may know the hall's sequence number: not if its device is unknown, nor for a
// hall that is not among its key's halls, hall 0 of the broker included.
static bool may_know_seq(const struct command *command) {
    const struct asker *asker = &command->asker;
    bool found = !asker->hall_count;
    for (size_t i = 0; i < asker->hall_count && !found; i++)
        found = asker->halls[i] == command->request->hall;
    return found && asker->device;
}

Hallq__Reply *reply_make(struct turn_parts *p, const struct command *command,
                         struct outcome *outcome) {
    Hallq__Reply *reply = arena_need(&p->arena, sizeof *reply);
    hallq__reply__init(reply);
    reply->epoch = p->epoch;
    reply->at_ms = p->now_ms;
    reply->session = command->session;
    reply->number = command->number;
    reply->clock = hall_time_doubt(p->time, &p->arena);
    if (command->request) {
        reply->session = command->request->session;
        reply->number = command->request->number;
        reply->seq = may_know_seq(command) ? halls_seq(p->halls, command->request->hall) : 0;
    }
    return outcome->reply = reply;
}

void reply_refusal(struct turn_parts *p, const struct command *command, struct outcome *outcome,
                   const Hallq__Refusal *refusal) {
    Hallq__Reply *reply = reply_make(p, command, outcome);
    reply->body_case = HALLQ__REPLY__BODY_REFUSAL;
    reply->refusal = arena_copy(&p->arena, refusal, sizeof *refusal);
}

void reply_reason(struct turn_parts *p, const struct command *command, struct outcome *outcome,
                  Hallq__Refusal__Reason reason) {
    Hallq__Refusal refusal = HALLQ__REFUSAL__INIT;
    refusal.reason = reason;
    reply_refusal(p, command, outcome, &refusal);
}

void reply_stopped(struct turn_parts *p, const struct command *command, struct outcome *outcome,
                   int err) {
    Hallq__Refusal refusal = HALLQ__REFUSAL__INIT;
    refusal.reason = HALLQ__REFUSAL__REASON__RETRY_LATER;
    if (err == ERR_DISK_FULL) {
        refusal.reason = HALLQ__REFUSAL__REASON__DISK_FULL;
        refusal.detail =
            arena_printf(&p->arena, "%.1f MiB", (double)store_free_bytes(p->store) / (1024 * 1024));
    }
    reply_refusal(p, command, outcome, &refusal);
}

void reply_done(struct turn_parts *p, const struct command *command, struct outcome *outcome,
                const Hallq__Done *done) {
    static const Hallq__Done nothing = HALLQ__DONE__INIT;
    Hallq__Reply *reply = reply_make(p, command, outcome);
    reply->body_case = HALLQ__REPLY__BODY_DONE;
    // Done is copied: texts added for this asker alone stay out of the journal's record.
    reply->done = arena_copy(&p->arena, done ? done : &nothing, sizeof *done);
}
