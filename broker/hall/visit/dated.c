#include "broker/hall/visit/dated.h"

#include <string.h>

#include "base/wire/wire.h"

struct dated {
    struct state *state;
    uint32_t hall;
    int32_t day;
    uint64_t upto;        // the last ticket of the stretch
    bool ordered;         // days grow with the stretch's tickets
    struct arena scratch; // for one row
    void (*dated_cb)(void *arg, const Hallq__TicketRow *row);
    void *arg;
};

static const Hallq__TicketRow *row_read(struct dated *d, struct bytes key, struct bytes value) {
    arena_reset(&d->scratch);
    const Hallq__TicketRow *row =
        wire_unpack_stored(&hallq__ticket_row__descriptor, &d->scratch, value.data, value.size);
    if (!row)
        row_unread(d->state, TABLE_TICKET, key);
    return row;
}

struct probe {
    struct dated *dated;
    bool before; // the first ticket from here on is in the stretch, and of an earlier day
    uint64_t ticket;
};

static int probe_cb(void *arg, struct bytes key, struct bytes value) {
    struct probe *p = arg;
    p->ticket = key_read_u64(key, KEY_HALL_SIZE);
    if (p->ticket > p->dated->upto)
        return 1;
    const Hallq__TicketRow *row = row_read(p->dated, key, value);
    p->before = row && row->day < p->dated->day;
    return row != NULL;
}

// The first ticket behind `after` of d->day or later; one past the stretch if there is no such
// ticket.
static int stretch_halve(struct dated *d, uint64_t after, uint64_t *ret) {
    uint64_t low = after + 1, high = d->upto + 1;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        struct probe p = {.dated = d};
        int err = rows_scan_over(d->state, TABLE_TICKET, key_ticket(d->hall, middle), KEY_HALL_SIZE,
                                 probe_cb, &p);
        if (err)
            return err;
        if (p.before)
            low = p.ticket + 1;
        else
            high = middle;
    }
    *ret = low;
    return ERR_OK;
}

static int look_cb(void *arg, struct bytes key, struct bytes value) {
    struct dated *d = arg;
    if (key_read_u64(key, KEY_HALL_SIZE) > d->upto)
        return 1;
    const Hallq__TicketRow *row = row_read(d, key, value);
    if (row && row->day == d->day)
        d->dated_cb(d->arg, row);
    return row && d->ordered && row->day > d->day;
}

static int stretch_look(struct dated *d, uint64_t after, uint64_t upto, bool ordered) {
    uint64_t from = after + 1;
    d->upto = upto;
    d->ordered = ordered;
    int err = ordered ? stretch_halve(d, after, &from) : ERR_OK;
    if (err || from > upto)
        return err;
    return rows_scan_over(d->state, TABLE_TICKET, key_ticket(d->hall, from), KEY_HALL_SIZE, look_cb,
                          d);
}

int tickets_dated(struct state *s, uint32_t hall, const Hallq__HallRow *row, int32_t day,
                  void (*dated_cb)(void *arg, const Hallq__TicketRow *row), void *arg) {
    struct dated d = {.state = s, .hall = hall, .day = day, .dated_cb = dated_cb, .arg = arg};
    size_t count = row->n_stretches_after_ticket;
    uint64_t after = count ? row->stretches_after_ticket[0] : row->back_upto_ticket;
    arena_init(&d.scratch, 0);
    int err = stretch_look(&d, 0, after, false);
    for (size_t i = 1; i < count && !err; i++) {
        err = stretch_look(&d, after, row->stretches_after_ticket[i], true);
        after = row->stretches_after_ticket[i];
    }
    if (!err)
        err = stretch_look(&d, after, row->tickets, true);
    arena_fini(&d.scratch);
    return err;
}

void stretch_end(struct state *s, Hallq__HallRow *row) {
    if (row->tickets == row->back_upto_ticket) // no ticket was given since
        return;
    size_t count = row->n_stretches_after_ticket;
    uint64_t *after = arena_need(s->arena, (LIMIT_STRETCHES + 1) * sizeof *after);
    if (count)
        memcpy(after, row->stretches_after_ticket, count * sizeof *after);
    else
        after[count++] = row->back_upto_ticket; // 0, or the one stretch of an earlier version
    after[count++] = row->tickets;
    if (count > LIMIT_STRETCHES)
        memmove(after, after + 1, --count * sizeof *after);
    row->stretches_after_ticket = after;
    row->n_stretches_after_ticket = count;
    row->back_upto_ticket = row->tickets;
}
