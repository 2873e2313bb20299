#include "broker/hall/core/line_ends.h"

#include <string.h>

bool entry_before(struct queue_entry a, struct queue_entry b) {
    return a.rank_ms < b.rank_ms || (a.rank_ms == b.rank_ms && a.ticket < b.ticket);
}

static bool is_same(struct queue_entry a, struct queue_entry b) {
    return a.ticket == b.ticket && a.rank_ms == b.rank_ms;
}

static bool all_known(const struct line_ends *e) {
    return e->first_known && e->whole;
}

bool line_ends_first(const struct line_ends *e, size_t max) {
    return e->first_known && (e->whole || e->count >= max);
}

bool line_ends_last(const struct line_ends *e, struct queue_entry *ret, size_t *ret_count) {
    *ret_count = 1;
    if (all_known(e)) {
        *ret_count = e->count ? 1 : 0;
        if (e->count)
            *ret = e->first[e->count - 1];
        return true;
    }
    *ret = e->last;
    return e->last_known;
}

void line_ends_learn(struct line_ends *e, const struct queue_entry *first, size_t count) {
    e->first_known = true;
    e->whole = count < LINE_FIRST;
    e->count = count;
    memcpy(e->first, first, count * sizeof *first);
}

void line_ends_learn_last(struct line_ends *e, struct queue_entry last) {
    e->last_known = true;
    e->last = last;
}

void line_ends_forget(struct line_ends *e) {
    e->first_known = e->last_known = false;
}

// Behind the last of `first` there may be others that stand before the entry, unless they are all.
static void first_put(struct line_ends *e, struct queue_entry entry) {
    size_t at = e->count;
    while (at && entry_before(entry, e->first[at - 1]))
        at--;
    if (at == e->count && !e->whole)
        return;
    if (e->count == LINE_FIRST) {
        e->whole = false;
        e->count -= at < LINE_FIRST;
    }
    if (at == LINE_FIRST)
        return;
    memmove(&e->first[at + 1], &e->first[at], (e->count - at) * sizeof entry);
    e->first[at] = entry;
    e->count++;
}

void line_ends_put(struct line_ends *e, struct queue_entry entry) {
    struct queue_entry last;
    size_t count;
    if (line_ends_last(e, &last, &count))
        line_ends_learn_last(e, count && entry_before(entry, last) ? last : entry);
    if (e->first_known)
        first_put(e, entry);
}

void line_ends_del(struct line_ends *e, struct queue_entry entry) {
    size_t at = 0;
    if (is_same(e->last, entry))
        e->last_known = false;
    while (e->first_known && at < e->count && !is_same(e->first[at], entry))
        at++;
    if (!e->first_known || at == e->count)
        return;
    e->count--;
    memmove(&e->first[at], &e->first[at + 1], (e->count - at) * sizeof entry);
    e->first_known = e->count || e->whole;
}
