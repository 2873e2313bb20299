// counter_desk.c - one row for each key, one function for each question asked back.
#include "counter_desk.h"

#include <string.h>

#include "base/count.h"
#include "base/limit.h"
#include "clients/term/desk_slip.h"

enum further_kind { FURTHER_HERE, FURTHER_LINE };

// No letters: those stand for services on the tickets. Both are beside the digits that choose.
#define COME_BACK_KEY L'+'
#define AT_END_KEY L'-'

static struct counter_desk *of(struct desk *desk) {
    return (struct counter_desk *)desk;
}

static const Hallq__CounterNow *counter_of(const struct desk *d, const struct hallq_view *v) {
    return hallq_view_counter(v, d->counter);
}

// ---------------------------------------------------------------- a ticket's way

static void recall(struct desk *d, const struct hallq_view *v) {
    Hallq__Recall body = HALLQ__RECALL__INIT;
    DESK_SEND(d, v, RECALL, recall, &body);
}

static void start(struct desk *d, const struct hallq_view *v) {
    Hallq__Start body = HALLQ__START__INIT;
    DESK_SEND(d, v, START, start, &body);
}

static void no_show(struct desk *d, const struct hallq_view *v) {
    Hallq__NoShow body = HALLQ__NO_SHOW__INIT;
    DESK_SEND(d, v, NO_SHOW, no_show, &body);
}

static void hold(struct desk *d, const struct hallq_view *v) {
    Hallq__Hold body = HALLQ__HOLD__INIT;
    DESK_SEND(d, v, HOLD, hold, &body);
}

static void hold_note_given(struct desk *d, const struct hallq_view *v) {
    Hallq__Hold body = HALLQ__HOLD__INIT;
    body.note = d->modal.input;
    DESK_SEND(d, v, HOLD, hold, &body);
}

static void hold_note_ask(struct desk *d, const struct hallq_view *v) {
    (void)v;
    desk_ask(d, MODAL_INPUT, TEXT_ASK_NOTE, hold_note_given);
}

// ---------------------------------------------------------------- transfer

static void transfer_note_given(struct desk *desk, const struct hallq_view *v) {
    const struct counter_desk *d = of(desk);
    Hallq__Line to = HALLQ__LINE__INIT;
    Hallq__Transfer body = HALLQ__TRANSFER__INIT;
    to.kind = d->to_kind;
    to.id = d->to_id;
    body.to = &to;
    body.come_back = d->to_come_back;
    body.at_end = d->to_end;
    body.note = desk->modal.input;
    DESK_SEND(desk, v, TRANSFER, transfer, &body);
}

static void transfer_given(struct desk *desk, const struct hallq_view *v) {
    struct counter_desk *d = of(desk);
    (void)v;
    d->to_kind = (Hallq__Line__Kind)desk_chosen(desk)->kind;
    d->to_id = desk_chosen(desk)->id;
    d->to_come_back = modal_switched(&desk->modal, COME_BACK_KEY);
    d->to_end = modal_switched(&desk->modal, AT_END_KEY);
    desk_ask(desk, MODAL_INPUT, TEXT_ASK_NOTE, transfer_note_given);
}

static void transfer_item(struct desk *d, Hallq__Line__Kind kind, uint32_t id, enum text shape,
                          const char *name, const char *letter) {
    char label[PHRASE_SIZE];
    TEXT_FILL(label, shape, d->language, name, letter);
    modal_item_add(&d->modal, (uint32_t)kind, id, label);
}

