// meta.h - the row of the broker itself.
#ifndef HALLQ_META_H
#define HALLQ_META_H

#include "broker/hall/core/rows.h"

// meta_need: the broker's row, in the arena; a row with all fields zero if none is stored.
int meta_need(struct state *s, Hallq__MetaRow **ret);

// clock_in_doubt: whether hall time goes without the machine's clock. Returns ERR_OK or a store
// error.
int clock_in_doubt(struct state *s, bool *ret_in_doubt);

#endif
