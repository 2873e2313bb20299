// keypair.h - new CURVE keys. Beside libhallq the one place among the clients that knows ZeroMQ.
#ifndef HALLQ_ADMIN_KEYPAIR_H
#define HALLQ_ADMIN_KEYPAIR_H

#include "base/server_keys.h"
#include "clients/libhallq/keyfile.h"

#define KEYPAIR_RAW_SIZE 32

struct keypair {
    char public_key[HALLQ_KEY_SIZE]; // Z85
    char secret_key[HALLQ_KEY_SIZE];
    unsigned char raw_public[KEYPAIR_RAW_SIZE];
    struct server_keys followed; // those before it (base/server_keys.h)
};

// keypair_init: a new pair. ERR_SYSTEM. keypair_fini: wipes it.
int keypair_init(struct keypair *k);
void keypair_fini(struct keypair *k);

// keypair_write: the file of a server, mode 0600, synced: its pair as `public-key:` and
// `secret-key:` lines, and those that it follows. ERR_EXISTS, ERR_DENIED, ERR_DISK_FULL, ERR_IO and others of err_of_errno. Blocks.
int keypair_write(const struct keypair *k, const char *path);

// keypair_read: reads such a file back. ERR_NOT_FOUND, ERR_IO; ERR_DENIED: we may not read it, or others
// may; ERR_INVALID: it holds no pair, or two halves of different ones; ERR_EXISTS: it is a client's.
int keypair_read(struct keypair *k, const char *path);

#endif
