// contacts.h - whether who gives a contact has an open ticket already. The contacts themselves are
// sealed; what is kept of them is in memory alone, under a key of this process, so that neither the
// disk nor a backup has anything from which one could be guessed, and what is forgotten is.
#ifndef HALLQ_CONTACTS_H
#define HALLQ_CONTACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "broker/hall/rules.h"
#include "broker/seal/seal.h"

// Tickets that one turn may take into account: after a start, those of the day come in portions,
// and whoever asks meanwhile is told BUSY. Some 10 ms.
#define CONTACTS_PORTION 1000

struct contact_seen {
    uint64_t mac;
    uint64_t ticket; // 0: a free place
};

// Of one hall and business day: all tickets with a contact up to one.
struct hall_contacts {
    struct hall_contacts *next;
    uint32_t hall;
    int32_t day;
    uint64_t upto; // ticket
    struct contact_seen *seen;
    size_t count, room; // room: a power of two
};

struct contacts {
    struct hall_contacts *first;
    size_t looked; // tickets in this turn
};

// contacts_begin: a turn begins.
void contacts_begin(struct contacts *c);

// contacts_fini: frees all. Safe on a zeroed struct. contacts_forget: a turn was undone, whose tickets are
// no more; all is found anew.
void contacts_fini(struct contacts *c);
void contacts_forget(struct contacts *c);

// contacts_find: an open ticket of the hall with this contact; *ret_ticket is 0 if there is none. What is
// the same contact is told in base/contact.h. Returns ERR_OK, ERR_BUSY (ask again), or a store error.
int contacts_find(struct contacts *c, struct seal_ring *seals, struct state *s, uint32_t hall,
                  const char *contact, uint64_t *ret_ticket);

// contacts_pressed: the first of the tickets that a key pressed twice may have given (rules.h) with this contact;
// *ret_ticket is 0 if none has. Returns ERR_OK or a store error.
int contacts_pressed(struct seal_ring *seals, struct state *s, uint32_t hall, const char *contact,
                     const struct presses *presses, uint64_t *ret_ticket);

#endif
