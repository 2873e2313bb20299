#include "broker/store/stride.h"

#define PAGES_FIRST 1024
#define CHANGE_MAX                                                                                 \
    2 // a single slow sync at most halves the stride; two quick checkpoints bring it back

void stride_init(struct stride *s) {
    s->pages = PAGES_FIRST;
}

static uint64_t within(uint64_t n, uint64_t least, uint64_t most) {
    return n < least ? least : n > most ? most : n;
}

void stride_measured(struct stride *s, uint32_t pages, uint64_t took_us, uint64_t period_us) {
    if (pages < s->pages / 2)
        return;
    uint64_t took = took_us ? took_us : 1, period = period_us < took ? took : period_us;
    uint64_t for_stall = (uint64_t)pages * STRIDE_WANTED_US / took;
    uint64_t for_share = (uint64_t)pages * took * STRIDE_SHARE / period;
    uint64_t wanted = for_stall > for_share ? for_stall : for_share;
    wanted = within(wanted, s->pages / CHANGE_MAX, (uint64_t)s->pages * CHANGE_MAX);
    s->pages = (uint32_t)within(wanted, STRIDE_PAGES_MIN, STRIDE_PAGES_MAX);
}
