#include "broker/seal/random.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define POOL_SIZE 256 // bytes that libsodium gets with one system call

// Random bytes drawn and not given out yet, so that not every ticket's code costs a system call.
// Each byte is wiped as it is given out, and each thread has its own pool. A child of fork would
// give out the parent's bytes again; no code here forks.
static _Thread_local struct {
    unsigned char bytes[POOL_SIZE];
    size_t left;
} pool;

static void pool_fill(void) {
    if (sodium_init() < 0)
        abort(); // nothing may be sealed or named without randomness
    randombytes_buf(pool.bytes, POOL_SIZE);
    pool.left = POOL_SIZE;
}

static void pool_give(unsigned char *to, size_t size) {
    if (pool.left < size)
        pool_fill();
    pool.left -= size;
    memcpy(to, pool.bytes + pool.left, size);
    sodium_memzero(pool.bytes + pool.left, size);
}

void seal_random(void *ret_bytes, size_t size) {
    for (unsigned char *to = ret_bytes; size > 0;) {
        size_t part_size = size < POOL_SIZE ? size : POOL_SIZE;
        pool_give(to, part_size);
        to += part_size;
        size -= part_size;
    }
}

uint64_t seal_random_u64(void) {
    uint64_t value = 0;
    while (value == 0)
        seal_random(&value, sizeof value);
    return value;
}
