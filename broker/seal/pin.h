// pin.h - hashes of PINs, under a key of the data folder (pin_key.h), which is seal_pin_key's.
#ifndef HALLQ_SEAL_PIN_H
#define HALLQ_SEAL_PIN_H

#include <stdbool.h>
#include <stddef.h>

// argon2id, the cost of one hash: 64 MiB of memory, two passes, about 60 ms on a small machine.
#define SEAL_PIN_MEMORY_BYTES (64u << 20)
#define SEAL_PIN_PASSES 2
#define SEAL_PIN_HASH_SIZE 160    // bytes of a hash, the closing NUL included
#define SEAL_PIN_WRAPPED_SIZE 200 // bytes of a hash of an earlier version under the key

struct pin_key;

// PIN hashes are made under a key of this data folder, keys/pin.key, which is in no backup: a stolen
// backup tells nothing of a PIN of four digits. Those of an earlier version are put under it at the start. The functions
// may be called from any thread, as long as the key's ring is there.

// seal_pin_hash: a salted hash to store, NUL-terminated text. Slow on purpose: on a worker, few at
// a time. ERR_NO_MEMORY.
int seal_pin_hash(const struct pin_key *key, const char *pin, char ret_hash[SEAL_PIN_HASH_SIZE]);

// seal_pin_matches: whether the PIN gave this stored hash; false for a hash that is none. As slow
// as the above.
bool seal_pin_matches(const struct pin_key *key, const void *hash, size_t hash_size,
                      const char *pin);

// seal_pin_wrap: puts a hash of an earlier version under the key without its PIN; it matches as
// before. Returns the size of what is to be stored in its place; 0: it is under a key, or is no hash.
size_t seal_pin_wrap(const struct pin_key *key, const void *hash, size_t hash_size,
                     unsigned char ret[SEAL_PIN_WRAPPED_SIZE]);

// seal_pin_is_keyed: made with some key; false for one of an earlier version, also where that was put under a
// key: it is made anew when the PIN is given. seal_pin_key_here: under this key, or under none: under
// another, no PIN matches it any more.
bool seal_pin_is_keyed(const void *hash, size_t hash_size);
bool seal_pin_key_here(const struct pin_key *key, const void *hash, size_t hash_size);

#endif
