// console_counters.c - a key acts on the row with the arrows, or asks what is to be known first.
#include "console_counters.h"

#include "base/count.h"
#include "base/limit.h"

// ---------------------------------------------------------------- counters

void console_counter_open(struct desk *d, const struct hallq_view *v) {
    Hallq__CounterOpen body = HALLQ__COUNTER_OPEN__INIT;
    body.counter = console_counter_chosen(d, v)->counter;
    DESK_SEND(d, v, COUNTER_OPEN, counter_open, &body);
}

void console_counter_close(struct desk *d, const struct hallq_view *v) {
    Hallq__CounterClose body = HALLQ__COUNTER_CLOSE__INIT;
    body.counter = console_counter_chosen(d, v)->counter;
    DESK_SEND(d, v, COUNTER_CLOSE, counter_close, &body);
}

void console_counter_resume(struct desk *d, const struct hallq_view *v) {
    Hallq__CounterResume body = HALLQ__COUNTER_RESUME__INIT;
    body.counter = console_counter_chosen(d, v)->counter;
    DESK_SEND(d, v, COUNTER_RESUME, counter_resume, &body);
}

// The title may name the counter's ticket as well.
static void counter_ask(struct desk *d, const struct hallq_view *v, enum modal_kind kind,
                        enum text title, desk_act *answer) {
    char number[PHRASE_SHORT];
    const Hallq__CounterNow *counter = console_counter_chosen(d, v);
    console_of(d)->subject = counter->counter;
    desk_ask_about(d, kind, title, phrase_counter(number, v, counter->counter, d->language),
                   counter->number, answer);
}

static void pause_given(struct desk *d, const struct hallq_view *v) {
    Hallq__CounterPause body = HALLQ__COUNTER_PAUSE__INIT;
    body.counter = console_of(d)->subject;
    body.reason = d->modal.items[d->modal.chosen].code;
    DESK_SEND(d, v, COUNTER_PAUSE, counter_pause, &body);
}

void console_counter_pause(struct desk *d, const struct hallq_view *v) {
    if (console_counter_chosen(d, v)->ticket) {
        status_refuse(&d->status, TEXT_DO_COUNTER_PAUSE, HALLQ__REFUSAL__REASON__COUNTER_BUSY,
                      d->language);
        return;
    }
    counter_ask(d, v, MODAL_MENU, TEXT_ASK_PAUSE_OF, pause_given);
    if (v->now.settings)
        desk_codes_add(d, v->now.settings->pause_reasons, v->now.settings->n_pause_reasons);
}

static void free_given(struct desk *d, const struct hallq_view *v) {
    if (!desk_chosen(d)->kind)
        return;
    Hallq__CounterFree body = HALLQ__COUNTER_FREE__INIT;
    body.counter = console_of(d)->subject;
    body.ticket_state = (Hallq__Ticket__State)desk_chosen(d)->kind;
    DESK_SEND(d, v, COUNTER_FREE, counter_free, &body);
}

void console_counter_free(struct desk *d, const struct hallq_view *v) {
    static const struct {
        Hallq__Ticket__State state;
        enum text text;
    } ends[] = {
        {HALLQ__TICKET__STATE__WAITING, TEXT_FREE_WAITING},
        {HALLQ__TICKET__STATE__NO_SHOW, TEXT_FREE_NO_SHOW},
        {HALLQ__TICKET__STATE__FINISHED, TEXT_FREE_FINISHED},
    };
    const Hallq__CounterNow *counter = console_counter_chosen(d, v);
    if (!counter->ticket) {
        status_refuse(&d->status, TEXT_DO_COUNTER_FREE, HALLQ__REFUSAL__REASON__COUNTER_NOT_STUCK,
                      d->language);
        return;
    }
    counter_ask(d, v, MODAL_MENU, TEXT_ASK_FREE, free_given);
    if (!counter->lost) // taken from under a clerk's hands only by purpose
        modal_item_add(&d->modal, 0, 0, desk_say(d, TEXT_FREE_NOT));
    for (size_t i = 0; i < COUNT(ends); i++)
        modal_item_add(&d->modal, (uint32_t)ends[i].state, 0, desk_say(d, ends[i].text));
}

static void services_given(struct desk *d, const struct hallq_view *v) {
    uint32_t services[LIMIT_SERVICES];
    Hallq__CounterServices body = HALLQ__COUNTER_SERVICES__INIT;
    body.counter = console_of(d)->subject;
    body.services = services;
    for (size_t i = 0; i < d->modal.item_count && body.n_services < LIMIT_SERVICES; i++)
        if (d->modal.items[i].picked)
            services[body.n_services++] = d->modal.items[i].id;
    DESK_SEND(d, v, COUNTER_SERVICES, counter_services, &body);
}

void console_services_add(struct desk *d, const struct hallq_view *v, uint32_t counter) {
    char number[PHRASE_SHORT];
    size_t count = 0;
    const uint32_t *given = hallq_view_services_of(v, counter, &count);
    for (size_t i = 0; i < count; i++) // in the counter's order of preference
        modal_item_add(&d->modal, 0, given[i], phrase_service(number, v, given[i], d->language))
            ->picked = true;
    for (size_t i = 0; v->now.settings && i < v->now.settings->n_services; i++) {
        uint32_t id = v->now.settings->services[i]->id;
        bool listed = false;
        for (size_t j = 0; j < count; j++)
            listed = listed || given[j] == id;
        if (!listed)
            modal_item_add(&d->modal, 0, id, phrase_service(number, v, id, d->language));
    }
}

void console_counter_services(struct desk *d, const struct hallq_view *v) {
    counter_ask(d, v, MODAL_PICKS, TEXT_ASK_SERVICES, services_given);
    console_services_add(d, v, console_of(d)->subject);
}

// ---------------------------------------------------------------- services

static bool service_chosen(struct desk *d, const struct hallq_view *v) {
    const Hallq__LineState *line = console_line_chosen(d, v);
    console_of(d)->subject = line->line->id;
    if (line->line->kind == HALLQ__LINE__KIND__SERVICE)
        return true;
    status_say(&d->status, true, TEXT_NOT_A_SERVICE, d->language);
    return false;
}

static void suspend_given(struct desk *d, const struct hallq_view *v) {
    Hallq__ServiceSuspend body = HALLQ__SERVICE_SUSPEND__INIT;
    body.service = console_of(d)->subject;
    body.reason = d->modal.items[d->modal.chosen].code;
    DESK_SEND(d, v, SERVICE_SUSPEND, service_suspend, &body);
}

void console_service_suspend(struct desk *d, const struct hallq_view *v) {
    char number[PHRASE_SHORT];
    if (!service_chosen(d, v))
        return;
    desk_ask_about(d, MODAL_MENU, TEXT_ASK_SUSPEND,
                   phrase_service(number, v, console_of(d)->subject, d->language), "",
                   suspend_given);
    if (v->now.settings)
        desk_codes_add(d, v->now.settings->suspend_reasons, v->now.settings->n_suspend_reasons);
}

void console_service_unsuspend(struct desk *d, const struct hallq_view *v) {
    Hallq__ServiceUnsuspend body = HALLQ__SERVICE_UNSUSPEND__INIT;
    if (!service_chosen(d, v))
        return;
    body.service = console_of(d)->subject;
    DESK_SEND(d, v, SERVICE_UNSUSPEND, service_unsuspend, &body);
}
