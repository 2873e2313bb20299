// PIN hashes: argon2id over a keyed BLAKE2b of the PIN. Four digits are ten thousand tries: with the hash
// alone, out of a backup, that is an hour's work; with the key they are what the broker lets be tried.
//
//     $hallq1$0123456789abcdef$argon2id$v=19$m=65536,t=2,p=1$salt$hash
//             key
//
// One without the first two parts is of an earlier version, over the PIN itself.
#include "broker/seal/pin.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define MARK "$hallq1$"
#define MARK_SIZE (sizeof MARK - 1)
#define HEAD_SIZE (MARK_SIZE + PIN_KEY_ID_SIZE)

_Static_assert(crypto_pwhash_STRBYTES + HEAD_SIZE <= SEAL_PIN_HASH_SIZE, "as in seal.h");

int pin_key_load(const struct key_folder *folder, struct pin_key *ret) {
    static const char what[] = "which key of PINs";
    unsigned char id[crypto_generichash_BYTES_MIN];
    int err = keyfile_own(folder, SEAL_PIN_KEY, ret->key);
    if (err)
        return err;
    crypto_generichash(id, sizeof id, (const unsigned char *)what, sizeof what, ret->key, KEY_SIZE);
    sodium_bin2hex(ret->id, sizeof ret->id, id, PIN_KEY_ID_SIZE / 2);
    return ERR_OK;
}

// What argon2id is computed over instead of the PIN.
static void pin_key_use(const struct pin_key *key, const char *pin, unsigned char ret[KEY_SIZE]) {
    crypto_generichash(ret, KEY_SIZE, (const unsigned char *)pin, strlen(pin), key->key, KEY_SIZE);
}

int seal_pin_hash(const struct seal_ring *ring, const char *pin,
                  char ret_hash[SEAL_PIN_HASH_SIZE]) {
    const struct pin_key *key = seal_pin_key(ring);
    unsigned char under_key[KEY_SIZE];
    memset(ret_hash, 0, SEAL_PIN_HASH_SIZE);
    snprintf(ret_hash, SEAL_PIN_HASH_SIZE, MARK "%s", key->id);
    pin_key_use(key, pin, under_key);
    int rc =
        crypto_pwhash_str_alg(ret_hash + HEAD_SIZE, (const char *)under_key, sizeof under_key,
                              SEAL_PIN_PASSES, SEAL_PIN_MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13);
    sodium_memzero(under_key, sizeof under_key);
    return rc ? ERR_NO_MEMORY : ERR_OK;
}

bool seal_pin_is_keyed(const void *hash, size_t hash_size) {
    return hash_size > HEAD_SIZE && !memcmp(hash, MARK, MARK_SIZE);
}

bool seal_pin_key_here(const struct seal_ring *ring, const void *hash, size_t hash_size) {
    return !seal_pin_is_keyed(hash, hash_size) ||
           !memcmp((const char *)hash + MARK_SIZE, seal_pin_key(ring)->id, PIN_KEY_ID_SIZE);
}

bool seal_pin_matches(const struct seal_ring *ring, const void *hash, size_t hash_size,
                      const char *pin) {
    char text[crypto_pwhash_STRBYTES] = {0};
    unsigned char under_key[KEY_SIZE];
    bool keyed = seal_pin_is_keyed(hash, hash_size);
    const char *from = (const char *)hash + (keyed ? HEAD_SIZE : 0);
    size_t size = hash_size - (keyed ? HEAD_SIZE : 0);
    if (size && !from[size - 1])
        size = strnlen(from, size);
    if (!size || size >= sizeof text || !seal_pin_key_here(ring, hash, hash_size))
        return false;
    memcpy(text, from, size);
    if (!keyed)
        return crypto_pwhash_str_verify(text, pin, strlen(pin)) == 0;
    pin_key_use(seal_pin_key(ring), pin, under_key);
    bool matches = crypto_pwhash_str_verify(text, (const char *)under_key, sizeof under_key) == 0;
    sodium_memzero(under_key, sizeof under_key);
    return matches;
}
