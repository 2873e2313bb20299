// Any bytes as a request in JSON: what is read prints to a text that reads to the same bytes.
#include <stdlib.h>
#include <string.h>

#include "base/limit.h"
#include "base/wire/wire.h"
#include "clients/libhallq/json.h"
#include "command.pb-c.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *pack(struct arena *a, const void *message, size_t *ret_size) {
    *ret_size = wire_size(message);
    void *to = arena_need(a, *ret_size + 1);
    wire_pack(message, to);
    return to;
}

static void check_return(const void *message) {
    struct arena a;
    char error[HALLQ_JSON_ERROR_SIZE];
    size_t size, back_size;
    arena_init(&a, 0);
    char *text = hallq_json_print(message, false);
    const void *back = hallq_json_parse(&hallq__request__descriptor, text, strlen(text), &a, error);
    if (!back)
        abort();
    const void *bytes = pack(&a, message, &size), *back_bytes = pack(&a, back, &back_size);
    if (size != back_size || memcmp(bytes, back_bytes, size))
        abort();
    free(text);
    arena_fini(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena a;
    char error[HALLQ_JSON_ERROR_SIZE];
    arena_init(&a, LIMIT_UNPACK_MEMORY);
    const void *message =
        hallq_json_parse(&hallq__request__descriptor, (const char *)data, size, &a, error);
    if (message)
        check_return(message);
    else if (!*error)
        abort();
    arena_fini(&a);
    return 0;
}
