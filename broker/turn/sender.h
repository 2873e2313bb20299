// sender.h - a command's way into the inbox: its sender, its request, its size. A frame that cannot
// be read, or has no known sender, is refused in its turn; nothing is decided here.
#ifndef HALLQ_SENDER_H
#define HALLQ_SENDER_H

#include "broker/door/net.h"
#include "broker/live/halls.h"
#include "broker/live/leases.h"
#include "broker/live/presence.h"
#include "broker/turn/inbox.h"

struct sender {
    struct inbox *inbox;
    const struct net *net; // says whether keys tell the sender
    const struct devices *devices;
    struct leases *leases;
    struct presences *presences;
    const struct halls *halls;
};

// sender_frame: takes a frame from the router.
void sender_frame(struct sender *s, const struct peer *peer, const char *user_id, const void *frame,
                  size_t frame_size);

// sender_job: takes a job whose work is done and whose command is decided now, and wakes the turn.
// The key of the connection is checked again: it may have ended. False: the inbox is full.
bool sender_job(struct sender *s, struct job *job);

#endif
