// double_press.h - the second press of a kiosk's key.
#ifndef HALLQ_DOUBLE_PRESS_H
#define HALLQ_DOUBLE_PRESS_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

struct deciding;

// issue_presses: the tickets for which this issue may be the second press of a kiosk's key, newest
// first. The caller, who can open contacts, compares them and names the ticket in asker.pressed.
// Returns ERR_OK or a store error.
#define PRESSES_MAX 64 // a kiosk's newest commands looked at: more than it sends in double_press_s
struct presses {
    uint64_t tickets[PRESSES_MAX];
    size_t ticket_count;
};
int issue_presses(struct state *s, int64_t now_ms, const struct asker *asker,
                  const Hallq__Request *request, struct presses *ret);

// double_press_find: the ticket of issue_presses that this issue asks for again, by asker.pressed
// if the issue has a contact. *ret NULL: there is none.
int double_press_find(struct deciding *d, const Hallq__Issue *issue, Hallq__TicketRow **ret);

// double_press_emit: answers the issue with that ticket and its code.
int double_press_emit(struct deciding *d, const Hallq__TicketRow *t);

#endif
