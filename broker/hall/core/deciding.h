// deciding.h - what a rule works with while it decides. For the files of this folder only.
#ifndef HALLQ_DECIDING_H
#define HALLQ_DECIDING_H

#include "broker/hall/core/trial.h"
#include "broker/hall/rules.h"

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
    struct trial trial;   // of a command of more than one step
    size_t applied_count; // events that its steps so far have applied
};

// A rule: fills d->out by emit() and returns ERR_OK, or returns what refuse() returned, or a store error.
typedef int decide_fn(struct deciding *d, const Hallq__Request *request);
typedef int read_fn(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply);

// refuse: the command is refused; `detail` (may be NULL) in the arena. Returns ERR_REFUSED, which the
// rule hands on like any error; decide, decide_read and authorize turn it into the answer.
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

// deciding_begin: for what the broker decides by itself (due rows, findings): no asker, an empty
// record.
int deciding_begin(struct deciding *d, struct state *s, int64_t now_ms, uint32_t hall,
                   struct decision *ret);

// EMIT: emits an event with a new body and names it: EMIT(d, TICKET_CALLED, TicketCalled,
// ticket_called, called);
#define EMIT(d, CASE, Type, member, name)                                                          \
    Hallq__##Type *name = arena_need((d)->state->arena, sizeof *name);                             \
    hallq__##member##__init(name);                                                                 \
    emit(d, HALLQ__EVENT__BODY_##CASE)->member = name

// by_make: who does it, in the arena; never NULL.
Hallq__By *by_make(struct deciding *d);

// feed_asked: the feed a snapshot or a repair is asked for; not said, the one of the asker's role.
// Refuses what that role may not follow. Returns ERR_OK or ERR_REFUSED.
int feed_asked(struct deciding *d, Hallq__Feed__Kind kind, enum feed *ret);

// people_shown: who asks may see the list of people: whoever is signed on there, and the administrator.
bool people_shown(const struct deciding *d);

// line_make: a line in the arena.
Hallq__Line *line_make(struct deciding *d, Hallq__Line__Kind kind, uint32_t id);

// seal_take: the number under which the asker's sealed bytes will be stored, and puts them into the
// record; 0 if empty. `before`: of the note that they take the place of, 0 none.
uint64_t seal_take(struct deciding *d, const ProtobufCBinaryData *sealed, uint64_t before);

// decision_done: the answer, made on first use.
Hallq__Done *decision_done(struct deciding *d);

// ticket_find: the ticket a Which names, by its id, or by its number, if it was given today or the
// ticket is still open; *ret is a fresh row. A kiosk or gateway must give its code. Refuses NO_TICKET or
// NUMBER_TWICE.
int ticket_find(struct deciding *d, const Hallq__Which *which, Hallq__TicketRow **ret);

// counter_services: what a counter gives now: set by the lead, else the settings'. Borrowed.
void counter_services(const struct deciding *d, uint32_t counter, const Hallq__CounterRow *row,
                      const uint32_t **ret_services, size_t *ret_count);
bool counter_gives(const struct deciding *d, uint32_t counter, const Hallq__CounterRow *row,
                   uint32_t service);

// card_make: a ticket as its customer may see it, with people ahead and the rough wait (waiting
// tickets). `staff`: also what staff may see.
int card_make(struct deciding *d, const Hallq__TicketRow *ticket, bool staff,
              Hallq__TicketCard **ret);

// rank_of: time of entering minus the class's published head start.
int64_t rank_of(const Hallq__HallSettings *settings, uint32_t customer_class,
                int64_t entered_at_ms);

// clock_in_doubt: hall time goes without the machine's clock. Returns ERR_OK or a store error.
int clock_in_doubt(struct state *s, bool *ret_in_doubt);

// The rules, one for each command: what reads, and what decides. What a worker does has none.
#define RULE_WRITE(member) decide_fn member##_decide;
#define RULE_PIN(member) decide_fn member##_decide;
#define RULE_READ(member) read_fn member##_read;
#define RULE_WORK(member)
#define RULE_ERRAND(member)
#define COMMAND(CASE, member, KIND, SCOPE, devices, staff) RULE_##KIND(member)
#include "proto/commands.def"
#undef COMMAND
#undef RULE_WRITE
#undef RULE_PIN
#undef RULE_READ
#undef RULE_WORK
#undef RULE_ERRAND

// look_check: refuses work whose request cannot be done: a report of a day to come, a backup of no name.
int look_check(struct deciding *d, const Hallq__Request *request);

// look_decide: emits what stays on record of a look; nothing if it needs none.
int look_decide(struct deciding *d, const Hallq__Request *request, uint64_t shown);

#endif
