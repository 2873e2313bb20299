// queue.c - lines by the order of their keys. The ends of a line, of which most is asked, are known in memory
// as a rule (line_ends.h).
#include "broker/hall/core/queue.h"

#include <string.h>

#include "broker/hall/core/row_places.h"

// Whether what is read of a line is noted: not between turns, and not in a trial.
static bool learns(const struct state *s) {
    return s->rows && !s->trial && !row_cache_looks(s->rows);
}

// What is known of a line, also to be noted; NULL: nothing, and nothing is to be noted.
static struct line_ends *ends_of(struct state *s, uint32_t hall, Hallq__Line__Kind kind,
                                 uint32_t id) {
    struct line_key line = {hall, (uint32_t)kind, id};
    return s->rows ? row_cache_line(s->rows, line, learns(s)) : NULL;
}

// ---------------------------------------------------------------- the first, the last

struct first {
    size_t max;
    size_t count;
    struct queue_entry *entries;
};

static int first_cb(void *arg, struct bytes key, struct bytes value) {
    struct first *f = arg;
    struct queue_key k = key_read_queue(key);
    (void)value;
    f->entries[f->count++] = (struct queue_entry){k.ticket, k.rank_ms};
    return f->count == f->max;
}

static int entries_from(struct state *s, struct key from, size_t max,
                        struct queue_entry *ret_entries, size_t *ret_count) {
    struct first f = {.max = max, .entries = ret_entries};
    int err =
        max ? rows_scan_over(s, TABLE_QUEUE, from, KEY_QUEUE_PREFIX_SIZE, first_cb, &f) : ERR_OK;
    *ret_count = f.count;
    return err;
}

static int first_learn(struct state *s, struct line_ends *e, struct key line) {
    struct queue_entry entries[LINE_FIRST];
    size_t count;
    int err = entries_from(s, line, LINE_FIRST, entries, &count);
    if (!err)
        line_ends_learn(e, entries, count);
    return err;
}

int queue_first(struct state *s, uint32_t hall, Hallq__Line__Kind kind, uint32_t id, size_t max,
                struct queue_entry *ret_entries, size_t *ret_count) {
    struct line_ends *e = max <= LINE_FIRST ? ends_of(s, hall, kind, id) : NULL;
    bool learn = e && !line_ends_first(e, max) && learns(s);
    int err = learn ? first_learn(s, e, key_line(hall, kind, id)) : ERR_OK;
    *ret_count = 0;
    if (err)
        return err;
    if (!e || !line_ends_first(e, max))
        return entries_from(s, key_line(hall, kind, id), max, ret_entries, ret_count);
    *ret_count = e->count < max ? e->count : max;
    memcpy(ret_entries, e->first, *ret_count * sizeof *ret_entries);
    return ERR_OK;
}

static int last_cb(void *arg, struct bytes key, struct bytes value) {
    return key_fits(TABLE_QUEUE, key.size) ? first_cb(arg, key, value) : 0;
}

int queue_last(struct state *s, uint32_t hall, Hallq__Line__Kind kind, uint32_t id,
               struct queue_entry *ret, size_t *ret_count) {
    const struct line_ends *e = ends_of(s, hall, kind, id);
    struct first f = {.max = 1, .entries = ret};
    struct key from = key_queue(hall, kind, id, INT64_MAX, UINT64_MAX);
    if (e && line_ends_last(e, ret, ret_count))
        return ERR_OK;
    int err = rows_scan(s, TABLE_QUEUE, key_bytes(&from), KEY_QUEUE_PREFIX_SIZE, 1, last_cb, &f);
    *ret_count = f.count;
    return row_passed(s, TABLE_QUEUE, key_line(hall, kind, id), err) ? ERR_OK : err;
}

int queue_behind(struct state *s, uint32_t hall, Hallq__Line__Kind kind, uint32_t id,
                 const struct queue_entry *entry, size_t max, struct queue_entry *ret_entries,
                 size_t *ret_count) {
    struct key from = key_queue(hall, kind, id, entry->rank_ms, entry->ticket + 1);
    return entries_from(s, from, max, ret_entries, ret_count);
}

// ---------------------------------------------------------------- people ahead

struct count {
    struct queue_entry of;
    bool down;
    bool gave_up;
    bool began;
    struct queue_entry began_at; // the entry that was met first
    uint32_t seen;
};

// Counts the tickets ahead going up, or the tickets not ahead (without the ticket itself) going
// down.
static int count_cb(void *arg, struct bytes key, struct bytes value) {
    struct count *c = arg;
    (void)value;
    if (!key_fits(TABLE_QUEUE, key.size))
        return 0;
    struct queue_key k = key_read_queue(key);
    struct queue_entry entry = {k.ticket, k.rank_ms};
    if (!c->began)
        c->began_at = entry;
    c->began = true;
    if (entry_before(entry, c->of) == c->down)
        return 1;
    if (c->seen == LIMIT_PLACE) {
        c->gave_up = true;
        return 1;
    }
    if (k.ticket != c->of.ticket)
        c->seen++;
    return 0;
}

// Whether everybody else in the line stands before the entry, as far as is known.
static bool is_behind_all(const struct line_ends *e, struct queue_entry entry) {
    struct queue_entry last;
    size_t count;
    return line_ends_last(e, &last, &count) &&
           (!count || last.ticket == entry.ticket || entry_before(last, entry));
}

// A walk from the end meets the last entry first, or none.
static void ends_learn(struct line_ends *e, const struct count *behind) {
    if (behind->began)
        line_ends_learn_last(e, behind->began_at);
    else
        line_ends_learn(e, &behind->began_at, 0);
}

