// console_reads.h - what a lead looks up: acts of keys, and the pages that their answers open.
#ifndef HALLQ_CONSOLE_READS_H
#define HALLQ_CONSOLE_READS_H

#include "console_desk.h"

// console_line_read: the first of the chosen line; there is one in the view.
desk_act console_line_read, console_report_read, console_figures_read, console_scores_read,
    console_held_read;

// console_held_refresh: asks for what is on hold again; the answer goes to its page if that is open.
void console_held_refresh(struct desk *d, const struct hallq_view *v);

// console_read_result: the answer to a read, or why there is none.
void console_read_result(struct console_desk *d, const struct hallq_view *v, enum text what,
                         const struct hallq_result *result);

#endif
