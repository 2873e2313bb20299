// reply.h - the replies of a turn, in its arena.
#ifndef HALLQ_REPLY_H
#define HALLQ_REPLY_H

#include "broker/turn/parts.h"

// reply_make: the outcome's reply, with all but its body: whose it is, as of when, and how far the hall
// has come where the asker may know.
Hallq__Reply *reply_make(struct turn_parts *p, const struct command *command,
                         struct outcome *outcome);

// reply_done: what was applied; `done` is copied, and may be NULL. reply_refusal: a copy of this.
// reply_reason: a refusal of no more than a reason.
void reply_done(struct turn_parts *p, const struct command *command, struct outcome *outcome,
                const Hallq__Done *done);
void reply_refusal(struct turn_parts *p, const struct command *command, struct outcome *outcome,
                   const Hallq__Refusal *refusal);
void reply_reason(struct turn_parts *p, const struct command *command, struct outcome *outcome,
                  Hallq__Refusal__Reason reason);

// reply_stopped: a refusal of what cannot be written now, after ERR_DISK_FULL or another error.
void reply_stopped(struct turn_parts *p, const struct command *command, struct outcome *outcome,
                   int err);

#endif