static void transfer_ask(struct desk *d, const struct hallq_view *v) {
    char number[PHRASE_SHORT];
    desk_ask(d, MODAL_MENU, TEXT_ASK_TRANSFER, transfer_given);
    for (size_t i = 0; v->now.settings && i < v->now.settings->n_services; i++) {
        uint32_t id = v->now.settings->services[i]->id;
        if (id != of(d)->card.service)
            transfer_item(d, HALLQ__LINE__KIND__SERVICE, id, TEXT_TO_SERVICE,
                          phrase_service(number, v, id, d->language), phrase_letter(v, id));
    }
    for (size_t i = 0; i < v->now.n_counters; i++) {
        uint32_t id = v->now.counters[i]->counter;
        if (id != d->counter && v->now.counters[i]->state != HALLQ__COUNTER__STATE__CLOSED)
            transfer_item(d, HALLQ__LINE__KIND__COUNTER, id, TEXT_TO_COUNTER,
                          phrase_counter(number, v, id, d->language), "");
    }
    for (size_t i = 0; i < v->now.n_people; i++)
        if (v->now.people[i]->counter && v->now.people[i]->counter != d->counter)
            transfer_item(d, HALLQ__LINE__KIND__CLERK, v->now.people[i]->staff, TEXT_TO_CLERK,
                          phrase_staff(number, v, v->now.people[i]->staff), "");
    modal_switch_add(&d->modal, COME_BACK_KEY, TEXT_COME_BACK);
    modal_switch_add(&d->modal, AT_END_KEY, TEXT_AT_END);
}

// ---------------------------------------------------------------- finish and further

static void finish(struct desk *desk, const struct hallq_view *v) {
    struct counter_desk *d = of(desk);
    char *topics[LIMIT_TOPICS];
    Hallq__Finish body = HALLQ__FINISH__INIT;
    body.outcome = d->outcome;
    body.topics = topics;
    for (size_t i = 0; i < desk->modal.item_count && body.n_topics < LIMIT_TOPICS; i++)
        if (desk->modal.items[i].picked)
            topics[body.n_topics++] = desk->modal.items[i].code;
    Hallq__CallNext next = HALLQ__CALL_NEXT__INIT;
    next.finish = &body;
    HALLQ_REQUEST(both, v->now.hall, CALL_NEXT, call_next, &next);
    if (d->next_after)
        desk_send(desk, &both, TEXT_DO_FINISH_CALL);
    else
        DESK_SEND(desk, v, FINISH, finish, &body);
}

static void topics_ask(struct desk *d, const struct hallq_view *v) {
    desk_ask(d, MODAL_PICKS, TEXT_ASK_TOPICS, finish);
    if (v->now.settings)
        desk_codes_add(d, v->now.settings->topics, v->now.settings->n_topics);
    if (d->modal.item_count)
        return;
    d->modal.kind = MODAL_NONE;
    finish(d, v);
}

static void outcome_given(struct desk *desk, const struct hallq_view *v) {
    struct counter_desk *d = of(desk);
    text_join(d->outcome, sizeof d->outcome, desk_chosen(desk)->code);
    topics_ask(desk, v);
}

static void outcome_ask(struct desk *desk, const struct hallq_view *v, bool next_after) {
    struct counter_desk *d = of(desk);
    d->next_after = next_after;
    d->outcome[0] = 0;
    desk_ask(desk, MODAL_MENU, TEXT_ASK_OUTCOME, outcome_given);
    if (v->now.settings)
        desk_codes_add(desk, v->now.settings->outcomes, v->now.settings->n_outcomes);
    if (!desk->modal.item_count)
        topics_ask(desk, v);
}

static void finish_ask(struct desk *d, const struct hallq_view *v) {
    outcome_ask(d, v, false);
}

// Finishes whoever is served; whoever is called stays: a second press may be a slip.
static void call_next(struct desk *d, const struct hallq_view *v) {
    const Hallq__CounterNow *counter = counter_of(d, v);
    Hallq__CallNext body = HALLQ__CALL_NEXT__INIT;
    if (counter && counter->state == HALLQ__COUNTER__STATE__SERVING && !d->status.busy)
        outcome_ask(d, v, true);
    else
        DESK_SEND(d, v, CALL_NEXT, call_next, &body);
}

static bool given_here(const struct desk *d, const struct hallq_view *v, uint32_t service) {
    size_t count = 0;
    const uint32_t *services = hallq_view_services_of(v, d->counter, &count);
    for (size_t i = 0; i < count; i++)
        if (services[i] == service)
            return true;
    return false;
}

