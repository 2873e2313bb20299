// counter_desk.c - one row for each key, one function for each question asked back.
//
// A command that changes something waits for the outcome of the one before: what a second press
// would do is not known until then.
#include "counter_desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/limit.h"
#include "base/number.h"

enum purpose {
    FOR_STAFF,
    FOR_PIN,
    FOR_PIN_CHANGE,
    FOR_TRANSFER,
    FOR_TRANSFER_NOTE,
    FOR_HOLD_NOTE,
    FOR_OUTCOME,
    FOR_TOPICS,
    FOR_FURTHER,
    FOR_PAUSE,
    FOR_HELD,
    FOR_HELD_NUMBER,
    FOR_REINSTATE,
    FOR_NAMED,
    FOR_NAMED_REASON,
    FOR_QUIT,
    FOR_HELP,
};

enum further_kind { FURTHER_HERE, FURTHER_LINE };

// No letters: those stand for services on the tickets. Both are beside the digits that choose.
#define COME_BACK_KEY L'+'
#define AT_END_KEY L'-'

void counter_desk_init(struct counter_desk *d, uint32_t counter, enum language language,
                       struct asker asker) {
    *d = (struct counter_desk){.counter = counter, .language = language, .asker = asker};
    d->held.counter = counter;
}

// The note is customer data: it goes with the ticket.
static void card_clear(struct counter_desk *d, uint64_t ticket) {
    explicit_bzero(d->card.note, sizeof d->card.note);
    d->card = (struct desk_card){.ticket = ticket};
}

void counter_desk_fini(struct counter_desk *d) {
    modal_fini(&d->modal);
    card_clear(d, 0);
}

// ---------------------------------------------------------------- asking

static const char *say(const struct counter_desk *d, enum text text) {
    return text_of(text, d->language);
}

static void ask(struct counter_desk *d, const Hallq__Request *request, enum text what) {
    if (d->status.busy) {
        status_say(&d->status, true, TEXT_STATUS_BUSY, d->language);
        d->status.busy = true;
        return;
    }
    status_sent(&d->status, what, d->language);
    d->asker.ask(d->asker.arg, request, what, true);
}

#define ASK(desk, view, FIELD, field, body, what)                                                  \
    do {                                                                                           \
        HALLQ_REQUEST(request, (view)->hall, FIELD, field, body);                                  \
        ask(desk, &request, what);                                                                 \
    } while (0)

static char *input(struct counter_desk *d) {
    return d->modal.input;
}

static const struct modal_item *chosen(const struct counter_desk *d) {
    return &d->modal.items[d->modal.chosen];
}

// Letters of ticket numbers are capitals; nobody should have to hold shift.
static void capitalise(char *text) {
    for (; *text; text++)
        if (*text >= 'a' && *text <= 'z')
            *text = (char)(*text - 'a' + 'A');
}

static void question(struct counter_desk *d, enum modal_kind kind, enum purpose purpose,
                     enum text title) {
    modal_open(&d->modal, kind, purpose, say(d, title));
}

// ---------------------------------------------------------------- signing on

static void staff_ask(struct counter_desk *d, const struct hallq_view *v) {
    (void)v;
    question(d, MODAL_INPUT, FOR_STAFF, TEXT_ASK_STAFF);
}

static void staff_given(struct counter_desk *d, const struct hallq_view *v) {
    (void)v;
    if (!number_read_32(input(d), 1, LIMIT_STAFF_ID, &d->staff))
        status_say(&d->status, true, TEXT_BAD_STAFF, d->language);
    else
        question(d, MODAL_SECRET, FOR_PIN, TEXT_ASK_PIN);
}

static void pin_given(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__SignOn body = HALLQ__SIGN_ON__INIT;
    body.staff = d->staff;
    body.pin = input(d);
    body.counter = d->counter;
    ASK(d, v, SIGN_ON, sign_on, &body, TEXT_DO_SIGN_ON);
    modal_forget(&d->modal);
}

static void pin_ask_to_change(struct counter_desk *d, const struct hallq_view *v) {
    (void)v;
    pin_change_ask(&d->pin_change, &d->modal, FOR_PIN_CHANGE, false, d->language);
}

