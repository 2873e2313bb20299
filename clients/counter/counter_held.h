// counter_held.h - what a counter has on hold, as its clerk sees it: what the broker told, and what
// happened since.
#ifndef HALLQ_COUNTER_HELD_H
#define HALLQ_COUNTER_HELD_H

#include "base/limit.h"
#include "clients/libhallq/view/view.h"
#include "command.pb-c.h"

struct held_ticket {
    uint64_t ticket;
    char number[HALLQ_NUMBER_SIZE];
    int64_t since_ms, until_ms; // hall time; 0: not known
    bool has_note;
};

struct counter_held {
    uint32_t counter;
    struct held_ticket tickets[LIMIT_HELD]; // those that come back first, first
    size_t count;
    bool asking; // the broker's list is on its way
    bool moved;  // since it was asked for
    bool told;   // the broker's list and all events since
    uint32_t asked_count;
};

// counter_held_event: a feed event.
void counter_held_event(struct counter_held *h, const Hallq__Event *event);

// counter_held_wanted: the view moved on; true if the broker's list has to be asked for: it was not told
// yet, or the view counts something else. One at a time, and not again in vain.
bool counter_held_wanted(struct counter_held *h, const struct hallq_view *v);

// counter_held_result: of what was wanted; NULL: there is no list.
void counter_held_result(struct counter_held *h, const Hallq__HeldList *list);

#endif
