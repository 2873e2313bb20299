// decision.h - who asks for a command, and the decision on it.
#ifndef HALLQ_DECISION_H
#define HALLQ_DECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/role.h"
#include "broker/hall/core/told.h"
#include "command.pb-c.h"
#include "record.pb-c.h"

#define CODE_SIZE 16  // bytes of a ticket's secret
#define TOKEN_SIZE 32 // bytes of a browser's secret, and of its hash

// What a code lets its holder do.
enum code_power {
    CODE_ACT = 1, // act with a ticket, and see it
    CODE_SEE = 2,
    CODE_CASE =
        4, // see how far a case has come, or act with a booking; `ticket` is its number, `day`
           // CASES_DAY
    CODE_ENROL = 3, // enrol a browser; `ticket` is the number that enrol.c makes for it
};

// Makes the codes of tickets, outside of the rules, from the ticket and a key of its business day:
// the same code each time, stored nowhere. code_cb returns false if the day's key is gone.
struct code_maker {
    bool (*code_cb)(void *arg, uint32_t hall, int32_t day, uint64_t ticket, enum code_power power,
                    unsigned char ret[CODE_SIZE]);
    void *arg;
};

// Who asks for a command, and the facts of it that only the outside can know.
struct asker {
    uint32_t device;
    Hallq__Device__Role role;
    uint32_t counter;      // the counter the key belongs to, 0: any
    const uint32_t *halls; // the key's halls; hall_count 0: all
    size_t hall_count;
    // `principal` is the web session that a gateway's key vouches for, empty: none. If a person is
    // signed on in that session, or signs on, the asker is their browser and `gateway` is the
    // device that vouches; else the asker is the gateway itself and `gateway` is 0.
    uint32_t gateway;
    ProtobufCBinaryData principal;
    uint32_t key_endings, gateway_key_endings; // key_endings of the asker's row and the gateway's
    ProtobufCBinaryData token_hash;            // of Enrol: TOKEN_SIZE bytes; empty: no valid token
    const struct code_maker *codes;     // NULL: codes are stored with the tickets, as earlier
    unsigned char code[CODE_SIZE];      // if codes is NULL: random, for a ticket that may be issued
    ProtobufCBinaryData sealed_contact; // nonce and box; empty: none
    ProtobufCBinaryData sealed_note;
    uint64_t sealed_key; // the key that both are sealed under
    uint64_t body_hash;  // hash of the command without its secret texts; 0: not said
    uint64_t secret_mac; // MAC of the secret texts, under a key of this process; 0: no such text
    uint64_t secret_key; // the number of that key
    // Of SetPin and ChangePin: the hash of the new PIN. Of SignOn: the hash of the given PIN under
    // the broker's key, if the PIN is right and its stored hash is not under that key; else empty.
    ProtobufCBinaryData pin_hash;
    bool pin_matches;        // of SignOn, RevealContact, ChangePin: the given PIN is right
    uint64_t contact_ticket; // of Issue: an open ticket with this contact, 0: none
    uint64_t pressed;        // of Issue: the ticket of issue_presses with this contact, 0: none
    struct twin_tells
        twin; // of Issue, CheckIn, CheckInBooking: what the twin told of the hall's lines
    uint32_t
        case_number; // of what opens a case or work slip: the first number from the hall's next on
                     // whose key was not destroyed; 0: not said
    int64_t wall_at_ms; // of AcceptClock: the time on the wall clock
};

// The decision on a command: a refusal (reason not NONE), or events and the answer. A refusal may
// come with a record that keeps the failure (a wrong PIN): the record is applied, the request is
// not remembered. Lives in the state's arena.
struct decision {
    Hallq__Refusal refusal;
    Hallq__JournalRecord *record; // events, done, sealed rows and the asker; NULL for a retry
    Hallq__Done *done;
    bool retry; // the command was applied before: the done fields are from then
    uint64_t done_seq;
    int64_t done_at_ms;
    bool anew; // applied before and decided again: the new record is not remembered
};

#endif
