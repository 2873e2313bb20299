// answer.h - what leaves after the commit: the answers of commands, and those of jobs that end without a
// turn. Each is counted.
#ifndef HALLQ_ANSWER_H
#define HALLQ_ANSWER_H

#include "broker/turn/parts.h"

// answer_command: sends the outcome's reply, if it has one.
void answer_command(struct turn_parts *p, const struct command *command, struct outcome *outcome);

// answer_job: sends the reply of a job to all who asked for it.
void answer_job(const struct turn_parts *p, struct job *job);

// answer_release: an answer that was reserved for is sent, or will not be.
void answer_release(struct turn_parts *p, struct outcome *outcome);

#endif
