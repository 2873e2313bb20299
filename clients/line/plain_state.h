// plain_state.h - the state that the parts of plain mode share. A single command is outstanding at a time; a command
// whose outcome is not known may be resolved while later commands go on. The program ends with its input, when no
// outcome is awaited.
#ifndef HALLQ_PLAIN_STATE_H
#define HALLQ_PLAIN_STATE_H

#include "lines.h"
#include "out.h"
#include "station.h"

struct plain {
    const struct arguments *arguments;
    struct station station;
    struct lines lines;
    struct out out;
    uv_timer_t patience;
    void (*view_verb)(struct plain *p, const char *word); // waits for the hall to be heard
    bool input_ended;
    bool waiting;             // for the answer to a line
    bool was_up;              // the broker was reached once
    enum exit_code exit_code; // if nothing worse ends the program
    size_t unresolved;        // commands answered `unknown` that will still be resolved
    Hallq__LineWait waits[LIMIT_SERVICES]; // as printed last
    size_t wait_count;
};

// plain_view: the hall as it is known.
const struct hallq_view *plain_view(const struct plain *p);

// plain_wait: the line that was read has no answer yet; no other is read. plain_answered: it has. plain_end_if_over:
// ends the program when its input has ended and nothing is awaited.
void plain_wait(struct plain *p);
void plain_answered(struct plain *p);
void plain_end_if_over(struct plain *p);

// plain_refuse: refuses a line that is not sent: USAGE, NOT_SENT or NOT_YET, and a sentence of ours.
void plain_refuse(struct plain *p, const char *reason, enum text sentence, const char *detail);

#endif
