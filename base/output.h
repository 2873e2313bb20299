// output.h - standard output of a program that prints and ends: a failed write is found out at the
// program's end, as with close_stdout of gnulib.
#ifndef HALLQ_OUTPUT_H
#define HALLQ_OUTPUT_H

// output_standard_fill: fills closed standard descriptors before anything else is opened: the next
// file opened would become one of them, and libuv ends a process that closes one. Each is filled by
// /dev/null, opened so that it gives nothing to read and refuses writes, so that lost output is
// told.
void output_standard_fill(void);

// output_note: remembers the errno of a failed write; the first one counts.
void output_note(int error_number);

// output_close: writes out stdout's buffer and closes stdout. 0, or the errno of the first failed
// write: ENOSPC for a full disk, EPIPE for a reader that went away.
int output_close(void);

#endif