static void pin_change_answered(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__ChangePin body = HALLQ__CHANGE_PIN__INIT;
    if (!pin_change_given(&d->pin_change, &d->modal, &d->status, d->language, &body))
        return;
    ASK(d, v, CHANGE_PIN, change_pin, &body, TEXT_DO_CHANGE_PIN);
    pin_change_forget(&d->pin_change);
}

static void sign_off(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__SignOff body = HALLQ__SIGN_OFF__INIT;
    ASK(d, v, SIGN_OFF, sign_off, &body, TEXT_DO_SIGN_OFF);
}

// ---------------------------------------------------------------- a ticket's way

static void recall(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__Recall body = HALLQ__RECALL__INIT;
    ASK(d, v, RECALL, recall, &body, TEXT_DO_RECALL);
}

static void start(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__Start body = HALLQ__START__INIT;
    ASK(d, v, START, start, &body, TEXT_DO_START);
}

static void no_show(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__NoShow body = HALLQ__NO_SHOW__INIT;
    ASK(d, v, NO_SHOW, no_show, &body, TEXT_DO_NO_SHOW);
}

static void hold(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__Hold body = HALLQ__HOLD__INIT;
    ASK(d, v, HOLD, hold, &body, TEXT_DO_HOLD);
}

static void hold_note_ask(struct counter_desk *d, const struct hallq_view *v) {
    (void)v;
    question(d, MODAL_INPUT, FOR_HOLD_NOTE, TEXT_ASK_NOTE);
}

static void hold_note_given(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__Hold body = HALLQ__HOLD__INIT;
    body.note = input(d);
    ASK(d, v, HOLD, hold, &body, TEXT_DO_HOLD);
}

// ---------------------------------------------------------------- transfer

static void transfer_item(struct counter_desk *d, Hallq__Line__Kind kind, uint32_t id,
                          enum text shape, const char *name, const char *letter) {
    char label[PHRASE_SIZE];
    TEXT_FILL(label, shape, d->language, name, letter);
    modal_item_add(&d->modal, (uint32_t)kind, id, label);
}

static void transfer_ask(struct counter_desk *d, const struct hallq_view *v) {
    char number[PHRASE_SHORT];
    question(d, MODAL_MENU, FOR_TRANSFER, TEXT_ASK_TRANSFER);
    for (size_t i = 0; v->settings && i < v->settings->n_services; i++) {
        uint32_t id = v->settings->services[i]->id;
        if (id != d->card.service)
            transfer_item(d, HALLQ__LINE__KIND__SERVICE, id, TEXT_TO_SERVICE,
                          phrase_service(number, v, id, d->language), phrase_letter(v, id));
    }
    for (size_t i = 0; i < v->counter_count; i++) {
        uint32_t id = v->counters[i].counter;
        if (id != d->counter && v->counters[i].state != HALLQ__COUNTER__STATE__CLOSED)
            transfer_item(d, HALLQ__LINE__KIND__COUNTER, id, TEXT_TO_COUNTER,
                          phrase_counter(number, v, id, d->language), "");
    }
    for (size_t i = 0; i < v->person_count; i++)
        if (v->people[i].counter && v->people[i].counter != d->counter)
            transfer_item(d, HALLQ__LINE__KIND__CLERK, v->people[i].staff, TEXT_TO_CLERK,
                          phrase_staff(number, v, v->people[i].staff), "");
    modal_switch_add(&d->modal, COME_BACK_KEY, TEXT_COME_BACK);
    modal_switch_add(&d->modal, AT_END_KEY, TEXT_AT_END);
}

static void transfer_given(struct counter_desk *d, const struct hallq_view *v) {
    (void)v;
    d->to_kind = (Hallq__Line__Kind)chosen(d)->kind;
    d->to_id = chosen(d)->id;
    d->to_come_back = modal_switched(&d->modal, COME_BACK_KEY);
    d->to_end = modal_switched(&d->modal, AT_END_KEY);
    question(d, MODAL_INPUT, FOR_TRANSFER_NOTE, TEXT_ASK_NOTE);
}

static void transfer_note_given(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__Line to = HALLQ__LINE__INIT;
    Hallq__Transfer body = HALLQ__TRANSFER__INIT;
    to.kind = d->to_kind;
    to.id = d->to_id;
    body.to = &to;
    body.come_back = d->to_come_back;
    body.at_end = d->to_end;
    body.note = input(d);
    ASK(d, v, TRANSFER, transfer, &body, TEXT_DO_TRANSFER);
}

