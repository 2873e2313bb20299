// model_own.h - what the files of the model share.
#ifndef HALLQ_SIM_MODEL_OWN_H
#define HALLQ_SIM_MODEL_OWN_H

#include "tests/sim/model.h"

#define R(reason) HALLQ__REFUSAL__REASON__##reason

// may: refusing so would be true. must: and something must be refused.
void may(struct model_ask *a, Hallq__Refusal__Reason reason);
void must(struct model_ask *a, Hallq__Refusal__Reason reason);
void must_if(struct model_ask *a, bool so, Hallq__Refusal__Reason reason);

// goes: nothing stands against it and it was done in fact: now it happens.
bool goes(const struct model_ask *a);

// trouble: something no refusal can express.
void trouble(struct model_ask *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

// event, event_end: an event in the words of said.h; fields in between.
struct said *event(struct model_ask *a, const char *name);
void event_end(struct model_ask *a);
void said_line(struct said *s, const char *name, struct model_line line);
void said_by(struct model_ask *a);

// Looking things up in the model, to be changed.
struct model_ticket *ticket_of(struct model *m, uint64_t id);
struct model_counter *counter_of(struct model *m, uint32_t id);
struct model_service *service_of(struct model *m, uint32_t id);
struct model_person *person_of(struct model *m, uint32_t id);
struct model_step *step_of(struct model_ticket *t);

// ticket_named: the ticket a Which names, else NULL and refused.
struct model_ticket *ticket_named(struct model_ask *a, const Hallq__Which *which, bool today);

// ticket_own: the ticket the asker's counter holds, else NULL and refused; NO_TICKET: in any state.
struct model_ticket *ticket_own(struct model_ask *a, enum model_state wanted);

// counter_must_be_free: refuses unless the asker's counter could take a ticket.
void counter_must_be_free(struct model_ask *a);

bool is_open(enum model_state state);
bool same_line(struct model_line a, struct model_line b);
bool from_customer(const struct model_ask *a);
bool is_terminal(const struct model_ask *a);

// gives: a counter gives the service, by the lead's choice or the settings.
bool gives(const struct model *m, uint32_t counter, uint32_t service);

// services_given: the list itself. Returns how many.
size_t services_given(const struct model *m, uint32_t counter, uint32_t *to);

// A place to wait: at once or when the gap is over.
struct model_place {
    struct model_line to;
    int64_t rank_ms;
    int64_t offer_ms; // 0 at once
};
struct model_place place_at(const struct model_ask *a, const struct model_ticket *t,
                            struct model_line line, int64_t rank_ms);
struct model_place place_again(const struct model_ask *a, const struct model_ticket *t,
                               int64_t rank_ms);

// line_again: the line of that place. service_kept: the service itself, or what there is instead.
struct model_line line_again(const struct model_ask *a, const struct model_ticket *t);
uint32_t service_kept(const struct plan *p, uint32_t service);

// line_returns: whoever waits for this clerk waits for their service.
void line_returns(struct model_ask *a, uint32_t staff);

// leavers_after: whoever the settings no longer have and whose ticket just ended. After each step of a command.
void leavers_after(struct model_ask *a);

// measures_follow: those that end by what has just happened. After leavers_after.
void measures_follow(struct model_ask *a);

// alert_of: an alert that was raised; NULL: there is none, or it is not followed.
struct model_alert *alert_of(struct model *m, uint64_t alert);

// measure_due: a measure is to be judged, or has lasted. measure_late: one that was so before at_ms.
void measure_due(struct model_ask *a, Hallq__DueRow__Kind kind, uint64_t number);
bool measure_late(const struct model *m, int64_t at_ms, char *to, size_t size);

// measure_is_shown: customers see one of this kind while it lasts. measures_free: their texts.
bool measure_is_shown(int kind);
void measures_free(struct model *m);

// measure_lines_say: "lines=[..]" as the lines of a measure stand now; replaces `to`. The others: fields of events.
void measure_lines_say(const struct model *m, const struct model_what *w, int64_t now_ms,
                       struct said *to);
void measure_what_say(struct said *s, const struct model_what *w);
void measure_part_say(struct said *s, const struct said *part);
void measure_promise_say(struct said *s, const struct model_measure *one);
void offer_fields_say(struct said *s, const struct model_measure *one);

// measures_say: those of today, for leads. offers_say: those that stand and that customers see.
void measures_say(const struct model *m, struct said *to);
void offers_say(const struct model *m, struct said *to);

// wait_in: the ticket waits there from now on.
void wait_in(struct model_ask *a, struct model_ticket *t, struct model_place p);

int64_t rank_now(const struct model_ask *a, const struct model_ticket *t);
uint32_t served_now_s(const struct model_ticket *t, int64_t now_ms);
void step_add(struct model_ask *a, struct model_ticket *t, uint32_t service);
void step_over(struct model_ask *a, struct model_ticket *t);

// pin_given: the person's PIN is right; else what is refused, and a wrong one counted.
bool pin_given(struct model_ask *a, uint32_t staff);
// pin_given_again: a retry that gives it again; while a lock holds it is refused.
void pin_given_again(struct model_ask *a, uint32_t staff);

// pin_proven: and the command it was given for goes.
void pin_proven(struct model_ask *a, uint32_t staff);
void counter_takes(struct model_ask *a, uint32_t counter, struct model_ticket *t,
                   enum model_counter_state state);
void counter_lets_go(struct model_ask *a, uint32_t counter);
void unhold(struct model *m, uint32_t counter);

// seal: the number of a sealed text, 0 if there is none.
uint64_t seal(struct model_ask *a, bool text);

// seal_note: the note that comes with the command is the ticket's newest; its number, 0 if there is none.
uint64_t seal_note(struct model_ask *a, struct model_ticket *t);

// answer_card: the card in the answer.
void answer_card(struct model_ask *a, const struct model_ticket *t, bool with_code);
void said_card(const struct model_ask *a, const struct model_ticket *t, bool staff, bool with_code,
               struct said *to);

// people_ahead: in the line, before this rank and ticket.
uint32_t people_ahead(const struct model *m, struct model_line line, int64_t rank_ms, uint64_t id);

// read_answer: the answer to a read; false: the model has no opinion.
bool read_answer(struct model_ask *a);

// ticket_due: something of a ticket is due.
void ticket_due(struct model_ask *a, Hallq__DueRow__Kind kind, uint64_t subject, int64_t at_ms);

// call_add: one of the newest calls.
void call_add(struct model_ask *a, const struct model_ticket *t);

// Calendar, by trying.
int32_t calendar_day_of(const struct plan *p, int64_t at_ms); // business day
int64_t calendar_start_of(const struct plan *p, int32_t day);
bool calendar_is_open(const struct plan *p, const struct plan_service *s, int64_t at_ms);

// hours_say: "opened=[..] closed=[..]" for what changes now, and changes it.
void hours_say(struct model_ask *a, struct said *s, const struct plan *p);

// The commands; each refuses or, if it goes, changes the model and says its events.
typedef void model_do(struct model_ask *a);
model_do do_issue, do_check_in, do_cancel, do_rate, do_reinstate, do_call_next, do_call_named,
    do_recall, do_start, do_hold, do_resume, do_transfer, do_finish, do_further, do_no_show,
    do_sign_on, do_sign_off, do_counter_open, do_counter_close, do_counter_pause, do_counter_resume,
    do_counter_services, do_counter_free, do_service_suspend, do_service_unsuspend, do_raise_cap,
    do_reveal_contact, do_forget_contact, do_apply_settings, do_set_pin, do_change_pin,
    do_add_device, do_revoke_device, do_rekey_device, do_purge, do_accept_clock, do_see_alert,
    do_take_measure, do_end_measure;

#endif
