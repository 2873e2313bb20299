#include "broker/hall/core/queue.h"

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

int queue_first(struct state *s, uint32_t hall, Hallq__Line__Kind kind, uint32_t id, size_t max,
                struct queue_entry *ret_entries, size_t *ret_count) {
    return entries_from(s, key_line(hall, kind, id), max, ret_entries, ret_count);
}

static int last_cb(void *arg, struct bytes key, struct bytes value) {
    return key_fits(TABLE_QUEUE, key.size) ? first_cb(arg, key, value) : 0;
}

int queue_last(struct state *s, uint32_t hall, Hallq__Line__Kind kind, uint32_t id,
               struct queue_entry *ret, size_t *ret_count) {
    struct first f = {.max = 1, .entries = ret};
    struct key from = key_queue(hall, kind, id, INT64_MAX, UINT64_MAX);
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

struct count {
    int64_t rank_ms;
    uint64_t ticket;
    bool down;
    bool gave_up;
    uint32_t seen;
};

static bool before(const struct queue_key *k, int64_t rank_ms, uint64_t ticket) {
    return k->rank_ms < rank_ms || (k->rank_ms == rank_ms && k->ticket < ticket);
}

// Counts the tickets ahead going up, or the tickets not ahead (without the ticket itself) going
// down.
static int count_cb(void *arg, struct bytes key, struct bytes value) {
    struct count *c = arg;
    (void)value;
    if (!key_fits(TABLE_QUEUE, key.size))
        return 0;
    struct queue_key k = key_read_queue(key);
    if (before(&k, c->rank_ms, c->ticket) == c->down)
        return 1;
    if (c->seen == LIMIT_PLACE) {
        c->gave_up = true;
        return 1;
    }
    if (k.ticket != c->ticket)
        c->seen++;
    return 0;
}

int queue_ahead(struct state *s, uint32_t hall, Hallq__Line__Kind kind, uint32_t id,
                uint32_t waiting, int64_t rank_ms, uint64_t ticket, uint32_t *ret_ahead,
                bool *ret_or_more) {
    struct key low = key_line(hall, kind, id);
    struct key high = key_queue(hall, kind, id, INT64_MAX, UINT64_MAX);
    struct count behind = {.rank_ms = rank_ms, .ticket = ticket, .down = true};
    struct count ahead = {.rank_ms = rank_ms, .ticket = ticket};
    *ret_or_more = false;
    int err =
        rows_scan(s, TABLE_QUEUE, key_bytes(&high), KEY_QUEUE_PREFIX_SIZE, 1, count_cb, &behind);
    if (row_passed(s, TABLE_QUEUE, low, err))
        behind.gave_up = true;
    else if (err)
        return err;
    if (!behind.gave_up && waiting >= behind.seen) {
        *ret_ahead = waiting - behind.seen;
        return ERR_OK;
    }
    err = rows_scan_over(s, TABLE_QUEUE, low, KEY_QUEUE_PREFIX_SIZE, count_cb, &ahead);
    *ret_ahead = ahead.seen;
    *ret_or_more = ahead.gave_up;
    return err;
}

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

int queue_put(struct state *s, uint32_t hall, const Hallq__Line *line, int64_t rank_ms,
              uint64_t ticket) {
    struct key key = key_queue(hall, line->kind, line->id, rank_ms, ticket);
    int err = bytes_put(s, TABLE_QUEUE, key, (struct bytes){"", 0});
    return err ? err : line_count_add(s, hall, line, 1);
}

int queue_del(struct state *s, uint32_t hall, const Hallq__Line *line, int64_t rank_ms,
              uint64_t ticket) {
    struct key key = key_queue(hall, line->kind, line->id, rank_ms, ticket);
    int err = bytes_del(s, TABLE_QUEUE, key);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    return line_count_add(s, hall, line, -1);
}

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
