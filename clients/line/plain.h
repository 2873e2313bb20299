// plain.h - plain mode: a command a line in, an answer or an event a line out.
//
//     ok number=A045 ticket=17 ...       refused NOTHING_WAITING 当前没有等候的客户
//     unknown ...                        resolved ok number=A045 ...
//     event seq=9 at_ms=... ticket_called number=A045 ...
//     call number=A045 counter=3 call_count=1 seq=9 at_ms=... [late]
//     snapshot seq=9 epoch=1             waits service=1 waiting=3 ...      stale | fresh
//
// Each line in gets one answer, in order: the next is read when the one before has its own. With
// --json the same as one object a line, the first word its only name: {"ok":{...}}.
#ifndef HALLQ_PLAIN_H
#define HALLQ_PLAIN_H

#include "arguments.h"

// plain_run: until the input ends (a display: until SIGTERM). Returns the exit code.
enum exit_code plain_run(const struct arguments *args);

#endif
