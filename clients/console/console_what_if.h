// console_what_if.h - what would be if other counters were open: asked by a lead before anything is done; and what is expected
// as it is, asked each minute for the charts.
#ifndef HALLQ_CONSOLE_WHAT_IF_H
#define HALLQ_CONSOLE_WHAT_IF_H

#include "console_desk.h"

// console_what_if_ask: which counters are to be open. The act of a key.
desk_act console_what_if_ask;

// console_expect_ask: asks what is expected of each line, once a minute of hall time, while somebody is signed on.
void console_expect_ask(struct console_desk *d, const struct hallq_view *v);

// console_what_if_answer: keeps what is expected for the charts; `page`: and shows the answer to the lead.
void console_what_if_answer(struct console_desk *d, const struct hallq_view *v,
                            const Hallq__Reply *reply, bool page);

#endif
