// pace.h - how often one address may do what is open to everybody: a bucket of tokens for each
// address and kind. Those of an IPv6 network of 64 bits are one.
#ifndef HALLQ_WEB_PACE_H
#define HALLQ_WEB_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_PLACES 4096 // addresses and kinds remembered; the longest unused gives way

// A hall's own network may stand behind one address, with the telephones of all who wait.
enum pace_kind {
    PACE_COMMAND, // of somebody without a session
    PACE_TICKET,  // a look at a ticket by its link
    PACE_SIGN_IN, // a PIN or a code is tried
    PACE_KIND_COUNT,
};

struct pace;

struct pace *pace_create(void); // NULL without memory
void pace_destroy(struct pace *p);

// pace_take: whether it may be done now; else *ret_after_s says when. now_ms: loop time.
bool pace_take(struct pace *p, enum pace_kind kind, const char *address, uint64_t now_ms,
               unsigned *ret_after_s);

#endif