static void further_items(struct desk *d, const struct hallq_view *v, enum further_kind kind) {
    char number[PHRASE_SHORT], label[PHRASE_SIZE];
    for (size_t i = 0; v->now.settings && i < v->now.settings->n_services; i++) {
        uint32_t id = v->now.settings->services[i]->id;
        if (kind == FURTHER_HERE && !given_here(d, v, id))
            continue;
        TEXT_FILL(label, kind == FURTHER_HERE ? TEXT_FURTHER_HERE : TEXT_FURTHER_LINE, d->language,
                  phrase_service(number, v, id, d->language), phrase_letter(v, id));
        modal_item_add(&d->modal, kind, id, label);
    }
}

static void further_given(struct desk *d, const struct hallq_view *v) {
    Hallq__Further body = HALLQ__FURTHER__INIT;
    body.service = desk_chosen(d)->id;
    body.here = desk_chosen(d)->kind == FURTHER_HERE;
    DESK_SEND(d, v, FURTHER, further, &body);
}

static void further_ask(struct desk *d, const struct hallq_view *v) {
    desk_ask(d, MODAL_MENU, TEXT_ASK_FURTHER, further_given);
    further_items(d, v, FURTHER_HERE);
    further_items(d, v, FURTHER_LINE);
}

// ---------------------------------------------------------------- held tickets, ways back

static void resume(struct desk *d, const struct hallq_view *v, uint64_t ticket, char *number) {
    Hallq__Which which = HALLQ__WHICH__INIT;
    Hallq__Resume body = HALLQ__RESUME__INIT;
    which.ticket = ticket;
    which.number = ticket ? which.number : number;
    body.which = &which;
    body.here = true;
    DESK_SEND(d, v, RESUME, resume, &body);
}

static void held_number_given(struct desk *d, const struct hallq_view *v) {
    resume(d, v, 0, desk_number_typed(d));
}

static void held_number_ask(struct desk *d) {
    desk_ask(d, MODAL_INPUT, TEXT_ASK_HELD_NUMBER, held_number_given);
}

static void held_given(struct desk *d, const struct hallq_view *v) {
    const struct modal_item *chosen = desk_chosen(d);
    if (chosen->kind)
        held_number_ask(d);
    else
        resume(d, v, of(d)->held_offered[chosen->id], NULL); // as read, whatever the list is by now
}

static void held_ask(struct desk *desk, const struct hallq_view *v) {
    struct counter_desk *d = of(desk);
    const Hallq__CounterNow *counter = counter_of(desk, v);
    char line[PHRASE_SIZE];
    if (!d->held.count && (!counter || !counter->held)) {
        status_say(&desk->status, true, TEXT_NONE_HELD, desk->language);
        return;
    }
    if (!d->held.count) { // not told yet
        held_number_ask(desk);
        return;
    }
    desk_ask(desk, MODAL_MENU, TEXT_ASK_HELD, held_given);
    for (size_t i = 0; i < d->held.count; i++) {
        const struct held_ticket *held = &d->held.tickets[i];
        phrase_held(line, v, held->number, held->since_ms, held->until_ms, held->has_note,
                    desk->language);
        modal_item_add(&desk->modal, 0, (uint32_t)i, line);
        d->held_offered[i] = held->ticket;
    }
    modal_item_add(&desk->modal, 1, 0, desk_say(desk, TEXT_OTHER_NUMBER));
}

static void reinstate_given(struct desk *d, const struct hallq_view *v) {
    Hallq__Which which = HALLQ__WHICH__INIT;
    Hallq__Reinstate body = HALLQ__REINSTATE__INIT;
    which.number = desk_number_typed(d);
    body.which = &which;
    DESK_SEND(d, v, REINSTATE, reinstate, &body);
}

static void reinstate_ask(struct desk *d, const struct hallq_view *v) {
    (void)v;
    desk_ask(d, MODAL_INPUT, TEXT_ASK_REINSTATE, reinstate_given);
}

