#include "broker/seal/master.h"

#include <sodium.h>
#include <string.h>

#define MAGIC "hallqky3"
#define MAGIC_SIZE 8
#define ID_SIZE sizeof(((struct master *)0)->id)
#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE crypto_aead_xchacha20poly1305_ietf_ABYTES
#define HEAD_SIZE (MAGIC_SIZE + ID_SIZE + NONCE_SIZE)
#define PLACE_SIZE 8 // bytes of hall and day

_Static_assert(HEAD_SIZE + TAG_SIZE == MASTER_OVERHEAD, "as in master.h");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == KEY_SIZE, "as in keytree.h");

void master_make(struct master *m, const void *secret, size_t secret_size) {
    static const char what[] = "which master key";
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash(m->key, KEY_SIZE, secret, secret_size, NULL, 0);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)what, sizeof what, m->key,
                       KEY_SIZE);
    memcpy(m->id, hash, ID_SIZE);
    m->here = true;
}

bool master_wrapped(const unsigned char *data, size_t size) {
    return size >= MASTER_OVERHEAD && !memcmp(data, MAGIC, MAGIC_SIZE);
}

static void place_write(uint32_t hall, int32_t day, unsigned char ret[PLACE_SIZE]) {
    for (int i = 0; i < 4; i++) {
        ret[i] = (unsigned char)(hall >> (24 - 8 * i));
        ret[4 + i] = (unsigned char)((uint32_t)day >> (24 - 8 * i));
    }
}

void master_wrap(const struct master *m, uint32_t hall, int32_t day, const unsigned char *data,
                 size_t size, unsigned char *ret) {
    unsigned char place[PLACE_SIZE], *nonce = ret + MAGIC_SIZE + ID_SIZE;
    place_write(hall, day, place);
    memcpy(ret, MAGIC, MAGIC_SIZE);
    memcpy(ret + MAGIC_SIZE, m->id, ID_SIZE);
    randombytes_buf(nonce, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(ret + HEAD_SIZE, NULL, data, size, place,
                                               sizeof place, NULL, nonce, m->key);
}

int master_unwrap(const struct master *m, uint32_t hall, int32_t day, const unsigned char *data,
                  size_t size, unsigned char *ret) {
    unsigned char place[PLACE_SIZE];
    if (!master_wrapped(data, size))
        return ERR_CORRUPT;
    if (!m->here || memcmp(data + MAGIC_SIZE, m->id, ID_SIZE) != 0)
        return ERR_CLOSED;
    place_write(hall, day, place);
    int rc = crypto_aead_xchacha20poly1305_ietf_decrypt(ret, NULL, NULL, data + HEAD_SIZE,
                                                        size - HEAD_SIZE, place, sizeof place,
                                                        data + MAGIC_SIZE + ID_SIZE, m->key);
    return rc ? ERR_CORRUPT : ERR_OK;
}
