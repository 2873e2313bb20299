// random.h - bytes that cannot be guessed. Any thread may call it.
#ifndef HALLQ_SEAL_RANDOM_H
#define HALLQ_SEAL_RANDOM_H

#include <stddef.h>
#include <stdint.h>

// seal_random: fills `size` random bytes, for ticket codes, epochs and tokens.
void seal_random(void *ret_bytes, size_t size);

// seal_random_u64: a random number, never 0.
uint64_t seal_random_u64(void);

#endif
