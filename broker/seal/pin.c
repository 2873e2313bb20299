// PIN hashes: argon2id over a keyed BLAKE2b of the PIN. Four digits are ten thousand tries: against
// the hash alone, from a backup, they take an hour; under the key only the broker can try, at the
// rate it allows.
//
//     $hallq1$0123456789abcdef$argon2id$v=19$m=65536,t=2,p=1$salt$hash
//             key
//
// A hash without the first two parts is of an earlier version, over the PIN itself. That hash is
// put under the key whole, since its PIN is not known here:
//
//     $hallqw$0123456789abcdef, nonce, XChaCha20-Poly1305 of the hash   (with the head as associated data)
#include "broker/seal/pin.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "broker/seal/pin_key.h"

#define MARK "$hallq1$"
#define MARK_WRAPPED "$hallqw$"
#define MARK_SIZE (sizeof MARK - 1)
#define HEAD_SIZE (MARK_SIZE + PIN_KEY_ID_SIZE)

#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE crypto_aead_xchacha20poly1305_ietf_ABYTES
#define WRAPPED_OVER (HEAD_SIZE + NONCE_SIZE + TAG_SIZE) // bytes by which a wrapped hash is longer

_Static_assert(sizeof MARK_WRAPPED == sizeof MARK, "one head");
_Static_assert(crypto_pwhash_STRBYTES + WRAPPED_OVER <= SEAL_PIN_WRAPPED_SIZE, "as in pin.h");
_Static_assert(crypto_pwhash_STRBYTES + HEAD_SIZE <= SEAL_PIN_HASH_SIZE, "as in pin.h");

// Makes the value that argon2id is computed over instead of the PIN.
static void pin_key_use(const struct pin_key *key, const char *pin, unsigned char ret[KEY_SIZE]) {
    crypto_generichash(ret, KEY_SIZE, (const unsigned char *)pin, strlen(pin), key->key, KEY_SIZE);
}

int seal_pin_hash(const struct pin_key *key, const char *pin, char ret_hash[SEAL_PIN_HASH_SIZE]) {
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

static bool is_wrapped(const void *hash, size_t hash_size) {
    return hash_size > WRAPPED_OVER && !memcmp(hash, MARK_WRAPPED, MARK_SIZE);
}

bool seal_pin_key_here(const struct pin_key *key, const void *hash, size_t hash_size) {
    if (!seal_pin_is_keyed(hash, hash_size) && !is_wrapped(hash, hash_size))
        return true;
    return !memcmp((const char *)hash + MARK_SIZE, key->id, PIN_KEY_ID_SIZE);
}

// Makes the key that hashes are wrapped under, which is not the key that PINs are hashed with.
static void wrap_key_make(const struct pin_key *key, unsigned char ret[KEY_SIZE]) {
    static const char what[] = "hashes of an earlier version";
    crypto_generichash(ret, KEY_SIZE, (const unsigned char *)what, sizeof what, key->key, KEY_SIZE);
}

size_t seal_pin_wrap(const struct pin_key *key, const void *hash, size_t hash_size,
                     unsigned char ret[SEAL_PIN_WRAPPED_SIZE]) {
    unsigned char wrap_key[KEY_SIZE], *nonce = ret + HEAD_SIZE;
    if (!hash_size || hash_size > crypto_pwhash_STRBYTES || seal_pin_is_keyed(hash, hash_size) ||
        is_wrapped(hash, hash_size))
        return 0;
    memcpy(ret, MARK_WRAPPED, MARK_SIZE);
    memcpy(ret + MARK_SIZE, key->id, PIN_KEY_ID_SIZE);
    randombytes_buf(nonce, NONCE_SIZE);
    wrap_key_make(key, wrap_key);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE_SIZE, NULL, hash, hash_size, ret,
                                               HEAD_SIZE, NULL, nonce, wrap_key);
    sodium_memzero(wrap_key, sizeof wrap_key);
    return hash_size + WRAPPED_OVER;
}

// Decrypts a wrapped hash into ret and returns its size; 0: the hash is not under this key, or not
// whole.
static size_t unwrap(const struct pin_key *key, const unsigned char *hash, size_t hash_size,
                     char ret[crypto_pwhash_STRBYTES]) {
    unsigned char wrap_key[KEY_SIZE];
    const unsigned char *nonce = hash + HEAD_SIZE;
    size_t size = hash_size - WRAPPED_OVER;
    if (size > crypto_pwhash_STRBYTES)
        return 0;
    wrap_key_make(key, wrap_key);
    int rc = crypto_aead_xchacha20poly1305_ietf_decrypt(
        (unsigned char *)ret, NULL, NULL, nonce + NONCE_SIZE, hash_size - HEAD_SIZE - NONCE_SIZE,
        hash, HEAD_SIZE, nonce, wrap_key);
    sodium_memzero(wrap_key, sizeof wrap_key);
    return rc ? 0 : size;
}

// Matches a hash of an earlier version, over the PIN itself.
static bool plain_matches(const char *hash, size_t hash_size, const char *pin) {
    char text[crypto_pwhash_STRBYTES] = {0};
    size_t size = strnlen(hash, hash_size);
    if (!size || size >= sizeof text)
        return false;
    memcpy(text, hash, size);
    return crypto_pwhash_str_verify(text, pin, strlen(pin)) == 0;
}

bool seal_pin_matches(const struct pin_key *key, const void *hash, size_t hash_size,
                      const char *pin) {
    unsigned char under_key[KEY_SIZE];
    char text[crypto_pwhash_STRBYTES] = {0};
    if (is_wrapped(hash, hash_size))
        return plain_matches(text, unwrap(key, hash, hash_size, text), pin);
    if (!seal_pin_is_keyed(hash, hash_size))
        return plain_matches(hash, hash_size, pin);
    size_t size = strnlen((const char *)hash + HEAD_SIZE, hash_size - HEAD_SIZE);
    if (!size || size >= sizeof text || !seal_pin_key_here(key, hash, hash_size))
        return false;
    memcpy(text, (const char *)hash + HEAD_SIZE, size);
    pin_key_use(key, pin, under_key);
    bool matches = crypto_pwhash_str_verify(text, (const char *)under_key, sizeof under_key) == 0;
    sodium_memzero(under_key, sizeof under_key);
    return matches;
}
