// Any bytes as a key file: read or refused with a message, and nothing of it left behind.
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "clients/libhallq/keyfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct hallq_keyfile empty;
    struct hallq_keyfile k;
    char error[HALLQ_KEYFILE_ERROR_SIZE];
    int err = hallq_keyfile_parse(&k, (const char *)data, size, error);
    if (err && (!*error || memcmp(&k, &empty, sizeof k)))
        abort();
    if (!err && (!k.role || k.hall_count > HALLQ_KEYFILE_HALLS || strlen(k.secret_key) != 40))
        abort();
    return 0;
}
