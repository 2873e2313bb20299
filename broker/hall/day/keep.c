// keep.c - how long rows are kept. After each day roll a chain of chores runs (chore.c): leftovers
// are closed (day.c), then customer data whose days are over loses its keys, then rows that nobody
// will ask for are deleted.
//
//   rows               forgotten when their business day is before
//   sealed rows        the first day whose keys still exist
//   answers            yesterday: a retry gets its answer until after the next day's end
//   numbers            yesterday; the number of a ticket that is still open stays
//   tickets, journal   today - journal_days; a ticket that is still open stays
//   scores             the same, and LIMIT_SCORE_DAYS at most
//   figures            as tickets: the sums that they have left (fold/)
//
// A chunk's event names the range of keys it looked at, from and upto, and the day; apply deletes
// the rows in the range that are older. The walk over a table whose keys grow with time ends at the
// first young row. The broker itself (hall 0) has no days and forgets nothing: its commands are
// few.
#include <string.h>

#include "base/count.h"
#include "base/wire/wire.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/day/chore.h"
#include "broker/hall/visit/ticket.h"

// The age of a row, as the row says it.
struct row_age {
    int32_t day;
    bool keep; // the row stays, whatever its day
    int err;
};

// Returns a row's age. May read tables by `s`, into its arena: a scratch arena for this row.
typedef struct row_age row_age_fn(struct state *s, struct bytes key, struct bytes value);

static struct row_age age_of_key(struct state *s, struct bytes key, struct bytes value) {
    (void)s;
    (void)value;
    return (struct row_age){.day = (int32_t)(key_read_u32(key, KEY_HALL_SIZE) ^ 0x80000000u)};
}

#define AGE_OF_ROW(noun, Type, type, keep_if)                                                      \
    static struct row_age age_of_##noun(struct state *s, struct bytes key, struct bytes value) {   \
        const Hallq__##Type *row =                                                                 \
            wire_unpack_stored(&hallq__##type##__descriptor, s->arena, value.data, value.size);    \
        (void)key;                                                                                 \
        if (!row)                                                                                  \
            return (struct row_age){.err = ERR_CORRUPT};                                           \
        return (struct row_age){.day = row->day, .keep = keep_if};                                 \
    }

AGE_OF_ROW(request, RequestRow, request_row, false)
AGE_OF_ROW(ticket, TicketRow, ticket_row, !ticket_ended(row))
AGE_OF_ROW(record, JournalRecord, journal_record, false)

// A number is as old as the youngest ticket that bears it.
static struct row_age age_of_number(struct state *s, struct bytes key, struct bytes value) {
    struct row_age age = {.day = INT32_MIN};
    struct numbered numbered;
    if (key.size == KEY_NUMBER_OF_DAY_SIZE)
        return age_of_key(s, key, value);
    age.err = numbered_read(value, &numbered);
    for (size_t i = 0; i < numbered.count && !age.err; i++) {
        Hallq__TicketRow *row;
        struct key ticket = key_ticket(key_read_u32(key, 0), numbered.tickets[i]);
        age.err = ticket_row_get(s, ticket, &row);
        if (row_passed(s, TABLE_TICKET, ticket, age.err)) {
            age.keep = true;
            age.err = ERR_OK;
        }
        if (age.err == ERR_NOT_FOUND)
            age.err = ERR_OK;
        if (!row)
            continue;
        age.keep = age.keep || !ticket_ended(row);
        age.day = row->day > age.day ? row->day : age.day;
    }
    return age;
}

struct forget {
    Hallq__DueRow__Kind due;
    Hallq__RowsForgotten__Kind kind;
    enum table table;
    row_age_fn *age;
    bool by_time; // keys grow with time
};

#define FORGET(KIND, table, age, by_time)                                                          \
    {                                                                                              \
        HALLQ__DUE_ROW__KIND__FORGET_##KIND, HALLQ__ROWS_FORGOTTEN__KIND__##KIND, table, age,      \
            by_time                                                                                \
    }