int queue_ahead(struct state *s, uint32_t hall, Hallq__Line__Kind kind, uint32_t id,
                uint32_t waiting, int64_t rank_ms, uint64_t ticket, uint32_t *ret_ahead,
                bool *ret_or_more) {
    struct line_ends *e = ends_of(s, hall, kind, id);
    struct key low = key_line(hall, kind, id);
    struct key high = key_queue(hall, kind, id, INT64_MAX, UINT64_MAX);
    struct count behind = {.of = {ticket, rank_ms}, .down = true};
    struct count ahead = {.of = {ticket, rank_ms}};
    *ret_or_more = false;
    *ret_ahead = waiting;
    if (e && is_behind_all(e, ahead.of))
        return ERR_OK;
    int err =
        rows_scan(s, TABLE_QUEUE, key_bytes(&high), KEY_QUEUE_PREFIX_SIZE, 1, count_cb, &behind);
    if (row_passed(s, TABLE_QUEUE, low, err))
        behind.gave_up = true;
    else if (err)
        return err;
    else if (e && learns(s))
        ends_learn(e, &behind);
    if (!behind.gave_up && waiting >= behind.seen) {
        *ret_ahead = waiting - behind.seen;
        return ERR_OK;
    }
    err = rows_scan_over(s, TABLE_QUEUE, low, KEY_QUEUE_PREFIX_SIZE, count_cb, &ahead);
    *ret_ahead = ahead.seen;
    *ret_or_more = ahead.gave_up;
    return err;
}

// ---------------------------------------------------------------- changes

static int line_count_add(struct state *s, uint32_t hall, const Hallq__Line *line, int change) {
    struct key key = key_line(hall, line->kind, line->id);
    Hallq__LineRow *row;
    int err = line_row_own(s, key, &row);
    if (err)
        return err;
    if (change < 0 && !row->waiting)
        return ERR_CORRUPT;
    row->waiting = (uint32_t)((int64_t)row->waiting + change);
    return line_row_own_put(s, key, row);
}

// Notes that an entry came or went. A trial takes it back in the table alone.
static void ends_note(struct state *s, uint32_t hall, const Hallq__Line *line,
                      struct queue_entry entry, bool came) {
    struct line_ends *e = ends_of(s, hall, line->kind, line->id);
    if (!e)
        return;
    if (s->trial)
        line_ends_forget(e);
    else if (came)
        line_ends_put(e, entry);
    else
        line_ends_del(e, entry);
}

int queue_put(struct state *s, uint32_t hall, const Hallq__Line *line, int64_t rank_ms,
              uint64_t ticket) {
    struct key key = key_queue(hall, line->kind, line->id, rank_ms, ticket);
    int err = bytes_put(s, TABLE_QUEUE, key, (struct bytes){"", 0});
    if (err)
        return err;
    ends_note(s, hall, line, (struct queue_entry){ticket, rank_ms}, true);
    return line_count_add(s, hall, line, 1);
}

int queue_del(struct state *s, uint32_t hall, const Hallq__Line *line, int64_t rank_ms,
              uint64_t ticket) {
    struct key key = key_queue(hall, line->kind, line->id, rank_ms, ticket);
    int err = bytes_del(s, TABLE_QUEUE, key);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    ends_note(s, hall, line, (struct queue_entry){ticket, rank_ms}, false);
    return line_count_add(s, hall, line, -1);
}

// ---------------------------------------------------------------- tickets aside

static struct key aside_key(uint32_t hall, const Hallq__TicketRow *t) {
    bool held = t->due_kind == HALLQ__DUE_ROW__KIND__HOLD_END;
    return key_aside(hall, held ? t->counter : 0, t->due_at_ms, t->ticket);
}

int queue_aside_put(struct state *s, uint32_t hall, const Hallq__TicketRow *t) {
    return bytes_put(s, TABLE_QUEUE, aside_key(hall, t), (struct bytes){"", 0});
}

int queue_aside_del(struct state *s, uint32_t hall, const Hallq__TicketRow *t) {
    int err = bytes_del(s, TABLE_QUEUE, aside_key(hall, t));
    return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
}

struct aside {
    int (*aside_cb)(void *arg, uint64_t ticket);
    void *arg;
};

static int aside_key_cb(void *arg, struct bytes key, struct bytes value) {
    struct aside *a = arg;
    (void)value;
    return a->aside_cb(a->arg, key_read_queue(key).ticket);
}

int queue_aside(struct state *s, uint32_t hall, int (*aside_cb)(void *arg, uint64_t ticket),
                void *arg) {
    struct aside a = {aside_cb, arg};
    return rows_scan_over(s, TABLE_QUEUE, key_aside(hall, 0, INT64_MIN, 0), KEY_ASIDE_PREFIX_SIZE,
                          aside_key_cb, &a);
}

struct held {
    size_t max, count;
    uint64_t *tickets;
};

static int held_cb(void *arg, struct bytes key, struct bytes value) {
    struct held *h = arg;
    (void)value;
    h->tickets[h->count++] = key_read_queue(key).ticket;
    return h->count == h->max;
}

int queue_held(struct state *s, uint32_t hall, uint32_t counter, size_t max, uint64_t *ret_tickets,
               size_t *ret_count) {
    struct held h = {.max = max, .tickets = ret_tickets};
    struct key from =
        key_aside(hall, counter ? counter : 1, INT64_MIN, 0); // behind the tickets inside the gap
    int err = rows_scan_over(s, TABLE_QUEUE, from,
                             counter ? KEY_QUEUE_PREFIX_SIZE : KEY_ASIDE_PREFIX_SIZE, held_cb, &h);
    *ret_count = h.count;
    return err;
}