// ---------------------------------------------------------------- finish and further

static void finish(struct counter_desk *d, const struct hallq_view *v) {
    char *topics[LIMIT_TOPICS];
    Hallq__Finish body = HALLQ__FINISH__INIT;
    body.outcome = d->outcome;
    body.topics = topics;
    for (size_t i = 0; i < d->modal.item_count && body.n_topics < LIMIT_TOPICS; i++)
        if (d->modal.items[i].picked)
            topics[body.n_topics++] = d->modal.items[i].code;
    Hallq__CallNext next = HALLQ__CALL_NEXT__INIT;
    next.finish = &body;
    if (d->next_after)
        ASK(d, v, CALL_NEXT, call_next, &next, TEXT_DO_CALL);
    else
        ASK(d, v, FINISH, finish, &body, TEXT_DO_FINISH);
}

static void topics_ask(struct counter_desk *d, const struct hallq_view *v) {
    question(d, MODAL_PICKS, FOR_TOPICS, TEXT_ASK_TOPICS);
    if (v->settings)
        modal_codes_add(&d->modal, v->settings->topics, v->settings->n_topics, d->language);
    if (d->modal.item_count)
        return;
    d->modal.kind = MODAL_NONE;
    finish(d, v);
}

static void outcome_ask(struct counter_desk *d, const struct hallq_view *v, bool next_after) {
    d->next_after = next_after;
    d->outcome[0] = 0;
    question(d, MODAL_MENU, FOR_OUTCOME, TEXT_ASK_OUTCOME);
    if (v->settings)
        modal_codes_add(&d->modal, v->settings->outcomes, v->settings->n_outcomes, d->language);
    if (d->modal.item_count)
        return;
    topics_ask(d, v);
}

static void finish_ask(struct counter_desk *d, const struct hallq_view *v) {
    outcome_ask(d, v, false);
}

// Finishes whoever is served; whoever is called stays: a second press may be a slip.
static void call_next(struct counter_desk *d, const struct hallq_view *v) {
    const struct hallq_counter *counter = hallq_view_counter(v, d->counter);
    Hallq__CallNext body = HALLQ__CALL_NEXT__INIT;
    if (counter && counter->state == HALLQ__COUNTER__STATE__SERVING && !d->status.busy)
        outcome_ask(d, v, true);
    else
        ASK(d, v, CALL_NEXT, call_next, &body, TEXT_DO_CALL);
}

static void outcome_given(struct counter_desk *d, const struct hallq_view *v) {
    d->outcome[0] = 0;
    text_join(d->outcome, sizeof d->outcome, chosen(d)->code);
    topics_ask(d, v);
}

static bool given_here(const struct counter_desk *d, const struct hallq_view *v, uint32_t service) {
    size_t count = 0;
    const uint32_t *services = hallq_view_services_of(v, d->counter, &count);
    for (size_t i = 0; i < count; i++)
        if (services[i] == service)
            return true;
    return false;
}

static void further_items(struct counter_desk *d, const struct hallq_view *v,
                          enum further_kind kind) {
    char number[PHRASE_SHORT], label[PHRASE_SIZE];
    for (size_t i = 0; v->settings && i < v->settings->n_services; i++) {
        uint32_t id = v->settings->services[i]->id;
        if (kind == FURTHER_HERE && !given_here(d, v, id))
            continue;
        TEXT_FILL(label, kind == FURTHER_HERE ? TEXT_FURTHER_HERE : TEXT_FURTHER_LINE, d->language,
                  phrase_service(number, v, id, d->language), phrase_letter(v, id));
        modal_item_add(&d->modal, kind, id, label);
    }
}

static void further_ask(struct counter_desk *d, const struct hallq_view *v) {
    question(d, MODAL_MENU, FOR_FURTHER, TEXT_ASK_FURTHER);
    further_items(d, v, FURTHER_HERE);
    further_items(d, v, FURTHER_LINE);
}

static void further_given(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__Further body = HALLQ__FURTHER__INIT;
    body.service = chosen(d)->id;
    body.here = chosen(d)->kind == FURTHER_HERE;
    ASK(d, v, FURTHER, further, &body, TEXT_DO_FURTHER);
}

// ---------------------------------------------------------------- held tickets, ways back

