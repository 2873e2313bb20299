#include "broker/store/tables/row.h"

#include <endian.h>
#include <string.h>
#include <xxhash.h>

#include "base/err.h"

static uint64_t row_sum(enum table table, struct bytes key, struct bytes value) {
    XXH64_hash_t seed = XXH3_64bits_withSeed(key.data, key.size, (XXH64_hash_t)table + 1);
    return htobe64(XXH3_64bits_withSeed(value.data, value.size, seed));
}

void row_seal(enum table table, struct bytes key, struct bytes value, void *to) {
    uint64_t sum = row_sum(table, key, value);
    memcpy(to, &sum, ROW_SUM_SIZE);
    if (value.size)
        memcpy((char *)to + ROW_SUM_SIZE, value.data, value.size);
}

int row_open(enum table table, struct bytes key, struct bytes stored, struct bytes *ret_value) {
    uint64_t sum;
    if (stored.size < ROW_SUM_SIZE)
        return ERR_CORRUPT;
    struct bytes value = {(const char *)stored.data + ROW_SUM_SIZE, stored.size - ROW_SUM_SIZE};
    memcpy(&sum, stored.data, ROW_SUM_SIZE);
    if (sum != row_sum(table, key, value))
        return ERR_CORRUPT;
    *ret_value = value;
    return ERR_OK;
}
