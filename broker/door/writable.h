// writable.h - spares libzmq's I/O threads two calls of the kernel for each answer.
//
// libzmq asks epoll for writability before it writes to a peer that was silent, and takes the wish back after the write: two
// epoll_ctl beside the one send. Nearly always the socket took everything, and will again. So hallqd has epoll_ctl, epoll_wait
// and send of its own, which libzmq finds before libc's: while the last send on a socket was taken whole, a wish for
// writability stays here and is answered at once; when a send is not taken whole, the kernel is told what is wished.
//
// The one thing that is asked of the caller is what epoll asks of everybody: to bear a socket that is called writable and then
// takes nothing. It holds for sockets that a thread sends to by send() and waits for by epoll_wait(), which in hallqd are
// those of libzmq's I/O threads; libuv writes by other calls, and is passed through.
#ifndef HALLQ_WRITABLE_H
#define HALLQ_WRITABLE_H

#include <stdbool.h>
#include <stdint.h>

// writable_assume: from here on, or no longer. Called before libzmq makes its threads. Stays off under a libzmq that it
// was not tested with.
void writable_assume(bool on);

// writable_spared: calls of the kernel spared so far.
uint64_t writable_spared(void);

#endif
