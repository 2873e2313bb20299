#include "broker/hall/fold/folded.h"

#include "base/wire/wire.h"

int folded_get(struct state *s, uint32_t hall, Hallq__FoldedRow **ret) {
    int err = folded_row_get(s, key_folded(hall), ret);
    if (err != ERR_NOT_FOUND)
        return err;
    *ret = arena_need(s->arena, sizeof **ret);
    hallq__folded_row__init(*ret);
    return ERR_OK;
}

// ---------------------------------------------------------------- tickets in no sums

struct rest {
    struct state *state;
    struct arena scratch; // for one row
    void (*rest_cb)(void *arg, const Hallq__TicketRow *row);
    void *arg;
};

static int rest_row_cb(void *arg, struct bytes key, struct bytes value) {
    struct rest *r = arg;
    arena_reset(&r->scratch);
    const Hallq__TicketRow *row =
        wire_unpack_stored(&hallq__ticket_row__descriptor, &r->scratch, value.data, value.size);
    if (row)
        r->rest_cb(r->arg, row);
    else
        row_unread(r->state, TABLE_TICKET, key);
    return 0;
}

static int passed_rest(struct rest *r, uint32_t hall, uint64_t ticket) {
    struct state s = *r->state;
    Hallq__TicketRow *row;
    struct key key = key_ticket(hall, ticket);
    arena_reset(&r->scratch);
    s.arena = &r->scratch;
    int err = ticket_row_get(&s, key, &row);
    if (err == ERR_NOT_FOUND || row_passed(r->state, TABLE_TICKET, key, err))
        return ERR_OK;
    if (!err)
        r->rest_cb(r->arg, row);
    return err;
}

int folded_rest(struct state *s, uint32_t hall, const Hallq__FoldedRow *folded,
                void (*rest_cb)(void *arg, const Hallq__TicketRow *row), void *arg) {
    struct rest r = {.state = s, .rest_cb = rest_cb, .arg = arg};
    int err = ERR_OK;
    arena_init(&r.scratch, 0);
    for (size_t i = 0; i < folded->n_passed && !err; i++)
        err = passed_rest(&r, hall, folded->passed[i]);
    if (!err)
        err = rows_scan_over(s, TABLE_TICKET, key_ticket(hall, folded->upto_ticket + 1),
                             KEY_HALL_SIZE, rest_row_cb, &r);
    arena_fini(&r.scratch);
    return err;
}

// ---------------------------------------------------------------- a day's sums

struct day {
    struct state *state;
    struct tally *to;
    struct arena scratch; // for one row
};

static int day_row_cb(void *arg, struct bytes key, struct bytes value) {
    struct day *d = arg;
    struct figures_key of = key_read_figures(key);
    if (of.kind == HALLQ__FIGURES_ROW__KIND__MEASURES || of.kind == HALLQ__FIGURES_ROW__KIND__UPTO)
        return 0;
    arena_reset(&d->scratch);
    const Hallq__FiguresRow *row =
        wire_unpack_stored(&hallq__figures_row__descriptor, &d->scratch, value.data, value.size);
    if (row)
        tally_join(d->to, of.kind, of.number, row);
    else
        row_unread(d->state, TABLE_FIGURES, key);
    return 0;
}

int folded_day(struct state *s, uint32_t hall, int32_t day, struct tally *to) {
    struct day d = {.state = s, .to = to};
    arena_init(&d.scratch, 0);
    struct key from = key_figures(hall, day, HALLQ__FIGURES_ROW__KIND__NO_KIND, 0);
    int err = rows_scan_over(s, TABLE_FIGURES, from, KEY_FIGURES_DAY_SIZE, day_row_cb, &d);
    arena_fini(&d.scratch);
    return err;
}

int folded_measures(struct state *s, uint32_t hall, int32_t day, Hallq__MeasuresRow **ret) {
    struct key key = key_figures(hall, day, HALLQ__FIGURES_ROW__KIND__MEASURES, 0);
    int err = measures_row_get(s, key, ret);
    return err == ERR_NOT_FOUND || row_passed(s, TABLE_FIGURES, key, err) ? ERR_OK : err;
}
