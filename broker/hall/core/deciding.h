// deciding.h - the context of a rule while it decides.
#ifndef HALLQ_DECIDING_H
#define HALLQ_DECIDING_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/rows.h"
#include "broker/hall/core/settings_parts.h"
#include "broker/hall/core/trial.h"

// One command or due row being decided. Rules read `state` and the rows below, and call emit() or
// refuse().
struct deciding {
    struct state *state;
    const struct asker *asker; // NULL: the broker itself
    int64_t now_ms;
    uint32_t hall;
    const Hallq__HallRow *row;            // of the hall
    const Hallq__HallSettings *settings;  // NULL for hall 0 and before the first settings
    bool settings_lost;                   // the hall's settings cannot be read; settings is NULL
    uint32_t staff;                       // the person signed on at the device, 0: nobody
    Hallq__Staff__Role staff_role;        // of that person
    uint32_t counter;                     // the counter that person is signed on at, 0: none
    const Hallq__CounterRow *counter_row; // the counter's row, NULL if counter is 0
    bool sign_on_over;                    // the person may only end the ticket at the counter
    bool pin_short;                       // to lead, the person needs another PIN first
    bool pin_measured;                    // pin_short is known; an earlier version did not look
    bool reads;                           // a code of CODE_SEE is enough
    struct decision *out;
    struct trial trial;                 // of a command of more than one step
    size_t applied_count;               // events that the command's steps have applied so far
    int (*step_cb)(struct deciding *d); // emits what follows a step in its record; NULL: nothing
};

// refuse: the command is refused; `detail` (may be NULL) is borrowed to the end of the turn.
// Returns ERR_REFUSED, which the rule hands on like any error; decide(), decide_read() and
// authorize() turn it into the answer.
int refuse(struct deciding *d, Hallq__Refusal__Reason reason, const char *detail);

// refuse_until: as refuse; the command may be asked again at at_ms of hall time, 0: not said.
int refuse_until(struct deciding *d, Hallq__Refusal__Reason reason, int64_t at_ms,
                 const char *detail);

// refuse_and_record: as refuse, but keeps the events emitted so far, which say that the command
// failed. The request is not remembered, so its retry is decided afresh.
int refuse_and_record(struct deciding *d, Hallq__Refusal__Reason reason, const char *detail);

// emit: adds an event of this kind to the record and returns it; the caller sets its body's
// pointer.
Hallq__Event *emit(struct deciding *d, Hallq__Event__BodyCase body_case);

// step_apply: ends a step of a command: applies the events emitted so far, so that the next step
// sees the rows as they will be, `row` and `counter_row` among them. decide() takes the changes
// back at its end, refused or not.
int step_apply(struct deciding *d);

// deciding_look: begins a decision on a request of `asker` (NULL: the broker itself) in this hall,
// without a record. deciding_begin: begins a decision that the broker takes by itself (due rows,
// findings): no asker, an empty record. Both return ERR_OK or a store error.
int deciding_look(struct deciding *d, struct state *s, int64_t now_ms, uint32_t hall,
                  const struct asker *asker, struct decision *ret);
int deciding_begin(struct deciding *d, struct state *s, int64_t now_ms, uint32_t hall,
                   struct decision *ret);

// deciding_record: begins the record of the decision: for this request, or for none (NULL).
void deciding_record(struct deciding *d, const Hallq__Request *request);

// EMIT: emits an event with a new body and names it: EMIT(d, TICKET_CALLED, TicketCalled,
// ticket_called, called);
#define EMIT(d, CASE, Type, member, name)                                                          \
    Hallq__##Type *name = arena_need((d)->state->arena, sizeof *name);                             \
    hallq__##member##__init(name);                                                                 \
    emit(d, HALLQ__EVENT__BODY_##CASE)->member = name

// by_make: who acts (device, person, web session), in the arena; never NULL.
Hallq__By *by_make(struct deciding *d);

// people_shown: whether the asker may see the list of people: the administrator may, and a person
// whose sign-on is not over.
bool people_shown(const struct deciding *d);

// line_make: a line in the arena.
Hallq__Line *line_make(struct deciding *d, Hallq__Line__Kind kind, uint32_t id);

// seal_take: puts the asker's sealed bytes into the record and returns the number under which they
// will be stored; 0 if they are empty. `before`: the number of the note that they replace, 0: none.
uint64_t seal_take(struct deciding *d, const ProtobufCBinaryData *sealed, uint64_t before);

// seal_take_of_case: the same of a text that is sealed under the key of the case or work slip of that
// number.
uint64_t seal_take_of_case(struct deciding *d, const ProtobufCBinaryData *sealed, uint32_t number);

// decision_done: the decision's answer, made on first use, in the arena.
Hallq__Done *decision_done(struct deciding *d);

#endif
