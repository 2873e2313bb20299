// rows.c - rows as messages. Every value read is unpacked into the turn's arena at once, so that
// nothing borrowed from the store outlives the next write. Rows of some tables are kept unpacked
// over turns (row_cache.h).
#include "broker/hall/core/rows.h"

#include <assert.h>
#include <string.h>

#include "base/wire/wire.h"
#include "broker/hall/core/row_places.h"
#include "broker/hall/core/trial.h"

static int table_get(struct state *s, enum table table, const struct key *key,
                     const ProtobufCMessageDescriptor *type, void **ret) {
    struct bytes value;
    *ret = NULL;
    int err = s->tables->get(s->tables, table, key_bytes(key), &value);
    if (err)
        return err;
    *ret = wire_unpack_stored(type, s->arena, value.data, value.size);
    return *ret ? ERR_OK : ERR_CORRUPT;
}

static int table_put(struct state *s, enum table table, const struct key *key, const void *row) {
    struct wire_packed packed = wire_pack_in(row, s->arena);
    return bytes_put(s, table, *key, (struct bytes){packed.data, packed.size});
}

int bytes_put(struct state *s, enum table table, struct key key, struct bytes value) {
    assert(!row_cache_looks(s->rows));
    int err = trial_keep(s, table, key);
    return err ? err : s->tables->put(s->tables, table, key_bytes(&key), value);
}

int bytes_del(struct state *s, enum table table, struct key key) {
    assert(!row_cache_looks(s->rows));
    int err = trial_keep(s, table, key);
    return err ? err : s->tables->del(s->tables, table, key_bytes(&key));
}

