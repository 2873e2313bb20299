// trouble.h - deals with errors of the disk, and with commands that fail:
//
//     map full       the map grows and the turn begins again; if it cannot grow, as disk full
//     disk full      writes are refused (DISK_FULL), reads go on; tried again each second
//     input/output   the process ends at once, unanswered: clients ask again by key
//     other errors   are the turn's to undo (turn.c), and are logged here once in a while
#ifndef HALLQ_TROUBLE_H
#define HALLQ_TROUBLE_H

#include "broker/turn/parts.h"

// Reasons for which commands failed are logged once in a while, not each time. Some reasons are
// kept, and of each as many bytes as tell it from the others.
#define FAILURES_KEPT 8
#define FAILURE_WHY_SIZE 160

struct trouble {
    struct failure {
        char why[FAILURE_WHY_SIZE];
        int64_t again_ms;      // machine time: when this reason is logged again
    } failures[FAILURES_KEPT]; // reasons that were logged
    size_t failure_next;
};

// trouble_die: ends the process after an input/output error.
void trouble_die(const struct turn_parts *p, int err) __attribute__((noreturn));

// trouble_grow: grows the store's map; false: it could not. trouble_stop: writes are now refused.
bool trouble_grow(const struct turn_parts *p);
void trouble_stop(struct turn_parts *p, int err);

// trouble_dealt_with: deals with errors of the disk. True: the attempt is worth repeating.
bool trouble_dealt_with(struct turn_parts *p, int err);

// trouble_probe: called each second; while writes are refused, tries whether they may go on.
void trouble_probe(struct turn_parts *p);

// trouble_say: logs an error of this command, which may be NULL. trouble_say_new: logs it unless
// that reason was logged lately: a key that does not work is pressed again and again.
void trouble_say(const struct turn_parts *p, const char *event, const struct command *command,
                 int err);
void trouble_say_new(struct trouble *t, const struct turn_parts *p, const char *event,
                     const struct command *command, int err);

#endif
