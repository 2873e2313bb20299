// log.h - writes one line per happening to standard error: `info event=ready commands=tcp://...`.
// With JOURNAL_STREAM set the line begins with the level as journald reads it, <6>. A line never
// has customer data: it has numbers of halls, devices and counters, names of commands, and codes.
//
// The reader of the log may stand still; the loop never waits for it. A line that does not fit is
// dropped and counted, and the first line that fits again says how many were dropped. How the log
// avoids waiting depends on what standard error is:
//
//     pipe, FIFO, terminal   opened once more through /proc, O_NONBLOCK, in place of descriptor 2.
//                            On the inherited description the flag would be set for the shell
//                            too, and for all that share it; the new one is the broker's alone.
//                            The C library's and libzmq's last words go through it as well.
//     socket (journald)      cannot be opened again; each send says MSG_DONTWAIT itself.
//     pipe not opened again  is asked with poll() first. A pipe that says it has room takes a line
//                            whole (PIPE_BUF), unless another writer is quicker.
//     file, anything else    is written plainly: a disk that stands still stops the store as well.
#ifndef HALLQ_LOG_H
#define HALLQ_LOG_H

#include <stdint.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

// log_open: makes sure that writes to standard error never wait, as above; and opens /dev/null in
// place of standard descriptors that are closed, or the store's file would take their number and be
// the log. Called once, before any file is opened.
void log_open(void);

// log_init: lines above this level are dropped from now on.
void log_init(enum log_level most);

// log_write: writes one line, from any thread. `event` is one word; the format makes ` key=value`
// pairs, texts of several words in double quotes. Control bytes come out as '?'. Never waits for a
// reader.
void log_write(enum log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// log_catch_up: writes the rest of a line that was cut, and says how many lines were dropped, if
// there is room now. The tick calls it each second.
void log_catch_up(void);

// log_dropped: returns the count of lines that found no room since the start.
uint64_t log_dropped(void);

// log_level_of: returns the level named "error", "warning", "info" or "debug"; -1 for any other
// text.
int log_level_of(const char *name);

#endif
