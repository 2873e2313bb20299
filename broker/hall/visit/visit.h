// visit.h - what the rules of a visit share. For the files of this folder only.
#ifndef HALLQ_VISIT_H
#define HALLQ_VISIT_H

#include "broker/hall/core/change.h"
#include "broker/hall/core/deciding.h"

// Deciding.

// by_customer: a kiosk or a gateway asks, for the customer whose code it gave.
bool by_customer(const struct deciding *d);

// on_floor: a guide, lead or manager asks: at a device of theirs, or signed on at a counter, where
// they keep what they may do elsewhere.
bool on_floor(const struct deciding *d);

// ticket_find_own: the ticket the asker's counter holds. Refuses COUNTER_CLOSED, COUNTER_PAUSED or
// COUNTER_FREE if it holds none, WRONG_STATE if it holds it in another state than `wanted`
// (NO_STATE: any).
int ticket_find_own(struct deciding *d, Hallq__Ticket__State wanted, Hallq__TicketRow **ret);

// of_today: given on the business day at hand. The date it bears is not enough: a day may begin
// again (back.c), and then those before are over.
bool of_today(const struct deciding *d, const Hallq__TicketRow *t);

// elsewhere: another counter than the asker's has called or serves the ticket.
bool elsewhere(const struct deciding *d, const Hallq__TicketRow *t);

// counter_free_check: refuses COUNTER_CLOSED, COUNTER_PAUSED or COUNTER_BUSY unless the asker's
// counter could take a ticket now.
int counter_free_check(struct deciding *d);

// line_check: refuses BAD_MESSAGE, NO_SERVICE, NO_COUNTER or NO_STAFF unless the settings have it.
int line_check(struct deciding *d, const Hallq__Line *line);

bool line_same(const Hallq__Line *a, const Hallq__Line *b);

// Where a ticket waits: `entered` is `to`, or NULL while the minimum gap after its last call keeps
// it out of the line until offer_at_ms.
struct place {
    Hallq__Line *to;
    Hallq__Line *entered;
    int64_t rank_ms;
    int64_t offer_at_ms;
};

// place_in: in this line. The gap holds only in the line the ticket was last called from.
struct place place_in(struct deciding *d, const Hallq__TicketRow *t, const Hallq__Line *line,
                      int64_t rank_ms);

// place_back: in the line it came from. If the settings no longer have that line: where they move
// its people, else in the line of its service, or of the first if that is gone too. If it is the line
// of a clerk who is not signed on: in that of its service. line_back: that line.
int place_back(struct deciding *d, const Hallq__TicketRow *t, int64_t rank_ms, struct place *ret);
int line_back(struct deciding *d, const Hallq__TicketRow *t, Hallq__Line *ret);

// settings_service_left: a service the hall has: this one, or where its people go, or the first:
// somebody sees them there.
uint32_t settings_service_left(const Hallq__HallSettings *h, uint32_t service);

// service_now: the service of the ticket's running step.
uint32_t service_now(const Hallq__TicketRow *t);

// served_so_far_s: counter time of the running step until now, holds left out.
uint32_t served_so_far_s(const Hallq__TicketRow *t, int64_t now_ms);

// finish_here, no_show_here: ends the ticket the asker's counter serves, or has called.
int finish_here(struct deciding *d, const Hallq__Finish *finish);
int no_show_here(struct deciding *d);

// note_check: refuses BAD_MESSAGE if a note is too long.
int note_check(struct deciding *d, const char *note);

// answer: puts the ticket's card into the answer. The row is changed by the caller to what it will
// be; answer_place does that for a ticket that will wait, answer_service for one whose step
// changes: a waiting one's becomes of that service, for any other a new one begins.
void answer_service(struct deciding *d, Hallq__TicketRow *t, uint32_t service);
int answer(struct deciding *d, const Hallq__TicketRow *t, bool staff);
int answer_place(struct deciding *d, Hallq__TicketRow *t, const struct place *p);

// Applying.

// ticket_wait: the ticket waits in `to`: in its index if `entered`, else from offer_at_ms on. No
// counter has it any more. The caller has cleared its due row and stores the row.
int ticket_wait(struct change *c, Hallq__TicketRow *t, const Hallq__Line *to,
                const Hallq__Line *entered, int64_t rank_ms, int64_t offer_at_ms);

// step_end: the running step was served until now. step_at: which counter and clerk it is at.
void step_end(struct change *c, Hallq__TicketRow *t);
void step_at(Hallq__TicketRow *t, uint32_t counter, uint32_t clerk);

// returns_clear: the ticket comes back to no counter any more.
void returns_clear(Hallq__TicketRow *t);

// exception_add: what a person did by hand, for the day's report; beyond LIMIT_EXCEPTIONS_KEPT the
// journal alone has it. `by` may be NULL. The caller stores the row.
void exception_add(struct change *c, Hallq__TicketRow *t, Hallq__Exception__Kind kind,
                   const char *reason, const Hallq__By *by);

// counter_take: the counter holds the ticket, in this state. counter_let_go: it is free.
int counter_take(struct change *c, uint32_t counter, const Hallq__TicketRow *t,
                 Hallq__Counter__State state);
int counter_let_go(struct change *c, uint32_t counter);

// service_sample: one more service time, folded into the service's mean, in whole milliseconds: the
// average of the services so far, the set target counting as ten of them, and from the ninetieth on
// .99 old + .01 new. A service the settings no longer have is left alone.
int service_sample(struct change *c, uint32_t service, uint32_t served_s);

// open_add: the hall's count of open tickets. ERR_CORRUPT if it would fall below zero.
int open_add(struct change *c, int change);

#endif
