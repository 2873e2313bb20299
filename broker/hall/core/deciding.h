// deciding.h - what a rule works with while it decides.
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
    bool settings_lost;                   // there are some that cannot be read; NULL
    uint32_t staff;                       // signed on at the device, 0 nobody
    Hallq__Staff__Role staff_role;        // of that person
    uint32_t counter;                     // the counter they are signed on at, 0 none
    const Hallq__CounterRow *counter_row; // its row, NULL if counter is 0
    bool sign_on_over;                    // they may end the ticket at the counter, nothing else
    bool pin_short;                       // to lead they need another PIN first
    bool pin_measured;                    // that is known; an earlier version did not look
    bool reads;                           // a code that lets see is enough
    struct decision *out;
    struct trial trial;                 // of a command of more than one step
    size_t applied_count;               // events that its steps so far have applied
    int (*step_cb)(struct deciding *d); // what follows each step in the same record; NULL nothing
};

// refuse: the command is refused; `detail` (may be NULL) in the arena. Returns ERR_REFUSED, which the
// rule hands on like any error; the ways in turn it into the answer.
int refuse(struct deciding *d, Hallq__Refusal__Reason reason, const char *detail);

// refuse_until: the same; it may be asked again at that moment of hall time, 0 not said.
int refuse_until(struct deciding *d, Hallq__Refusal__Reason reason, int64_t at_ms,
                 const char *detail);

// refuse_and_record: the same, but the events emitted so far are kept: they say that it failed. The
// request is not remembered, so its retry is decided afresh.
int refuse_and_record(struct deciding *d, Hallq__Refusal__Reason reason, const char *detail);

// emit: adds an event of this kind to the record and returns it; the caller sets its body's
// pointer.
Hallq__Event *emit(struct deciding *d, Hallq__Event__BodyCase body_case);

// step_apply: ends a step of a command: what was emitted is applied, so that the next step sees the rows as they
// will be, `row` and `counter_row` among them. decide() takes it back at the end, refused or not.
int step_apply(struct deciding *d);

// deciding_look: begins a decision of what `asker` asks in this hall (NULL: the broker itself), without a record. Returns ERR_OK or a store
// error. deciding_begin: for what the broker decides by itself (due rows, findings): no asker, an empty record.
int deciding_look(struct deciding *d, struct state *s, int64_t now_ms, uint32_t hall,
                  const struct asker *asker, struct decision *ret);
int deciding_begin(struct deciding *d, struct state *s, int64_t now_ms, uint32_t hall,
                   struct decision *ret);

// deciding_record: begins the record of what is decided: of this request, or of none (NULL).
void deciding_record(struct deciding *d, const Hallq__Request *request);

// EMIT: emits an event with a new body and names it: EMIT(d, TICKET_CALLED, TicketCalled,
// ticket_called, called);
#define EMIT(d, CASE, Type, member, name)                                                          \
    Hallq__##Type *name = arena_need((d)->state->arena, sizeof *name);                             \
    hallq__##member##__init(name);                                                                 \
    emit(d, HALLQ__EVENT__BODY_##CASE)->member = name

// by_make: who does it, in the arena; never NULL.
Hallq__By *by_make(struct deciding *d);

// people_shown: who asks may see the list of people: whoever is signed on there, and the administrator.
bool people_shown(const struct deciding *d);

// line_make: a line in the arena.
Hallq__Line *line_make(struct deciding *d, Hallq__Line__Kind kind, uint32_t id);

// seal_take: the number under which the asker's sealed bytes will be stored, and puts them into the
// record; 0 if empty. `before`: of the note that they take the place of, 0 none.
uint64_t seal_take(struct deciding *d, const ProtobufCBinaryData *sealed, uint64_t before);

// decision_done: the answer, made on first use.
Hallq__Done *decision_done(struct deciding *d);

#endif
