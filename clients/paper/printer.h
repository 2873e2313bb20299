// printer.h - a receipt printer on a libuv loop: how it is, and slips one at a time. It is asked how
// it is every two seconds and before each slip, and behind each slip whether it has come so far.
#ifndef HALLQ_PAPER_PRINTER_H
#define HALLQ_PAPER_PRINTER_H

#include <uv.h>

#include "printer_address.h"
#include "printer_link.h"
#include "printer_words.h"

enum print_outcome {
    PRINT_DONE,    // it is printed; without a status: the link took all of it
    PRINT_FAILED,  // it did not come out whole
    PRINT_UNKNOWN, // the printer was given all of it, and did not say that it printed it
};

struct printer_callbacks {
    // Another state than before; the first is told too.
    void (*state_cb)(void *arg, Hallq__Printer__State state);
    // It can print: after each look that says so. printer_print may be called from it.
    void (*ready_cb)(void *arg);
    void (*printed_cb)(void *arg, enum print_outcome outcome);
};

enum printer_step {
    PRINTER_CLOSED,
    PRINTER_OPENING,
    PRINTER_LOOKING,
    PRINTER_IDLE,
    PRINTER_WRITING,
    PRINTER_CONFIRMING,
};

struct printer {
    uv_loop_t *loop;
    struct printer_address address;
    bool mute; // the link gives no status
    struct printer_callbacks callbacks;
    void *arg;
    uv_timer_t timer;
    struct printer_link *link;
    enum printer_step step;
    Hallq__Printer__State state;
    enum printer_question question;
    struct printer_look look;
    const unsigned char *bytes; // of the slip, NULL: none
    size_t size, written;       // with the question behind it
};

// printer_start: `mute`: nothing is asked, since the link gives no answer; so of files. Callbacks come
// from the loop. printer_stop closes its handles, not from a callback of the printer's; a slip that
// is under way is given up without a callback.
void printer_start(struct printer *p, uv_loop_t *loop, const struct printer_address *address,
                   bool mute, const struct printer_callbacks *callbacks, void *arg);
void printer_stop(struct printer *p);

// printer_can: whether printer_print may be called: no slip is under way and it was ready last.
bool printer_can(const struct printer *p);

// printer_print: prints; the bytes are borrowed until printed_cb.
void printer_print(struct printer *p, const unsigned char *bytes, size_t size);

#endif
