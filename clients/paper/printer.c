// printer.c
//
//     closed ──▶ opening ──▶ looking ──▶ idle ──2 s──▶ looking
//       ▲                       │ ready, and a slip is there
//       │ 1 s                   ▼
//     whatever fails         writing ──all──▶ confirming ──answer──▶ idle
//
// A line on which something went wrong is closed, so that an answer that comes late is not taken for
// that to a later question. Whether a slip failed or is unknown follows from where it stood: before
// its last byte was given away it cannot be whole, since the cut is its last.
#include "printer.h"

#include <fcntl.h>
#include <unistd.h>

#define REOPEN_MS 1000
#define OPEN_MS 3000
#define LOOK_MS 2000     // from a look to the next
#define ANSWER_MS 3000   // these questions are answered at once
#define PROGRESS_MS 8000 // a printer that takes no byte for so long has stopped
#define CONFIRM_MS 8000  // the slowest print a slip in three seconds

static void open_cb(uv_timer_t *timer);
static void look_cb(uv_timer_t *timer);

static void state_tell(struct printer *p, Hallq__Printer__State state) {
    bool news = p->state != state;
    p->state = state;
    if (news)
        p->callbacks.state_cb(p->arg, state);
}

static bool is_ready(const struct printer *p) {
    return p->state == HALLQ__PRINTER__STATE__READY || p->state == HALLQ__PRINTER__STATE__NEAR_END;
}

static void printed(struct printer *p, enum print_outcome outcome) {
    p->bytes = NULL;
    p->size = 0;
    p->callbacks.printed_cb(p->arg, outcome);
}

static bool slip_was_given(const struct printer *p) {
    return p->step == PRINTER_CONFIRMING || (p->step == PRINTER_WRITING && p->written >= p->size);
}

static void line_lost(struct printer *p) {
    enum print_outcome outcome = slip_was_given(p) ? PRINT_UNKNOWN : PRINT_FAILED;
    printer_link_close(&p->link);
    p->step = PRINTER_CLOSED;
    uv_timer_start(&p->timer, open_cb, REOPEN_MS, 0);
    state_tell(p, HALLQ__PRINTER__STATE__OFF_LINE);
    if (p->bytes)
        printed(p, outcome);
}

static void lost_cb(uv_timer_t *timer) {
    line_lost(timer->data);
}

// ---------------------------------------------------------------- a slip

static size_t confirm_size(const struct printer *p) {
    return p->mute ? 0 : PRINTER_QUESTION_SIZE;
}

static ssize_t some_write(struct printer *p) {
    if (p->written < p->size)
        return printer_link_write(p->link, p->bytes + p->written, p->size - p->written);
    size_t at = p->written - p->size;
    return printer_link_write(p->link, printer_confirm_bytes + at, PRINTER_QUESTION_SIZE - at);
}

// A slip that was asked for meanwhile has a look at once.
static void idle(struct printer *p) {
    p->step = PRINTER_IDLE;
    printer_link_want(p->link, false);
    uv_timer_start(&p->timer, look_cb, p->bytes ? 0 : LOOK_MS, 0);
    if (!p->bytes && is_ready(p))
        p->callbacks.ready_cb(p->arg);
}

static void written(struct printer *p) {
    printer_link_want(p->link, false);
    if (p->mute) {
        printed(p, PRINT_DONE);
        idle(p);
        return;
    }
    p->step = PRINTER_CONFIRMING;
    uv_timer_start(&p->timer, lost_cb, CONFIRM_MS, 0);
}

static void slip_write(struct printer *p) {
    while (p->written < p->size + confirm_size(p)) {
        ssize_t count = some_write(p);
        if (count < 0) {
            line_lost(p);
            return;
        }
        if (!count)
            return;
        p->written += (size_t)count;
        uv_timer_start(&p->timer, lost_cb, PROGRESS_MS, 0);
    }
    written(p);
}

static void slip_begin(struct printer *p) {
    p->step = PRINTER_WRITING;
    p->written = 0;
    uv_timer_start(&p->timer, lost_cb, PROGRESS_MS, 0);
    printer_link_want(p->link, true);
}

// ---------------------------------------------------------------- looks

static void looked(struct printer *p, Hallq__Printer__State state) {
    state_tell(p, state);
    if (p->bytes && is_ready(p)) {
        slip_begin(p);
        return;
    }
    p->step = PRINTER_IDLE;
    if (p->bytes)
        printed(p, PRINT_FAILED);
    idle(p);
}

static void question_ask(struct printer *p) {
    const unsigned char *bytes = printer_question_bytes(p->question);
    if (printer_link_write(p->link, bytes, PRINTER_QUESTION_SIZE) != PRINTER_QUESTION_SIZE) {
        line_lost(p); // its buffer is full, so that it stands
        return;
    }
    uv_timer_start(&p->timer, lost_cb, ANSWER_MS, 0);
}