static int table_del(struct state *s, enum table table, const struct key *key) {
    int err = bytes_del(s, table, *key);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

// ---------------------------------------------------------------- through the cache

static bool cached(const struct state *s, enum table table) {
    return s->rows && row_cache_type(table);
}

static int cached_load(struct state *s, enum table table, const struct key *key,
                       const ProtobufCMessageDescriptor *type, struct cached_row **ret) {
    void *message;
    int err = table_get(s, table, key, type, &message);
    if (err && err != ERR_NOT_FOUND)
        return err;
    *ret = row_cache_add(s->rows, table, key);
    row_cache_set(s->rows, *ret, message, false);
    return ERR_OK;
}

// The row, borrowed from the cache, or unpacked in the arena if the cache does not keep the table.
static int row_look(struct state *s, enum table table, const struct key *key,
                    const ProtobufCMessageDescriptor *type, const void **ret) {
    struct cached_row *row = cached(s, table) ? row_cache_find(s->rows, table, key) : NULL;
    *ret = NULL;
    if (!row && (row_cache_looks(s->rows) || !cached(s, table))) {
        void *message;
        int err = table_get(s, table, key, type, &message);
        *ret = message;
        return err;
    }
    int err = row ? ERR_OK : cached_load(s, table, key, type, &row);
    if (err)
        return err;
    *ret = row->message;
    return *ret ? ERR_OK : ERR_NOT_FOUND;
}

// A fresh copy of the row, the caller's to change.
static int row_get(struct state *s, enum table table, const struct key *key,
                   const ProtobufCMessageDescriptor *type, void **ret) {
    if (!cached(s, table))
        return table_get(s, table, key, type, ret);
    const void *row;
    int err = row_look(s, table, key, type, &row);
    *ret = err ? NULL : wire_copy(row, s->arena);
    return err || *ret ? err : ERR_NO_MEMORY;
}

// In a trial a row that nobody looked at is loaded first, since its earlier value is put back.
static int cached_set(struct state *s, enum table table, const struct key *key,
                      const void *message) {
    assert(!row_cache_looks(s->rows));
    struct cached_row *row = row_cache_find(s->rows, table, key);
    int err = row || !s->trial ? ERR_OK : cached_load(s, table, key, row_cache_type(table), &row);
    if (err)
        return err;
    if (row)
        trial_keep_cached(s, row);
    else
        row = row_cache_add(s->rows, table, key);
    row_cache_set(s->rows, row, message, true);
    return ERR_OK;
}

static int row_put(struct state *s, enum table table, const struct key *key, const void *message) {
    if (!cached(s, table))
        return table_put(s, table, key, message);
    return cached_set(s, table, key, message);
}

// Whether rows of the table are changed in place. A trial takes changes back: it changes copies.
static bool in_place(const struct state *s, enum table table) {
    return cached(s, table) && !s->trial;
}

static int row_own(struct state *s, enum table table, const struct key *key,
                   const ProtobufCMessageDescriptor *type, void **ret) {
    const void *row;
    assert(!row_cache_looks(s->rows));
    if (!in_place(s, table))
        return row_get(s, table, key, type, ret);
    int err = row_look(s, table, key, type, &row);
    *ret = (void *)(uintptr_t)row;
    return err;
}

static int row_own_put(struct state *s, enum table table, const struct key *key,
                       const void *message) {
    if (!in_place(s, table))
        return row_put(s, table, key, message);
    struct cached_row *row = row_cache_find(s->rows, table, key);
    assert(row && row->message == message);
    row_cache_touch(s->rows, row);
    return ERR_OK;
}

int row_del(struct state *s, enum table table, struct key key) {
    if (!cached(s, table))
        return table_del(s, table, &key);
    return cached_set(s, table, &key, NULL);
}

int rows_flush(struct state *s) {
    int err = ERR_OK;
    struct cached_row *row = s->rows ? row_cache_take_changed(s->rows) : NULL;
    for (; row && !err; row = row->next_changed) {
        trial_keep_cached(s, row);
        err = row->message ? table_put(s, row->table, &row->key, row->message)
                           : table_del(s, row->table, &row->key);
    }
    return err;
}

int rows_scan(struct state *s, enum table table, struct bytes from, size_t prefix_size, int down,
              table_row_cb row_cb, void *arg) {
    int err = cached(s, table) ? rows_flush(s) : ERR_OK;
    if (err)
        return err;
    return s->tables->scan(s->tables, table, from, prefix_size, down, row_cb, arg);
}

// ---------------------------------------------------------------- past rotten rows

struct past {
    table_row_cb row_cb;
    void *arg;
    struct key from; // where the scan begins, or goes on behind a rotten row
    bool stopped;
};

// The scan goes on at the first key behind this one: the same key with a zero byte more.
static void past_key(struct past *p, const void *key, size_t key_size) {
    if (key_size >= TABLE_KEY_MAX)
        key_size = TABLE_KEY_MAX - 1; // no table has such keys
    memcpy(p->from.data, key, key_size);
    p->from.data[key_size] = 0;
    p->from.size = key_size + 1;
}

static int past_cb(void *arg, struct bytes key, struct bytes value) {
    struct past *p = arg;
    p->stopped = p->row_cb(p->arg, key, value);
    return p->stopped;
}

int rows_scan_past(struct tables *t, enum table table, struct key from, size_t prefix_size,
                   table_row_cb row_cb, void (*rotten_cb)(void *arg, struct bytes key), void *arg) {
    struct past p = {.row_cb = row_cb, .arg = arg, .from = from};
    int err = ERR_OK;
    for (int i = 0; i <= ROTTEN_MAX; i++) {
        unsigned char key[TABLE_KEY_MAX];
        size_t key_size;
        err = t->scan(t, table, key_bytes(&p.from), prefix_size, 0, past_cb, &p);
        if (err != ERR_CORRUPT || p.stopped || !t->pass || t->pass(t, key, &key_size))
            return err;
        past_key(&p, key, key_size);
        rotten_cb(arg, (struct bytes){key, key_size});
    }
    return err;
}

void row_unread(struct state *s, enum table table, struct bytes key) {
    s->tables->unread.counts[table]++;
    s->tables->unread.halls[table] = key_hall_of(table, key);
}

// A row that does not unpack has failed no transaction, so there is nothing to take back then.
bool row_passed(struct state *s, enum table table, struct key key, int err) {
    unsigned char rotten_key[TABLE_KEY_MAX];
    size_t size;
    if (err != ERR_CORRUPT)
        return false;
    if (s->tables->pass)
        (void)s->tables->pass(s->tables, rotten_key, &size);
    row_unread(s, table, key_bytes(&key));
    return true;
}

struct over {
    struct state *state;
    enum table table;
    table_row_cb row_cb;
    void *arg;
};

static void over_rotten_cb(void *arg, struct bytes key) {
    struct over *o = arg;
    row_unread(o->state, o->table, key);
}

static int over_cb(void *arg, struct bytes key, struct bytes value) {
    struct over *o = arg;
    if (key_fits(o->table, key.size))
        return o->row_cb(o->arg, key, value);
    over_rotten_cb(o, key);
    return 0;
}

int rows_scan_over(struct state *s, enum table table, struct key from, size_t prefix_size,
                   table_row_cb row_cb, void *arg) {
    struct over o = {s, table, row_cb, arg};
    int err = cached(s, table) ? rows_flush(s) : ERR_OK;
    return err ? err
               : rows_scan_past(s->tables, table, from, prefix_size, over_cb, over_rotten_cb, &o);
}

// ---------------------------------------------------------------- by noun

#define ROW_PUT_BODY(noun, Type, TABLE)                                                            \
    int noun##_row_put(struct state *s, struct key key, const Hallq__##Type *row) {                \
        return row_put(s, TABLE, &key, row);                                                       \
    }

