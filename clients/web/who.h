// who.h - who asks, as a number, for paces and bounds: a hash of an address or of a token, salted by
// the process, so that nobody can aim at another's.
#ifndef HALLQ_WEB_WHO_H
#define HALLQ_WEB_WHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// who_of_address: an IPv4 address, also one that is written as IPv6; the network of 64 bits of any
// other IPv6 address. who_of_bytes: these bytes.
uint64_t who_of_address(const char *address);
uint64_t who_of_bytes(const void *bytes, size_t size);

// How many of something are whose at a time. Two who share a place are counted as one, which is
// rare. Zeroed: nobody has any.
#define TALLY_PLACES 4096
struct tally {
    uint16_t counts[TALLY_PLACES];
};

// tally_take: one more; false: there are `max` already (0: no bound). tally_give: one fewer.
bool tally_take(struct tally *t, uint64_t who, unsigned max);
void tally_give(struct tally *t, uint64_t who);

#endif
