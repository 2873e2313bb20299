// row.h - a stored value as it lies in LMDB, and its checksum.
//
//     0        8
//     ├────────┼────────────────────────┐
//     │ sum    │ value                  │    sum: XXH3 64 of the value, seeded with the
//     └────────┴────────────────────────┘    XXH3 64 of the key, seeded with the table; big-endian
//
// So a sound value that lies under another key, or in another table, does not pass. To change this:
// a new STORE_FORMAT.
#ifndef HALLQ_STORE_ROW_H
#define HALLQ_STORE_ROW_H

#include "base/table.h"

#define ROW_SUM_SIZE 8

// row_seal: writes sum and value to `to`, which has ROW_SUM_SIZE + value.size bytes.
void row_seal(enum table table, struct bytes key, struct bytes value, void *to);

// row_open: the value inside the stored bytes, borrowed; ERR_CORRUPT if the sum does not match.
int row_open(enum table table, struct bytes key, struct bytes stored, struct bytes *ret_value);

#endif