static void resume(struct counter_desk *d, const struct hallq_view *v, uint64_t ticket,
                   char *number) {
    Hallq__Which which = HALLQ__WHICH__INIT;
    Hallq__Resume body = HALLQ__RESUME__INIT;
    which.ticket = ticket;
    which.number = ticket ? which.number : number;
    body.which = &which;
    body.here = true;
    ASK(d, v, RESUME, resume, &body, TEXT_DO_RESUME);
}

static void held_number_ask(struct counter_desk *d) {
    question(d, MODAL_INPUT, FOR_HELD_NUMBER, TEXT_ASK_HELD_NUMBER);
}

static void held_ask(struct counter_desk *d, const struct hallq_view *v) {
    const struct hallq_counter *counter = hallq_view_counter(v, d->counter);
    char line[PHRASE_SIZE];
    if (!d->held.count && (!counter || !counter->held)) {
        status_say(&d->status, true, TEXT_NONE_HELD, d->language);
        return;
    }
    if (!d->held.count) { // not told yet
        held_number_ask(d);
        return;
    }
    question(d, MODAL_MENU, FOR_HELD, TEXT_ASK_HELD);
    for (size_t i = 0; i < d->held.count; i++) {
        const struct held_ticket *held = &d->held.tickets[i];
        phrase_held(line, v, held->number, held->since_ms, held->until_ms, held->has_note,
                    d->language);
        modal_item_add(&d->modal, 0, (uint32_t)i, line);
        d->held_offered[i] = held->ticket;
    }
    modal_item_add(&d->modal, 1, 0, say(d, TEXT_OTHER_NUMBER));
}

static void held_given(struct counter_desk *d, const struct hallq_view *v) {
    if (chosen(d)->kind)
        held_number_ask(d);
    else
        resume(d, v, d->held_offered[chosen(d)->id], NULL); // as read, whatever the list is by now
}

static void held_number_given(struct counter_desk *d, const struct hallq_view *v) {
    capitalise(input(d));
    resume(d, v, 0, input(d));
}

static void reinstate_ask(struct counter_desk *d, const struct hallq_view *v) {
    (void)v;
    question(d, MODAL_INPUT, FOR_REINSTATE, TEXT_ASK_REINSTATE);
}

static void reinstate_given(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__Which which = HALLQ__WHICH__INIT;
    Hallq__Reinstate body = HALLQ__REINSTATE__INIT;
    capitalise(input(d));
    which.number = input(d);
    body.which = &which;
    ASK(d, v, REINSTATE, reinstate, &body, TEXT_DO_REINSTATE);
}

static void named_ask(struct counter_desk *d, const struct hallq_view *v) {
    (void)v;
    question(d, MODAL_INPUT, FOR_NAMED, TEXT_ASK_NAMED);
}

static void named_given(struct counter_desk *d, const struct hallq_view *v) {
    capitalise(input(d));
    d->number[0] = 0;
    text_join(d->number, sizeof d->number, input(d));
    question(d, MODAL_MENU, FOR_NAMED_REASON, TEXT_ASK_NAMED_REASON);
    if (v->settings)
        modal_codes_add(&d->modal, v->settings->named_reasons, v->settings->n_named_reasons,
                        d->language);
}

static void named_reason_given(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__Which which = HALLQ__WHICH__INIT;
    Hallq__CallNamed body = HALLQ__CALL_NAMED__INIT;
    which.number = d->number;
    body.which = &which;
    body.reason = d->modal.items[d->modal.chosen].code;
    ASK(d, v, CALL_NAMED, call_named, &body, TEXT_DO_NAMED);
}

// ---------------------------------------------------------------- the counter

static void open_or_close(struct counter_desk *d, const struct hallq_view *v) {
    const struct hallq_counter *counter = hallq_view_counter(v, d->counter);
    Hallq__CounterOpen open = HALLQ__COUNTER_OPEN__INIT;
    Hallq__CounterClose close = HALLQ__COUNTER_CLOSE__INIT;
    if (!counter || counter->state == HALLQ__COUNTER__STATE__CLOSED)
        ASK(d, v, COUNTER_OPEN, counter_open, &open, TEXT_DO_OPEN);
    else
        ASK(d, v, COUNTER_CLOSE, counter_close, &close, TEXT_DO_CLOSE);
}

