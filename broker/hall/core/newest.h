// newest.h - the greatest number that a session's commands have had, by hall and device. Clients
// count their commands up, so most commands are newer than all rows that their session has in
// TABLE_REQUEST, and need no look for the row of an earlier try. Knowledge of the table, which stays
// the truth: what is not known here is read from it. A number may be too great after a turn was
// undone or rows were purged; then the table is asked in vain.
//
// The program makes and ends it, as it does the row cache; state.h hands it to the rules.
#ifndef HALLQ_NEWEST_H
#define HALLQ_NEWEST_H

#include <stdint.h>

// newest_create, _destroy: knows nothing yet; of a fixed size, in which a session forgets another.
// Destroy accepts NULL.
struct newest *newest_create(void);
void newest_destroy(struct newest *n);

struct session_of {
    uint32_t hall, device;
    uint64_t session;
};

// newest_find: the greatest number; NULL: the session is not known.
const uint32_t *newest_find(const struct newest *n, struct session_of of);

// newest_know: the session's greatest number in the table, which its caller has read.
void newest_know(struct newest *n, struct session_of of, uint32_t number);

// newest_put: a command of the session was put into the table. Whoever puts one says so here.
void newest_put(struct newest *n, struct session_of of, uint32_t number);

#endif
