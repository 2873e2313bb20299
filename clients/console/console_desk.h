// console_desk.h - what a shift lead has before them at the console: the pane with the arrows, the chosen rows, what is asked.
#ifndef HALLQ_CONSOLE_DESK_H
#define HALLQ_CONSOLE_DESK_H

#include "clients/term/desk.h"
#include "console_past.h"

enum console_pane { PANE_LINES, PANE_COUNTERS, PANE_ALERTS, PANE_COUNT };

// A measure being asked for, question by question.
struct measure_asked {
    uint64_t alert; // that it answers, 0 none
    uint32_t about; // the service that alert is about, 0 none
    Hallq__Measure__Kind kind;
    uint32_t counter, to_hall;
    char zone[LIMIT_CODE + 1], text_code[LIMIT_CODE + 1];
    uint32_t services[LIMIT_SERVICES];
    size_t service_count;
};

// What would be if: being asked for, question by question, and as it was asked last.
struct what_if_asked {
    uint32_t open[LIMIT_COUNTERS], close[LIMIT_COUNTERS];
    size_t open_count, close_count;
    bool moves, sends; // also other services at a counter; also people elsewhere
    uint32_t counter;  // that gives these services
    uint32_t services[LIMIT_SERVICES];
    size_t service_count;
    uint32_t from, people; // so many of this service go elsewhere
};

struct console_desk {
    struct desk desk;          // the first member, for its acts
    enum console_pane pane;    // has the arrows
    size_t chosen[PANE_COUNT]; // row of the view's lines, counters
    uint32_t staff;            // signed on here, 0 nobody
    uint64_t staff_since;      // Event.seq of that sign-on
    bool clearing;             // whoever was signed on before is being signed off
    bool held_asked; // by its key: then the answer opens the page; the answer to a refresh does not
    bool held_moved; // something was put on hold, or is no longer
    uint64_t alert;  // chosen, 0 none
    struct measure_asked asked; // what the measure at hand is to be
    struct what_if_asked what_if;
    bool deaf;                      // to alerts: the lead feed is not known
    bool letters;                   // the terminal has no blocks: charts are of letters
    struct console_past past;       // waits seen, and those expected
    int64_t expect_minute;          // of hall time: what is expected was asked then last
    uint32_t subject;               // service or counter the question is about
    Hallq__Line__Kind subject_kind; // of the line `subject` whose first are asked for
};

// console_of: the console's desk, given to an act. console_counter_chosen, console_line_chosen: the row with the
// arrows; there is one in the view.
struct console_desk *console_of(struct desk *desk);
const Hallq__CounterNow *console_counter_chosen(struct desk *d, const struct hallq_view *v);
const Hallq__LineState *console_line_chosen(struct desk *d, const struct hallq_view *v);

// console_desk_row: the chosen row of a pane that has `count`.
size_t console_desk_row(const struct console_desk *d, enum console_pane pane, size_t count);

#endif
