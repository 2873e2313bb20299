// console_desk.h - a shift lead before the console: what they press becomes commands. No terminal,
// no socket, no clock.
#ifndef HALLQ_CONSOLE_DESK_H
#define HALLQ_CONSOLE_DESK_H

#include "clients/term/desk.h"

enum console_pane { PANE_LINES, PANE_COUNTERS, PANE_COUNT };

struct console_desk {
    struct desk desk;          // the first member, for its acts
    enum console_pane pane;    // has the arrows
    size_t chosen[PANE_COUNT]; // row of the view's lines, counters
    uint32_t staff;            // signed on here, 0 nobody
    bool clearing;             // whoever was signed on before is being signed off
    bool held_asked; // by its key: then the answer opens the page; the answer to a refresh does not
    bool held_moved; // something was put on hold, or is no longer
    uint32_t subject;               // service or counter the question is about
    Hallq__Line__Kind subject_kind; // of the line `subject` whose first are asked for
};

void console_desk_init(struct console_desk *d, enum language language, struct outlet outlet);
void console_desk_fini(struct console_desk *d);

// console_desk_key: returns false when the lead is done with the program.
bool console_desk_key(struct console_desk *d, const struct hallq_view *v, struct key key);

// console_desk_event: a feed event. console_desk_changed: the view moved on.
void console_desk_event(struct console_desk *d, const Hallq__Event *event);
void console_desk_changed(struct console_desk *d, const struct hallq_view *v);

// console_desk_leave: the program ends; whoever is signed on is signed off. True: that was asked for.
bool console_desk_leave(struct console_desk *d, const struct hallq_view *v);

// console_desk_result: of a command the outlet was given.
void console_desk_result(struct console_desk *d, const struct hallq_view *v, enum text what,
                         bool change, const struct hallq_result *result);

// console_desk_row: the chosen row of a pane that has `count`.
size_t console_desk_row(const struct console_desk *d, enum console_pane pane, size_t count);

#endif
