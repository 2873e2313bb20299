// hook_message.h - what a webhook is told: an event, or that events were skipped, as JSON, with the
// id and the signature of Standard Webhooks. The same event has the same id and body each time.
#ifndef HALLQ_WEB_HOOK_MESSAGE_H
#define HALLQ_WEB_HOOK_MESSAGE_H

#include "event.pb-c.h"
#include "hook_secrets.h"
#include "jot.h"

#define HOOK_ID_SIZE 96
#define HOOK_SIGNATURES_SIZE 128 // "v1,BASE64" of each key, and blanks between

struct hook_of {
    uint32_t hall, hook;
    uint64_t epoch;
};

struct hook_message {
    char id[HOOK_ID_SIZE];
    struct jot body;
};

// hook_message_event: the message of an event, as a webhook may see it; false without memory.
// hook_message_gap: that `events` of its events (0: not known) after `after` up to `upto` were
// skipped. Both begin `m` anew; the caller ends it with hook_message_fini.
bool hook_message_event(struct hook_message *m, const struct hook_of *of,
                        const Hallq__Event *event);
void hook_message_gap(struct hook_message *m, const struct hook_of *of, uint64_t after,
                      uint64_t upto, uint64_t events);
void hook_message_fini(struct hook_message *m);

// hook_message_sign: the header's value for an attempt at this time: HMAC-SHA256 over
// "id.time.body" under each key.
void hook_message_sign(const struct hook_message *m, const struct hook_secret *secret, int64_t at_s,
                       char ret[HOOK_SIGNATURES_SIZE]);

#endif
