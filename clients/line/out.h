// out.h - the lines that plain mode writes: words for scripts, or with --json an object a line, the first word its only
// name. Nothing here knows where a message came from.
#ifndef HALLQ_OUT_H
#define HALLQ_OUT_H

#include "clients/libhallq/hallq.h"
#include "clients/text/text.h"

struct out {
    bool json;
    enum language language;
    void (*failed_cb)(void *arg); // standard output takes no more
    void *arg;
};

// out_word: a line of one word. out_message: the word and a message behind it. out_help: a help text.
void out_word(const struct out *o, const char *word);
void out_message(const struct out *o, const char *word, const ProtobufCMessage *message);
void out_help(const struct out *o, enum text text);

// out_event: "event", its number and time, and its body. out_call: `late` if it was made while nothing was heard.
void out_event(const struct out *o, const Hallq__Event *event);
void out_call(const struct out *o, const Hallq__Call *call, bool late);

// out_clock: whether the clock is in doubt, hall time and, if so, the machine's; and a sentence.
void out_clock(const struct out *o, bool doubted, int64_t hall_at_ms, int64_t wall_at_ms,
               const char *sentence);

// out_said: "said" and a sentence for people, before the answer that it is of; nothing with --json.
void out_said(const struct out *o, const char *sentence);

// out_reply: "ok" and what was told. out_refused: the broker's refusal or our own, its reason as in the schema
// or USAGE, NOT_SENT, NOT_YET. `resolved`: of a command that was unknown.
void out_reply(const struct out *o, bool resolved, const Hallq__Reply *reply);
void out_refused(const struct out *o, bool resolved, const char *reason, const char *sentence,
                 const char *detail);

#endif
