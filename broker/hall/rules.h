// rules.h - the rules of the hall, as the rest of the broker sees them. Pure: no I/O, no clock, no
// randomness, no log.
//
//   decide(state, now, who, command) -> events or a refusal      changes nothing
//   record_apply(state, record)                                  the only way state changes
//
// The same record_apply runs live, at restart and in the simulator.
#ifndef HALLQ_RULES_H
#define HALLQ_RULES_H

#include <stdbool.h>

#include "base/visible.h"
#include "broker/hall/core/state.h"
#include "command.pb-c.h"

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

// The kinds, scopes and roles are marks in proto/command.proto.
enum command_kind {
    COMMAND_READ,   // answered from the open transaction
    COMMAND_WRITE,  // decided and journaled
    COMMAND_PIN,    // a worker looks at the PIN it gives; then as WRITE
    COMMAND_WORK,   // read by a worker
    COMMAND_ERRAND, // done by a worker, and sent once: a second one would be a second one
};

enum command_scope {
    SCOPE_HALL,   // a hall that has settings
    SCOPE_BROKER, // hall 0
    SCOPE_ANY,
};

// Each command's place in a list of all, from 1 up; 0 is for what is no command.
enum command_place {
    COMMAND_PLACE_NONE,
#define COMMAND(CASE, member, KIND, SCOPE, devices, staff) COMMAND_PLACE_##CASE,
#include "proto/commands.def"
#undef COMMAND
    COMMAND_PLACES,
};

struct command_row {
    Hallq__Request__BodyCase body_case;
    enum command_place place;
    const char *name; // as in the schema
    enum command_kind kind;
    enum command_scope scope;
    uint32_t device_roles; // bits 1 << Hallq__Device__Role
    uint32_t staff_roles;  // bits 1 << Hallq__Staff__Role of who must be signed on; 0 nobody
};

// What follows an event, by its mark in proto/event.proto: bits.
enum follow {
    FOLLOW_NOTHING = 0,
    FOLLOW_LOG = 1 << 0,      // a line in the log, not only when debugging
    FOLLOW_LEASES = 1 << 1,   // who is signed on where may have changed
    FOLLOW_DEVICES = 1 << 2,  // what is known of one device is read anew
    FOLLOW_KEY_ENDS = 1 << 3, // who was let in with a key is let go
    FOLLOW_PURGE = 1 << 4,    // keys of customer data are destroyed
    FOLLOW_ZONE = 1 << 5,     // the zone of the hall is compared
    FOLLOW_COUNTERS = 1 << 6, // another number of open counters may give a service: counted at once
};

// event_follows: those bits. event_name: as in the schema. event_device: which device; only of an event
// that FOLLOW_DEVICES follows.
unsigned event_follows(const Hallq__Event *event);
const char *event_name(const Hallq__Event *event);
uint32_t event_device(const Hallq__Event *event);

// command_find: the row of a command; NULL if there is none.
const struct command_row *command_find(Hallq__Request__BodyCase body_case);

// command_of_worker: it goes to a worker first.
static inline bool command_of_worker(enum command_kind kind) {
    return kind == COMMAND_PIN || kind == COMMAND_WORK || kind == COMMAND_ERRAND;
}

// command_next: walks the table: the first row after NULL, NULL after the last.
const struct command_row *command_next(const struct command_row *row);

// decide: what a command of the kinds WRITE or (after its work) WORK comes to. now_ms: hall time.
// Returns ERR_OK with *ret filled, or a store error.
int decide(struct state *s, int64_t now_ms, const struct asker *asker,
           const Hallq__Request *request, struct decision *ret);

// decide_read: answers a READ into `reply` (body, seq; the caller adds the rest). Returns ERR_OK or
// a store error.
int decide_read(struct state *s, int64_t now_ms, const struct asker *asker,
                const Hallq__Request *request, Hallq__Reply *reply);

// decide_look: what stays on record of a read, or of work that shows much (a note of a ticket that is not
// at the asker's counter, the journal, a backup); the record is NULL if nothing does. `shown`: the
// ticket whose note is shown, 0 none. Returns ERR_OK or a store error.
int decide_look(struct state *s, int64_t now_ms, const struct asker *asker,
                const Hallq__Request *request, uint64_t shown, struct decision *ret);

// sealed_find: a sealed row, and the business day it stands under: the one it was written on, which is
// the ticket's (from_day) or a later one. ERR_NOT_FOUND: none, or of a day whose keys are gone.
int sealed_find(struct state *s, uint32_t hall, int32_t from_day, uint64_t sealed, int32_t *ret_day,
                Hallq__SealedRow **ret);

// authorize: whether this device, and the person signed on at it, may send the request at all, and
// whether what it asks for can be: for WORK, before the work is begun and leaves a trace. refusal->reason is NONE if so. Returns ERR_OK or a store error.
int authorize(struct state *s, int64_t now_ms, const struct asker *asker,
              const Hallq__Request *request, Hallq__Refusal *refusal);

// pin_look: of an authorized command that gives a PIN: the hash it is to be compared with, in the
// arena, empty if there is none; or LOCKED_OUT, as decide would come to, so that no hash is computed
// for a guess that cannot count. Returns ERR_OK or a store error.
int pin_look(struct state *s, int64_t now_ms, const struct asker *asker,
             const Hallq__Request *request, ProtobufCBinaryData *ret_hash, Hallq__Refusal *refusal);

