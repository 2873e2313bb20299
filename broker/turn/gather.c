#include "broker/turn/gather.h"

#include "base/limit.h"

#define SYNC_MIN_US 300   // for a shorter sync a step costs more than it can save
#define PAUSE_MAX_US 5000 // the longest pause, however slow the disk
#define STEP_PART 20      // a step in vain loses a 20th of a sync,
#define STEP_MIN_US 30    // or 30 us, to which the kernel adds some 50,
#define STEP_EACH_US 14   // or 14 us for each answer: libzmq's thread writes all before it reads on

void gather_answered(struct gather *g, size_t count, uint64_t now_us, uint64_t work_us) {
    *g = (struct gather){.answered_us = now_us, .work_us = work_us, .answered_count = count};
}

bool gather_wants_look(const struct gather *g, uint64_t sync_us) {
    return !g->looked && g->answered_count > 1 && sync_us >= SYNC_MIN_US;
}

// Whether one turn would be quicker for all: the clients that were answered and the commands here.
static bool worth_it(const struct gather *g, size_t count, uint64_t sync_us) {
    size_t all = g->answered_count + count;
    if (sync_us < SYNC_MIN_US || !g->answered_count || all <= 2)
        return false;
    return g->work_us * all / g->answered_count <= sync_us;
}

static uint64_t at_most(uint64_t us, uint64_t max_us) {
    return us < max_us ? us : max_us;
}

static uint64_t at_least(uint64_t us, uint64_t min_us) {
    return us > min_us ? us : min_us;
}

static uint64_t step_of(const struct gather *g, uint64_t sync_us) {
    return at_least(at_least(sync_us / STEP_PART, STEP_MIN_US), STEP_EACH_US * g->answered_count);
}

uint64_t gather_step_us(struct gather *g, size_t count, uint64_t now_us, uint64_t sync_us) {
    bool more_came = count > g->seen_count;
    uint64_t pause_us = at_most(sync_us, PAUSE_MAX_US);
    if (!g->looked)
        g->others_count = count;
    g->looked = true;
    if (count && !g->seen_count && worth_it(g, count, sync_us))
        g->until_us = g->answered_us + pause_us;
    g->seen_count = count;
    bool all_here = count >= g->others_count + g->answered_count;
    if (!more_came || all_here || count >= LIMIT_TURN_COMMANDS || now_us >= g->until_us)
        return 0;
    return at_most(step_of(g, sync_us), g->until_us - now_us);
}