#define ROW_ACCESS_BODY(noun, Type, type, TABLE)                                                   \
    int noun##_row_get(struct state *s, struct key key, Hallq__##Type **ret) {                     \
        void *row;                                                                                 \
        int err = row_get(s, TABLE, &key, &hallq__##type##__descriptor, &row);                     \
        *ret = row;                                                                                \
        return err;                                                                                \
    }                                                                                              \
    ROW_PUT_BODY(noun, Type, TABLE)

ROW_ACCESS_BODY(meta, MetaRow, meta_row, TABLE_META)
ROW_ACCESS_BODY(device, DeviceRow, device_row, TABLE_DEVICE)
ROW_ACCESS_BODY(staff, StaffRow, staff_row, TABLE_STAFF)
ROW_ACCESS_BODY(pin_tries, PinTriesRow, pin_tries_row, TABLE_STAFF)
ROW_ACCESS_BODY(ticket, TicketRow, ticket_row, TABLE_TICKET)
ROW_ACCESS_BODY(due, DueRow, due_row, TABLE_DUE)
ROW_ACCESS_BODY(request, RequestRow, request_row, TABLE_REQUEST)
ROW_ACCESS_BODY(call, CallRow, call_row, TABLE_CALL)
ROW_ACCESS_BODY(measure, MeasureRow, measure_row, TABLE_MEASURE)
ROW_ACCESS_BODY(sealed, SealedRow, sealed_row, TABLE_SEALED)
ROW_ACCESS_BODY(journal, JournalRecord, journal_record, TABLE_JOURNAL)
ROW_ACCESS_BODY(alert, AlertRow, alert_row, TABLE_SETTINGS)
ROW_ACCESS_BODY(usual, UsualRow, usual_row, TABLE_SETTINGS)
ROW_ACCESS_BODY(printer, PrinterRow, printer_row, TABLE_SETTINGS)
ROW_ACCESS_BODY(hook, HookRow, hook_row, TABLE_SETTINGS)
ROW_ACCESS_BODY(figures, FiguresRow, figures_row, TABLE_FIGURES)
ROW_ACCESS_BODY(folded, FoldedRow, folded_row, TABLE_FIGURES)
ROW_ACCESS_BODY(measures, MeasuresRow, measures_row, TABLE_FIGURES)
ROW_ACCESS_BODY(help, Help, help, TABLE_CASE)
ROW_ACCESS_BODY(case, CaseRow, case_row, TABLE_CASE)
ROW_ACCESS_BODY(work_slip, WorkSlip, work_slip, TABLE_CASE)
ROW_ACCESS_BODY(pressing, PressingRow, pressing_row, TABLE_CASE)
ROW_ACCESS_BODY(topics, TopicsRow, topics_row, TABLE_CASE)
ROW_ACCESS_BODY(booking, Booking, booking, TABLE_CASE)
ROW_ACCESS_BODY(booked_at, BookedAtRow, booked_at_row, TABLE_CASE)

