// due.c - what is due by itself. Every kind is a row of TABLE_DUE, ordered by hall time over all
// halls, so that the first row is all there is to look at and nothing due is lost by a restart.
#include "broker/hall/due.h"

#include <assert.h>

struct first_due {
    bool found;
    struct due_key key;
};

static int first_cb(void *arg, struct bytes key, struct bytes value) {
    struct first_due *first = arg;
    (void)value;
    first->found = true;
    first->key = key_read_due(key);
    return 1;
}

static int due_first(struct state *s, struct first_due *ret) {
    struct key from = key_due(INT64_MIN, 0, HALLQ__DUE_ROW__KIND__NO_KIND, 0);
    *ret = (struct first_due){.found = false};
    return rows_scan(s, TABLE_DUE, key_bytes(&from), 0, 0, first_cb, ret);
}

int due_next(struct state *s, int64_t now_ms, struct due_key *ret) {
    struct first_due first;
    int err = due_first(s, &first);
    if (err)
        return err;
    if (!first.found || first.key.at_ms > now_ms)
        return ERR_NOT_FOUND;
    *ret = first.key;
    return ERR_OK;
}

int due_first_ms(struct state *s, int64_t *ret_at_ms) {
    struct first_due first;
    int err = due_first(s, &first);
    *ret_at_ms = !err && first.found ? first.key.at_ms : INT64_MAX;
    return err;
}

static due_fn *due_rule(Hallq__DueRow__Kind kind) {
    static due_fn *const rules[] = {
#define DUE_ROW(kind, rule) [HALLQ__DUE_ROW__KIND__##kind] = rule,
        DUES(DUE_ROW)
#undef DUE_ROW
    };
    size_t i = (size_t)kind;
    return i < sizeof rules / sizeof rules[0] ? rules[i] : NULL;
}

int decide_due(struct state *s, int64_t now_ms, const struct due_key *due, struct decision *ret) {
    struct deciding d;
    due_fn *rule = due_rule(due->kind);
    int err = deciding_begin(&d, s, now_ms, due->hall, ret);
    if (err)
        return err;
    if (!rule)
        return ERR_FORMAT; // a row of a newer version
    if (!d.settings)
        return ERR_CORRUPT; // only halls with settings have due rows
    err = rule(&d, due);
    assert(err || (ret->record && ret->record->n_events));
    return err;
}
