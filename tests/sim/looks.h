// looks.h - some looks at the hall, kept until a replay comes by: made again from the journal up to then, each must find the same
// alerts and foresee the same waits. What came later cannot have been in them, nor what stands in no row.
#ifndef HALLQ_SIM_LOOKS_H
#define HALLQ_SIM_LOOKS_H

#include "tests/sim/host.h"

struct looks;

struct looks *looks_create(void);
void looks_destroy(struct looks *l);

// looks_keep: a look was judged, and so many records came before it; one in some is kept, the newest ones. looks_foresee:
// the turn is on the disk; the waits that the kept look could see, after so many records.
void looks_keep(struct looks *l, const struct turn_item *item, size_t record_count);
void looks_foresee(struct sim *s, struct looks *l, struct state *state, size_t record_count);

// looks_again: a replay has applied so many records: what was kept of just then is made again, and compared.
void looks_again(struct sim *s, const struct looks *l, struct state *state, size_t record_count);

#endif
