// pin_key.h - the key that PIN hashes are made under: a file of keys/ that belongs to no day.
#ifndef HALLQ_SEAL_PIN_KEY_H
#define HALLQ_SEAL_PIN_KEY_H

#include "broker/seal/day_key.h"

#define PIN_KEY_FILE "pin.key"
#define PIN_KEY_ID_SIZE 16 // hexadecimal digits

struct pin_key {
    unsigned char key[KEY_SIZE];
    char id[PIN_KEY_ID_SIZE + 1]; // stands in each hash made under it
};

// pin_key_load: reads keys/pin.key; makes a missing file first. ERR_CORRUPT; other errors as
// own_key_need. Blocks.
int pin_key_load(const struct key_folder *folder, struct pin_key *ret);

#endif
