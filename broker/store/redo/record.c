#include "broker/store/redo/record.h"

#include <xxhash.h>

#define SUMMED_FROM 16

const unsigned char record_magic[RECORD_MAGIC_SIZE] = {0xf8, 'r', 'e', 'd', 'o', '1', 0xff, '\n'};

uint64_t record_sum(const unsigned char *record, size_t size, uint64_t at) {
    return XXH3_64bits_withSeed(record + SUMMED_FROM, size - SUMMED_FROM, at);
}
