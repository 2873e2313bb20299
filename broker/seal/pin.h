// pin.h - hashes of PINs, under a key of the data folder (pin_key.h), which seal_pin_key gives.
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

// PIN hashes are made under a key of this data folder, keys/pin.key, which is in no backup: a
// stolen backup tells nothing of a PIN of four digits. Hashes of an earlier version are put under
// the key at the start. The functions may be called from any thread, as long as the key's ring
// lives.

// seal_pin_hash: makes a salted hash to store, a NUL-terminated text. Slow on purpose: call it on a
// worker, few at a time. ERR_NO_MEMORY.
int seal_pin_hash(const struct pin_key *key, const char *pin, char ret_hash[SEAL_PIN_HASH_SIZE]);

// seal_pin_matches: whether the PIN gave this stored hash; false also for bytes that are no hash.
// As slow as seal_pin_hash.
bool seal_pin_matches(const struct pin_key *key, const void *hash, size_t hash_size,
                      const char *pin);

// seal_pin_wrap: puts a hash of an earlier version under the key without its PIN; the hash matches
// as before. Returns the size of the hash to store in its place; 0: the hash is under a key
// already, or is no hash.
size_t seal_pin_wrap(const struct pin_key *key, const void *hash, size_t hash_size,
                     unsigned char ret[SEAL_PIN_WRAPPED_SIZE]);

// seal_pin_is_keyed: whether the hash was made with a key; false for a hash of an earlier version,
// also after seal_pin_wrap: it is made anew when the PIN is given. seal_pin_key_here: whether the
// hash is under this key or under none; no PIN matches a hash under another key.
bool seal_pin_is_keyed(const void *hash, size_t hash_size);
bool seal_pin_key_here(const struct pin_key *key, const void *hash, size_t hash_size);

#endif
