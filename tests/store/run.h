// run.h - runs store-steps, bare or with one of the libraries of tests/faults/shim preloaded.
#ifndef HALLQ_TESTS_STORE_RUN_H
#define HALLQ_TESTS_STORE_RUN_H

#include <stddef.h>
#include <stdint.h>

struct run {
    const char *shim;         // "fail", "record", "slowsync"; NULL: none
    const char *const *env;   // "NAME=value", ended by NULL; may be NULL
    const char *folder;       // the data folder
    const char *const *steps; // ended by NULL
};

struct run_result {
    int status;         // exit status: an error code
    uint64_t last_turn; // the last it said was durable
    char said[512];     // the last line on stderr
};

// run_steps: waits for its end; fails the test if it dies by a signal.
void run_steps(const struct run *run, struct run_result *ret);

// built: a path below the build folder (HALLQ_BUILD).
void built(const char *name, char *ret, size_t ret_size);

#endif
