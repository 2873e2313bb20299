// upgrade.c - rows that follow from a hall's tickets and that an earlier version did not write. The
// upgrade is no event: nothing happened in the hall, and a replay from its first event writes the
// rows itself.
//
// The rows are written from the oldest ticket to the newest, so that the newest bearer of a number
// stands first.
#include "broker/hall/settings/upgrade.h"

#include "base/wire/wire.h"
#include "broker/hall/core/queue.h"
#include "broker/hall/visit/numbers.h"
#include "broker/hall/visit/ticket.h"

struct upgrade {
    struct state *state;
    const Hallq__HallRow *hall;
    struct arena rows; // memory of the rows in `tickets`
    Hallq__TicketRow **tickets;
    size_t count, room;
};

static void ticket_keep(struct upgrade *u, const Hallq__TicketRow *row) {
    if (u->count == u->room) {
        u->room = 2 * u->room + LIMIT_CHUNK_ROWS;
        Hallq__TicketRow **tickets = arena_need(&u->rows, u->room * sizeof(Hallq__TicketRow *));
        for (size_t i = 0; i < u->count; i++)
            tickets[i] = u->tickets[i];
        u->tickets = tickets;
    }
    Hallq__TicketRow *kept = arena_need(&u->rows, sizeof *kept);
    hallq__ticket_row__init(kept);
    kept->ticket = row->ticket;
    kept->number = arena_text(&u->rows, row->number);
    kept->state = row->state;
    kept->due_at_ms = row->due_at_ms;
    u->tickets[u->count++] = kept;
}

static int ticket_cb(void *arg, struct bytes key, struct bytes value) {
    struct upgrade *u = arg;
    const Hallq__TicketRow *row =
        wire_unpack_stored(&hallq__ticket_row__descriptor, u->state->arena, value.data, value.size);
    if (!row) {
        row_unread(u->state, TABLE_TICKET, key);
        return 0;
    }
    if (row->ticket >= u->hall->first_ticket || !ticket_ended(row))
        ticket_keep(u, row);
    arena_reset(u->state->arena);
    return 0;
}

// Returns the kind of a ticket's due row as earlier versions found it, from the ticket's state.
static Hallq__DueRow__Kind due_kind(const Hallq__TicketRow *row) {
    switch (row->due_at_ms ? row->state : HALLQ__TICKET__STATE__NO_STATE) {
    case HALLQ__TICKET__STATE__CALLED:
        return HALLQ__DUE_ROW__KIND__NO_SHOW;
    case HALLQ__TICKET__STATE__HELD:
        return HALLQ__DUE_ROW__KIND__HOLD_END;
    case HALLQ__TICKET__STATE__WAITING:
        return HALLQ__DUE_ROW__KIND__GAP_END;
    case HALLQ__TICKET__STATE__NO_STATE:
    case HALLQ__TICKET__STATE__EXPECTED:
    case HALLQ__TICKET__STATE__SERVING:
    case HALLQ__TICKET__STATE__FINISHED:
    case HALLQ__TICKET__STATE__NO_SHOW:
    case HALLQ__TICKET__STATE__CANCELLED:
    case _HALLQ__TICKET__STATE_IS_INT_SIZE:
        break;
    }
    return HALLQ__DUE_ROW__KIND__NO_KIND;
}

static int due_write(struct change *c, uint64_t ticket, Hallq__DueRow__Kind kind) {
    Hallq__TicketRow *row;
    int err = change_ticket_get(c, ticket, &row);
    if (err)
        return err;
    row->due_kind = kind;
    if (kind != HALLQ__DUE_ROW__KIND__NO_SHOW)
        err = queue_aside_put(c->state, c->hall, row);
    return err ? err : change_ticket_put(c, row);
}

static int tickets_write(struct upgrade *u, struct change *c) {
    int err = ERR_OK;
    for (size_t i = 0; i < u->count && !err; i++) {
        const Hallq__TicketRow *t = u->tickets[i];
        err = number_bear(c, t->number, t->ticket);
        if (!err && due_kind(t))
            err = due_write(c, t->ticket, due_kind(t));
    }
    return err;
}

static int upgrade_run(struct upgrade *u, struct change *c) {
    struct state scan = *u->state;
    struct arena scratch;
    arena_init(&scratch, 0);
    scan.arena = &scratch;
    struct state *own = u->state;
    u->state = &scan;
    int err = rows_scan_over(&scan, TABLE_TICKET, key_hall(c->hall), KEY_HALL_SIZE, ticket_cb, u);
    u->state = own;
    arena_fini(&scratch);
    if (!err)
        err = tickets_write(u, c);
    return err;
}

int hall_upgrade(struct state *s, uint32_t hall, bool *ret_changed) {
    struct change c = {.state = s, .hall = hall};
    int err = hall_row_edit(s, key_hall(hall), &c.row);
    *ret_changed = !err && c.row->version && c.row->layout < HALL_LAYOUT;
    if (!*ret_changed)
        return err;
    struct upgrade u = {.state = s, .hall = c.row};
    arena_init(&u.rows, 0);
    err = upgrade_run(&u, &c);
    arena_fini(&u.rows);
    c.row->layout = HALL_LAYOUT;
    return err ? err : hall_row_put(s, key_hall(hall), c.row);
}
