// console_measures.h - what a lead does against a crowd: chosen in one question after another, then taken; and its end.
#ifndef HALLQ_CONSOLE_MEASURES_H
#define HALLQ_CONSOLE_MEASURES_H

#include "console_desk.h"

// console_measure_ask: which measure to take, or which of those that last to end. console_measures_show: what was done, and what
// came of it.
desk_act console_measure_ask, console_measures_show;

// console_measures_refresh: fills the page of measures anew if it is open.
void console_measures_refresh(struct desk *desk, const struct hallq_view *v);

#endif
