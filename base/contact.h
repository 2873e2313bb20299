// contact.h - when two contacts are the same. Customers write a telephone number as they like: with
// blanks, dashes and brackets, with full-width digits of an input method, with the country's code
// or without.
#ifndef HALLQ_CONTACT_H
#define HALLQ_CONTACT_H

#include <stdbool.h>

#include "base/limit.h"

// contact_is_long: whether a text is longer than a contact may be, in characters or bytes
// (base/limit.h).
bool contact_is_long(const char *contact);

// contact_plain: writes the part of a contact that counts. Full-width characters become plain ones.
// Of a contact without a letter the digits count, without +86, 0086 and the 0 before a mobile
// number; other countries' numbers begin with their code. Of a contact with a letter everything
// counts but blanks, dashes and brackets. The text is empty if nothing counts or the contact is too
// long.
#define CONTACT_PLAIN_SIZE (LIMIT_CONTACT_SIZE + 2)
void contact_plain(const char *contact, char ret[CONTACT_PLAIN_SIZE]);

// contact_same: whether two contacts are one customer's; a contact in which nothing counts equals
// no other.
bool contact_same(const char *a, const char *b);

#endif