static void named_reason_given(struct desk *d, const struct hallq_view *v) {
    Hallq__Which which = HALLQ__WHICH__INIT;
    Hallq__CallNamed body = HALLQ__CALL_NAMED__INIT;
    which.number = of(d)->number;
    body.which = &which;
    body.reason = d->modal.items[d->modal.chosen].code;
    DESK_SEND(d, v, CALL_NAMED, call_named, &body);
}

static void named_given(struct desk *desk, const struct hallq_view *v) {
    struct counter_desk *d = of(desk);
    d->number[0] = 0;
    text_join(d->number, sizeof d->number, desk_number_typed(desk));
    desk_ask(desk, MODAL_MENU, TEXT_ASK_NAMED_REASON, named_reason_given);
    if (v->now.settings)
        desk_codes_add(desk, v->now.settings->named_reasons, v->now.settings->n_named_reasons);
}

static void named_ask(struct desk *d, const struct hallq_view *v) {
    (void)v;
    desk_ask(d, MODAL_INPUT, TEXT_ASK_NAMED, named_given);
}

static void slip_ask(struct desk *d, const struct hallq_view *v) {
    const Hallq__CounterNow *counter = counter_of(d, v);
    desk_slip_ask(d, counter && counter->ticket ? counter->number : "");
}

// ---------------------------------------------------------------- the counter

static void open_or_close(struct desk *d, const struct hallq_view *v) {
    const Hallq__CounterNow *counter = counter_of(d, v);
    Hallq__CounterOpen open = HALLQ__COUNTER_OPEN__INIT;
    Hallq__CounterClose close = HALLQ__COUNTER_CLOSE__INIT;
    if (!counter || counter->state == HALLQ__COUNTER__STATE__CLOSED)
        DESK_SEND(d, v, COUNTER_OPEN, counter_open, &open);
    else
        DESK_SEND(d, v, COUNTER_CLOSE, counter_close, &close);
}

static void pause_given(struct desk *d, const struct hallq_view *v) {
    Hallq__CounterPause body = HALLQ__COUNTER_PAUSE__INIT;
    body.reason = d->modal.items[d->modal.chosen].code;
    DESK_SEND(d, v, COUNTER_PAUSE, counter_pause, &body);
}

static void pause_or_resume(struct desk *d, const struct hallq_view *v) {
    const Hallq__CounterNow *counter = counter_of(d, v);
    Hallq__CounterResume body = HALLQ__COUNTER_RESUME__INIT;
    if (counter && counter->state == HALLQ__COUNTER__STATE__PAUSED) {
        DESK_SEND(d, v, COUNTER_RESUME, counter_resume, &body);
        return;
    }
    desk_ask(d, MODAL_MENU, TEXT_ASK_PAUSE, pause_given);
    if (v->now.settings)
        desk_codes_add(d, v->now.settings->pause_reasons, v->now.settings->n_pause_reasons);
}

// ---------------------------------------------------------------- keys

// A key that asks back needs this, so that nobody answers a question in vain.
enum needs {
    NEEDS_NOTHING, // or the broker tells
    NEEDS_TICKET,
    NEEDS_SERVING,
    NEEDS_EMPTY,
    NEEDS_RIGHT, // to call out of order, and no ticket
};

