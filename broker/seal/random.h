// random.h - bytes that nobody can guess. From any thread.
#ifndef HALLQ_SEAL_RANDOM_H
#define HALLQ_SEAL_RANDOM_H

#include <stddef.h>
#include <stdint.h>

// seal_random: fills with bytes nobody can guess. For ticket codes, epochs, tokens.
void seal_random(void *ret_bytes, size_t size);

// seal_random_u64: never 0.
uint64_t seal_random_u64(void);

#endif
