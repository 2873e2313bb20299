// reach.h - how the broker is reached, in one sentence for whoever stands before a terminal: who does
// not answer, at which address, and what to look at.
#ifndef HALLQ_REACH_H
#define HALLQ_REACH_H

#include "clients/libhallq/hallq.h"

#define REACH_SIZE 512     // a sentence with an endpoint in it
#define REACH_DEAF_MS 2500 // a link that is up and a view that stays stale: the feed is to blame

struct reach {
    enum hallq_link link;
    bool open;                      // we have no key, so only a broker without keys lets us in
    bool deaf;                      // the broker answers, its feed says nothing
    Hallq__Refusal__Reason refused; // of the hall's snapshot; NONE: it is given
    uint32_t hall;
    const char *commands, *feed; // endpoints
};

// reach_sentence: what is wrong, or "" while all is well or nothing can be said yet.
const char *reach_sentence(char to[REACH_SIZE], const struct reach *r, enum language language);

// reach_refusal: the sentence for a command that never left: that nobody answers, if that is so;
// else "".
const char *reach_refusal(char to[REACH_SIZE], const struct reach *r,
                          const struct hallq_result *result, enum language language);

#endif