static const struct desk_key keys[] = {
    {L' ', call_next, TEXT_HELP_CALL_NEXT},
    {L'r', recall, TEXT_HELP_RECALL},
    {L's', start, TEXT_HELP_START},
    {L'f', finish_ask, TEXT_HELP_FINISH, NEEDS_SERVING, TEXT_DO_FINISH},
    {L'n', no_show, TEXT_HELP_NO_SHOW},
    {L'h', hold, TEXT_HELP_HOLD},
    {L'H', hold_note_ask, TEXT_HELP_HOLD_NOTE, NEEDS_SERVING, TEXT_DO_HOLD},
    {L'l', held_ask, TEXT_HELP_RESUME},
    {L't', transfer_ask, TEXT_HELP_TRANSFER, NEEDS_TICKET, TEXT_DO_TRANSFER},
    {L'a', further_ask, TEXT_HELP_FURTHER},
    {L'i', reinstate_ask, TEXT_HELP_REINSTATE},
    {L'g', named_ask, TEXT_HELP_CALL_NAMED, NEEDS_RIGHT, TEXT_DO_CALL_NAMED},
    {L'b', slip_ask, TEXT_HELP_PRINT_SLIP},
    {L'p', pause_or_resume, TEXT_HELP_PAUSE, NEEDS_EMPTY, TEXT_DO_COUNTER_PAUSE},
    {L'o', open_or_close, TEXT_HELP_OPEN},
    {L'u', desk_sign_on, TEXT_HELP_SIGN_ON},
    {L'k', desk_change_pin, TEXT_HELP_CHANGE_PIN},
    {L'x', desk_sign_off, TEXT_HELP_SIGN_OFF},
    {L'?', desk_help, TEXT_HELP_HELP},
    {L'q', desk_quit, TEXT_HELP_QUIT},
};

bool counter_desk_may_name(const struct counter_desk *d, const struct hallq_view *v) {
    const Hallq__CounterNow *counter = counter_of(&d->desk, v);
    const Hallq__StaffSettings *person = counter ? hallq_view_staff(v, counter->clerk) : NULL;
    return person && (person->may_call_named || person->role == HALLQ__STAFF__ROLE__LEAD ||
                      person->role == HALLQ__STAFF__ROLE__MANAGER);
}

static Hallq__Refusal__Reason unmet(struct desk *d, const struct hallq_view *v,
                                    const Hallq__CounterNow *counter, enum needs needs) {
    switch (needs) {
    case NEEDS_TICKET:
    case NEEDS_SERVING:
        return counter->ticket ? HALLQ__REFUSAL__REASON__NONE
                               : HALLQ__REFUSAL__REASON__COUNTER_FREE;
    case NEEDS_RIGHT:
    case NEEDS_EMPTY:
        if (needs == NEEDS_RIGHT && !counter_desk_may_name(of(d), v))
            return HALLQ__REFUSAL__REASON__PERSON_MAY_NOT;
        return counter->ticket ? HALLQ__REFUSAL__REASON__COUNTER_BUSY
                               : HALLQ__REFUSAL__REASON__NONE;
    case NEEDS_NOTHING:
        break;
    }
    return HALLQ__REFUSAL__REASON__NONE;
}

// Where the view may be behind, the broker decides.
static bool may(struct desk *d, const struct hallq_view *v, const struct desk_key *key) {
    const Hallq__CounterNow *counter = counter_of(d, v);
    enum needs needs = key->when;
    if (needs == NEEDS_NOTHING)
        return true;
    if (d->status.busy) {
        status_say(&d->status, true, TEXT_STATUS_BUSY, d->language);
        return false;
    }
    if (v->stale || !counter)
        return true;
    Hallq__Refusal__Reason reason =
        counter->clerk ? unmet(d, v, counter, needs) : HALLQ__REFUSAL__REASON__NOT_SIGNED_ON;
    if (reason) {
        status_refuse(&d->status, key->what, reason, d->language);
        return false;
    }
    if (needs == NEEDS_SERVING && counter->state == HALLQ__COUNTER__STATE__CALLING) {
        status_tell(&d->status, true, TEXT_START_FIRST, key->what, "", d->language);
        return false;
    }
    return true;
}

void counter_desk_init(struct counter_desk *d, uint32_t counter, enum language language,
                       struct outlet outlet) {
    static const struct desk_screen screen = {keys, COUNT(keys), may, TEXT_COUNT, TEXT_ASK_QUIT};
    *d = (struct counter_desk){.held.counter = counter};
    desk_init(&d->desk, &screen, counter, language, outlet);
}

void counter_desk_fini(struct counter_desk *d) {
    desk_fini(&d->desk);
    counter_card_clear(&d->card, 0);
}

