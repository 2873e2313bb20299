// ops.h - puts and deletes as bytes, in the order they were made, as a record of the redo log
// carries them.
//
//     put    table 1 | key size 1 | value size 4, big-endian | key | value
//     del    table 1, plus OPS_DEL | key size 1 | key
//
// To change this: a new STORE_FORMAT.
#ifndef HALLQ_STORE_OPS_H
#define HALLQ_STORE_OPS_H

#include "base/table.h"

#define OPS_DEL 0x80
#define OPS_HEAD_MAX 6 // bytes before the key

// ops_put_size, ops_del_size: bytes that ops_put and ops_del write.
size_t ops_put_size(struct bytes key, struct bytes value);
size_t ops_del_size(struct bytes key);

void ops_put(unsigned char *to, enum table table, struct bytes key, struct bytes value);
void ops_del(unsigned char *to, enum table table, struct bytes key);

// ops_apply: does the puts and deletes again in `tables`. ERR_CORRUPT if the bytes do not hold
// together or delete a row that is not there; else the error of the tables.
int ops_apply(struct bytes ops, struct tables *tables);

#endif
