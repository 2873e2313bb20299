// command.h - commands of the schema by their names: POST /v1/halls/{hall}/{command} with the
// command's message as JSON.
#ifndef HALLQ_WEB_COMMAND_H
#define HALLQ_WEB_COMMAND_H

#include "exchange.h"

struct command_kind {
    const char *name; // in the schema, e.g. "call_next"
    Hallq__Request__BodyCase body_case;
    bool changes; // else it is a read
    bool works;   // a worker does it
    bool open;    // whoever is not signed on may ask it
    bool shows;   // it shows the hall, to each audience what that may see
};

// command_find: the command of this name ('-' stands for '_' as well) that browsers may give; NULL:
// there is none. Those of an administrator are none, nor are those that open sessions (session.h).
const struct command_kind *command_find(const char *name);

// command_each: calls each_cb for each of these commands.
void command_each(void (*each_cb)(const struct command_kind *kind, void *arg), void *arg);

// Whose command it is, and who is shown the answer.
struct command_by {
    const ProtobufCBinaryData *principal; // NULL: nobody's
    bool internet; // no more is passed on than anybody on the internet may see
};

// command_key_take: makes the request one that a retry with the same Idempotency-Key repeats, if there is a key; false: the
// key is none, which was answered.
bool command_key_take(struct http_request *http, Hallq__Request *request);

// command_give: reads the request's body, gives the command to the hall, and answers. Under an
// Idempotency-Key a retry is answered as the first was.
void command_give(struct halls *halls, struct http_request *http, uint32_t hall,
                  const struct command_kind *kind, const struct command_by *by);

#endif
