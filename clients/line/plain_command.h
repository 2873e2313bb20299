// plain_command.h - a request of plain mode on its way, and its one answer.
#ifndef HALLQ_PLAIN_COMMAND_H
#define HALLQ_PLAIN_COMMAND_H

#include "plain_state.h"

// plain_send: sends the request, and says its outcome. A request that cannot be sent is refused at once.
void plain_send(struct plain *p, const Hallq__Request *request);

#endif
