// think.h - what the files of the clients' thinking share: which command comes next (client_think.c), what it is about
// (think_pick.c), and its fields (the others).
#ifndef HALLQ_SIM_THINK_H
#define HALLQ_SIM_THINK_H

#include "tests/sim/client.h"
#include "tests/sim/model.h"

// A command that is being thought of, and what its client knows: all that the model does.
struct think {
    struct sim *s;
    struct client *c;
    struct dice *d;
    struct arena *arena;
    Hallq__Request *request;
    const struct model *m;
    const struct plan *p;
};

#define NEW(t, Type, type, name)                                                                   \
    Hallq__##Type *name = arena_need((t)->arena, sizeof *name);                                    \
    hallq__##type##__init(name)
#define ASK(t, CASE, member, name)                                                                 \
    (t)->request->body_case = HALLQ__REQUEST__BODY_##CASE;                                         \
    (t)->request->member = name

#define BIT(state) (1u << (state))
#define ANY_STATE 0x1feu

// A command without fields.
#define PLAIN(name, CASE, Type, type)                                                              \
    void think_##name(struct think *t) {                                                           \
        NEW(t, Type, type, c);                                                                     \
        ASK(t, CASE, type, c);                                                                     \
    }

// ticket_in: a ticket in one of these states, each state as likely as any other; NULL if there is none. which_of: names it,
// and now and then one that was never issued. which_in: names one mostly in the states that make sense.
const struct model_ticket *ticket_in(struct think *t, unsigned states);
Hallq__Which *which_of(struct think *t, const struct model_ticket *ticket);
Hallq__Which *which_in(struct think *t, unsigned states);

// Of the settings mostly; now and then one that they do not have.
uint32_t service_any(struct think *t);
uint32_t counter_any(struct think *t);
uint32_t person_any(struct think *t);
char *code_any(struct think *t, const char *const *codes);

// note_any: a recognisable secret so many times in a thousand, else "".
char *note_any(struct think *t, unsigned permille);

// has_pin: somebody has set the person one. pin_of: it, or a wrong one so many times in a thousand. pin_new: a good one, and
// now and then one that is refused.
bool has_pin(const struct model *m, uint32_t person);
char *pin_of(struct think *t, uint32_t person, unsigned wrong_in_1000);
char *pin_new(struct think *t, uint32_t person);

// The commands: each fills the request.
typedef void think_do(struct think *t);
think_do think_issue, think_check_in, think_cancel, think_rate, think_reinstate, think_call_named,
    think_hold, think_resume, think_transfer, think_finish, think_finish_next, think_no_show_next,
    think_further, think_sign_on, think_counter_open, think_counter_close, think_counter_pause,
    think_counter_resume, think_call_next, think_recall, think_start, think_no_show, think_sign_off,
    think_counter_services, think_counter_free, think_service_suspend, think_service_unsuspend,
    think_raise_cap, think_reveal_contact, think_forget_contact, think_get_place, think_get_ticket,
    think_get_line, think_get_report, think_get_journal, think_settings, think_set_pin,
    think_change_pin, think_add_device, think_revoke_device, think_rekey_device, think_purge,
    think_accept_clock, think_see_alert, think_take_measure, think_end_measure, think_get_alerts,
    think_get_measures, think_ping, think_get_snapshot, think_get_settings;

#endif
