// lines.h - standard input line by line on the loop, be it a terminal, a pipe or a file; and
// standard output, each line written whole.
#ifndef HALLQ_LINES_H
#define HALLQ_LINES_H

#include <stdbool.h>
#include <uv.h>

#define LINES_SIZE_MAX (64 * 1024) // of a line: a request is at most 16 KiB, JSON three times that

enum line_fault {
    LINE_FINE,
    LINE_TOO_LONG, // than LINES_SIZE_MAX
    LINE_NOT_TEXT, // not UTF-8, or has a control character other than a tab
};

struct lines {
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_tty_t tty;
        uv_pipe_t pipe;
    } in;
    uv_fs_t read; // of a file
    uv_loop_t *loop;
    bool file, reading, paused, ended, closed, too_long, begun;
    char *data;
    size_t size, room;
    // One line without its end, or NULL: no more will come. May call lines_pause. A line with a fault
    // is cut where it is too long or a NUL stands in it, and is for no use but to be refused.
    void (*line_cb)(void *arg, char *line, enum line_fault fault);
    void *arg;
};

// lines_open: begins to read. ERR_OK or ERR_SYSTEM. A byte order mark before the first line is left
// out: editors put it there.
int lines_open(struct lines *l, uv_loop_t *loop,
               void (*line_cb)(void *arg, char *line, enum line_fault fault), void *arg);

// lines_pause: no line until lines_resume, which may give some at once.
void lines_pause(struct lines *l);
void lines_resume(struct lines *l);

// lines_drop: forgets what was typed and not given yet, also what a terminal still holds, such as a
// line without its end.
void lines_drop(struct lines *l);

// lines_close: no line any more. A reader that is not open is left alone. lines_fini: afterwards,
// when the loop has ended.
void lines_close(struct lines *l);
void lines_fini(struct lines *l);

// lines_write: the text and a line end, to standard output. False when nobody reads it any more.
// Blocks while the reader is slow.
bool lines_write(const char *text);

#endif
