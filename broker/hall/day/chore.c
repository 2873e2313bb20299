// chore.c - the chain of tasks. A hall's row and its only due row of a chore always name the same
// task.
#include "broker/hall/day/chore.h"

#include "base/count.h"

#define CHORE_PAUSE_MS 5 // between chunks: no turn does more than one chunk, and callers come first

// The tasks in the order of the chain, by the marks of DueRow.Kind in proto/record.proto.
static const Hallq__DueRow__Kind chores[] = {
#define DUE_TICKET(KIND)
#define DUE_DAY(KIND)
#define DUE_TIME(KIND)
#define DUE_MEASURE(KIND)
#define DUE_CASE(KIND)
#define DUE_CHORE(KIND) HALLQ__DUE_ROW__KIND__##KIND,
#define DUE(KIND, rule, SUBJECT) DUE_##SUBJECT(KIND)
#include "proto/dues.def"
#undef DUE
};

static Hallq__DueRow__Kind chore_after(Hallq__DueRow__Kind chore) {
    for (size_t i = 0; i + 1 < COUNT(chores); i++)
        if (chores[i] == chore)
            return chores[i + 1];
    return HALLQ__DUE_ROW__KIND__NO_KIND;
}

static int chore_set(struct change *c, Hallq__DueRow__Kind chore, const void *from_key,
                     size_t from_key_size) {
    int err = ERR_OK;
    if (c->row->chore_at_ms)
        err = due_del(c->state, c->row->chore_at_ms, c->hall, c->row->chore, 0);
    c->row->chore = chore;
    c->row->chore_at_ms = chore ? c->at_ms + CHORE_PAUSE_MS : 0;
    if (err || !chore)
        return err;
    return due_put(c->state, c->row->chore_at_ms, c->hall, chore, 0, from_key, from_key_size);
}

// Begins the first task that forgets rows, or the one behind them all if the hall's rows may not be
// forgotten.
static int chores_forget(struct change *c) {
    Hallq__DueRow__Kind first = chore_after(HALLQ__DUE_ROW__KIND__LEFTOVERS);
    return chore_set(c, c->row->spared_until_ms ? HALLQ__DUE_ROW__KIND__FOLD : first, NULL, 0);
}

int chores_begin(struct change *c, bool closes_all) {
    const Hallq__HallSettings *h;
    int err = change_settings(c, &h);
    if (err)
        return err;
    bool carry = h->at_day_end == HALLQ__HALL_SETTINGS__DAY_END__CARRY;
    return carry && !closes_all ? chores_forget(c)
                                : chore_set(c, HALLQ__DUE_ROW__KIND__LEFTOVERS, NULL, 0);
}

int chore_go_on(struct change *c, const void *from_key, size_t from_key_size) {
    return chore_set(c, c->row->chore, from_key, from_key_size);
}

int chore_done(struct change *c) {
    if (c->row->chore == HALLQ__DUE_ROW__KIND__LEFTOVERS)
        return chores_forget(c);
    return chore_set(c, chore_after(c->row->chore), NULL, 0);
}
