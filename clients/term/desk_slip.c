#include "desk_slip.h"

#include "base/number.h"
#include "clients/text/slip_phrase.h"

static void order(struct desk *d, const struct hallq_view *v, uint32_t printer) {
    Hallq__Which which = HALLQ__WHICH__INIT;
    Hallq__PrintSlip body = HALLQ__PRINT_SLIP__INIT;
    which.number = d->slip_number;
    body.which = &which;
    body.printer = printer;
    d->slip_ticket = 0;
    DESK_SEND(d, v, PRINT_SLIP, print_slip, &body);
}

static void number_keep(struct desk *d, const char *number) {
    d->slip_number[0] = 0;
    text_join(d->slip_number, sizeof d->slip_number, number);
}

static void number_given(struct desk *d, const struct hallq_view *v) {
    const char *typed = desk_number_typed(d);
    if (*typed)
        number_keep(d, typed);
    if (*d->slip_number)
        order(d, v, 0);
}

void desk_slip_ask(struct desk *d, const char *number) {
    number_keep(d, number);
    desk_ask_about(d, MODAL_INPUT, *number ? TEXT_ASK_SLIP_OR : TEXT_ASK_SLIP, number, "",
                   number_given);
}

static void printer_given(struct desk *d, const struct hallq_view *v) {
    uint32_t printer;
    if (number_read_32(d->modal.input, 1, LIMIT_DEVICES, &printer))
        order(d, v, printer);
    else
        status_say(&d->status, true, TEXT_BAD_KIOSK, d->language);
}

void desk_slip_result(struct desk *d, const struct hallq_result *result) {
    if (result->outcome == HALLQ_APPLIED && result->reply && result->reply->done->ticket)
        d->slip_ticket = result->reply->done->ticket->ticket;
    if (result->outcome == HALLQ_REFUSED && result->reason == HALLQ__REFUSAL__REASON__NO_PRINTER &&
        d->modal.kind == MODAL_NONE)
        desk_ask_about(d, MODAL_INPUT, TEXT_ASK_SLIP_KIOSK, d->slip_number, "", printer_given);
}

void desk_slip_event(struct desk *d, const Hallq__Event *event) {
    char line[PHRASE_SIZE];
    if (event->body_case != HALLQ__EVENT__BODY_SLIP_ENDED ||
        event->slip_ended->ticket != d->slip_ticket || !d->slip_ticket || d->status.busy)
        return;
    Hallq__Slip__State state = event->slip_ended->state;
    TEXT_FILL(line, TEXT_PRINTER_SLIP, d->language, d->slip_number,
              slip_phrase_state(state, d->language));
    status_line(&d->status, slip_phrase_doubtful(state), line);
    d->slip_ticket = 0;
}
