// terminal.h - the one owner of ncursesw: shows a canvas, reads keys, follows the window's size,
// and leaves the terminal as it was found, whatever ends the process.
#ifndef HALLQ_TERMINAL_H
#define HALLQ_TERMINAL_H

#include <uv.h>

#include "canvas.h"
#include "key.h"

enum terminal_fault {
    TERMINAL_FINE,
    TERMINAL_NONE,    // standard input or output is no terminal
    TERMINAL_UNKNOWN, // TERM is not set, or of no known type
    TERMINAL_DUMB,    // a type that cannot move its cursor
};

struct terminal {
    uv_poll_t input;
    uv_signal_t resized;
    void (*key_cb)(void *arg, struct key key);
    void (*resize_cb)(void *arg);
    void (*gone_cb)(void *arg); // the terminal has gone
    void *arg;
    bool opened, stopped;
};

// terminal_look: whether the full screen can be drawn here; draws nothing.
enum terminal_fault terminal_look(void);

// terminal_blocks: whether its letters have blocks and shades: not those of a machine's own console and of old
// terminals.
bool terminal_blocks(void);

// terminal_open: takes over stdin and stdout. ERR_SYSTEM when they are no terminal that can draw.
int terminal_open(struct terminal *t, uv_loop_t *loop, void (*key_cb)(void *arg, struct key key),
                  void (*resize_cb)(void *arg), void (*gone_cb)(void *arg), void *arg);

// terminal_close: gives the terminal back and closes the handles. A terminal that is not open is left
// alone.
void terminal_close(struct terminal *t);

void terminal_size(const struct terminal *t, int *ret_width, int *ret_height);
void terminal_show(struct terminal *t, const struct canvas *c);

#endif
