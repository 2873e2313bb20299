// counter_card.h - the ticket before a clerk, beyond what the view says of it: what the broker tells of it, and why
// it was next.
#ifndef HALLQ_COUNTER_CARD_H
#define HALLQ_COUNTER_CARD_H

#include "base/limit.h"
#include "clients/libhallq/view/view.h"
#include "command.pb-c.h"
#include "event.pb-c.h"

// The note is customer data: it is on this screen alone, and goes with the ticket.
struct counter_card {
    uint64_t ticket; // 0: none
    uint32_t service, customer_class;
    char note[LIMIT_NOTE + 1];
    int64_t issued_at_ms;
    uint32_t call_count;
    bool has_contact;
    Hallq__Slip__State slip; // NO_STATE: none was ordered
    uint32_t slip_copy;
    bool asked, known; // the broker is asked; it has told
};

// Why it was next; of the staff feed.
struct counter_why {
    uint64_t ticket; // 0: not known
    Hallq__Why__Rule rule;
    char second_number[HALLQ_NUMBER_SIZE];
    uint32_t waited_s, second_waited_s;
    char reason[LIMIT_CODE + 1];
};

// counter_card_clear: the ticket is another, or none (0). What was known is overwritten.
void counter_card_clear(struct counter_card *card, uint64_t ticket);

// counter_card_wanted: the view moved on; true if the broker is to be asked for the ticket. Once for each,
// unless there was no answer.
bool counter_card_wanted(struct counter_card *card, const Hallq__CounterNow *counter, bool stale);

// counter_card_result: of what was wanted; NULL: there is no answer.
void counter_card_result(struct counter_card *card, const Hallq__TicketCard *told);

// counter_card_event: what becomes of its slip.
void counter_card_event(struct counter_card *card, const Hallq__Event *event);

// counter_why_keep: of a call at this counter. A recall says nothing new.
void counter_why_keep(struct counter_why *why, uint32_t counter, const Hallq__TicketCalled *e);

#endif
