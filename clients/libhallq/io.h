// io.h - ZeroMQ's side of a client: the I/O thread that clients may share, and sockets set up
// alike.
#ifndef HALLQ_IO_H
#define HALLQ_IO_H

// Memory of one decoded message: a full frame of small events takes some ten times its size.
#define IO_UNPACK_MEMORY (32 * 1024 * 1024)

struct io; // counted: one ZeroMQ context

struct io_keys {
    const char *server_key;      // NULL: there are no keys
    const char *server_key_next; // NULL: the broker is to have no other key
    const char *public_key;
    const char *secret_key;
};

// io_create: makes a context, NULL without memory or file descriptors. io_share: adds a user to it.
// io_release: takes a user away; the last one ends the context, whose sockets are all closed by
// then. NULL is left alone.
struct io *io_create(void);
struct io *io_share(struct io *io);
void io_release(struct io *io);

// io_connect: a socket of this ZeroMQ type with the project's limits, connected. monitor (may be
// NULL): an inproc name under which its connection events are told. Returns NULL when the endpoint
// or a key is malformed.
void *io_connect(struct io *io, int type, const struct io_keys *keys, const char *endpoint,
                 const char *monitor);

// io_monitor: the socket that receives the connection events told under this name.
void *io_monitor(struct io *io, const char *monitor);

#endif
