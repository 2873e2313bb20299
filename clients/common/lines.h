// lines.h - standard input line by line on the loop, be it a terminal, a pipe or a file; and
// standard output, each line written whole.
#ifndef HALLQ_LINES_H
#define HALLQ_LINES_H

#include <stdbool.h>
#include <uv.h>

#define LINES_SIZE_MAX                                                                             \
    (64 * 1024) // of one line: a request is at most 16 KiB, JSON three times that

struct lines {
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_tty_t tty;
        uv_pipe_t pipe;
    } in;
    uv_fs_t read; // of a file
    uv_loop_t *loop;
    bool file, reading, paused, ended, closed, too_long;
    char *data;
    size_t size, room;
    // One line without its end, or NULL: no more will come. May call lines_pause.
    void (*line_cb)(void *arg, char *line);
    void *arg;
};

// lines_open: begins to read. ERR_OK or ERR_SYSTEM. Lines longer than LINES_SIZE_MAX come cut.
int lines_open(struct lines *l, uv_loop_t *loop, void (*line_cb)(void *arg, char *line), void *arg);

// lines_pause: no line until lines_resume, which may give some at once.
void lines_pause(struct lines *l);
void lines_resume(struct lines *l);

// lines_close: no line any more. An unopened or closed one is left alone. lines_fini: afterwards,
// when the loop has ended.
void lines_close(struct lines *l);
void lines_fini(struct lines *l);

// lines_write: the text and a line end, to standard output. False when nobody reads it any more.
// Blocks while the reader is slow.
bool lines_write(const char *text);

#endif
