// arrivals.h - when each follower read each change, set against when what made it was sent.
//
// A change carries the hall's number ("seq") behind it. Who publishes writes down, for each command
// or message, that number and the time of sending; several may arrive as one change.
#ifndef HALLQ_BENCH_ARRIVALS_H
#define HALLQ_BENCH_ARRIVALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/load/histogram.h"

struct sent {
    uint64_t seq, at_ns;
};

struct arrival {
    uint64_t seq, at_ns;
    uint32_t follower;
};

struct arrivals {
    struct arrival *list;
    size_t count, room;
    struct sent *sent; // by number
    size_t sent_count;
};

// What came of that which was sent from one time to another.
struct joined {
    uint64_t sent, expected, delivered;
    struct histogram delay_ns;
};

// arrivals_seq: the number in a line of an event stream, if it is that of a change or a snapshot.
bool arrivals_seq(const char *line, uint64_t *ret_seq);

void arrivals_add(struct arrivals *a, uint32_t follower, uint64_t seq, uint64_t at_ns);

// arrivals_read_sent: reads what was sent, lines of a number and a time in ns. False: cannot read.
bool arrivals_read_sent(struct arrivals *a, const char *path);

// arrivals_join: of what was sent in [from_ns, to_ns). The first number that a follower has seen is
// where it begins, not a delivery.
void arrivals_join(const struct arrivals *a, uint32_t followers, uint64_t from_ns, uint64_t to_ns,
                   struct joined *ret);

// arrivals_between: deliveries of what was sent at any time that arrived within [from_ns, to_ns).
uint64_t arrivals_between(const struct arrivals *a, uint32_t followers, uint64_t from_ns,
                          uint64_t to_ns);

void arrivals_fini(struct arrivals *a);

#endif
