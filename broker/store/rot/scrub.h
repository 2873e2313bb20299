// scrub.h - looks slowly through a running store.
#ifndef HALLQ_STORE_SCRUB_H
#define HALLQ_STORE_SCRUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/table.h"
#include "broker/store/report/why.h"

struct store_read;

// A slow look at a running store, in portions. Zero it to begin.
struct store_scrub {
    uint64_t row_count;
    uint64_t bad_row_count;
    struct store_why first; // first bad record, empty if none
    enum table table;       // where the next portion goes on
    unsigned char key[TABLE_KEY_MAX];
    size_t key_size;
    bool done; // all tables were read
};

// store_scrub: reads at most row_max rows further, checks their checksums, goes on after bad rows.
// ERR_OK also if bad rows were found. Runs on a worker, with a fresh read transaction for each
// call.
int store_scrub(struct store_read *read, struct store_scrub *scrub, size_t row_max);

#endif
