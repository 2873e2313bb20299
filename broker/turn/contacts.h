// contacts.h - whether a contact that is given has an open ticket already. The contacts themselves
// are sealed; their hashes are in memory alone, under a key of this process, so that neither the
// disk nor a backup has anything from which a contact could be guessed, and forgotten contacts are
// gone.
#ifndef HALLQ_CONTACTS_H
#define HALLQ_CONTACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "broker/hall/rules.h"
#include "broker/seal/seal.h"

// Tickets that a turn may read, in some 10 ms: after a start the tickets of the day are read in
// portions, and commands that need them are told BUSY meanwhile.
#define CONTACTS_PORTION 1000

struct contact_seen {
    uint64_t mac;
    uint64_t ticket; // 0: a free place
};

// The contacts of one hall and business day: of all tickets up to `upto`.
struct hall_contacts {
    SLIST_ENTRY(hall_contacts) entry;
    uint32_t hall;
    int32_t day;
    uint64_t upto; // the last ticket that was looked at
    struct contact_seen *seen;
    size_t count, room; // room: a power of two
};

struct contacts {
    SLIST_HEAD(, hall_contacts) halls;
    size_t looked; // tickets that this turn read
};

// contacts_begin: a turn begins.
void contacts_begin(struct contacts *c);

// contacts_fini: frees all halls' contacts. Safe on a zeroed struct. contacts_forget: a turn was
// undone, and its tickets do not exist: all contacts are read anew.
void contacts_fini(struct contacts *c);
void contacts_forget(struct contacts *c);

// contacts_find: an open ticket of the hall with this contact; *ret_ticket is 0 if there is none.
// base/contact.h says which contacts are equal. Returns ERR_OK, ERR_BUSY (ask again) or a store
// error.
int contacts_find(struct contacts *c, struct seal_ring *seals, struct state *s, uint32_t hall,
                  const char *contact, uint64_t *ret_ticket);

// contacts_pressed: the first ticket with this contact among those that a key pressed twice may
// have given (rules.h); *ret_ticket is 0 if none has it. Returns ERR_OK or a store error.
int contacts_pressed(struct seal_ring *seals, struct state *s, uint32_t hall, const char *contact,
                     const struct presses *presses, uint64_t *ret_ticket);

#endif
