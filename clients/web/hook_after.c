#include "hook_after.h"

#include "base/limit.h"

static uint32_t wait_of(uint32_t failures, uint32_t random) {
    uint32_t wait_s = HOOK_WAIT_FIRST_S;
    while (failures-- && wait_s < HOOK_WAIT_LAST_S)
        wait_s *= 2;
    if (wait_s > HOOK_WAIT_LAST_S)
        wait_s = HOOK_WAIT_LAST_S;
    return wait_s / 2 + random % (wait_s / 2 + 1);
}

struct hook_after hook_after(unsigned status, uint64_t retry_after_s, uint32_t failures,
                             uint32_t random) {
    struct hook_after after = {.step = HALLQ__HOOK__STEP__FAILED};
    if (status >= 200 && status <= 299)
        after.step = HALLQ__HOOK__STEP__TOLD;
    else if (status == 410)
        after.step = HALLQ__HOOK__STEP__GONE;
    if (after.step != HALLQ__HOOK__STEP__FAILED)
        return after;
    after.wait_s = wait_of(failures, random);
    if (retry_after_s > LIMIT_HOOK_WAIT_S)
        retry_after_s = LIMIT_HOOK_WAIT_S;
    if (retry_after_s > after.wait_s)
        after.wait_s = (uint32_t)retry_after_s;
    return after;
}
