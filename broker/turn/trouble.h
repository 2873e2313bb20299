// trouble.h - when the disk says no, and when a command fails:
//
//     map full       the map grows, the turn again; if it cannot grow now, as disk full
//     disk full      writes are refused (DISK_FULL), reads go on; tried again each second
//     input/output   the process ends at once, unanswered: clients ask again by key
//     anything else  is the turn's to undo (turn.c), and is told here once in a while
#ifndef HALLQ_TROUBLE_H
#define HALLQ_TROUBLE_H

#include "broker/turn/parts.h"

// Reasons for which commands failed that are told once in a while, not each time: some rows, and as
// much of the words as tells one from another.
#define FAILURES_KEPT 8
#define FAILURE_WHY_SIZE 160

struct trouble {
    struct failure {
        char why[FAILURE_WHY_SIZE];
        int64_t again_ms;      // of the machine: when it is told again
    } failures[FAILURES_KEPT]; // why commands failed, as the log was told
    size_t failure_next;
};

// trouble_die: ends the process after an input/output error.
void trouble_die(const struct turn_parts *p, int err) __attribute__((noreturn));

// trouble_grow: the store's map; whether it did. trouble_stop: writes are refused from now on.
bool trouble_grow(const struct turn_parts *p);
void trouble_stop(struct turn_parts *p, int err);

// trouble_dealt_with: deals with the disk's own errors. True: the attempt is worth repeating.
bool trouble_dealt_with(struct turn_parts *p, int err);

// trouble_probe: while writes are refused, tries whether they may go on. Each second.
void trouble_probe(struct turn_parts *p);

// trouble_say: a line of the log about what failed with this command, which may be NULL.
// trouble_say_new: the same, unless the row that it is about was told of lately: whoever presses a key
// that cannot do its work presses it again.
void trouble_say(const struct turn_parts *p, const char *event, const struct command *command,
                 int err);
void trouble_say_new(struct trouble *t, const struct turn_parts *p, const char *event,
                     const struct command *command, int err);

#endif