static const struct forget forgets[] = {
    FORGET(SEALED, TABLE_SEALED, age_of_key, true),
    FORGET(REQUESTS, TABLE_REQUEST, age_of_request, false),
    FORGET(NUMBERS, TABLE_NUMBER, age_of_number, false),
    FORGET(TICKETS, TABLE_TICKET, age_of_ticket, true),
    FORGET(JOURNAL, TABLE_JOURNAL, age_of_record, true),
    FORGET(SCORES, TABLE_SCORE, age_of_key, true),
    FORGET(FIGURES, TABLE_FIGURES, age_of_key, true),
};

static int32_t before_day(const struct deciding *d, Hallq__RowsForgotten__Kind kind) {
    switch (kind) {
    case HALLQ__ROWS_FORGOTTEN__KIND__SEALED:
        return d->row->purged_upto_day + 1;
    case HALLQ__ROWS_FORGOTTEN__KIND__REQUESTS:
    case HALLQ__ROWS_FORGOTTEN__KIND__NUMBERS:
        return d->row->day - 1;
    case HALLQ__ROWS_FORGOTTEN__KIND__TICKETS:
    case HALLQ__ROWS_FORGOTTEN__KIND__JOURNAL:
    case HALLQ__ROWS_FORGOTTEN__KIND__FIGURES:
        return d->row->day - (int32_t)d->settings->journal_days;
    case HALLQ__ROWS_FORGOTTEN__KIND__SCORES:
        return d->row->day - (d->settings->journal_days < LIMIT_SCORE_DAYS
                                  ? (int32_t)d->settings->journal_days
                                  : LIMIT_SCORE_DAYS);
    case HALLQ__ROWS_FORGOTTEN__KIND__NO_KIND:
    case _HALLQ__ROWS_FORGOTTEN__KIND_IS_INT_SIZE:
        break;
    }
    return INT32_MIN;
}

// ---------------------------------------------------------------- looking for old rows

// A walk over a chunk. decide walks until it has looked at enough rows, apply until upto_key.
struct walk {
    const struct forget *forget;
    int32_t before_day;
    struct bytes upto_key; // the last key, in apply; empty in decide
    struct state *state;
    struct arena scratch; // for one row
    struct key last_key;  // last key looked at
    size_t looked_count, old_count;
    struct key *old_keys; // LIMIT_CHUNK_ROWS of them
    bool full;
    int err;
};

