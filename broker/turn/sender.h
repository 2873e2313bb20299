// sender.h - a command's way into the inbox: who sent it, what it asks, how large it is. What cannot be
// read, or comes from nobody known, is refused in its turn; nothing is decided here.
#ifndef HALLQ_SENDER_H
#define HALLQ_SENDER_H

#include "broker/door/net.h"
#include "broker/live/halls.h"
#include "broker/live/leases.h"
#include "broker/live/presence.h"
#include "broker/turn/inbox.h"

struct sender {
    struct inbox *inbox;
    const struct net *net; // whether keys say who sends
    const struct devices *devices;
    struct leases *leases;
    struct presences *presences;
    const struct halls *halls;
};

// sender_frame: takes a frame of the router.
void sender_frame(struct sender *s, const struct peer *peer, const char *user_id, const void *frame,
                  size_t frame_size);

// sender_job: takes a job whose command is decided now that its work is done, and wakes the turn;
// false: the inbox is full. A key may have ended meanwhile.
bool sender_job(struct sender *s, struct job *job);

#endif
