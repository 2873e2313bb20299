// inbox.h - the arrivals for the next turn, in their order: commands, and findings of the broker
// itself. All that they point to lives in the inbox's arena until the turn is over.
#ifndef HALLQ_INBOX_H
#define HALLQ_INBOX_H

#include <uv.h>

#include "broker/door/router.h"
#include "broker/hall/rules.h"
#include "broker/live/devices.h"

struct job;

// The commands of a turn, the commands whose work on a worker is done, and findings.
#define INBOX_MAX (LIMIT_TURN_COMMANDS + LIMIT_WAITING_WORK + 64)

// A request with its asker.
struct command {
    struct peer peer;                  // where the answer goes; if there is a job, its peers count
    char user_id[DEVICE_USER_ID_SIZE]; // of the connection, empty without keys
    struct asker asker;
    const Hallq__Request *request; // the inbox's or the job's; NULL: the frame could not be read
    uint64_t session;              // with `number`: read from a frame that is no request
    uint32_t number;
    Hallq__Refusal refusal; // decided on arrival, by the frame or by the key
    struct job *job;        // finished work of the command, or NULL; the inbox destroys it
    bool token_taken;       // from the device's bucket: an undone turn takes no second token
};

enum finding_kind {
    FINDING_COUNTER_HEARD, // a counter's terminal is lost or found
    FINDING_CLOCK,         // the wall clock is in doubt, or agrees again
    FINDING_TIME_ZONE,     // the result of comparing a hall's zone with the law
    FINDING_ALERTS,        // a look at a hall found something that its lead has to know
    FINDING_ADVICE,        // advice was found for a crowded line
    FINDING_SIGN_ON_ENDS,  // a person sent no command for too long, or their terminal's key ended
};

// A finding of the broker itself. Each kind fills the fields that its decide_x in rules.h takes.
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
    struct alert_known known;
    uint64_t alert;
    const struct advice *advice;
};

// A command or a finding; the other pointer is NULL.
struct arrival {
    struct command *command;
    const struct finding *finding;
};

struct inbox {
    struct arena arena;
    bool secrets; // the arena may hold a PIN
    struct arrival list[INBOX_MAX];
    size_t count;
    size_t command_count; // commands in `list`
    uv_idle_t idle;       // runs while the loop must not sleep
};

// inbox_init: starts on a zeroed struct. inbox_close: closes the handle. inbox_fini: frees all.
void inbox_init(struct inbox *in, uv_loop_t *loop);
void inbox_close(struct inbox *in);
void inbox_fini(struct inbox *in);

// inbox_command: adds a zeroed command behind the others; NULL when the inbox is full.
struct command *inbox_command(struct inbox *in);

// inbox_finding: adds a zeroed finding of this kind; NULL when the inbox is half full: commands
// come first, and the broker finds the matter again.
struct finding *inbox_finding(struct inbox *in, enum finding_kind kind);

// inbox_wake: keeps the loop awake until the turn of its round. inbox_rest: lets the loop sleep.
void inbox_wake(struct inbox *in);
void inbox_rest(struct inbox *in);

// inbox_clear: empties the inbox after its turn, and overwrites memory that may hold a secret.
void inbox_clear(struct inbox *in);

#endif
