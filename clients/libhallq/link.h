// link.h - the connection for commands: frames out, frames in, and whether the broker answers.
#ifndef HALLQ_LINK_H
#define HALLQ_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "hallq.h"
#include "io.h"

struct link_socket;

struct link {
    uv_loop_t *loop;
    struct io *io;
    const char *endpoint;
    struct io_keys
        *keys;  // its two server keys change places when the broker turns out to have the second
    void *data; // belongs to the user of the link
    void (*frame_cb)(struct link *l, const void *frame, size_t frame_size);
    void (*connected_cb)(struct link *l); // a new connection: frames sent before may be lost
    void (*state_cb)(struct link *l, enum hallq_link);
    void (*ping_cb)(struct link *l);   // the link is quiet: send a ping
    void (*closed_cb)(struct link *l); // after link_close
    enum hallq_link state;
    bool connected;             // the handshake of the socket in use is done
    uint64_t connected_ms;      // loop time of the TCP connection whose handshake is awaited
    uint64_t next_connected_ms; // of the next connection, told before the last try's end; 0: none
    bool undecided;             // a handshake is awaited
    bool dialled;               // an address was tried since the last retry, so the name has one
    bool nameless;              // the last try found no address for the name
    struct link_socket *now;    // the socket in use
    unsigned sockets;           // the socket in use, and those still closing
    unsigned quiet_rounds;      // rounds in a row without any answer
    unsigned hang_ups;          // tries that seem to be ended by the peer
    uint64_t hang_ups_since_ms; // loop time of when no try was left to be seen, and hang_ups 0
    unsigned strangers;         // tries in a row of which libzmq says that the peer is a stranger
    unsigned hung_handshakes;   // handshakes in which the peer fell silent, or too few hung up
    bool other_key;             // the next socket is made with the other server key
    unsigned heard;             // frames since the last round
    bool closing;
    uv_timer_t timer, patience;
    int timers_open;
};

// link_open: connects; fills in the fields that the caller has not set. ERR_INVALID: the endpoint
// or a key is malformed.
int link_open(struct link *l);

// link_close: ends the link; closed_cb comes from the loop when its sockets and timers are closed.
void link_close(struct link *l);

// link_send: sends a frame. ERR_OK, or ERR_AGAIN when there is no connection to take it.
int link_send(struct link *l, const void *frame, size_t frame_size);

// link_answered: says that a frame of frame_cb was a reply; `revoked`: the reply says that our key
// was revoked.
void link_answered(struct link *l, bool revoked);

#endif