static int key_compare(struct bytes a, struct bytes b) {
    int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

static struct key key_copy(struct bytes from) {
    struct key k = {.size = from.size < TABLE_KEY_MAX ? from.size : TABLE_KEY_MAX};
    memcpy(k.data, from.data, k.size);
    return k;
}

static int walk_cb(void *arg, struct bytes key, struct bytes value) {
    struct walk *w = arg;
    if (w->upto_key.size && key_compare(key, w->upto_key) > 0)
        return 1;
    arena_reset(&w->scratch);
    struct state of_row = *w->state;
    of_row.arena = &w->scratch;
    struct row_age age = w->forget->age(&of_row, key, value);
    if (age.err == ERR_CORRUPT) {
        row_unread(w->state, w->forget->table, key);
        return 0; // the row stays
    }
    bool old = age.day < w->before_day;
    if ((w->err = age.err) || (w->forget->by_time && !old))
        return 1;
    w->last_key = key_copy(key);
    if (old && !age.keep)
        w->old_keys[w->old_count++] = w->last_key;
    w->full = ++w->looked_count == LIMIT_CHUNK_ROWS;
    return w->full;
}

static int walk(struct state *s, struct walk *w, struct bytes from) {
    if (from.size < KEY_HALL_SIZE || from.size > TABLE_KEY_MAX)
        return ERR_CORRUPT;
    w->old_keys = arena_need(s->arena, LIMIT_CHUNK_ROWS * sizeof *w->old_keys);
    w->last_key = key_copy(from);
    w->state = s;
    arena_init(&w->scratch, 0);
    int err = rows_scan_over(s, w->forget->table, key_copy(from), KEY_HALL_SIZE, walk_cb, w);
    arena_fini(&w->scratch);
    return err ? err : w->err;
}

static void bytes_set(struct arena *arena, ProtobufCBinaryData *to, struct bytes from) {
    to->data = arena_copy(arena, from.data, from.size);
    to->len = from.size;
}

static const struct forget *forget_of_due(Hallq__DueRow__Kind due) {
    for (size_t i = 0; i < COUNT(forgets); i++)
        if (forgets[i].due == due)
            return &forgets[i];
    return NULL;
}

static const struct forget *forget_of_kind(Hallq__RowsForgotten__Kind kind) {
    for (size_t i = 0; i < COUNT(forgets); i++)
        if (forgets[i].kind == kind)
            return &forgets[i];
    return NULL;
}

int forget_due(struct deciding *d, const struct due_key *due) {
    Hallq__DueRow *row;
    int err = due_row_get(d->state, key_due(due->at_ms, d->hall, due->kind, due->subject), &row);
    if (err)
        return err;
    struct walk w = {.forget = forget_of_due(due->kind)};
    struct key first = key_hall(d->hall);
    struct bytes from = {row->from_key.data, row->from_key.len};
    if (!from.size)
        from = key_bytes(&first);
    w.before_day = before_day(d, w.forget->kind);
    if ((err = walk(d->state, &w, from)))
        return err;
    EMIT(d, ROWS_FORGOTTEN, RowsForgotten, rows_forgotten, forgotten);
    forgotten->kind = w.forget->kind;
    bytes_set(d->state->arena, &forgotten->from_key, from);
    bytes_set(d->state->arena, &forgotten->upto_key, key_bytes(&w.last_key));
    forgotten->before_day = w.before_day;
    forgotten->rows = (uint32_t)w.old_count;
    forgotten->done = !w.full;
    return ERR_OK;
}

// ---------------------------------------------------------------- customer data

int purge_due(struct deciding *d, const struct due_key *due) {
    int32_t upto_day = d->row->day - 1 - (int32_t)d->settings->contact_days;
    (void)due;
    EMIT(d, CONTACTS_PURGED, ContactsPurged, contacts_purged, purged);
    purged->upto_day = upto_day > d->row->purged_upto_day ? upto_day : d->row->purged_upto_day;
    return ERR_OK;
}

// Today's key is not destroyed: it is in use.
int purge_decide(struct deciding *d, const Hallq__Request *request) {
    int32_t upto_day = request->purge->upto_day;
    if (upto_day >= d->row->day)
        return refuse(d, HALLQ__REFUSAL__REASON__DAY_OPEN, "upto_day");
    if (upto_day <= d->row->purged_upto_day)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    EMIT(d, CONTACTS_PURGED, ContactsPurged, contacts_purged, purged);
    purged->upto_day = upto_day;
    purged->by = by_make(d);
    return ERR_OK;
}

// ---------------------------------------------------------------- apply

int apply_contacts_purged(struct change *c, const Hallq__ContactsPurged *event) {
    if (event->upto_day > c->row->purged_upto_day)
        c->row->purged_upto_day = event->upto_day;
    return event->by ? ERR_OK : chore_done(c); // a person's command is no chore
}

static int old_rows_del(struct change *c, const struct walk *w) {
    int err = ERR_OK;
    for (size_t i = 0; i < w->old_count && !err; i++)
        err = row_del(c->state, w->forget->table, w->old_keys[i]);
    if (w->old_count && w->forget->table == TABLE_JOURNAL)
        c->row->journal_from =
            key_read_u64(key_bytes(&w->old_keys[w->old_count - 1]), KEY_HALL_SIZE) + 1;
    return err;
}

// Goes on at the first key behind `upto`: `upto` with one more zero byte.
static int forget_go_on(struct change *c, const ProtobufCBinaryData *upto) {
    struct key next = key_copy((struct bytes){upto->data, upto->len});
    if (next.size == TABLE_KEY_MAX)
        return ERR_CORRUPT;
    next.data[next.size++] = 0;
    return chore_go_on(c, next.data, next.size);
}

int apply_rows_forgotten(struct change *c, const Hallq__RowsForgotten *event) {
    struct walk w = {.forget = forget_of_kind(event->kind),
                     .before_day = event->before_day,
                     .upto_key = {event->upto_key.data, event->upto_key.len}};
    if (!w.forget)
        return ERR_FORMAT;
    int err = walk(c->state, &w, (struct bytes){event->from_key.data, event->from_key.len});
    if (!err)
        err = old_rows_del(c, &w);
    if (err)
        return err;
    return event->done ? chore_done(c) : forget_go_on(c, &event->upto_key);
}
