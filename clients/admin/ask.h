// ask.h - one broker, asked in turn and waited for: libhallq's loop behind plain calls.
#ifndef HALLQ_ADMIN_ASK_H
#define HALLQ_ADMIN_ASK_H

#include "clients/admin/cli.h"
#include "clients/libhallq/hallq.h"

#define ASK_DEADLINE_MS 5000         // a person waits
#define ASK_LONG_MS (30 * 60 * 1000) // backups and scrubs of a full disk
// PINs are hashed two at a time, a few of one device wait, and the others are told BUSY: dozens that
// are set at once take their turn.
#define ASK_PIN_MS (60 * 1000)
#define ASK_RESOLVE_MS (60 * 1000) // until an unknown outcome or a lost link is left at that

struct ask {
    struct cli *cli;
    struct hallq_keyfile keyfile; // zero with an open broker
    const char *endpoint;
    uv_loop_t loop;
    uv_timer_t limit_timer; // what ends the waiting before the deadline
    struct hallq *client;
    struct arena *arena;                            // of the reply waited for
    Hallq__Reply *reply;                            // copied into it
    int exit_code;                                  // of the call waited for
    Hallq__Refusal__Reason reason;                  // of its refusal, else NONE
    bool (*settles)(Hallq__Refusal__Reason reason); // refusals the asker sees to: they are not said
    bool waiting;
    bool was_up;     // the broker has answered once
    bool not_let_in; // the key is refused, or who answers is not our broker
    bool quiet;      // refusals are not said
    bool doubt_said; // that the broker's clock is in doubt
};

// ask_open: by the key file, or with --commands to an open broker. Returns EXIT_DONE or another
// exit code, the reason having been said; then there is nothing to close. Does not wait for the
// broker.
int ask_open(struct ask *a, struct cli *cli);

// ask_close: ends the connection and wipes the key. Blocks for a moment.
void ask_close(struct ask *a);

// ask_send: sends the request and waits for its outcome. EXIT_DONE with the reply in the arena,
// else another exit code, the reason having been said. BUSY and RETRY_LATER are asked again until the
// deadline, of a PIN for ASK_PIN_MS. Blocks up to deadline_ms, and for
// ASK_RESOLVE_MS more when a command's outcome is unknown; but no longer than three seconds for a
// broker that never answers, and ASK_RESOLVE_MS for one that is gone.
int ask_send(struct ask *a, const Hallq__Request *request, uint32_t deadline_ms,
             struct arena *arena, Hallq__Reply **ret_reply);

// ask_time: a reply for its time, Reply.at_ms and Reply.clock; as ask_send.
int ask_time(struct ask *a, Hallq__Reply **ret_reply);

// ask_hall_settings: of the hall at hand, for its zone; in the run's arena. NULL: there is no hall yet.
const Hallq__HallSettings *ask_hall_settings(struct ask *a);

// ask_once: open, send, close.
int ask_once(struct cli *cli, const Hallq__Request *request, uint32_t deadline_ms,
             struct arena *arena, Hallq__Reply **ret_reply);

// json_print: a message on standard output, as one line of JSON; with `defaults` also fields that
// say nothing.
void json_print(const void *message, bool defaults);

// ask_hall: the hall a command without its own concerns: --hall, else the key's first, else 1.
uint32_t ask_hall(const struct ask *a);

#endif
