// contacts.c - a ticket is found by the hash of its contact; then the contact is opened and the
// text compared. Tickets are read in order of their numbers, each once.
#include "broker/turn/contacts.h"

#include <stdlib.h>
#include <string.h>

#include "base/contact.h"
#include "broker/turn/sealed_text.h"

#define ROOM_FIRST 256

void contacts_begin(struct contacts *c) {
    c->looked = 0;
}

void contacts_forget(struct contacts *c) {
    while (!SLIST_EMPTY(&c->halls)) {
        struct hall_contacts *h = SLIST_FIRST(&c->halls);
        SLIST_REMOVE_HEAD(&c->halls, entry);
        free(h->seen);
        free(h);
    }
}

void contacts_fini(struct contacts *c) {
    contacts_forget(c);
}

static uint64_t contact_mac(struct seal_ring *seals, const char *contact) {
    char plain[CONTACT_PLAIN_SIZE];
    uint64_t key;
    contact_plain(contact, plain);
    return seal_mac(seals, plain, strlen(plain), &key);
}

// ---------------------------------------------------------------- contacts that were seen

static struct contact_seen *slot_of(const struct hall_contacts *h, uint64_t mac) {
    return &h->seen[mac & (h->room - 1)];
}

static struct contact_seen *slot_next(const struct hall_contacts *h, struct contact_seen *at) {
    return ++at == h->seen + h->room ? h->seen : at;
}

static void seen_put(struct hall_contacts *h, struct contact_seen one) {
    struct contact_seen *at = slot_of(h, one.mac);
    while (at->ticket)
        at = slot_next(h, at);
    *at = one;
    h->count++;
}

static int seen_add(struct hall_contacts *h, struct contact_seen one) {
    if (2 * (h->count + 1) > h->room) {
        struct hall_contacts wider = {.room = h->room ? 2 * h->room : ROOM_FIRST};
        wider.seen = calloc(wider.room, sizeof *wider.seen);
        if (!wider.seen)
            return ERR_BUSY;
        for (size_t i = 0; i < h->room; i++)
            if (h->seen[i].ticket)
                seen_put(&wider, h->seen[i]);
        free(h->seen);
        h->seen = wider.seen;
        h->room = wider.room;
    }
    seen_put(h, one);
    return ERR_OK;
}

// The hall's contacts, begun anew with each business day, behind the tickets of the days before.
static struct hall_contacts *hall_need(struct contacts *c, uint32_t hall,
                                       const Hallq__HallRow *row) {
    struct hall_contacts *h;
    SLIST_FOREACH(h, &c->halls, entry)
        if (h->hall == hall)
            break;
    if (!h && (h = calloc(1, sizeof *h))) {
        h->hall = hall;
        h->day = row->day - 1;
        SLIST_INSERT_HEAD(&c->halls, h, entry);
    }
    if (h && h->day != row->day) {
        free(h->seen);
        h->seen = NULL;
        h->count = h->room = 0;
        h->day = row->day;
        h->upto = row->looked_upto;
    }
    return h;
}

// ---------------------------------------------------------------- looking

// The contact of an open ticket, in the arena; NULL: it is closed, or has no readable contact.
static int open_contact(struct seal_ring *seals, struct state *s, uint32_t hall, uint64_t ticket,
                        char **ret) {
    Hallq__TicketRow *row;
    struct key key = key_ticket(hall, ticket);
    *ret = NULL;
    int err = ticket_row_get(s, key, &row);
    if (err == ERR_NOT_FOUND || row_passed(s, TABLE_TICKET, key, err))
        return ERR_OK; // the ticket was forgotten, or its row is rotten
    if (err || ticket_ended(row) || !row->contact_sealed)
        return err;
    err = sealed_text_open(seals, s, hall, row->day, row->contact_sealed, ret);
    if (!err && *ret && contact_is_long(*ret))
        *ret = NULL;
    return err;
}

static int catch_up(struct contacts *c, struct seal_ring *seals, struct state *s,
                    struct hall_contacts *h, uint64_t tickets) {
    while (h->upto < tickets) {
        char *contact;
        if (c->looked == CONTACTS_PORTION)
            return ERR_BUSY;
        c->looked++;
        int err = open_contact(seals, s, h->hall, h->upto + 1, &contact);
        if (!err && contact)
            err = seen_add(h, (struct contact_seen){contact_mac(seals, contact), h->upto + 1});
        if (err)
            return err;
        h->upto++;
    }
    return ERR_OK;
}

static int seen_find(struct seal_ring *seals, struct state *s, const struct hall_contacts *h,
                     const char *contact, uint64_t *ret_ticket) {
    uint64_t mac = contact_mac(seals, contact);
    struct contact_seen *at = h->room ? slot_of(h, mac) : NULL;
    for (; at && at->ticket && !*ret_ticket; at = slot_next(h, at)) {
        char *found;
        if (at->mac != mac)
            continue;
        int err = open_contact(seals, s, h->hall, at->ticket, &found);
        if (err)
            return err;
        if (found && contact_same(found, contact))
            *ret_ticket = at->ticket;
    }
    return ERR_OK;
}

int contacts_find(struct contacts *c, struct seal_ring *seals, struct state *s, uint32_t hall,
                  const char *contact, uint64_t *ret_ticket) {
    const Hallq__HallRow *row;
    *ret_ticket = 0;
    if (!*contact || contact_is_long(contact))
        return ERR_OK; // too long a text is refused by its rule
    int err = hall_row_get(s, key_hall(hall), &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    struct hall_contacts *h = hall_need(c, hall, row);
    err = h ? catch_up(c, seals, s, h, row->tickets) : ERR_BUSY;
    return err ? err : seen_find(seals, s, h, contact, ret_ticket);
}

int contacts_pressed(struct seal_ring *seals, struct state *s, uint32_t hall, const char *contact,
                     const struct presses *presses, uint64_t *ret_ticket) {
    *ret_ticket = 0;
    for (size_t i = 0; i < presses->ticket_count && !*ret_ticket; i++) {
        char *text = NULL;
        Hallq__TicketRow *row;
        int err = ticket_row_get(s, key_ticket(hall, presses->tickets[i]), &row);
        if (!err)
            err = sealed_text_open(seals, s, hall, row->day, row->contact_sealed, &text);
        if (err)
            return err;
        if (text && contact_same(text, contact))
            *ret_ticket = presses->tickets[i];
    }
    return ERR_OK;
}
