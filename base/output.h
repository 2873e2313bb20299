// output.h - standard output of a program that prints and ends: what could not be written is found
// out at its end, as with close_stdout of gnulib.
#ifndef HALLQ_OUTPUT_H
#define HALLQ_OUTPUT_H

// output_standard_fill: closed standard descriptors are filled, before anything else is opened: what is
// opened next would become one of them, and libuv ends a process that closes one. By /dev/null, which
// gives nothing to read and refuses what is written, so that output that is lost is told.
void output_standard_fill(void);

// output_note: remembers errno of a write that failed; the first counts.
void output_note(int error_number);

// output_close: writes out what stdout holds and closes it. 0, or the errno of what could not be
// written: ENOSPC for a full disk, EPIPE for a reader that went away.
int output_close(void);

#endif
