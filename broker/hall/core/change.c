#include "broker/hall/core/change.h"

#include "broker/hall/core/settings_cache.h"

int change_ticket_get(struct change *c, uint64_t ticket, Hallq__TicketRow **ret) {
    int err = ticket_row_get(c->state, key_ticket(c->hall, ticket), ret);
    return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
}

int change_ticket_put(struct change *c, const Hallq__TicketRow *row) {
    return ticket_row_put(c->state, key_ticket(c->hall, row->ticket), row);
}

int change_counter_get(struct change *c, uint32_t counter, Hallq__CounterRow **ret) {
    return counter_row_edit(c->state, key_counter(c->hall, counter), ret);
}

int change_counter_put(struct change *c, uint32_t counter, const Hallq__CounterRow *row) {
    return counter_row_put(c->state, key_counter(c->hall, counter), row);
}

int change_settings(struct change *c, const Hallq__HallSettings **ret) {
    return settings_get(c->state, c->hall, c->row->version, ret);
}

int open_add(struct change *c, int change) {
    if (change < 0 && !c->row->open_tickets)
        return ERR_CORRUPT;
    c->row->open_tickets = (uint32_t)((int64_t)c->row->open_tickets + change);
    return ERR_OK;
}

int due_put(struct state *s, int64_t at_ms, uint32_t hall, Hallq__DueRow__Kind kind,
            uint64_t subject, const void *from_key, size_t from_key_size) {
    Hallq__DueRow row = HALLQ__DUE_ROW__INIT;
    row.kind = kind;
    row.from_key.data = (uint8_t *)(uintptr_t)from_key;
    row.from_key.len = from_key_size;
    return due_row_put(s, key_due(at_ms, hall, kind, subject), &row);
}

int due_del(struct state *s, int64_t at_ms, uint32_t hall, Hallq__DueRow__Kind kind,
            uint64_t subject) {
    return row_del(s, TABLE_DUE, key_due(at_ms, hall, kind, subject));
}
