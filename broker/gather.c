#include "broker/gather.h"

#include "base/limit.h"

#define SYNC_MIN_US 300   // under it a step costs more than it can save
#define PAUSE_PART 3      // at most so much of a sync
#define PAUSE_MAX_US 5000 // a disk that slow is not to be waited for any longer
#define STEP_PART 20      // a step in vain is so much of a sync lost
#define STEP_MIN_US 30    // the kernel adds some 50

// Whether all in one turn would be quicker: those who come again, and those who are here.
static bool worth_it(const struct gather *g, size_t count, uint64_t sync_us) {
    size_t all = g->answered_count + count;
    if (sync_us < SYNC_MIN_US || !g->answered_count || all <= 2)
        return false;
    return g->work_us * all / g->answered_count <= sync_us;
}

static uint64_t at_most(uint64_t us, uint64_t max_us) {
    return us < max_us ? us : max_us;
}

static uint64_t step_of(uint64_t sync_us) {
    return sync_us / STEP_PART > STEP_MIN_US ? sync_us / STEP_PART : STEP_MIN_US;
}

uint64_t gather_step_us(struct gather *g, size_t count, uint64_t now_us, uint64_t sync_us) {
    bool more_came = count > g->seen_count;
    uint64_t pause_us = at_most(sync_us / PAUSE_PART, PAUSE_MAX_US);
    if (!g->seen_count && now_us < g->answered_us + pause_us && worth_it(g, count, sync_us))
        g->until_us = now_us + pause_us;
    g->seen_count = count;
    if (!more_came || count >= LIMIT_TURN_COMMANDS || now_us >= g->until_us)
        return 0;
    return at_most(step_of(sync_us), g->until_us - now_us);
}

void gather_answered(struct gather *g, size_t count, uint64_t now_us, uint64_t work_us) {
    *g = (struct gather){.answered_us = now_us, .work_us = work_us, .answered_count = count};
}
