// io_thread.h - libzmq's two I/O threads: which socket belongs to which, and how they share the
// machine.
#ifndef HALLQ_IO_THREAD_H
#define HALLQ_IO_THREAD_H

enum io_thread { IO_COMMANDS, IO_FEEDS, IO_THREADS };

// io_thread_yield: where processors are scarce, the thread gets less of them than the loop and the
// other threads. To be called once a socket is open; waits until the thread has run, a second or so
// at most. Nothing happens if it is not found among this process's, or the kernel refuses.
void io_thread_yield(enum io_thread thread);

#endif
