// tzif_fuzz.c - any bytes as a file of zone data, and the offsets of what is taken for one.
#include <stdlib.h>

#include "base/tzif.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    static const int64_t instants_s[] = {INT64_MIN / 2, -86400,  0,          1700000000,
                                         2147483647,    1 << 20, 4102444800, 1LL << 40};
    struct tzif zone;
    if (tzif_read(&zone, data, size))
        return 0;
    for (size_t i = 0; i < sizeof instants_s / sizeof instants_s[0]; i++)
        (void)tzif_offset_s(&zone, instants_s[i]);
    return 0;
}
