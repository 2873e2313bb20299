// model.h - the reference model: what docs/STATES.md and the schema's comments promise, told a
// second time in plain structs and plain scans. It shares no code with the rules: no tables, no
// events as state, no index.
//
// It is asked in the order of the journal. For each command it says which refusals would be true;
// if none must be given and none was, it says which events must have happened, in the words of
// said.h, and goes on from there.
#ifndef HALLQ_SIM_MODEL_H
#define HALLQ_SIM_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/visible.h"
#include "command.pb-c.h"
#include "record.pb-c.h"
#include "tests/sim/model_measure.h"
#include "tests/sim/plan.h"
#include "tests/sim/said.h"

enum {
    MODEL_STEPS = 32,
    MODEL_NEXT = 8,
    MODEL_RETURNS = 16,
    MODEL_EXCEPTIONS = 8, // LIMIT_EXCEPTIONS_KEPT
    MODEL_LET_GO = 16,
    MODEL_DEVICES = 64,
    MODEL_REASONS = 512,
    MODEL_CODE = 16,
    MODEL_TEXT = 64,
    MODEL_KEYS = 16,
};

enum model_state {
    NO_TICKET,
    EXPECTED,
    WAITING,
    CALLED,
    SERVING,
    HELD,
    NO_SHOW,
    CANCELLED,
    FINISHED,
    MODEL_STATES
};

enum model_counter_state { NO_COUNTER, CLOSED, FREE, CALLING, BUSY, PAUSED, MODEL_COUNTER_STATES };

enum model_line_kind { NO_LINE, OF_SERVICE, OF_COUNTER, OF_CLERK };

struct model_line {
    enum model_line_kind kind;
    uint32_t id;
};

struct model_step {
    uint32_t service;
    int64_t entered_ms, called_ms, started_ms, finished_ms;
    uint32_t counter, clerk;
    char outcome[MODEL_TEXT];
    char topics[MODEL_TEXT]; // as they stand in a list
    uint32_t served_s;
    bool left_out; // of the means: nobody was at the button, or at the counter
};

struct model_note {
    uint64_t sealed;
    int32_t day;
};

struct model_ticket {
    uint64_t id;
    enum model_state state;
    bool in_line;
    struct model_line line; // where it waits, or waited before it was called
    int64_t rank_ms;
    char number[16];
    int32_t day;
    uint32_t customer_class;
    int channel;
    int64_t issued_ms;
    uint32_t device;         // that asked for it
    uint32_t counter, clerk; // that has it, or had it
    uint32_t call_count;
    int64_t line_ms;   // it came into the line it stands in
    int64_t called_ms; // last call from `line`; 0 none: the gap counts from here
    int64_t due_ms;    // when something happens to it by itself, 0 never
    uint32_t next[MODEL_NEXT];
    size_t next_count;
    uint32_t returns[MODEL_RETURNS]; // counters it comes back to, in order
    size_t return_count;
    uint64_t contact, note;   // the newest
    struct model_note *notes; // all, those of today's visits and before
    size_t note_count;
    char contact_text[MODEL_TEXT];
    bool code_stored;
    unsigned char code[MODEL_CODE]; // then
    uint32_t rating, second_rating;
    bool rated_at_counter; // the first
    int64_t serving_since_ms;
    int64_t held_ms;   // put on hold
    uint32_t served_s; // of the running step before the last hold
    struct model_step *steps;
    size_t step_count;
    struct {
        int kind;
        const char *reason;
        uint32_t staff;
    } exceptions[MODEL_EXCEPTIONS];
    size_t exception_count;
};

struct model_counter {
    uint32_t id;
    enum model_counter_state state;
    uint32_t clerk, device;
    uint64_t ticket;
    uint64_t last_finished;
    char pause_reason[MODEL_TEXT];
    uint32_t services[PLAN_SERVICES * 2];
    size_t service_count;
    bool lost;
    uint32_t held;
    uint32_t part, taken;
    int64_t since_ms;
};

struct model_service {
    uint32_t id;
    uint32_t last_number;
    uint32_t issued;
    uint32_t by_staff, by_gateway, away; // of those
    uint32_t cap_today;                  // raised by a lead, 0 not
    bool open, suspended;
    char reason[MODEL_TEXT];
};

// Wrong PINs since the day began, and the lock that came of them.
struct model_wrong {
    uint32_t count;
    int64_t until_ms;
};

struct model_person {
    uint32_t id;
    bool has_pin;
    char pin[16]; // that is set
    uint32_t device, counter;
    struct model_wrong at[MODEL_DEVICES]; // wrong PINs, by terminal
    struct model_wrong everywhere;
    uint32_t proved_device; // of the right one given last
};

// Who is at a device.
struct model_sign_on {
    uint32_t staff;
    enum plan_role role;
    uint32_t counter;
    bool over; // but for the ticket at the counter
};

// A command that was applied.
struct model_request {
    uint32_t hall, device, web;
    uint64_t session;
    uint32_t number;
    int command;
    uint32_t staff; // who may ask again
    int32_t day;
    uint64_t seq;
    int64_t at_ms;
    char *done;
};

struct model_call {
    uint64_t seq;
    int64_t at_ms;
    uint64_t ticket;
    uint32_t counter, call_count;
};

// A device's key, of hall 0.
struct model_key {
    uint32_t device;
    char name[40];
    int role;
    bool revoked;
    unsigned char key[32];
    bool two; // the key before is kept as well
    unsigned char previous[32];
};

