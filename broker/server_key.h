// server_key.h - whether the server's key is the hall's own.
#ifndef HALLQ_SERVER_KEY_H
#define HALLQ_SERVER_KEY_H

#include "broker/broker.h"

// server_key_learn: of the key that b->net has: the store learns it, and the one beside it that is to
// come (server.key.next). ERR_DENIED: the store does not know it and it follows none that is known, or it
// is a device's; errors of the store. Blocks for the disk.
int server_key_learn(struct broker *b);

#endif
