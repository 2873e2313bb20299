// memtable.h - the tables of the hall in memory, for tests of the rules: sorted arrays behind
// `struct tables`. Keeps the contract of table.h to the letter: a value read is spoilt and freed at
// the next write, and a scan's callback that writes ends the test.
#ifndef HALLQ_MEMTABLE_H
#define HALLQ_MEMTABLE_H

#include <stdbool.h>

#include "base/table.h"

struct memtable;

// memtable_create: empty tables. memtable_destroy accepts NULL.
struct memtable *memtable_create(void);
void memtable_destroy(struct memtable *m);

// memtable_tables: what the rules are given. Belongs to m.
struct tables *memtable_tables(struct memtable *m);

// memtable_copy: the same rows in new tables, the caller's to destroy.
struct memtable *memtable_copy(const struct memtable *m);

// memtable_difference: the name of the first table whose rows differ, NULL if none does.
const char *memtable_difference(const struct memtable *a, const struct memtable *b);

// memtable_count: rows of a table. memtable_reads: gets and rows scanned since the last call.
size_t memtable_count(const struct memtable *m, enum table table);
size_t memtable_reads(struct memtable *m);

// memtable_fail_at: the n-th operation from now (1: the next one) fails with this error, once; 0
// never. Returns whether the failure asked for before is still to come.
bool memtable_fail_at(struct memtable *m, size_t n, int err);

#endif
