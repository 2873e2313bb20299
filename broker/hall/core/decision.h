// decision.h - who asks for something, and what that comes to.
#ifndef HALLQ_DECISION_H
#define HALLQ_DECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/role.h"
#include "command.pb-c.h"
#include "record.pb-c.h"

#define CODE_SIZE 16  // bytes of a ticket's secret
#define TOKEN_SIZE 32 // bytes of a browser's secret, and of its hash

// What a code lets its holder do.
enum code_power {
    CODE_ACT = 1, // with a ticket; also see
    CODE_SEE = 2,
    CODE_ENROL = 3, // a browser; `ticket` is what enrol.c makes of it
};

// What makes the codes of tickets, outside of the rules: from the ticket, under a key of its business
// day. The same each time, and stored nowhere. False: the day's key is gone.
struct code_maker {
    bool (*code_cb)(void *arg, uint32_t hall, int32_t day, uint64_t ticket, enum code_power power,
                    unsigned char ret[CODE_SIZE]);
    void *arg;
};

// Who asks, and the facts of a command that only the outside can know.
struct asker {
    uint32_t device;
    Hallq__Device__Role role;
    uint32_t counter;      // the counter the key belongs to, 0 any
    const uint32_t *halls; // the key's halls; hall_count 0: all
    size_t hall_count;
    // Behind a gateway's key: the web session it vouches for, empty none. Where somebody is signed on
    // in it, or signs on, the asker is their browser and `gateway` who vouches; else it is the gateway
    // itself, and `gateway` is 0.
    uint32_t gateway;
    ProtobufCBinaryData principal;
    uint32_t key_endings, gateway_key_endings; // of the rows of the two: which key they came by
    ProtobufCBinaryData token_hash;     // of Enrol: TOKEN_SIZE bytes; empty: the token is none
    const struct code_maker *codes;     // NULL: codes are stored with the tickets, as earlier
    unsigned char code[CODE_SIZE];      // then, random, for a ticket that may be issued
    ProtobufCBinaryData sealed_contact; // nonce and box; empty: none
    ProtobufCBinaryData sealed_note;
    uint64_t sealed_key; // both are made under it
    uint64_t body_hash;  // of what the command asks, but for its secret texts; 0: not said
    uint64_t secret_mac; // of those, under a key of this process; 0: there are none
    uint64_t secret_key; // which
    // Of a new PIN: SetPin, ChangePin; of SignOn the same PIN's under the broker's key, if it had none.
    ProtobufCBinaryData pin_hash;
    bool pin_matches;        // of a command that gives one: SignOn, RevealContact, ChangePin
    uint64_t contact_ticket; // of Issue: an open ticket with this contact, 0 none
    uint64_t pressed;        // of Issue: which of issue_presses has this contact, 0 none
    int64_t wall_at_ms;      // what the wall clock says; of AcceptClock
};

// What a command comes to: a refusal (reason not NONE), or events and the answer. A refusal may
// come with a record that keeps the failure (a wrong PIN): it is applied, the request is not
// remembered. Lives in the state's arena.
struct decision {
    Hallq__Refusal refusal;
    Hallq__JournalRecord *record; // events, done, sealed rows and who; NULL for a retry
    Hallq__Done *done;
    bool retry; // it was applied before: `done`, `done_seq` and `done_at_ms` are those of then
    uint64_t done_seq;
    int64_t done_at_ms;
    bool anew; // it was applied before, and is decided again; its record is not remembered
};

#endif
