// lines.c - libuv polls terminals and pipes but reads files on a worker, so there are two ways in
// and one way on. What was typed may be a PIN: no bytes are left behind.
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/err.h"
#include "base/output.h"
#include "base/wire/wire.h"

#define READ_SIZE 4096

static void read_more(struct lines *l);

// ---------------------------------------------------------------- lines out of bytes

static void bytes_drop(struct lines *l, size_t size) {
    l->size -= size;
    memmove(l->data, l->data + size, l->size);
    explicit_bzero(l->data + l->size, size);
}

static size_t mark_size(struct lines *l, const char *line, size_t size) {
    static const char mark[] = "\xEF\xBB\xBF";
    bool first = !l->begun;
    l->begun = true;
    return first && size >= sizeof mark - 1 && !memcmp(line, mark, sizeof mark - 1)
               ? sizeof mark - 1
               : 0;
}

static enum line_fault fault_of(const struct lines *l, const char *line, size_t size) {
    if (l->too_long)
        return LINE_TOO_LONG;
    return wire_utf8_ok(line, size) ? LINE_FINE : LINE_NOT_TEXT;
}

static bool line_give(struct lines *l) {
    char *end = memchr(l->data, '\n', l->size);
    size_t size = end ? (size_t)(end - l->data) : l->size;
    if (!end && !(l->ended && l->size) && l->size < LINES_SIZE_MAX)
        return false;
    char *line = malloc(size + 1);
    if (!line)
        abort();
    memcpy(line, l->data, size);
    line[size] = 0;
    bytes_drop(l, end ? size + 1 : size);
    bool rest = l->too_long; // of a line that was given cut
    l->too_long = !end && !l->ended;
    if (size && line[size - 1] == '\r')
        line[--size] = 0;
    if (!rest)
        l->line_cb(l->arg, line + mark_size(l, line, size), fault_of(l, line, size));
    explicit_bzero(line, size);
    free(line);
    return true;
}

static void lines_give(struct lines *l) {
    while (!l->paused && !l->closed && line_give(l))
        ;
    if (l->paused || l->closed)
        return;
    if (!l->ended)
        read_more(l);
    else
        l->line_cb(l->arg, NULL, LINE_FINE);
}

static void data_free(struct lines *l) {
    if (l->data)
        explicit_bzero(l->data, l->room);
    free(l->data);
}

static char *room_for(struct lines *l, size_t size) {
    if (l->size + size > l->room) {
        size_t room = l->size + size;
        char *data = malloc(room); // realloc would leave the old bytes behind
        if (!data)
            abort();
        if (l->size)
            memcpy(data, l->data, l->size);
        data_free(l);
        l->data = data;
        l->room = room;
    }
    return l->data + l->size;
}

// ---------------------------------------------------------------- bytes in

static void got(struct lines *l, ssize_t size) {
    if (size > 0)
        l->size += (size_t)size;
    else
        l->ended = true;
    lines_give(l);
}

static void alloc_cb(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buf) {
    struct lines *l = handle->data;
    (void)suggested;
    *ret_buf = uv_buf_init(room_for(l, READ_SIZE), READ_SIZE);
}

static void stream_cb(uv_stream_t *stream, ssize_t size, const uv_buf_t *buf) {
    struct lines *l = stream->data;
    (void)buf;
    if (!size)
        return;
    uv_read_stop(stream);
    l->reading = false;
    got(l, size);
}

static void file_cb(uv_fs_t *read) {
    struct lines *l = read->data;
    ssize_t size = read->result;
    uv_fs_req_cleanup(read);
    l->reading = false;
    if (!l->closed)
        got(l, size);
}

static void read_more(struct lines *l) {
    if (l->reading || l->closed)
        return;
    l->reading = true;
    if (!l->file) {
        uv_read_start(&l->in.stream, alloc_cb, stream_cb);
        return;
    }
    uv_buf_t buf = uv_buf_init(room_for(l, READ_SIZE), READ_SIZE);
    l->read.data = l;
    uv_fs_read(l->loop, &l->read, STDIN_FILENO, &buf, 1, -1, file_cb);
}

int lines_open(struct lines *l, uv_loop_t *loop,
               void (*line_cb)(void *arg, char *line, enum line_fault fault), void *arg) {
    *l = (struct lines){.loop = loop, .line_cb = line_cb, .arg = arg};
    int err = 0;
    uv_handle_type type = uv_guess_handle(STDIN_FILENO);
    if (type == UV_TTY) {
        err = uv_tty_init(loop, &l->in.tty, STDIN_FILENO, 1);
    } else if (type == UV_NAMED_PIPE || type == UV_TCP) {
        uv_pipe_init(loop, &l->in.pipe, 0);
        err = uv_pipe_open(&l->in.pipe, STDIN_FILENO);
    } else {
        l->file = true;
    }
    l->closed = err != 0;
    if (err)
        return ERR_SYSTEM;
    l->in.handle.data = l;
    read_more(l);
    return ERR_OK;
}

void lines_pause(struct lines *l) {
    l->paused = true;
}

void lines_resume(struct lines *l) {
    if (!l->paused)
        return;
    l->paused = false;
    lines_give(l);
}

void lines_drop(struct lines *l) {
    bytes_drop(l, l->size);
    l->too_long = false;
    tcflush(STDIN_FILENO, TCIFLUSH); // nothing else than a terminal has such bytes
}

void lines_close(struct lines *l) {
    if (l->closed || !l->loop)
        return;
    l->closed = true;
    if (!l->file)
        uv_close(&l->in.handle, NULL);
}

void lines_fini(struct lines *l) {
    data_free(l);
    *l = (struct lines){0};
}

// ---------------------------------------------------------------- out

static bool bytes_write(const char *data, size_t size) {
    while (size) {
        ssize_t written = write(STDOUT_FILENO, data, size);
        if (written < 0 && errno == EAGAIN) { // made so by whoever shares it
            struct pollfd wait = {.fd = STDOUT_FILENO, .events = POLLOUT};
            poll(&wait, 1, -1);
            continue;
        }
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        data += written;
        size -= (size_t)written;
    }
    return true;
}

bool lines_write(const char *text) {
    size_t size = strlen(text);
    char *line = malloc(size + 1);
    if (!line)
        abort();
    memcpy(line, text, size);
    line[size] = '\n';
    bool written = bytes_write(line, size + 1);
    if (!written)
        output_note(errno);
    free(line);
    return written;
}