bool counter_desk_key(struct counter_desk *d, const struct hallq_view *v, struct key key) {
    if (!desk_key(&d->desk, v, key) && key.kind == KEY_KIND_ENTER) {
        const Hallq__CounterNow *counter = counter_of(&d->desk, v);
        if (!counter || !counter->clerk)
            desk_sign_on(&d->desk, v);
    }
    return !d->desk.done;
}

// ---------------------------------------------------------------- what happened

void counter_desk_event(struct counter_desk *d, const Hallq__Event *event) {
    // Only these concern the desk; the view has the rest.
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_CALLED)
        counter_why_keep(&d->why, d->desk.counter, event->ticket_called);
    counter_held_event(&d->held, event);
    counter_card_event(&d->card, event);
    desk_slip_event(&d->desk, event);
}

static void card_read(struct desk *d, const struct hallq_view *v, uint64_t ticket) {
    Hallq__Which which = HALLQ__WHICH__INIT;
    Hallq__GetTicket body = HALLQ__GET_TICKET__INIT;
    which.ticket = ticket;
    body.which = &which;
    DESK_READ(d, v, GET_TICKET, get_ticket, &body);
}

// What was on hold before this program started.
static void held_read(struct desk *d, const struct hallq_view *v) {
    Hallq__GetHeld body = HALLQ__GET_HELD__INIT;
    body.counter = d->counter;
    DESK_READ(d, v, GET_HELD, get_held, &body);
}

void counter_desk_changed(struct counter_desk *d, const struct hallq_view *v) {
    const Hallq__CounterNow *counter = counter_of(&d->desk, v);
    if (!counter)
        return;
    if (counter_card_wanted(&d->card, counter, v->stale))
        card_read(&d->desk, v, counter->ticket);
    if (counter_held_wanted(&d->held, v))
        held_read(&d->desk, v);
    if (desk_greets(&d->desk, v) && !counter->clerk)
        desk_sign_on(&d->desk, v);
}

// Where a clerk knows more of the case than the reason's sentence.
static void refused(struct desk *d, const struct hallq_view *v, enum text what,
                    const struct hallq_result *result) {
    const Hallq__CounterNow *counter = counter_of(d, v);
    const char *detail = result->detail ? result->detail : "";
    if (what == TEXT_DO_NO_SHOW && result->reason == HALLQ__REFUSAL__REASON__CALLS_LEFT)
        status_tell(&d->status, true, TEXT_CALLS_LEFT, what, detail, d->language);
    else if (what == TEXT_DO_RECALL && result->reason == HALLQ__REFUSAL__REASON__WRONG_STATE &&
             !strcmp(detail, "calls"))
        status_tell(&d->status, true, TEXT_CALLS_MADE, what, "", d->language);
    else if (what == TEXT_DO_CALL_NEXT && result->reason == HALLQ__REFUSAL__REASON__COUNTER_BUSY &&
             counter && counter->state == HALLQ__COUNTER__STATE__CALLING)
        status_tell(&d->status, true, TEXT_CALLED_ALREADY, what, "", d->language);
}

void counter_desk_result(struct counter_desk *d, const struct hallq_view *v, enum text what,
                         bool change, const struct hallq_result *result) {
    const Hallq__Reply *reply = result->outcome == HALLQ_APPLIED ? result->reply : NULL;
    if (change) {
        desk_result(&d->desk, v, what, result);
        if (what == TEXT_DO_PRINT_SLIP)
            desk_slip_result(&d->desk, result);
        if (result->outcome == HALLQ_REFUSED)
            refused(&d->desk, v, what, result);
        if (reply && reply->body_case == HALLQ__REPLY__BODY_DONE && reply->done->not_called)
            status_tell(&d->desk.status, false, TEXT_FINISHED_ONLY, TEXT_DO_FINISH,
                        refusal_text(reply->done->not_called, d->desk.language), d->desk.language);
    } else if (what == TEXT_DO_GET_HELD) {
        counter_held_result(&d->held, reply ? reply->held : NULL);
    } else {
        bool told = reply && reply->body_case == HALLQ__REPLY__BODY_TICKET;
        counter_card_result(&d->card, told ? reply->ticket : NULL);
    }
}
