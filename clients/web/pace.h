// pace.h - how often one may do what is open to everybody: a bucket of tokens for each who (who.h)
// and kind.
#ifndef HALLQ_WEB_PACE_H
#define HALLQ_WEB_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_PLACES 4096 // of who and kind remembered; the longest unused gives way

// A hall's own network may stand behind one address, with the telephones of all who wait.
enum pace_kind {
    PACE_COMMAND,  // of an address: by somebody without a session
    PACE_SESSION,  // of an address: what names a session, which may be made up
    PACE_ISSUE,    // of an address: tickets
    PACE_TICKET,   // of an address: looks at a ticket by its link
    PACE_ENROL,    // of an address: a code is tried
    PACE_SIGN_IN,  // of an address: a PIN is tried
    PACE_PIN,      // of an enrolled browser: a PIN is tried
    PACE_SETTINGS, // of an address: a hall file is read
    PACE_KIND_COUNT,
};

struct pace;

struct pace *pace_create(void); // NULL without memory
void pace_destroy(struct pace *p);

// pace_set: another rate than the usual; 0 a minute: it is not paced.
void pace_set(struct pace *p, enum pace_kind kind, unsigned per_min, unsigned burst);

// pace_take: whether it may be done now; else *ret_after_s says when. now_ms: loop time.
bool pace_take(struct pace *p, enum pace_kind kind, uint64_t who, uint64_t now_ms,
               unsigned *ret_after_s);

#endif
