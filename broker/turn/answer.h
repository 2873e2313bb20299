// answer.h - the answers that leave after the commit: those of commands, and those of jobs that end
// without a turn. Each answer is counted.
#ifndef HALLQ_ANSWER_H
#define HALLQ_ANSWER_H

#include "broker/turn/parts.h"

// answer_command: sends the outcome's reply, if there is one.
void answer_command(struct turn_parts *p, const struct command *command, struct outcome *outcome);

// answer_job: sends the reply of a job to all connections that asked for it.
void answer_job(const struct turn_parts *p, struct job *job);

// answer_release: gives up the memory reserved for an answer, which is sent or will not be.
void answer_release(struct turn_parts *p, struct outcome *outcome);

#endif
