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

bool secret_equal(const char *a, const char *b) {
    size_t size = strlen(a);
    return size == strlen(b) && !sodium_memcmp(a, b, size);
}

void secret_wipe(void *at, size_t size) {
    sodium_memzero(at, size);
}
