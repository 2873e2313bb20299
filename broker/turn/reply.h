// reply.h - makes the replies of a turn, in its arena.
#ifndef HALLQ_REPLY_H
#define HALLQ_REPLY_H

#include "broker/turn/parts.h"

// reply_make: the outcome's reply with all but its body: its session and number, its time, and the
// hall's sequence number if the asker may know it.
Hallq__Reply *reply_make(struct turn_parts *p, const struct command *command,
                         struct outcome *outcome);

// reply_done: the command was applied; `done` is copied, and may be NULL. reply_refusal: a copy of
// `refusal`. reply_reason: a refusal with a reason alone.
void reply_done(struct turn_parts *p, const struct command *command, struct outcome *outcome,
                const Hallq__Done *done);
void reply_refusal(struct turn_parts *p, const struct command *command, struct outcome *outcome,
                   const Hallq__Refusal *refusal);
void reply_reason(struct turn_parts *p, const struct command *command, struct outcome *outcome,
                  Hallq__Refusal__Reason reason);

// reply_stopped: a refusal while writes are stopped, by ERR_DISK_FULL or another error.
void reply_stopped(struct turn_parts *p, const struct command *command, struct outcome *outcome,
                   int err);

#endif
