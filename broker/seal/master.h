// master.h - the master key of a data folder, which encrypts the files in keys/ if there is one.
// The key lies elsewhere (systemd's credential, perhaps in a TPM), so that a copy of the folder
// tells nothing.
//
//     0        8           16      40                  n + 40  n + 56
//     ├────────┼───────────┼───────┼───────────────────┼───────┤
//     │ magic  │ master id │ nonce │ a file of keys/   │ tag   │   associated data: hall, day
//     └────────┴───────────┴───────┴───────────────────┴───────┘
//
// Only the files of this folder use it.
#ifndef HALLQ_SEAL_MASTER_H
#define HALLQ_SEAL_MASTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "broker/seal/keytree.h"

#define MASTER_OVERHEAD 56 // bytes by which a wrapped file is larger

struct master {
    bool here;
    unsigned char key[KEY_SIZE];
    unsigned char id[8];
};

// master_make: makes the key from the bytes of the credential, which are hashed.
void master_make(struct master *m, const void *secret, size_t secret_size);

// master_wrapped: whether the bytes are a file under a master key.
bool master_wrapped(const unsigned char *data, size_t size);

// master_wrap: encrypts size bytes into ret, which takes size + MASTER_OVERHEAD.
void master_wrap(const struct master *m, uint32_t hall, int32_t day, const unsigned char *data,
                 size_t size, unsigned char *ret);

// master_unwrap: decrypts size bytes into ret, which takes size - MASTER_OVERHEAD. ERR_CLOSED: the
// bytes are under a master key that is not here; ERR_CORRUPT.
int master_unwrap(const struct master *m, uint32_t hall, int32_t day, const unsigned char *data,
                  size_t size, unsigned char *ret);

#endif
