#include "broker/hall/visit/numbers.h"

#include <string.h>

#include "broker/hall/visit/dated.h"
#include "broker/hall/visit/ticket.h"

#define NUMBER_DIGITS 3 // at least: A007

bool number_key(uint32_t hall, const char *number, struct key *ret) {
    char letter[LIMIT_LETTERS];
    size_t letter_len = 0;
    uint32_t index = 0;
    const char *at = number;
    for (; (*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z'); at++) {
        if (letter_len == LIMIT_LETTERS)
            return false;
        letter[letter_len++] = *at >= 'a' ? (char)(*at - 'a' + 'A') : *at;
    }
    if (!letter_len || !*at)
        return false;
    for (; *at; at++) {
        if (*at < '0' || *at > '9' || index > LIMIT_NUMBER)
            return false;
        index = 10 * index + (uint32_t)(*at - '0');
    }
    *ret = key_number(hall, letter, letter_len, index);
    return true;
}

char *number_text(struct arena *arena, const char *letter, uint32_t index) {
    char digits[sizeof "4294967295"];
    size_t at = sizeof digits - 1, letter_len = strlen(letter);
    digits[at] = '\0';
    for (; index || at > sizeof digits - 1 - NUMBER_DIGITS; index /= 10)
        digits[--at] = (char)('0' + index % 10);
    char *text = arena_need(arena, letter_len + sizeof digits - at);
    memcpy(text, letter, letter_len);
    memcpy(text + letter_len, digits + at, sizeof digits - at);
    return text;
}

// The ticket, if it is one that its number may mean: of today, or still open. *ret NULL: the ticket
// is of an earlier day and over, or forgotten.
static int bearer_get(struct state *s, uint32_t hall, uint64_t first_ticket, uint64_t ticket,
                      Hallq__TicketRow **ret) {
    int err = ticket_row_get(s, key_ticket(hall, ticket), ret);
    if (!err && ticket < first_ticket && ticket_ended(*ret))
        *ret = NULL;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

// A number is taken if a ticket given since the day began bears it, or an open ticket, or a ticket
// of today's date from before hall time went back.
static int taken_look(struct deciding *d, const struct numbered *numbered, bool *ret) {
    Hallq__TicketRow *row;
    int err = ERR_OK;
    *ret = false;
    for (size_t i = 0; i < numbered->count && !err && !*ret; i++) {
        if ((*ret = numbered->tickets[i] >= d->row->first_ticket)) // the ticket need not be read
            break;
        err = ticket_row_get(d->state, key_ticket(d->hall, numbered->tickets[i]), &row);
        *ret = !err && (!ticket_ended(row) || row->day == d->row->day);
        err = err == ERR_NOT_FOUND ? ERR_OK : err;
        if (row_passed(d->state, TABLE_TICKET, key_ticket(d->hall, numbered->tickets[i]), err)) {
            *ret = true; // the row cannot be read: taken, to be safe
            return ERR_OK;
        }
    }
    return err;
}

struct gap {
    struct deciding *d;
    uint32_t index, last; // all numbers before index are taken
    bool borne;           // a ticket bore the number of index
    int err;
};

static int gap_cb(void *arg, struct bytes key, struct bytes value) {
    struct gap *gap = arg;
    struct numbered numbered;
    bool taken = false;
    if (key.size == KEY_NUMBER_OF_DAY_SIZE)
        return 0;
    if (gap->index > gap->last)
        return 1;
    if (key_read_u32(key, KEY_HALL_SIZE + 4) != gap->index)
        return 1; // no ticket ever had this number
    gap->err = numbered_read(value, &numbered);
    if (!gap->err)
        gap->err = taken_look(gap->d, &numbered, &taken);
    gap->borne = true;
    if (gap->err || !taken)
        return 1;
    gap->borne = false;
    return gap->index++ == gap->last;
}

// A number whose row cannot be read counts as taken, since its bearer is not known.
static void gap_rotten_cb(void *arg, struct bytes key) {
    struct gap *gap = arg;
    row_unread(gap->d->state, TABLE_NUMBER, key);
    if (key.size != KEY_NUMBER_OF_DAY_SIZE && key_read_u32(key, KEY_HALL_SIZE + 4) == gap->index)
        gap->index++;
}

static int gap_find(struct deciding *d, const char *letter, uint32_t from, uint32_t last,
                    uint32_t *ret) {
    struct key key = key_number(d->hall, letter, strlen(letter), from);
    struct gap gap = {.d = d, .index = from, .last = last};
    int err = ERR_OK;
    if (from <= last)
        err = rows_scan_past(d->state->tables, TABLE_NUMBER, key, KEY_HALL_SIZE + 4, gap_cb,
                             gap_rotten_cb, &gap);
    *ret = gap.index <= last ? gap.index : 0;
    err = err ? err : gap.err;
    if (!err && *ret && !gap.borne)
        number_is_free(d->state, key_number(d->hall, letter, strlen(letter), gap.index));
    return err;
}

int number_next(struct deciding *d, const Hallq__Service *service, uint32_t before, uint32_t *ret) {
    uint32_t first = service->first_number, last = service->last_number;
    uint32_t from = before >= first && before < last ? before + 1 : first;
    int err = gap_find(d, service->letter, from, last, ret);
    if (!err && !*ret)
        err = gap_find(d, service->letter, first, from - 1, ret);
    return err;
}

int number_find(struct deciding *d, const char *number, struct bearers *ret) {
    struct numbered numbered;
    struct key key;
    *ret = (struct bearers){.count = 0};
    if (!number_key(d->hall, number, &key))
        return ERR_OK;
    int err = number_get(d->state, key, &numbered);
    for (size_t i = 0; i < numbered.count && !err; i++) {
        Hallq__TicketRow *row;
        err = bearer_get(d->state, d->hall, d->row->first_ticket, numbered.tickets[i], &row);
        if (!err && row)
            ret->rows[ret->count++] = row;
    }
    return err;
}

static void bearer_add(struct numbered *numbered, uint64_t ticket) {
    if (numbered->count < LIMIT_NUMBERED)
        numbered->tickets[numbered->count++] = ticket;
}

int number_bear(struct change *c, const char *number, uint64_t ticket) {
    struct numbered before, now = {.count = 0};
    struct key key;
    bool added = false;
    if (!number_key(c->hall, number, &key))
        return ERR_CORRUPT;
    int err = number_get(c->state, key, &before);
    for (size_t i = 0; i < before.count && !err; i++) {
        Hallq__TicketRow *row = NULL;
        if (!added && before.tickets[i] <= ticket) {
            bearer_add(&now, ticket);
            added = true;
        }
        if (before.tickets[i] != ticket)
            err = bearer_get(c->state, c->hall, c->row->first_ticket, before.tickets[i], &row);
        if (row)
            bearer_add(&now, before.tickets[i]);
    }
    if (!added)
        bearer_add(&now, ticket);
    return err ? err : number_put(c->state, key, &now);
}

struct borne {
    struct borne *next;
    const char *number;
    uint64_t ticket;
};

struct recall {
    struct arena arena;
    struct borne *bornes; // the newest first
};

static void borne_cb(void *arg, const Hallq__TicketRow *row) {
    struct recall *r = arg;
    struct borne *borne = arena_need(&r->arena, sizeof *borne);
    *borne = (struct borne){r->bornes, arena_text(&r->arena, row->number), row->ticket};
    r->bornes = borne;
}

// A rotten row is left as it is: its number counts as taken.
static int numbers_write(struct change *c, const struct recall *r) {
    int err = ERR_OK;
    for (const struct borne *b = r->bornes; b && !err; b = b->next) {
        struct key key;
        if (!number_key(c->hall, b->number, &key))
            continue;
        err = number_bear(c, b->number, b->ticket);
        if (row_passed(c->state, TABLE_NUMBER, key, err))
            err = ERR_OK;
    }
    return err;
}

int numbers_recall(struct change *c) {
    struct recall r = {.bornes = NULL};
    if (!c->row->back_upto_ticket)
        return ERR_OK;
    arena_init(&r.arena, 0);
    int err = tickets_dated(c->state, c->hall, c->row, c->row->day, borne_cb, &r);
    if (!err)
        err = numbers_write(c, &r);
    arena_fini(&r.arena);
    return err;
}
