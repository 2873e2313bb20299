// console_measures.h - what a lead does against a crowd: chosen in one question after another, then taken; and its end.
#ifndef HALLQ_CONSOLE_MEASURES_H
#define HALLQ_CONSOLE_MEASURES_H

#include "console_desk.h"

// console_proposal_phrase: what an alert proposes, with what it changes: "开7号窗口：31分→14分（11:15）", and other lines that it
// makes worse; "": it proposes nothing.
void console_proposal_phrase(char to[PHRASE_SIZE], const struct hallq_view *v,
                             const Hallq__Alert *alert, enum language language);

// console_measures_ask: asks which measure to take, for the alert, or (NULL) for none.
void console_measures_ask(struct desk *desk, const struct hallq_view *v, const Hallq__Alert *alert);

// console_alert_act: the act of a key; there is an open alert. It does what the chosen alert proposes, or asks what is to be done.
desk_act console_alert_act;

// console_measure_ask: the same question, for the chosen alert if one is open. console_measures_show: what was done, and what
// came of it.
desk_act console_measure_ask, console_measures_show;

// console_measures_refresh: fills the page of measures anew if it is open.
void console_measures_refresh(struct desk *desk, const struct hallq_view *v);

#endif
