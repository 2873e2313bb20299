#include "console_desk.h"

struct console_desk *console_of(struct desk *desk) {
    return (struct console_desk *)desk;
}

size_t console_desk_row(const struct console_desk *d, enum console_pane pane, size_t count) {
    size_t row = d->chosen[pane];
    return row < count ? row : count ? count - 1 : 0;
}

const Hallq__CounterNow *console_counter_chosen(struct desk *d, const struct hallq_view *v) {
    return v->now.counters[console_desk_row(console_of(d), PANE_COUNTERS, v->now.n_counters)];
}

const Hallq__LineState *console_line_chosen(struct desk *d, const struct hallq_view *v) {
    return v->now.lines[console_desk_row(console_of(d), PANE_LINES, v->now.n_lines)];
}
