// secret.h - random tokens, hashes of them, and their texts. The only file that knows libsodium.
#ifndef HALLQ_WEB_SECRET_H
#define HALLQ_WEB_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECRET_SIZE 32      // bytes of a token
#define SECRET_TEXT_SIZE 44 // of its text, and a NUL

// secret_start: before any other; false: the library does not work here.
bool secret_start(void);

void secret_random(void *to, size_t size);

// secret_hash: a hash of `size` bytes (16 to 64) of these bytes, under a name that keeps the hashes
// of one use apart from those of another.
void secret_hash(void *to, size_t size, const char *use, const void *bytes, size_t byte_count);

// secret_print: base64url without padding; `to` has room for 4 characters for each 3 bytes begun
// and a NUL. secret_read: exactly `size` bytes from such a text; false: it is none.
void secret_print(char *to, size_t room, const void *bytes, size_t size);
bool secret_read(const char *text, void *to, size_t size);

// secret_read_base64: the bytes of a text in base64, `room` at most; 0: it is none.
size_t secret_read_base64(const char *text, void *to, size_t room);

// secret_sign: HMAC-SHA256 of a text under a key, in base64.
#define SECRET_SIGNATURE_SIZE 45
void secret_sign(char to[SECRET_SIGNATURE_SIZE], const void *key, size_t key_size, const void *text,
                 size_t text_size);

// secret_equal: compares texts in a time that tells nothing of where they differ.
bool secret_equal(const char *a, const char *b);

void secret_wipe(void *at, size_t size);

#endif
