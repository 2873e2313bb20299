// floor.h - the floor of a hall as the twin sees it: which counters work and which could, who waits
// in the order of the calls, how long services take. A copy: it points into no row and no settings,
// so that a worker may look at it while the hall goes on.
#ifndef HALLQ_FLOOR_H
#define HALLQ_FLOOR_H

#include "broker/forecast/twin.h"
#include "broker/hall/core/rows.h"

#define FLOOR_TICKETS 1000 // the most tickets copied; a floor with more is `cut`

// What a counter would need to call the next ticket.
enum floor_lack {
    FLOOR_WORKS,  // nothing: it is free, calls or serves
    FLOOR_PAUSED, // its clerk is signed on, the counter is paused
    FLOOR_READY,  // its clerk is signed on, the counter is closed
    FLOOR_EMPTY,  // nobody is signed on there
};

struct floor_counter {
    uint32_t counter;
    enum floor_lack lack;
    struct twin_counter twin; // as it is, or as it would be if it opened now
};

struct floor_service {
    uint32_t service;
    bool open;             // inside its hours and not suspended
    uint32_t waiting;      // people in its line
    bool expected;         // tickets for it were taken elsewhere, and may be checked in
    double target_s;       // longest wait that the settings aim at
    double arrivals_per_s; // people a second, by floor_arrivals
    // Mean counter time of a ticket that is called, whether its customer comes or not.
    double service_s;
    double spread;     // squared variation of that time
    uint32_t counters; // working counters that give it
};

struct floor_class {
    uint32_t customer_class;
    double head_start_s;
};

// A ticket in a line of a service, or on hold and back in it after a while.
struct floor_ticket {
    int64_t rank_ms;
    uint64_t ticket;
    uint32_t service; // its place in `services`
    double ready_in_s;
};

struct floor {
    uint32_t hall;
    uint64_t seq;                   // last event of the hall
    int64_t at_ms;                  // hall time of the copy
    bool cut;                       // more people wait than were copied: the twin cannot be asked
    struct floor_service *services; // in the settings' order, TWIN_SERVICES at most
    struct service_times *times;    // of each service, of customers who come: walk and service
    uint32_t service_count;
    struct floor_class *classes; // the ordinary class, then those of the settings
    uint32_t class_count;
    struct floor_counter *counters; // in the settings' order, TWIN_COUNTERS at most
    uint32_t counter_count;
    struct floor_ticket *tickets; // in the order of their calls
    uint32_t ticket_count;
    uint32_t waiting;        // people in the lines of services
    double no_shows;         // share of the tickets called
    double check_in_ahead_s; // who is checked in stands as if they had joined the line so long ago
};

// floor_copy: copies the floor of a hall into the state's arena; the floor lives as long as that.
// ERR_NOT_FOUND: the hall has no settings. ERR_NO_MEMORY, store errors. Lines of a counter or of a
// clerk are part of it as time for which the counter is taken. What lies in rows that cannot be
// read is left out.
int floor_copy(struct state *s, int64_t now_ms, uint32_t hall, struct floor **ret);

// floor_arrivals: fills in arrivals_per_s: those who entered each line in the last half hour, pulled to what is
// usual in the half hour to come as if ten minutes of that had been seen.
int floor_arrivals(struct state *s, struct floor *floor);

// floor_service, floor_counter: the place of a service or counter; UINT32_MAX: the floor has none.
uint32_t floor_service(const struct floor *floor, uint32_t service);
uint32_t floor_counter(const struct floor *floor, uint32_t counter);

#endif
