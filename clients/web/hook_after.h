// hook_after.h - what follows from the answer of a webhook's receiver. Pure.
#ifndef HALLQ_WEB_HOOK_AFTER_H
#define HALLQ_WEB_HOOK_AFTER_H

#include <stdint.h>

#include "common.pb-c.h"

#define HOOK_WAIT_FIRST_S 2   // at most, after the first failure; doubles with each further one
#define HOOK_WAIT_LAST_S 3600 // no wait is longer, unless the receiver asks for it
#define HOOK_DROP_MS (3 * INT64_C(86400000)) // not reached for so long: events as old are dropped

struct hook_after {
    Hallq__Hook__Step step; // TOLD, FAILED or GONE
    uint32_t wait_s;        // of FAILED, until the next attempt
};

// hook_after: `status` is the answer's, 0: there was none; retry_after_s is its Retry-After, 0:
// none; `failures` came before. Half of the wait is by chance, `random`, so that receivers that come
// back are not met by all at once.
struct hook_after hook_after(unsigned status, uint64_t retry_after_s, uint32_t failures,
                             uint32_t random);

#endif