#define ROW_LOOK_BODY(noun, Type, type, TABLE)                                                     \
    int noun##_row_get(struct state *s, struct key key, const Hallq__##Type **ret) {               \
        const void *row;                                                                           \
        int err = row_look(s, TABLE, &key, &hallq__##type##__descriptor, &row);                    \
        *ret = row;                                                                                \
        return err;                                                                                \
    }                                                                                              \
    int noun##_row_need(struct state *s, struct key key, const Hallq__##Type **ret) {              \
        int err = noun##_row_get(s, key, ret);                                                     \
        if (err != ERR_NOT_FOUND)                                                                  \
            return err;                                                                            \
        Hallq__##Type *none = arena_need(s->arena, sizeof *none);                                  \
        hallq__##type##__init(none);                                                               \
        *ret = none;                                                                               \
        return ERR_OK;                                                                             \
    }                                                                                              \
    int noun##_row_edit(struct state *s, struct key key, Hallq__##Type **ret) {                    \
        void *row;                                                                                 \
        int err = row_get(s, TABLE, &key, &hallq__##type##__descriptor, &row);                     \
        *ret = row;                                                                                \
        if (err != ERR_NOT_FOUND)                                                                  \
            return err;                                                                            \
        *ret = arena_need(s->arena, sizeof **ret);                                                 \
        hallq__##type##__init(*ret);                                                               \
        return ERR_OK;                                                                             \
    }                                                                                              \
    ROW_PUT_BODY(noun, Type, TABLE)

static int line_own(struct state *s, const struct key *key, Hallq__LineRow **ret) {
    void *row;
    int err = row_own(s, TABLE_LINE, key, &hallq__line_row__descriptor, &row);
    *ret = row;
    return err;
}

int line_row_own(struct state *s, struct key key, Hallq__LineRow **ret) {
    int err = line_own(s, &key, ret);
    if (err != ERR_NOT_FOUND)
        return err;
    *ret = arena_need(s->arena, sizeof **ret);
    hallq__line_row__init(*ret);
    if (!in_place(s, TABLE_LINE))
        return ERR_OK;
    err = row_put(s, TABLE_LINE, &key, *ret);
    return err ? err : line_own(s, &key, ret);
}

int line_row_own_put(struct state *s, struct key key, Hallq__LineRow *row) {
    return row_own_put(s, TABLE_LINE, &key, row);
}

ROW_LOOK_BODY(hall, HallRow, hall_row, TABLE_HALL)
ROW_LOOK_BODY(line, LineRow, line_row, TABLE_LINE)
ROW_LOOK_BODY(counter, CounterRow, counter_row, TABLE_COUNTER)
ROW_LOOK_BODY(sign_on, SignOnRow, sign_on_row, TABLE_SIGN_ON)

#define ROW_OWN_BODY(noun, Type, type, TABLE)                                                      \
    int noun##_row_get(struct state *s, struct key key, const Hallq__##Type **ret) {               \
        const void *row;                                                                           \
        int err = row_look(s, TABLE, &key, &hallq__##type##__descriptor, &row);                    \
        *ret = row;                                                                                \
        return err;                                                                                \
    }                                                                                              \
    int noun##_row_own(struct state *s, struct key key, Hallq__##Type **ret) {                     \
        void *row;                                                                                 \
        int err = row_own(s, TABLE, &key, &hallq__##type##__descriptor, &row);                     \
        *ret = row;                                                                                \
        return err;                                                                                \
    }                                                                                              \
    int noun##_row_own_put(struct state *s, struct key key, Hallq__##Type *row) {                  \
        return row_own_put(s, TABLE, &key, row);                                                   \
    }                                                                                              \
    ROW_PUT_BODY(noun, Type, TABLE)

