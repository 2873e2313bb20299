// server_key.h - whether the server's key is the hall's own.
#ifndef HALLQ_SERVER_KEY_H
#define HALLQ_SERVER_KEY_H

#include "broker/door/net.h"
#include "broker/live/devices.h"
#include "broker/store/store.h"

// server_key_learn: of the key that `net` has: the store learns it, and the one in the data folder that is
// to come (server.key.next). ERR_DENIED: the store does not know it and it follows none that is known, or it
// is a device's; errors of the store. Blocks for the disk.
int server_key_learn(struct store *store, const struct devices *devices, const struct net *net,
                     const char *data);

#endif
