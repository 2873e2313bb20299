// case.c - alerts of calls for help that nobody has come to, and of deadlines of cases and work slips.
// Deadlines run at night as well. Of a heap that is overdue the first DEADLINES_LOOKED by number are looked
// at: more than a storm needs.
#include "broker/hall/alert/look.h"
#include "broker/hall/core/cases.h"

#define DEADLINES_LOOKED 64

static Hallq__Alert__Level help_level(const struct looking *l, const Hallq__Help *help) {
    int64_t waited_ms = l->d->now_ms - help->called_at_ms;
    if (waited_ms >= l->limits.help_breach_ms)
        return HALLQ__ALERT__LEVEL__BREACH;
    return waited_ms >= l->limits.help_red_ms ? HALLQ__ALERT__LEVEL__RED
                                              : HALLQ__ALERT__LEVEL__AMBER;
}

int helps_look(struct looking *l) {
    struct helps helps;
    int err = helps_open(l->d->state, l->d->hall, l->d->row, &helps);
    for (size_t i = 0; i < helps.count && !err; i++) {
        const Hallq__Help *help = helps.list[i];
        struct wanted *w =
            help->state == HALLQ__HELP__STATE__COME
                ? NULL
                : want(l, HALLQ__ALERT__KIND__HELP_WAITING, help_level(l, help), help->counter);
        if (w)
            w->now.since_ms = w->act_since_ms = help->called_at_ms;
    }
    return err;
}

struct deadlines {
    struct looking *looking;
    size_t count;
};

static int pressing_cb(void *arg, const Hallq__PressingRow *row) {
    struct deadlines *deadlines = arg;
    struct wanted *w = want(deadlines->looking, row->kind, row->level, row->number);
    if (w)
        w->now.since_ms = row->since_ms;
    return ++deadlines->count == DEADLINES_LOOKED;
}

int deadlines_look(struct looking *l) {
    struct deadlines deadlines = {l, 0};
    if (!l->d->row->kept_cases)
        return ERR_OK;
    return pressing_each(l->d->state, l->d->hall, pressing_cb, &deadlines);
}