ROW_OWN_BODY(forecast, ForecastRow, forecast_row, TABLE_FORECAST)
ROW_OWN_BODY(stream, StreamRow, stream_row, TABLE_STREAM)
ROW_OWN_BODY(served, ServedRow, served_row, TABLE_SERVED)
ROW_OWN_BODY(score, ScoreRow, score_row, TABLE_SCORE)

int ticket_row_look(struct state *s, struct key key, const Hallq__TicketRow **ret) {
    const void *row;
    int err = row_look(s, TABLE_TICKET, &key, &hallq__ticket_row__descriptor, &row);
    *ret = row;
    return err;
}

int staff_row_need(struct state *s, struct key key, Hallq__StaffRow **ret) {
    int err = staff_row_get(s, key, ret);
    if (err != ERR_NOT_FOUND)
        return err;
    *ret = arena_need(s->arena, sizeof **ret);
    hallq__staff_row__init(*ret);
    return ERR_OK;
}

const Hallq__SignOnRow *sign_on_row_read(struct arena *arena, struct bytes value) {
    return wire_unpack_stored(&hallq__sign_on_row__descriptor, arena, value.data, value.size);
}

const Hallq__ScoreRow *score_row_read(struct arena *arena, struct bytes value) {
    return wire_unpack_stored(&hallq__score_row__descriptor, arena, value.data, value.size);
}

int number_get(struct state *s, struct key key, struct numbered *ret) {
    struct bytes value;
    *ret = (struct numbered){.count = 0};
    if (row_cache_is_free_number(s->rows, &key))
        return ERR_OK;
    int err = s->tables->get(s->tables, TABLE_NUMBER, key_bytes(&key), &value);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return numbered_read(value, ret);
}

void number_is_free(struct state *s, struct key key) {
    if (!s->trial && !row_cache_looks(s->rows))
        row_cache_free_number(s->rows, &key);
}

int numbered_read(struct bytes value, struct numbered *ret) {
    ret->count = value.size / 8;
    if (value.size % 8 || ret->count > LIMIT_NUMBERED)
        return ERR_CORRUPT;
    for (size_t i = 0; i < ret->count; i++)
        ret->tickets[i] = key_read_u64(value, 8 * i);
    return ERR_OK;
}

int number_put(struct state *s, struct key key, const struct numbered *numbered) {
    unsigned char value[8 * LIMIT_NUMBERED];
    for (size_t i = 0; i < numbered->count; i++) {
        struct key ticket = key_ticket(0, numbered->tickets[i]);
        memcpy(value + 8 * i, ticket.data + KEY_HALL_SIZE, 8);
    }
    row_cache_number_put(s->rows, &key);
    return bytes_put(s, TABLE_NUMBER, key, (struct bytes){value, 8 * numbered->count});
}

int device_by_key(struct state *s, const void *public_key, Hallq__DeviceRow **ret) {
    struct key key = key_device_key(public_key, 32);
    struct bytes value;
    *ret = NULL;
    int err = s->tables->get(s->tables, TABLE_DEVICE_KEY, key_bytes(&key), &value);
    if (err)
        return err;
    if (value.size != 4)
        return ERR_CORRUPT;
    return device_row_get(s, key_device(key_read_u32(value, 0)), ret);
}

struct each {
    int (*hall_cb)(void *arg, uint32_t hall);
    void *arg;
};

static int each_cb(void *arg, struct bytes key, struct bytes value) {
    struct each *e = arg;
    uint32_t hall = key_read_u32(key, 0);
    (void)value;
    return hall ? e->hall_cb(e->arg, hall) : 0;
}

int halls_each(struct state *s, int (*hall_cb)(void *arg, uint32_t hall), void *arg) {
    struct each e = {hall_cb, arg};
    return rows_scan_over(s, TABLE_HALL, key_hall(0), 0, each_cb, &e);
}
