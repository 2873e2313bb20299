// inbox.h - what came in for the next turn, in the order in which it came: commands, and findings of the
// broker's own. Whatever they hold lives in the inbox's arena until the turn is over.
#ifndef HALLQ_INBOX_H
#define HALLQ_INBOX_H

#include <uv.h>

#include "broker/door/router.h"
#include "broker/hall/rules.h"
#include "broker/live/devices.h"

struct job;

// A turn's commands, with those whose work on a worker is done, and findings.
#define INBOX_MAX (LIMIT_TURN_COMMANDS + LIMIT_WAITING_WORK + 64)

// A request and who asks.
struct command {
    struct peer peer;                  // where its answer goes; with a job the job knows
    char user_id[DEVICE_USER_ID_SIZE]; // of its connection, empty without keys
    struct asker asker;
    const Hallq__Request *request; // in the inbox's arena, or the job's; NULL: could not be read
    uint64_t session;              // what it said of itself, if it could not be read
    uint32_t number;
    Hallq__Refusal refusal; // decided as it came in: by the message, by the key
    struct job *job;        // its work that is done, NULL none; the inbox destroys it
    bool token_taken;       // of the device's bucket: a turn undone takes no other
};

enum finding_kind {
    FINDING_COUNTER_HEARD, // a counter's terminal is lost or found
    FINDING_CLOCK,         // the wall clock is in doubt, or agrees again
    FINDING_TIME_ZONE,     // what a hall's zone came to, compared with the law
    FINDING_SIGN_ON_ENDS,  // somebody sent no command for too long, or their terminal's key ended
};

// What the broker itself found; of each kind the fields that its decide_x in rules.h takes.
struct finding {
    enum finding_kind kind;
    uint32_t hall;
    uint32_t counter;
    uint32_t device;
    bool heard;
    bool idle;
    bool alarmed;
    int64_t wall_at_ms;
    Hallq__TimeZone time_zone;
};

// One of the two.
struct arrival {
    struct command *command;
    const struct finding *finding;
};

struct inbox {
    struct arena arena;
    bool secrets; // a PIN may be in it
    struct arrival list[INBOX_MAX];
    size_t count;
    size_t command_count; // of these
    uv_idle_t idle;       // runs while the loop must not sleep
};

// inbox_init: on a zeroed struct. inbox_close: closes the handle. inbox_fini: frees the rest.
void inbox_init(struct inbox *in, uv_loop_t *loop);
void inbox_close(struct inbox *in);
void inbox_fini(struct inbox *in);

// inbox_command: a zeroed command behind the others; NULL when the inbox is full.
struct command *inbox_command(struct inbox *in);

// inbox_finding: a zeroed finding of this kind; NULL when the inbox is half full: commands come first,
// and a finding can be found again.
struct finding *inbox_finding(struct inbox *in, enum finding_kind kind);

// inbox_wake: the loop does not sleep before the turn at the end of its round. inbox_rest: it may.
void inbox_wake(struct inbox *in);
void inbox_rest(struct inbox *in);

// inbox_clear: the turn is over. What may have held a secret is overwritten.
void inbox_clear(struct inbox *in);

#endif
