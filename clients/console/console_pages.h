// console_pages.h - what a shift lead reads in front of the panes: rows of an open page.
#ifndef HALLQ_CONSOLE_PAGES_H
#define HALLQ_CONSOLE_PAGES_H

#include "clients/term/modal.h"
#include "command.pb-c.h"

// Each adds its rows to a page that was just opened. `now_ms`: hall time of the answer.
void console_page_line(struct modal *m, const struct hallq_view *v, const Hallq__LineList *list,
                       int64_t now_ms, enum language language);
void console_page_held(struct modal *m, const struct hallq_view *v, const Hallq__HeldList *list,
                       enum language language);
void console_page_report(struct modal *m, const struct hallq_view *v, const Hallq__Report *report,
                         enum language language);
void console_page_figures(struct modal *m, const struct hallq_view *v,
                          const Hallq__Figures *figures, enum language language);

// console_page_scores: how good the forecasts of a day were. console_rows_scores: the same of a report's services, beneath
// the other rows.
void console_page_scores(struct modal *m, const struct hallq_view *v,
                         const Hallq__ForecastScores *scores, enum language language);
void console_rows_scores(struct modal *m, const struct hallq_view *v, const Hallq__Report *report,
                         enum language language);

// console_page_what_if: what was asked, in words, and the waits of each line as it is and as it would be, now and later.
void console_page_what_if(struct modal *m, const struct hallq_view *v, const Hallq__WhatIf *asked,
                          const Hallq__WhatIfAnswer *answer, enum language language);

// console_page_measures: what was done today, and what came of it, as the view has it.
void console_page_measures(struct modal *m, const struct hallq_view *v, enum language language);

#endif
