// contact.h - when two contacts are the same. Customers write a telephone number as they like: with blanks, dashes
// and brackets, with digits of an input method, with the country's code or without.
#ifndef HALLQ_CONTACT_H
#define HALLQ_CONTACT_H

#include <stdbool.h>

#include "base/limit.h"

// contact_is_long: longer than a contact may be, in characters or bytes (base/limit.h).
bool contact_is_long(const char *contact);

// contact_plain: what of a contact counts. Full-width characters are plain ones. Without a letter: the digits
// alone, +86 and 0086 and the 0 before a mobile number left out; other countries' numbers begin with their code.
// With a letter: all but blanks, dashes and brackets. Empty where nothing counts, and if it is too long.
#define CONTACT_PLAIN_SIZE (LIMIT_CONTACT_SIZE + 2)
void contact_plain(const char *contact, char ret[CONTACT_PLAIN_SIZE]);

// contact_same: two contacts of one; those in which nothing counts are nobody's.
bool contact_same(const char *a, const char *b);

#endif
