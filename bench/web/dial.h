// dial.h - a connection to a server on the loopback, plain or over TLS (whose certificate is not
// looked at: it is the bench's own).
#ifndef HALLQ_BENCH_DIAL_H
#define HALLQ_BENCH_DIAL_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct dial {
    int fd; // -1: closed
    gnutls_session_t tls;
};

// dial_open: connects and shakes hands; blocks. `small`: with little room for what was not read.
// False: refused; errno says why.
bool dial_open(struct dial *l, uint16_t port, bool tls, bool small);

// dial_read: what is there now, without waiting; 0: nothing. -1: the connection is over.
ssize_t dial_read(struct dial *l, char *to, size_t size);

// dial_read_some: as dial_read, but waits for something.
ssize_t dial_read_some(struct dial *l, char *to, size_t size);

// dial_write: all of it; waits where it must. False: the connection is over.
bool dial_write(struct dial *l, const char *bytes, size_t size);

void dial_close(struct dial *l);

#endif
