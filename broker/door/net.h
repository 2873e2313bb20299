// net.h - the parts that all sockets of the broker share: one ZeroMQ context with two I/O threads,
// and the server's key. This folder is the only owner of ZeroMQ in the broker.
#ifndef HALLQ_NET_H
#define HALLQ_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bilingual.h"
#include "base/err.h"
#include "base/server_keys.h"

#define NET_KEY_SIZE 32      // a CURVE key
#define NET_KEY_TEXT_SIZE 41 // a key in Z85, with its NUL
#define NET_ENDPOINT_SIZE 256

// ZAP domains: the kinds of sockets that a key may want to enter.
#define NET_DOMAIN_COMMANDS "commands"
#define NET_DOMAIN_PUBLIC "public"
#define NET_DOMAIN_STAFF "staff"
#define NET_DOMAIN_LEAD "lead"

struct net {
    void *context;
    bool keyed; // every TCP endpoint asks for a key
    char secret_key[NET_KEY_TEXT_SIZE];
    char public_key[NET_KEY_TEXT_SIZE];
    struct server_keys followed; // earlier keys that this key follows, as its file says
};

// net_init: seeds rand(), for libzmq alone, and opens the context. ERR_SYSTEM.
int net_init(struct net *n);

// net_fini: ends the context and wipes the key; all sockets are closed by then. Blocks for the
// sockets' linger at most. Safe on a zeroed struct.
void net_fini(struct net *n);

// net_key_read: reads the server's secret key from a file that only its owner may read
// (base/private_file.h): a line `secret-key: <Z85>`, and the lines of base/server_keys.h; other
// lines are skipped. ERR_NOT_FOUND: there is no file, the broker runs without keys. ERR_DENIED:
// other users may read the file. ERR_INVALID, ERR_IO. *ret_why says why, without the path. Blocks.
int net_key_read(struct net *n, const char *path, struct bilingual *ret_why);

#endif
