// report.h - rows of the tickets and figures of the sets.
#ifndef HALLQ_WAITS_REPORT_H
#define HALLQ_WAITS_REPORT_H

#include <stdio.h>

#include "bench/waits/crowds.h"
#include "bench/waits/hall.h"

#define REPORT_SETS 64

struct report {
    FILE *rows, *inputs; // NULL: not wanted
    uint32_t sets;
    struct {
        const char *name;
        struct score waited, all; // those who had to wait, and all
        struct crowds crowds;
    } set[REPORT_SETS];
};

// report_heading: of the rows, once for all formats.
void report_heading(const struct report *report);

// report_called: a replay_called_cb; `context` is a struct report.
void report_called(void *context, const struct hall *hall, uint32_t ticket, double waited_s);

void report_summary_heading(void);
void report_summary(struct report *report);
void report_fini(struct report *report);

#endif
