// server_key.h - whether the server's key is the hall's own.
#ifndef HALLQ_SERVER_KEY_H
#define HALLQ_SERVER_KEY_H

#include "broker/door/net.h"
#include "broker/live/devices.h"
#include "broker/store/store.h"

// server_key_learn: the store learns the key that `net` has, and the next key in the data folder
// (server.key.next). ERR_DENIED: the store neither knows the key nor a key that it follows, or the
// key is a device's; errors of the store. Blocks for the disk.
int server_key_learn(struct store *store, const struct devices *devices, const struct net *net,
                     const char *data);

#endif
