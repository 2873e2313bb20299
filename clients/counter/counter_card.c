#include "counter_card.h"

#include <string.h>

#include "clients/text/text.h"

void counter_card_clear(struct counter_card *card, uint64_t ticket) {
    explicit_bzero(card, sizeof *card);
    card->ticket = ticket;
}

bool counter_card_wanted(struct counter_card *card, const Hallq__CounterNow *counter, bool stale) {
    if (card->ticket != counter->ticket)
        counter_card_clear(card, counter->ticket);
    if (!card->ticket || card->known || card->asked || !counter->clerk || stale)
        return false;
    return card->asked = true;
}

void counter_card_result(struct counter_card *card, const Hallq__TicketCard *told) {
    if (!told)
        card->asked = false;
    if (!told || told->ticket != card->ticket)
        return;
    *card = (struct counter_card){.ticket = told->ticket,
                                  .service = told->service,
                                  .customer_class = told->customer_class,
                                  .issued_at_ms = told->issued_at_ms,
                                  .call_count = told->call_count,
                                  .has_contact = told->has_contact,
                                  .asked = true,
                                  .known = true};
    text_join(card->note, sizeof card->note, told->note);
    if (told->slip) {
        card->slip = told->slip->state;
        card->slip_copy = told->slip->copy;
    }
}

static void slip_moved(struct counter_card *card, uint64_t ticket, Hallq__Slip__State from,
                       Hallq__Slip__State to) {
    if (ticket == card->ticket && card->slip == from)
        card->slip = to;
}

// An event that is older than what the broker told of the ticket does not fit its state.
void counter_card_event(struct counter_card *card, const Hallq__Event *event) {
    if (event->body_case == HALLQ__EVENT__BODY_SLIP_ORDERED &&
        event->slip_ordered->ticket == card->ticket) {
        card->slip = event->slip_ordered->state;
        card->slip_copy = event->slip_ordered->copy;
    } else if (event->body_case == HALLQ__EVENT__BODY_SLIP_TAKEN) {
        slip_moved(card, event->slip_taken->ticket, HALLQ__SLIP__STATE__TO_PRINT,
                   HALLQ__SLIP__STATE__TAKEN);
    } else if (event->body_case == HALLQ__EVENT__BODY_SLIP_ENDED) {
        Hallq__Slip__State from = event->slip_ended->state == HALLQ__SLIP__STATE__NOT_PRINTED
                                      ? HALLQ__SLIP__STATE__TO_PRINT
                                      : HALLQ__SLIP__STATE__TAKEN;
        slip_moved(card, event->slip_ended->ticket, from, event->slip_ended->state);
    }
}

void counter_why_keep(struct counter_why *keep, uint32_t counter, const Hallq__TicketCalled *e) {
    const Hallq__Why *why = e->why;
    if (e->counter != counter || !why || why->rule == HALLQ__WHY__RULE__RECALL)
        return;
    *keep = (struct counter_why){.ticket = e->ticket,
                                 .rule = why->rule,
                                 .waited_s = why->waited_s,
                                 .second_waited_s = why->second_waited_s};
    text_join(keep->second_number, sizeof keep->second_number, why->second_number);
    text_join(keep->reason, sizeof keep->reason, why->reason);
}
