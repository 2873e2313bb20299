// world.h - one simulated hall: its script, its clock, its devices and its people.
#ifndef HALLQ_SIM_WORLD_H
#define HALLQ_SIM_WORLD_H

#include <hallq.h>

#include "bench/sim/agenda.h"
#include "bench/sim/day.h"
#include "bench/sim/dice.h"
#include "bench/sim/options.h"
#include "bench/sim/story.h"
#include "bench/sim/tally.h"

#define WORLD_DEADLINE_MS 10000 // real time; a simulated person waits for the machine
#define WORLD_WALK_S 20         // from the call to the counter
#define WORLD_FORM_S 180        // to fill in a form, on hold

struct customers;
struct clerk;
struct lead;

struct world {
    const struct world_options *options;
    uv_loop_t *loop;
    struct day day;
    struct dice dice;
    struct agenda agenda;
    struct tally tally;
    struct story story;
    int64_t midnight_ms; // of the hall's day, in hall time; 0 before the settings are known
    char commands[HALLQ_ENDPOINT_SIZE]; // the broker's address
    hallq_link_cb link_cb;              // of the first client
    void *link_arg;
    struct hallq *kiosk;
    struct hallq *display;
    struct hallq_follow *follow;
    struct customers *customers;
    struct clerk *clerks;
    size_t clerk_count;
    struct lead *lead; // NULL: nobody leads
    bool ending;
    bool failed;
    void (*ended_cb)(struct world *w);
};

// world_connect: a client of this device name ("kiosk", "counter-3" ...). ERR_OK or an error, said
// on stderr.
int world_connect(struct world *w, const char *name, Hallq__Device__Role role, uint32_t device,
                  struct hallq **ret_client);

// world_at: a second of the hall's day in hall time.
int64_t world_at_ms(const struct world *w, double day_s);

// world_day_s: the second of the hall's day that it is now.
double world_day_s(const struct world *w);

// world_heard: takes the time from a reply, and counts an outcome that stays unknown.
void world_heard(struct world *w, const struct hallq_result *result);

// world_end: stops everything; ended_cb when all clients are closed. Twice is once.
void world_end(struct world *w);

// customers (customer.c): everybody who comes, by ticket.
struct customers *customers_create(struct world *w);
void customers_destroy(struct customers *c);

// customers_begin: puts the day's arrivals on the agenda.
void customers_begin(struct customers *c);

// customers_left: whether somebody may still come or is not done yet.
bool customers_left(const struct customers *c);

// customers_event: what the display saw.
void customers_event(struct customers *c, const Hallq__Event *event);

// customer_person: who has this ticket; a stranger always comes when called.
struct person customer_person(const struct customers *c, uint64_t ticket, uint32_t service);

// clerks (clerk.c): one for each counter of the plan.
int clerks_create(struct world *w);
void clerks_begin(struct world *w);

// clerks_look: free clerks call the next customer if anybody waits for them.
void clerks_look(struct world *w);
void clerks_event(struct world *w, const Hallq__Event *event);

// clerks_open_more: somebody opens this counter beyond the plan, two minutes from now: its clerk,
// called back from a break, or one of the spare people. False where it is open anyway or nobody is
// free. clerks_open_more_for: the counter that suits the service best; 0: there is none.
bool clerks_open_more(struct world *w, uint32_t counter);
uint32_t clerks_open_more_for(struct world *w, uint32_t service);

// clerks_close_more: the counter is no longer needed beyond the plan.
void clerks_close_more(struct world *w, uint32_t counter);

// clerks_more: whether the counter is open beyond the plan, or somebody is on the way to it: seconds
// since it opened, negative on the way.
bool clerks_more(const struct world *w, uint32_t counter, double *ret_since_s);

// clerks_to_open: the counters that give this service and that somebody could open; up to `room`.
size_t clerks_to_open(const struct world *w, uint32_t service, uint32_t *ret_counters, size_t room);

// clerks_count: adds so many seconds to the window time of the counters that are open; before the day's
// part none, after it those that are open beyond the plan.
void clerks_count(struct world *w, double elapsed_s);

void clerks_close(struct world *w, void (*closed_cb)(void *arg), void *arg);
void clerks_destroy(struct world *w);

// lead (lead.c): the shift lead. lead_create sets w->lead, or leaves NULL where nobody leads: ERR_OK
// or ERR_NO_MEMORY. The lead looks from lead_begin on. lead_close calls back when it has let go of all.
// All three of the latter take NULL.
int lead_create(struct world *w);
void lead_begin(struct lead *l);
void lead_close(struct lead *l, void (*closed_cb)(void *arg), void *arg);
void lead_destroy(struct lead *l);

#endif
