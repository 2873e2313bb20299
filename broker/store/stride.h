// stride.h - how many pages may change until the next checkpoint. A checkpoint holds the loop up for as long as the disk takes
// for its pages, so where the disk is quick it comes early and is short. Two syncs are in each, however few its pages:
// where these are slow, fewer pages would give as long a stall more often. So what checkpoints take in all is bounded
// as well, and goes first.
#ifndef HALLQ_STORE_STRIDE_H
#define HALLQ_STORE_STRIDE_H

#include <stdint.h>

#define STRIDE_PAGES_MIN 128
#define STRIDE_PAGES_MAX 4096 // 16 MiB, far below the 130,000 pages where LMDB spills
#define STRIDE_WANTED_US 2000 // what a checkpoint may take
#define STRIDE_SHARE 12       // one part in so many of the time that all may take

struct stride {
    uint32_t pages;
};

// stride_init: the stride of a disk that is not known yet.
void stride_init(struct stride *s);

// stride_measured: a checkpoint of so many pages took took_us, of the period_us since the one before had ended. One that came
// long before it was due says nothing and is passed over.
void stride_measured(struct stride *s, uint32_t pages, uint64_t took_us, uint64_t period_us);

#endif
