// open.c - a case comes to be: by the staff, out of a call for help, or by a customer.
#include <string.h>

#include "base/character.h"
#include "base/contact.h"
#include "broker/hall/case/case.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/which.h"

// ---------------------------------------------------------------- what all share

int case_text_check(struct deciding *d, const char *note, bool needed) {
    if (strlen(note) > LIMIT_CASE_TEXT)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "note");
    return !needed || text_has_word(note, strlen(note))
               ? ERR_OK
               : refuse(d, HALLQ__REFUSAL__REASON__NO_WORDS, "note");
}

int case_contact_check(struct deciding *d, const char *contact) {
    if (contact_is_long(contact))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "contact");
    return !*contact || text_has_word(contact, strlen(contact))
               ? ERR_OK
               : refuse(d, HALLQ__REFUSAL__REASON__NO_WORDS, "contact");
}

int case_codes_check(struct deciding *d, const char *class_code, const char *topic) {
    const Hallq__HallSettings *h = d->settings;
    if (*class_code && !code_known(h->case_classes, h->n_case_classes, class_code))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_REASON, class_code);
    if (*topic && !code_known(h->topics, h->n_topics, topic))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_REASON, topic);
    return ERR_OK;
}

static bool kind_known(Hallq__Case__Kind kind) {
    return kind >= HALLQ__CASE__KIND__COMPLAINT && kind <= HALLQ__CASE__KIND__PRAISE;
}

static Hallq__Case *case_new(struct deciding *d, Hallq__Case__Kind kind) {
    Hallq__Case *now = arena_need(d->state->arena, sizeof *now);
    hallq__case__init(now);
    now->kind = kind;
    now->state = HALLQ__CASE__STATE__OPEN;
    now->counter = d->counter;
    now->opened_at_ms = d->now_ms;
    now->opened_by = by_make(d);
    now->day = d->row->day;
    now->answer_by_ms = d->now_ms + case_hours_ms(d->settings, kind);
    now->press_at_ms = press_first_ms(d->settings, now->answer_by_ms);
    return now;
}

static void ticket_take(Hallq__Case *now, const Hallq__TicketRow *t) {
    now->ticket = t->ticket;
    now->number = t->number;
    now->service = service_now(t);
    if (!now->counter)
        now->counter = t->counter;
}

static bool is_named(const Hallq__Which *which) {
    return which && (which->ticket || *which->number);
}

void case_step_emit(struct deciding *d, Hallq__Case *now, Hallq__CaseStep__What what,
                    uint64_t note_sealed) {
    Hallq__CaseStep *step = arena_need(d->state->arena, sizeof *step);
    hallq__case_step__init(step);
    step->what = what;
    step->at_ms = d->now_ms;
    step->by = by_make(d);
    step->has_note = note_sealed != 0;
    step->note_sealed = note_sealed;
    EMIT(d, CASE_STEPPED, CaseStepped, case_stepped, stepped);
    stepped->now = now;
    stepped->step = step;
}

// Numbers the case, seals its texts, and says so.
static void opened_emit(struct deciding *d, Hallq__Case *now, uint32_t number) {
    const struct asker *asker = d->asker;
    now->case_id = number;
    now->contact_sealed = seal_take_of_case(d, &asker->sealed_contact, number);
    now->has_contact = now->contact_sealed != 0;
    uint64_t note = seal_take_of_case(d, &asker->sealed_note, number);
    decision_done(d)->case_id = number;
    case_step_emit(d, now, HALLQ__CASE_STEP__WHAT__OPENED, note);
}

// ---------------------------------------------------------------- by the staff

static bool leads(const struct deciding *d) {
    return d->staff_role == HALLQ__STAFF__ROLE__LEAD ||
           d->staff_role == HALLQ__STAFF__ROLE__MANAGER;
}

static int open_check(struct deciding *d, const Hallq__OpenCase *c) {
    if (!kind_known(c->kind))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "kind");
    if (c->source > HALLQ__CASE__SOURCE__PASSED_ON)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "source");
    if (c->severity > HALLQ__CASE__SEVERITY__GRAVE)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "severity");
    if (c->help && !leads(d))
        return refuse(d, HALLQ__REFUSAL__REASON__PERSON_MAY_NOT, "help");
    if (c->service && !settings_service(d->settings, c->service))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SERVICE,
                      arena_printf(d->state->arena, "%u", c->service));
    int err = case_text_check(d, c->note, false);
    if (!err)
        err = case_contact_check(d, c->contact);
    return err ? err : case_codes_check(d, c->class_code, c->topic);
}

// Whose case it is: of the call for help, the ticket that is named, or the one at hand.
static int about_find(struct deciding *d, const Hallq__OpenCase *c, Hallq__Case *now) {
    Hallq__TicketRow *t = NULL;
    int err = ERR_OK;
    if (c->help)
        return help_become_case(d, c->help, now);
    if (is_named(c->which))
        err = ticket_find(d, c->which, &t);
    else if (d->counter_row && d->counter_row->ticket)
        err = ticket_find_own(d, HALLQ__TICKET__STATE__NO_STATE, &t);
    if (!err && t)
        ticket_take(now, t);
    return err;
}

int open_case_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__OpenCase *c = request->open_case;
    uint32_t number;
    int err = open_check(d, c);
    if (!err)
        err = case_number_new(d, false, &number);
    if (err)
        return err;
    Hallq__Case *now = case_new(d, c->kind);
    if ((err = about_find(d, c, now)))
        return err;
    now->source = c->source  ? c->source
                  : leads(d) ? HALLQ__CASE__SOURCE__BY_LEAD
                             : HALLQ__CASE__SOURCE__BY_CLERK;
    now->severity = c->severity;
    now->class_code = c->class_code;
    now->topic = c->topic;
    if (c->service)
        now->service = c->service;
    opened_emit(d, now, number);
    return ERR_OK;
}

// ---------------------------------------------------------------- by a customer

static Hallq__Case__Source source_of(const struct deciding *d, const Hallq__Case *now) {
    if (d->asker->role == HALLQ__DEVICE__ROLE__KIOSK)
        return HALLQ__CASE__SOURCE__IN_BOOK;
    return now->ticket ? HALLQ__CASE__SOURCE__BY_PHONE : HALLQ__CASE__SOURCE__ONLINE;
}

int give_opinion_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__GiveOpinion *c = request->give_opinion;
    Hallq__TicketRow *t;
    uint32_t number;
    if (d->settings->cases && d->settings->cases->without_opinions)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_OPINIONS, NULL);
    if (!kind_known(c->kind))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "kind");
    int err = case_text_check(d, c->note, true);
    if (!err)
        err = case_contact_check(d, c->contact);
    if (!err)
        err = case_codes_check(d, "", c->topic);
    if (!err)
        err = case_number_new(d, true, &number);
    if (!err && is_named(c->which))
        err = ticket_find(d, c->which, &t);
    if (err)
        return err;
    Hallq__Case *now = case_new(d, c->kind);
    if (is_named(c->which))
        ticket_take(now, t);
    now->source = source_of(d, now);
    now->topic = c->topic;
    opened_emit(d, now, number);
    return ERR_OK;
}
