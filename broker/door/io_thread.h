// io_thread.h - libzmq's two I/O threads: which socket belongs to which, and how they share the
// machine.
#ifndef HALLQ_IO_THREAD_H
#define HALLQ_IO_THREAD_H

enum io_thread { IO_COMMANDS, IO_FEEDS, IO_THREADS };

// io_thread_yield: where processors are scarce, gives the thread less of them than the loop and the
// other threads get. Called once a socket is open; waits until the thread has run, a second or so
// at most. Does nothing if this process has no thread of that name, or the kernel refuses.
void io_thread_yield(enum io_thread thread);

#endif
