// fake_broker.h - a broker for the library's tests: real sockets on the loopback, on the test's own
// loop, with a hall that is nothing but a list of events, and faults to order.
#ifndef FAKE_BROKER_H
#define FAKE_BROKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/arena.h"
#include "base/loop/uvz.h"
#include "clients/libhallq/hallq.h"

#define FAKE_HALL 7u
#define FAKE_ANSWERS 64

// For ahead_ms: events are always, or never, old when they come, however slow the machine.
#define FAKE_NOTHING_LATE_MS (-60000)
#define FAKE_ALL_LATE_MS 60000

struct fake_answer {
    uint64_t session;
    uint32_t number;
    uint64_t ticket;
};

struct fake_broker {
    uv_loop_t *loop;
    void *context, *router, *feed;
    char commands[64], public_feed[64];
    struct uvz router_uvz, feed_uvz;
    int watched;
    int held[2]; // sockets bound to the two ports that never listen: nobody else is given them
    bool up;
    uv_timer_t heartbeat_timer;
    const char *secret_key; // CURVE server, or NULL

    // the hall
    struct arena arena; // events and what is being packed
    uint64_t epoch;
    Hallq__Event *events[256];
    size_t event_count;
    uint64_t published;   // last sequence number the feed has reached
    uint64_t hidden_upto; // the hall's, where events follow that the feed does not show
    uint64_t journal_from;
    struct hallq_view view; // the fold of all events
    struct fake_answer answers[FAKE_ANSWERS];
    size_t answer_count;

    // faults to order
    bool mute;             // requests are lost
    bool heartbeats;       // sent each 100 ms
    unsigned lose_replies; // so many: applied, but the reply is lost
    bool deaf;             // requests wait; uvz_used(router_uvz) when they need no longer
    unsigned refusals;     // so many issues are refused: NOTHING_WAITING
    unsigned busy;         // so many requests that change something get BUSY
    bool hold_repairs;     // get_events are not answered
    int64_t ahead_ms;      // hall time is so far ahead of the newest event

    // what was seen
    unsigned issues_applied, requests, snapshots, repairs, pings;
    Hallq__Feed__Kind feed_asked; // of the last snapshot or repair
    uint32_t last_numbers[16];    // of commands, in the order they came
    size_t last_number_count;
    bool followed;            // the feed knows of a subscriber of the hall
    uint64_t heartbeat_at_ns; // when the last one was sent
};

// fake_broker_open: on free ports, up. fake_broker_close: runs the loop until all is closed.
void fake_broker_open(struct fake_broker *b, uv_loop_t *loop, const char *secret_key);
void fake_broker_close(struct fake_broker *b);

// fake_broker_down: closes the sockets. fake_broker_rise: opens them again on the same ports.
void fake_broker_down(struct fake_broker *b);
void fake_broker_rise(struct fake_broker *b);

// fake_beat: a heartbeat, now.
void fake_beat(struct fake_broker *b);

// fake_event: appends an event, with the next sequence number and a time of its own.
void fake_event(struct fake_broker *b, Hallq__Event event);

// Events to append.
void fake_issued(struct fake_broker *b, uint64_t ticket);
void fake_called(struct fake_broker *b, uint64_t ticket, uint32_t counter);

// fake_publish: one batch with all that was not yet published. fake_lose: as if it had been
// published and lost on the way.
void fake_publish(struct fake_broker *b);
void fake_lose(struct fake_broker *b);

// fake_new_epoch: a restored database: the last `lost` events never were.
void fake_new_epoch(struct fake_broker *b, size_t lost);

// fake_options: what a client of it needs.
struct hallq_options fake_options(const struct fake_broker *b);

#endif
