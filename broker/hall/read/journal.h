// journal.h - the journal, page by page.
#ifndef HALLQ_JOURNAL_H
#define HALLQ_JOURNAL_H

#include "broker/hall/core/state.h"
#include "command.pb-c.h"

// journal_page: makes a page of the records after a sequence number, in the arena, without the
// secrets that must not leave the broker. For a worker.
int journal_page(struct state *s, uint32_t hall, uint64_t after, uint32_t limit,
                 Hallq__Journal **ret);

#endif
