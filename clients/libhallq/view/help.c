// help.c - calls for help; cases and work slips are in no view, since whoever shows them asks for pages.
#include "fold.h"

#include <string.h>

// The index of the call of this number; n_helps: there is none.
static size_t help_place(const struct hallq_view *v, uint32_t help) {
    size_t at = 0;
    while (at < v->now.n_helps && v->now.helps[at]->help != help)
        at++;
    return at;
}

static Hallq__Help *help_edit(struct hallq_view *v, uint32_t help) {
    size_t at = help_place(v, help);
    if (at == v->now.n_helps)
        return NULL;
    part_changed(v, HALLQ_PART_HELPS);
    return v->now.helps[at];
}

void fold_help_called(struct fold *f, const Hallq__HelpCalled *e) {
    struct hallq_view *v = f->v;
    if (!e->now || !v->staff || v->now.n_helps == LIMIT_COUNTERS)
        return;
    v->now.helps[v->now.n_helps++] = view_copy(e->now, &v->memory);
    part_changed(v, HALLQ_PART_HELPS);
}

void fold_help_seen(struct fold *f, const Hallq__HelpSeen *e) {
    Hallq__Help *help = help_edit(f->v, e->help);
    if (!help)
        return;
    help->state = HALLQ__HELP__STATE__SEEN;
    help->seen_by = e->by ? e->by->staff : 0;
    help->seen_at_ms = f->at_ms;
}

void fold_help_come(struct fold *f, const Hallq__HelpCome *e) {
    Hallq__Help *help = help_edit(f->v, e->help);
    if (!help)
        return;
    help->state = HALLQ__HELP__STATE__COME;
    help->come_by = e->by ? e->by->staff : 0;
    help->come_at_ms = f->at_ms;
}

void fold_help_ended(struct fold *f, const Hallq__HelpEnded *e) {
    struct hallq_view *v = f->v;
    size_t at = help_place(v, e->help);
    if (!help_edit(v, e->help))
        return;
    Hallq__Help **place = v->now.helps + at;
    memmove(place, place + 1, (--v->now.n_helps - at) * sizeof(Hallq__Help *));
}

void fold_case_stepped(struct fold *f, const Hallq__CaseStepped *e) {
    (void)f, (void)e;
}

void fold_work_slip_stepped(struct fold *f, const Hallq__WorkSlipStepped *e) {
    (void)f, (void)e;
}
