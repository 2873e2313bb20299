// console_alerts.h - the open alerts, worst first, and what a lead does about the chosen one.
#ifndef HALLQ_CONSOLE_ALERTS_H
#define HALLQ_CONSOLE_ALERTS_H

#include "console_desk.h"

// console_alerts_order: indices of the view's alerts, worst first: by level, those that nobody has seen before others, the
// oldest before the newer. Returns how many.
size_t console_alerts_order(const struct hallq_view *v, size_t order[LIMIT_ALERTS]);

// console_alert_chosen: the alert that keys act on; NULL: none is open. It stays the same while it is open, whatever else comes.
const Hallq__Alert *console_alert_chosen(const struct console_desk *d, const struct hallq_view *v);

// console_alerts_settle: after the view changed: another is chosen where the chosen one was cleared.
void console_alerts_settle(struct console_desk *d, const struct hallq_view *v);

// console_alerts_move: so many rows on, in the order.
void console_alerts_move(struct console_desk *d, const struct hallq_view *v, long rows);

// console_alert_seen: the act of a key; there is an open alert.
desk_act console_alert_seen;

#endif
