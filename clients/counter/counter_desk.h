// counter_desk.h - a clerk at a counter: what they press becomes commands, and what they have in
// front of them is kept. No terminal, no socket, no clock.
#ifndef HALLQ_COUNTER_DESK_H
#define HALLQ_COUNTER_DESK_H

#include "clients/term/desk.h"
#include "counter_card.h"
#include "counter_held.h"

struct counter_desk {
    struct desk desk; // the first member, for its acts
    struct counter_card card;
    struct counter_why why;
    struct counter_held held;
    uint64_t held_offered[LIMIT_HELD]; // of the question which to resume
    char number[HALLQ_NUMBER_SIZE];    // typed, of a call out of order
    char outcome[LIMIT_CODE + 1];      // chosen, of the finish
    bool next_after;                   // the finish calls the next as well
    Hallq__Line__Kind to_kind;         // chosen, of the transfer
    uint32_t to_id;                    //
    bool to_come_back, to_end;         //
};

void counter_desk_init(struct counter_desk *d, uint32_t counter, enum language language,
                       struct outlet outlet);
void counter_desk_fini(struct counter_desk *d);

// counter_desk_key: returns false when the clerk is done with the program.
bool counter_desk_key(struct counter_desk *d, const struct hallq_view *v, struct key key);

// counter_desk_may_name: whether who is signed on here may call out of order.
bool counter_desk_may_name(const struct counter_desk *d, const struct hallq_view *v);

// counter_desk_event: a feed event, before counter_desk_changed of its round.
void counter_desk_event(struct counter_desk *d, const Hallq__Event *event);

// counter_desk_changed: the view moved on; may ask for the ticket's card, or offer the sign-on.
void counter_desk_changed(struct counter_desk *d, const struct hallq_view *v);

// counter_desk_result: of a command the outlet was given.
void counter_desk_result(struct counter_desk *d, const struct hallq_view *v, enum text what,
                         bool change, const struct hallq_result *result);

#endif