struct model {
    const struct plan *plans; // all the seed has, by serial
    const struct plan *plan;  // in force; NULL before the first
    uint32_t version;
    int32_t day;
    int64_t roll_ms;
    int64_t spared_until_ms; // rolls before forget nothing, 0 none
    uint64_t seq, seq0;      // last event of the hall, of hall 0
    uint64_t sealed;
    bool leftovers;               // of the day before, not all closed yet
    uint64_t leftovers_upto;      // tickets up to this one were looked at since the day began
    struct model_ticket *tickets; // [0] is ticket 1
    size_t ticket_count, ticket_room;
    struct model_request *requests;
    size_t request_count, request_room;
    struct model_call *calls;
    size_t call_count, call_room;
    struct model_counter counters[1000]; // by id
    struct model_service services[PLAN_SERVICES * 4];
    size_t service_count;
    struct model_person people[PLAN_STAFF * 4];
    size_t person_count;
    struct model_sign_on on[MODEL_DEVICES];  // by device
    struct model_wrong wrong[MODEL_DEVICES]; // PINs of anybody, by terminal
    struct model_key keys[MODEL_KEYS];
    size_t key_count;
    int32_t purged_upto;
    struct model_measure measures[MODEL_MEASURES]; // at their number % MODEL_MEASURES
    uint32_t last_measure, first_measure;          // ever; of today
    struct model_alert *alerts;                    // MODEL_ALERTS, by number
    uint64_t last_alert;
};

// What is known of who asks.
struct model_asker {
    uint32_t device;
    Hallq__Device__Role role;
    uint32_t counter;              // that its key belongs to, 0 any
    uint32_t web;                  // the web session that it asks for, 0 none
    ProtobufCBinaryData principal; // what it calls it
    unsigned char code[MODEL_CODE];
    // Codes of tickets that are stored nowhere; NULL: `code` is stored with a ticket issued now.
    void (*code_cb)(uint64_t ticket, int32_t day, bool see, unsigned char ret[MODEL_CODE]);
    bool contact, note, pin_matches;
    ProtobufCBinaryData pin_hash;
};

// A question to the model and what it says.
struct model_ask {
    struct model *m;
    int64_t now_ms;
    const struct model_asker *asker; // NULL: due, or a finding
    bool reads;
    const Hallq__Request *request;
    Hallq__Refusal__Reason seen;             // how it was refused in fact; NONE: it was not
    const Hallq__JournalRecord *seen_record; // in fact, may be NULL
    // the model's own
    uint32_t staff;
    enum plan_role staff_role;
    uint32_t counter;
    unsigned char may[MODEL_REASONS];  // refusals that would be true
    unsigned must_count;               // of those, that must be given
    Hallq__Refusal__Reason must;       // one of them
    const struct model_request *retry; // it was applied before
    bool anew;                         // so it was, and is done again each time
    struct said events, done;
    unsigned event_count;
    uint32_t let_go[MODEL_LET_GO]; // counters that let a ticket go
    size_t let_go_count;
    uint32_t opened;        // the counter that opened, of those that measures follow
    bool day_over, applied; // so do they: a new day, new settings
    char trouble[256];      // something else is wrong
};

struct model *model_create(const struct plan *plans);
void model_destroy(struct model *m);

// model_ask_init, _fini: a question at a time. Everything but `m`, now, asker and request is set by
// init; `seen` and `seen_record` before asking.
void model_ask_init(struct model_ask *a, struct model *m, int64_t now_ms);
void model_ask_fini(struct model_ask *a);

// model_command: a command. model_due: a due row of this kind and subject. model_heard: a finding
// about a counter's terminal.
void model_command(struct model_ask *a);
void model_due(struct model_ask *a, Hallq__DueRow__Kind kind, uint64_t subject, int64_t at_ms);
void model_heard(struct model_ask *a, uint32_t counter, bool heard);

// model_look: what a look for alerts, or advice, has found.
void model_look(struct model *m, const Hallq__JournalRecord *record);

// model_could_take: why a lead could not take this measure now; NONE: it can be.
Hallq__Refusal__Reason model_could_take(struct model *m, const Hallq__Measure *measure,
                                        uint64_t alert, int64_t now_ms);

// model_remember: the command was applied, with this answer.
void model_remember(struct model *m, const struct model_ask *a, uint64_t seq, const char *done);

// model_due_late: something that was due before at_ms by the model's reckoning and has not happened
// by now_ms, as text; false if there is none.
bool model_due_late(const struct model *m, int64_t at_ms, int64_t now_ms, char *to, size_t size);

// model_read: what the answer to a read must say, in a->done; a->may as for commands. False: the
// model has no opinion.
bool model_read(struct model_ask *a);

// model_snapshot: what a snapshot must say, without wait figures, alerts and settings.
void model_snapshot(const struct model *m, enum feed feed, uint64_t epoch, struct said *to);

// model_report: a day's figures that are counts; day 0 is today.
void model_report(const struct model *m, int32_t day, struct said *to);

// model_subject: the state of what a command or due row is about, for the coverage table.
int model_subject(const struct model *m, const struct model_asker *asker,
                  const Hallq__Request *request);
int model_due_subject(const struct model *m, Hallq__DueRow__Kind kind, uint64_t subject);

const struct model_ticket *model_ticket(const struct model *m, uint64_t id);

// model_waiting: tickets in a line.
uint32_t model_waiting(const struct model *m, struct model_line line);

#endif
