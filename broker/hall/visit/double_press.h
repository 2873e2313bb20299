// double_press.h - the second press of a kiosk's key.
#ifndef HALLQ_DOUBLE_PRESS_H
#define HALLQ_DOUBLE_PRESS_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

struct deciding;

// issue_presses: the tickets for which this issue may be the second press of a kiosk's key, newest
// first. Who knows the contacts compares them and says which it is (asker.pressed). Returns ERR_OK or a
// store error.
#define PRESSES_MAX 64 // a kiosk's newest commands looked at: more than it sends within the seconds
struct presses {
    uint64_t tickets[PRESSES_MAX];
    size_t ticket_count;
};
int issue_presses(struct state *s, int64_t now_ms, const struct asker *asker,
                  const Hallq__Request *request, struct presses *ret);

// double_press_find: the one of them that this issue asks for again, by asker.pressed if it has a
// contact. NULL: none.
int double_press_find(struct deciding *d, const Hallq__Issue *issue, Hallq__TicketRow **ret);

// double_press_emit: that ticket is the answer, with its code.
int double_press_emit(struct deciding *d, const Hallq__TicketRow *t);

#endif