static void pause_or_resume(struct counter_desk *d, const struct hallq_view *v) {
    const struct hallq_counter *counter = hallq_view_counter(v, d->counter);
    Hallq__CounterResume body = HALLQ__COUNTER_RESUME__INIT;
    if (counter && counter->state == HALLQ__COUNTER__STATE__PAUSED) {
        ASK(d, v, COUNTER_RESUME, counter_resume, &body, TEXT_DO_UNPAUSE);
        return;
    }
    question(d, MODAL_MENU, FOR_PAUSE, TEXT_ASK_PAUSE);
    if (v->settings)
        modal_codes_add(&d->modal, v->settings->pause_reasons, v->settings->n_pause_reasons,
                        d->language);
}

static void pause_given(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__CounterPause body = HALLQ__COUNTER_PAUSE__INIT;
    body.reason = d->modal.items[d->modal.chosen].code;
    ASK(d, v, COUNTER_PAUSE, counter_pause, &body, TEXT_DO_PAUSE);
}

static void help(struct counter_desk *d, const struct hallq_view *v);

static void quit_ask(struct counter_desk *d, const struct hallq_view *v) {
    (void)v;
    question(d, MODAL_MENU, FOR_QUIT, TEXT_ASK_QUIT);
    modal_item_add(&d->modal, 0, 0, say(d, TEXT_STAY));
    modal_item_add(&d->modal, 1, 0, say(d, TEXT_LEAVE));
}

// ---------------------------------------------------------------- keys

typedef void (*act)(struct counter_desk *d, const struct hallq_view *v);

// What a key that asks back needs, so that nobody answers a question in vain.
enum needs {
    NEEDS_NOTHING, // or the broker tells
    NEEDS_TICKET,
    NEEDS_SERVING,
    NEEDS_EMPTY,
    NEEDS_RIGHT, // to call out of order, and no ticket
};

static const struct {
    wchar_t letter;
    act act;
    enum text help;
    enum needs needs;
    enum text what;
} keys[] = {
    {L' ', call_next, TEXT_HELP_CALL},
    {L'r', recall, TEXT_HELP_RECALL},
    {L's', start, TEXT_HELP_START},
    {L'f', finish_ask, TEXT_HELP_FINISH, NEEDS_SERVING, TEXT_DO_FINISH},
    {L'n', no_show, TEXT_HELP_NO_SHOW},
    {L'h', hold, TEXT_HELP_HOLD},
    {L'H', hold_note_ask, TEXT_HELP_HOLD_NOTE, NEEDS_SERVING, TEXT_DO_HOLD},
    {L'l', held_ask, TEXT_HELP_HELD},
    {L't', transfer_ask, TEXT_HELP_TRANSFER, NEEDS_TICKET, TEXT_DO_TRANSFER},
    {L'a', further_ask, TEXT_HELP_FURTHER},
    {L'i', reinstate_ask, TEXT_HELP_REINSTATE},
    {L'g', named_ask, TEXT_HELP_NAMED, NEEDS_RIGHT, TEXT_DO_NAMED},
    {L'p', pause_or_resume, TEXT_HELP_PAUSE, NEEDS_EMPTY, TEXT_DO_PAUSE},
    {L'o', open_or_close, TEXT_HELP_OPEN},
    {L'u', staff_ask, TEXT_HELP_SIGN_ON},
    {L'k', pin_ask_to_change, TEXT_HELP_CHANGE_PIN},
    {L'x', sign_off, TEXT_HELP_SIGN_OFF},
    {L'?', help, TEXT_HELP_HELP},
    {L'q', quit_ask, TEXT_HELP_QUIT},
};

static const act answers[] = {
    [FOR_STAFF] = staff_given,
    [FOR_PIN] = pin_given,
    [FOR_PIN_CHANGE] = pin_change_answered,
    [FOR_TRANSFER] = transfer_given,
    [FOR_TRANSFER_NOTE] = transfer_note_given,
    [FOR_HOLD_NOTE] = hold_note_given,
    [FOR_OUTCOME] = outcome_given,
    [FOR_TOPICS] = finish,
    [FOR_FURTHER] = further_given,
    [FOR_PAUSE] = pause_given,
    [FOR_HELD] = held_given,
    [FOR_HELD_NUMBER] = held_number_given,
    [FOR_REINSTATE] = reinstate_given,
    [FOR_NAMED] = named_given,
    [FOR_NAMED_REASON] = named_reason_given,
    [FOR_HELP] = NULL, // the last purpose
};

