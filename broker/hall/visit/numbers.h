// numbers.h - numbers as people see them, and the tickets that bear them.
//
// A number is a letter (or two) and an index, A045. A number is given once a business day, and
// never while a ticket of an earlier day that still bears it is open: no two open tickets of a hall
// bear the same number, whatever the settings do to letters, ranges and services meanwhile. So the
// rows go by the printed number, not by the service that gave it.
#ifndef HALLQ_NUMBERS_H
#define HALLQ_NUMBERS_H

#include "broker/hall/core/change.h"
#include "broker/hall/core/deciding.h"

// number_key: the key of the row of a number as printed or typed: A045, a45. False if the text is
// no number.
bool number_key(uint32_t hall, const char *number, struct key *ret);

// number_text: a number as people read it, the index with three digits or more, in the arena.
char *number_text(struct arena *arena, const char *letter, uint32_t index);

// number_next: the first of the service's numbers behind `before`, the last number given, and then
// from the service's first number on, that no ticket of today had and no open ticket bears; 0: none
// is free. Today is the business day, however often it has begun (back.c). The search is one pass
// over the numbers given in between, which stand in order: a settings change may leave thousands of
// them together, and the next number then goes on behind them.
int number_next(struct deciding *d, const Hallq__Service *service, uint32_t before, uint32_t *ret);

// number_find: the tickets that a number may mean: those issued since the day began, and those
// still open. As a rule there is at most one; there are two only where an earlier version gave a
// number twice.
struct bearers {
    Hallq__TicketRow *rows[LIMIT_NUMBERED];
    size_t count;
};
int number_find(struct deciding *d, const char *number, struct bearers *ret);

// number_bear: the ticket bears this number from now on, beside the tickets that the number may
// still mean.
int number_bear(struct change *c, const char *number, uint64_t ticket);

// numbers_recall: for a day that opens and may have been open before, since hall time was led back:
// writes anew the numbers that its earlier tickets bear, as days in between may have given the same
// numbers.
int numbers_recall(struct change *c);

#endif