static void look(struct printer *p) {
    p->step = PRINTER_LOOKING;
    p->question = PRINTER_ASK_LINE;
    p->look = (struct printer_look){0};
    if (p->mute)
        looked(p, HALLQ__PRINTER__STATE__READY);
    else
        question_ask(p);
}

static void look_cb(uv_timer_t *timer) {
    look(timer->data);
}

static void answer_take(struct printer *p, unsigned char byte) {
    if (!printer_answer_take(p->question, byte, &p->look)) {
        line_lost(p);
        return;
    }
    if (++p->question < PRINTER_QUESTIONS)
        question_ask(p);
    else
        looked(p, printer_state(&p->look));
}

static void byte_take(struct printer *p, unsigned char byte) {
    if (p->step == PRINTER_LOOKING) {
        answer_take(p, byte);
    } else if (p->step == PRINTER_CONFIRMING && printer_is_confirm(byte)) {
        p->step = PRINTER_IDLE;
        printed(p, PRINT_DONE);
        look(p);
    } // else it says how it is without being asked: the next look will say
}

// ---------------------------------------------------------------- the line

static void opened(struct printer *p) {
    printer_link_want(p->link, false);
    if (printer_link_opened(p->link))
        line_lost(p);
    else
        look(p);
}

static void line_read(struct printer *p) {
    unsigned char bytes[64];
    const struct printer_link *line = p->link;
    ssize_t count = printer_link_read(p->link, bytes, sizeof bytes);
    if (count < 0)
        line_lost(p);
    for (ssize_t i = 0; i < count && p->link == line; i++)
        byte_take(p, bytes[i]);
}

static void link_cb(void *arg, bool readable, bool writable) {
    struct printer *p = arg;
    if (p->step == PRINTER_OPENING) {
        if (writable)
            opened(p);
        return;
    }
    if (readable)
        line_read(p);
    if (writable && p->step == PRINTER_WRITING)
        slip_write(p);
}

static void open_cb(uv_timer_t *timer) {
    struct printer *p = timer->data;
    if (printer_link_open(p->loop, &p->address, link_cb, p, &p->link)) {
        line_lost(p);
        return;
    }
    p->step = PRINTER_OPENING;
    uv_timer_start(&p->timer, lost_cb, OPEN_MS, 0);
}

// ---------------------------------------------------------------- a file

static bool file_add(const struct printer *p) {
    int fd = open(p->address.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    bool added = fd >= 0;
    for (size_t at = 0; added && at < p->size;) {
        ssize_t count = write(fd, p->bytes + at, p->size - at);
        added = count > 0;
        at += added ? (size_t)count : 0;
    }
    if (fd >= 0)
        close(fd);
    return added;
}

static void file_cb(uv_timer_t *timer) {
    struct printer *p = timer->data;
    bool asked = p->bytes;
    bool added = file_add(p);
    state_tell(p, added ? HALLQ__PRINTER__STATE__READY : HALLQ__PRINTER__STATE__OFF_LINE);
    uv_timer_start(&p->timer, file_cb, LOOK_MS, 0);
    if (asked)
        printed(p, added ? PRINT_DONE : PRINT_FAILED);
    if (added && !p->bytes)
        p->callbacks.ready_cb(p->arg);
}

// ---------------------------------------------------------------- start and end

void printer_start(struct printer *p, uv_loop_t *loop, const struct printer_address *address,
                   bool mute, const struct printer_callbacks *callbacks, void *arg) {
    bool is_file = address->kind == PRINTER_FILE;
    *p = (struct printer){.loop = loop,
                          .address = *address,
                          .mute = mute || is_file,
                          .callbacks = *callbacks,
                          .arg = arg};
    uv_timer_init(loop, &p->timer);
    p->timer.data = p;
    uv_timer_start(&p->timer, is_file ? file_cb : open_cb, 0, 0);
}

void printer_stop(struct printer *p) {
    printer_link_close(&p->link);
    uv_close((uv_handle_t *)&p->timer, NULL);
    p->bytes = NULL;
    p->step = PRINTER_CLOSED;
}

bool printer_can(const struct printer *p) {
    return !p->bytes && is_ready(p);
}

void printer_print(struct printer *p, const unsigned char *bytes, size_t size) {
    p->bytes = bytes;
    p->size = size;
    p->written = 0;
    if (p->address.kind == PRINTER_FILE)
        uv_timer_start(&p->timer, file_cb, 0, 0);
    else if (p->step == PRINTER_IDLE)
        uv_timer_start(&p->timer, look_cb, 0, 0);
}
