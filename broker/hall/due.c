// due.c - the rows that fall due. Every kind is a row of TABLE_DUE, ordered by hall time over all
// halls, so that only the first row has to be looked at and a restart loses no due row. Rows that
// failed, and rows that are rotten, are passed over: the others fall due all the same.
#include "broker/hall/due.h"

#include <assert.h>

#include "base/count.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/follow.h"

struct looking {
    const struct due_passed *passed;
    struct due_first *first;
};

bool due_same(const struct due_key *a, const struct due_key *b) {
    return a->at_ms == b->at_ms && a->hall == b->hall && a->kind == b->kind &&
           a->subject == b->subject;
}

static bool is_passed(const struct due_passed *passed, const struct due_key *key) {
    for (size_t i = 0; passed && i < passed->count; i++)
        if (due_same(&passed->keys[i], key))
            return true;
    return false;
}

static int look_cb(void *arg, struct bytes key, struct bytes value) {
    struct looking *l = arg;
    (void)value;
    if (key.size != KEY_DUE_SIZE) {
        l->first->rotten_count++;
        return 0;
    }
    l->first->key = key_read_due(key);
    l->first->found = !is_passed(l->passed, &l->first->key);
    return l->first->found;
}

static void rotten_cb(void *arg, struct bytes key) {
    struct looking *l = arg;
    (void)key;
    l->first->rotten_count++;
}

int due_find(struct state *s, const struct due_passed *passed, struct due_first *ret) {
    struct looking l = {passed, ret};
    *ret = (struct due_first){.found = false};
    return rows_scan_past(s->tables, TABLE_DUE,
                          key_due(INT64_MIN, 0, HALLQ__DUE_ROW__KIND__NO_KIND, 0), 0, look_cb,
                          rotten_cb, &l);
}

int due_next(struct state *s, int64_t now_ms, struct due_key *ret) {
    struct due_first first = {.found = false};
    int err = due_find(s, NULL, &first);
    if (err)
        return err;
    if (!first.found || first.key.at_ms > now_ms)
        return ERR_NOT_FOUND;
    *ret = first.key;
    return ERR_OK;
}

int due_first_ms(struct state *s, int64_t *ret_at_ms) {
    struct due_first first = {.found = false};
    int err = due_find(s, NULL, &first);
    *ret_at_ms = !err && first.found ? first.key.at_ms : INT64_MAX;
    return err;
}

static due_fn *due_rule(Hallq__DueRow__Kind kind) {
    static due_fn *const rules[] = {
#define DUE(KIND, rule, SUBJECT) [HALLQ__DUE_ROW__KIND__##KIND] = rule##_due,
#include "proto/dues.def"
#undef DUE
    };
    size_t i = (size_t)kind;
    return i < COUNT(rules) ? rules[i] : NULL;
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
    if (!err)
        err = record_follow(&d);
    assert(err || (ret->record && ret->record->n_events));
    return err;
}