static void help(struct counter_desk *d, const struct hallq_view *v) {
    (void)v;
    question(d, MODAL_PAGE, FOR_HELP, TEXT_HELP_TITLE);
    for (size_t i = 0; i < COUNT(keys); i++)
        modal_item_add(&d->modal, 0, 0, say(d, keys[i].help));
}

static bool modal_answered(struct counter_desk *d, const struct hallq_view *v, struct key key) {
    enum modal_answer answer = modal_key(&d->modal, key);
    if (answer != MODAL_GIVEN)
        return true;
    if (d->modal.purpose == FOR_QUIT)
        return !chosen(d)->kind;
    if (answers[d->modal.purpose])
        answers[d->modal.purpose](d, v);
    return true;
}

bool counter_desk_may_name(const struct counter_desk *d, const struct hallq_view *v) {
    const struct hallq_counter *counter = hallq_view_counter(v, d->counter);
    const Hallq__StaffSettings *person = counter ? hallq_view_staff(v, counter->clerk) : NULL;
    return person && (person->may_call_named || person->role == HALLQ__STAFF__ROLE__LEAD ||
                      person->role == HALLQ__STAFF__ROLE__MANAGER);
}

static Hallq__Refusal__Reason unmet(const struct counter_desk *d, const struct hallq_view *v,
                                    const struct hallq_counter *counter, enum needs needs) {
    switch (needs) {
    case NEEDS_TICKET:
    case NEEDS_SERVING:
        return counter->ticket ? HALLQ__REFUSAL__REASON__NONE
                               : HALLQ__REFUSAL__REASON__COUNTER_FREE;
    case NEEDS_RIGHT:
    case NEEDS_EMPTY:
        if (needs == NEEDS_RIGHT && !counter_desk_may_name(d, v))
            return HALLQ__REFUSAL__REASON__PERSON_MAY_NOT;
        return counter->ticket ? HALLQ__REFUSAL__REASON__COUNTER_BUSY
                               : HALLQ__REFUSAL__REASON__NONE;
    case NEEDS_NOTHING:
        break;
    }
    return HALLQ__REFUSAL__REASON__NONE;
}

// Where the view may be behind, the broker decides.
static bool needs_met(struct counter_desk *d, const struct hallq_view *v, enum needs needs,
                      enum text what) {
    const struct hallq_counter *counter = hallq_view_counter(v, d->counter);
    if (needs == NEEDS_NOTHING)
        return true;
    if (d->status.busy) {
        status_say(&d->status, true, TEXT_STATUS_BUSY, d->language);
        return false;
    }
    if (v->stale || !counter)
        return true;
    if (!counter->clerk) {
        status_refuse(&d->status, what, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON, d->language);
        return false;
    }
    Hallq__Refusal__Reason reason = unmet(d, v, counter, needs);
    if (reason) {
        status_refuse(&d->status, what, reason, d->language);
        return false;
    }
    if (needs == NEEDS_SERVING && counter->state == HALLQ__COUNTER__STATE__CALLING) {
        status_tell(&d->status, TEXT_START_FIRST, what, "", d->language);
        return false;
    }
    return true;
}

bool counter_desk_key(struct counter_desk *d, const struct hallq_view *v, struct key key) {
    if (!d->status.busy)
        d->status.kind = STATUS_NONE; // read, since a key was pressed
    if (d->modal.kind != MODAL_NONE)
        return modal_answered(d, v, key);
    if (key.kind == KEY_KIND_ENTER) {
        const struct hallq_counter *counter = hallq_view_counter(v, d->counter);
        if (!counter || !counter->clerk)
            staff_ask(d, v);
        return true;
    }
    if (key.kind != KEY_KIND_LETTER)
        return true;
    for (size_t i = 0; i < COUNT(keys); i++)
        if (keys[i].letter == key.letter && needs_met(d, v, keys[i].needs, keys[i].what))
            keys[i].act(d, v);
    return true;
}

// ---------------------------------------------------------------- what happened

static void why_keep(struct counter_desk *d, const Hallq__TicketCalled *e) {
    const Hallq__Why *why = e->why;
    if (e->counter != d->counter || !why || why->rule == HALLQ__WHY__RULE__RECALL)
        return;
    d->why = (struct desk_why){.ticket = e->ticket,
                               .rule = why->rule,
                               .waited_s = why->waited_s,
                               .second_waited_s = why->second_waited_s};
    text_join(d->why.second_number, sizeof d->why.second_number, why->second_number);
    text_join(d->why.reason, sizeof d->why.reason, why->reason);
}

