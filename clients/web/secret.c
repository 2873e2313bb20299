#include "secret.h"

#include <sodium.h>
#include <string.h>

bool secret_start(void) {
    return sodium_init() >= 0;
}

void secret_random(void *to, size_t size) {
    randombytes_buf(to, size);
}

void secret_hash(void *to, size_t size, const char *use, const void *bytes, size_t byte_count) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, size);
    crypto_generichash_update(&state, (const unsigned char *)use, strlen(use) + 1);
    crypto_generichash_update(&state, bytes, byte_count);
    crypto_generichash_final(&state, to, size);
}

void secret_print(char *to, size_t room, const void *bytes, size_t size) {
    sodium_bin2base64(to, room, bytes, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool secret_read(const char *text, void *to, size_t size) {
    size_t read_size = 0;
    const char *end = NULL;
    return !sodium_base642bin(to, size, text, strlen(text), NULL, &read_size, &end,
                              sodium_base64_VARIANT_URLSAFE_NO_PADDING) &&
           read_size == size && !*end;
}

size_t secret_read_base64(const char *text, void *to, size_t room) {
    size_t size = 0;
    const char *end = NULL;
    bool padded = strchr(text, '=');
    int err = sodium_base642bin(to, room, text, strlen(text), NULL, &size, &end,
                                padded ? sodium_base64_VARIANT_ORIGINAL
                                       : sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    return err || *end ? 0 : size;
}

void secret_sign(char to[SECRET_SIGNATURE_SIZE], const void *key, size_t key_size, const void *text,
                 size_t text_size) {
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, key_size);
    crypto_auth_hmacsha256_update(&state, text, text_size);
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_memzero(&state, sizeof state);
    sodium_bin2base64(to, SECRET_SIGNATURE_SIZE, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL);
}

bool secret_equal(const char *a, const char *b) {
    size_t size = strlen(a);
    return size == strlen(b) && !sodium_memcmp(a, b, size);
}

void secret_wipe(void *at, size_t size) {
    sodium_memzero(at, size);
}
