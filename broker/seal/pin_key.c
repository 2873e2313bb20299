#include "broker/seal/pin_key.h"

#include <sodium.h>

int pin_key_load(const struct key_folder *folder, struct pin_key *ret) {
    static const char what[] = "which key of PINs";
    unsigned char id[crypto_generichash_BYTES_MIN];
    int err = own_key_need(folder, PIN_KEY_FILE, ret->key);
    if (err)
        return err;
    crypto_generichash(id, sizeof id, (const unsigned char *)what, sizeof what, ret->key, KEY_SIZE);
    sodium_bin2hex(ret->id, sizeof ret->id, id, PIN_KEY_ID_SIZE / 2);
    return ERR_OK;
}