void counter_desk_event(struct counter_desk *d, const Hallq__Event *event) {
    // Only these concern the desk; the view has the rest.
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_CALLED)
        why_keep(d, event->ticket_called);
    counter_held_event(&d->held, event);
}

static void card_ask(struct counter_desk *d, const struct hallq_view *v, uint64_t ticket) {
    Hallq__Which which = HALLQ__WHICH__INIT;
    Hallq__GetTicket body = HALLQ__GET_TICKET__INIT;
    which.ticket = ticket;
    body.which = &which;
    HALLQ_REQUEST(request, v->hall, GET_TICKET, get_ticket, &body);
    d->asked_ticket = ticket;
    d->asker.ask(d->asker.arg, &request, TEXT_DO_LOOK, false);
}

// What was on hold before this program started.
static void held_list_ask(struct counter_desk *d, const struct hallq_view *v) {
    Hallq__GetHeld body = HALLQ__GET_HELD__INIT;
    body.counter = d->counter;
    HALLQ_REQUEST(request, v->hall, GET_HELD, get_held, &body);
    d->asker.ask(d->asker.arg, &request, TEXT_DO_HELD, false);
}

void counter_desk_changed(struct counter_desk *d, const struct hallq_view *v) {
    const struct hallq_counter *counter = hallq_view_counter(v, d->counter);
    if (!counter)
        return;
    if (d->card.ticket != counter->ticket)
        card_clear(d, counter->ticket);
    if (!counter->ticket)
        d->asked_ticket = 0;
    else if (!d->card.known && counter->clerk && d->asked_ticket != counter->ticket && !v->stale)
        card_ask(d, v, counter->ticket);
    if (counter_held_wanted(&d->held, v))
        held_list_ask(d, v);
    if (!d->greeted && !v->stale && d->modal.kind == MODAL_NONE) {
        d->greeted = true;
        if (!counter->clerk)
            staff_ask(d, v);
    }
}

static void card_keep(struct counter_desk *d, const Hallq__TicketCard *card) {
    if (card->ticket != d->card.ticket)
        return;
    d->card = (struct desk_card){.ticket = card->ticket,
                                 .service = card->service,
                                 .customer_class = card->customer_class,
                                 .issued_at_ms = card->issued_at_ms,
                                 .call_count = card->call_count,
                                 .has_contact = card->has_contact,
                                 .known = true};
    text_join(d->card.note, sizeof d->card.note, card->note);
}

// Where a clerk knows more of the case than the reason's sentence.
static void refused(struct counter_desk *d, enum text what, const struct hallq_result *result) {
    const char *detail = result->detail ? result->detail : "";
    if (what == TEXT_DO_NO_SHOW && result->reason == HALLQ__REFUSAL__REASON__CALLS_LEFT)
        status_tell(&d->status, TEXT_CALLS_LEFT, what, detail, d->language);
    else if (what == TEXT_DO_RECALL && result->reason == HALLQ__REFUSAL__REASON__WRONG_STATE &&
             !strcmp(detail, "calls"))
        status_tell(&d->status, TEXT_CALLS_MADE, what, "", d->language);
    else if (what == TEXT_DO_SIGN_ON && result->reason == HALLQ__REFUSAL__REASON__WRONG_PIN &&
             d->modal.kind == MODAL_NONE)
        question(d, MODAL_SECRET, FOR_PIN, TEXT_ASK_PIN);
}

void counter_desk_result(struct counter_desk *d, const struct hallq_view *v, enum text what,
                         bool change, const struct hallq_result *result) {
    if (change) {
        status_result(&d->status, what, result, v, d->language);
        if (result->outcome == HALLQ_REFUSED)
            refused(d, what, result);
        return;
    }
    bool applied = result->outcome == HALLQ_APPLIED;
    bool told = applied && result->reply->body_case == HALLQ__REPLY__BODY_TICKET;
    if (what == TEXT_DO_HELD)
        counter_held_result(&d->held, applied ? result->reply->held : NULL);
    else if (told)
        card_keep(d, result->reply->ticket);
    else
        d->asked_ticket = 0; // asked again when the view moves on
}