// enrol_code_text: the code by which a browser may still become this device, in the arena; empty: by
// none.
int enrol_code_text(struct state *s, const struct code_maker *codes, uint32_t device, char **ret);

// ticket_ratings: the score that its customer gave, and the one entered at a counter; 0 none. There may be both.
struct ratings {
    uint32_t customer, counter;
};
struct ratings ticket_ratings(const Hallq__TicketRow *row);

// ticket_ended: finished, cancelled, or a no-show that has not come back.
bool ticket_ended(const Hallq__TicketRow *row);

// issue_presses: the tickets for which this issue may be the second press of a kiosk's key, newest
// first. Who knows the contacts compares them and says which it is (asker.pressed). Returns ERR_OK or a
// store error.
#define PRESSES_MAX 64 // a kiosk's newest commands looked at: more than it sends within the seconds
struct presses {
    uint64_t tickets[PRESSES_MAX];
    size_t ticket_count;
};
int issue_presses(struct state *s, int64_t now_ms, const struct asker *asker,
                  const Hallq__Request *request, struct presses *ret);

// Rows of the due table that failed a while ago and are passed over.
#define DUE_PASSED_MAX 64 // where more fail, it is not the rows

struct due_passed {
    struct due_key keys[DUE_PASSED_MAX];
    size_t count;
};

// due_same: the same row.
bool due_same(const struct due_key *a, const struct due_key *b);

struct due_first {
    bool found;
    struct due_key key;
    size_t rotten_count; // rows before it that cannot be read, or whose keys are no such row's
};

// due_find: the earliest row of the due table that can be read and is not passed over. NULL: none
// is.
int due_find(struct state *s, const struct due_passed *passed, struct due_first *ret);

// due_next: the earliest row of the due table at or before now_ms. ERR_NOT_FOUND if nothing is due.
int due_next(struct state *s, int64_t now_ms, struct due_key *ret);

// due_first_ms: when the earliest row is due, INT64_MAX if there is none.
int due_first_ms(struct state *s, int64_t *ret_at_ms);

// decide_due: what a due row comes to: always a record whose application removes or moves the row.
int decide_due(struct state *s, int64_t now_ms, const struct due_key *due, struct decision *ret);

// decide_counter_heard: the broker's own finding that a counter's terminal has not been heard for
// its lease, or is heard again. The record is NULL if that changes nothing.
int decide_counter_heard(struct state *s, int64_t now_ms, uint32_t hall, uint32_t counter,
                         bool heard, struct decision *ret);

// decide_clock: the wall clock is not believed any more (alarmed), or agrees again. The record is
// NULL if that changes nothing.
int decide_clock(struct state *s, int64_t now_ms, bool alarmed, int64_t wall_at_ms,
                 struct decision *ret);

// decide_sign_on_ends: the broker's own finding that whoever is signed on at a device sent no command
// for as long as the settings allow (`idle`: they stay while a ticket is at their counter), or that
// the device's key, the gateway's or the session ended; that is looked at once more, since somebody else
// may have signed on there meanwhile. The record is NULL if that changes nothing.
int decide_sign_on_ends(struct state *s, int64_t now_ms, uint32_t hall, uint32_t device, bool idle,
                        struct decision *ret);

// decide_time_zone: what the hall's zone changes came to when they were compared with the machine's
// zone data (base/zone.h). The record is NULL if that is known already.
int decide_time_zone(struct state *s, int64_t now_ms, uint32_t hall, const Hallq__TimeZone *found,
                     struct decision *ret);

// record_apply: applies a record whole: its events, its sealed rows, the remembered request, the
// hall's sequence number, and the record itself in the journal. Numbers the record (first_seq,
// last_seq, each event's seq and at_ms) if first_seq is 0; a numbered one must continue the hall's
// sequence (else ERR_CORRUPT). Returns ERR_OK or a store error.
int record_apply(struct state *s, Hallq__JournalRecord *record);

// feed_of: which feed a device's role may follow.
enum feed feed_of(Hallq__Device__Role role);

// event_project: the event as this feed may show it; NULL if it may not at all. May share parts
// with `event`; new parts are in the arena.
const Hallq__Event *event_project(const Hallq__Event *event, enum feed feed, struct arena *arena);

// snapshot_make: the state of a hall as of its last event; bounded. Includes the wait figures. In
// the arena.
int snapshot_make(struct state *s, int64_t now_ms, uint32_t hall, enum feed feed,
                  Hallq__Snapshot **ret);

// wait_figures_make: the live figures of all services of a hall.
int wait_figures_make(struct state *s, int64_t now_ms, uint32_t hall, Hallq__WaitFigures **ret);

// report_make: one business day's figures, from its tickets. day 0: today. For a worker's read
// transaction.
int report_make(struct state *s, uint32_t hall, int32_t day, Hallq__Report **ret);

// journal_page: records after a sequence number, without what must not leave the broker. For a
// worker.
int journal_page(struct state *s, uint32_t hall, uint64_t after, uint32_t limit,
                 Hallq__Journal **ret);

#endif
